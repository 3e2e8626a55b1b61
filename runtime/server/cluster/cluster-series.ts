import {
  type CollectedFamily,
  type CollectedSample,
  machineClock,
  type SeriesName,
} from "./cluster-families.js";

/** How many series of a family a set lists that is widened. */
const MOST_LISTED = 10_000;

/** Series of all processes. */
export class SeriesSet {
  /** By family: the names of its labels, and their values as texts; without them, all series. */
  readonly #families = new Map<
    string,
    { readonly names: readonly string[]; readonly keys: Set<string> } | "all"
  >();

  constructor(series: Iterable<SeriesName>) {
    for (const one of series) this.add(one);
  }

  add({ family, labels }: SeriesName): void {
    const known = this.#families.get(family);
    if (labels === undefined) this.#families.set(family, "all");
    else if (known === undefined) {
      this.#families.set(family, { names: Object.keys(labels), keys: new Set([keyOf(labels)]) });
    } else if (known !== "all") known.keys.add(keyOf(labels, known.names));
  }

  /** Adds a series, or all series of the family if there are very many: for a set that may grow for ever. */
  addOrWiden(name: SeriesName): void {
    const known = this.#families.get(name.family);
    const isLong = known !== undefined && known !== "all" && known.keys.size >= MOST_LISTED;
    this.add(isLong ? { family: name.family } : name);
  }

  /** The families without these series. */
  removeFrom(families: readonly CollectedFamily[]): readonly CollectedFamily[] {
    return this.#filter(families, false);
  }

  /** These series of the families, without other families. */
  keepOf(families: readonly CollectedFamily[]): readonly CollectedFamily[] {
    return this.#filter(
      families.filter(({ name }) => this.#families.has(name)),
      true,
    );
  }

  #filter(families: readonly CollectedFamily[], wanted: boolean): readonly CollectedFamily[] {
    return families.map((family) => {
      const series = this.#families.get(family.name);
      if (series === undefined) return family;
      const isIn = (labels: CollectedSample["labels"]) =>
        series === "all" || series.keys.has(keyOf(labels, series.names));
      return {
        ...family,
        values: family.values.filter(({ labels }) => isIn(labels) === wanted),
        expiring: family.expiring?.filter(({ labels }) => isIn(labels) === wanted),
      };
    });
  }
}

/** A bucket has the key of its series, as `le` is not one of the names. */
function keyOf(labels: CollectedSample["labels"], names: readonly string[] = Object.keys(labels)): string {
  return JSON.stringify(names.map((name) => String(labels[name])));
}

/** When the series of all processes expire. */
export class SeriesExpirations {
  readonly #series = new Map<string, Required<SeriesName> & { readonly expiresAt: number }>();

  /** Notes when the series of a process expire. A series expires when it does so in all processes. */
  note(families: readonly CollectedFamily[]): void {
    for (const { name, expiring = [] } of families) {
      for (const { labels, expiresAt = Infinity } of expiring) {
        const key = seriesKey(name, labels);
        const known = this.#series.get(key)?.expiresAt ?? 0;
        this.#series.set(key, { family: name, labels, expiresAt: Math.max(known, expiresAt) });
      }
    }
  }

  /**
   * The series that have expired.
   *
   * @param running the families of the running processes
   * @returns those that running processes have to drop, and those that none of them has any more, which are forgotten
   */
  expired(running: readonly CollectedFamily[]): {
    readonly toDrop: readonly SeriesName[];
    readonly dropped: readonly SeriesName[];
  } {
    const now = machineClock();
    const expired = [...this.#series].filter(([, { expiresAt }]) => expiresAt <= now);
    if (expired.length === 0) return { toDrop: [], dropped: [] };
    const present = new Set(
      running.flatMap(({ name, expiring = [] }) => expiring.map(({ labels }) => seriesKey(name, labels))),
    );
    const dropped = expired.filter(([key]) => !present.has(key));
    for (const [key] of dropped) this.#series.delete(key);
    return {
      toDrop: expired
        .filter(([key]) => present.has(key))
        .map(([, { family, labels }]) => ({ family, labels })),
      dropped: dropped.map(([, { family, labels }]) => ({ family, labels })),
    };
  }
}

function seriesKey(family: string, labels: CollectedSample["labels"]): string {
  return JSON.stringify([family, ...Object.values(labels)]);
}
