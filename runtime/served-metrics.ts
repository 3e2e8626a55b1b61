import {
  type AppendedFamilies,
  createSeriesGauge,
  Exposition,
  type FinishSampling,
} from "./exposition/exposition.js";
import type { ExpositionFormat } from "./exposition/openmetrics.js";
import { differences, sampleNames } from "./family/differences.js";
import { mergeFamilies } from "./family/merged-families.js";
import { exposedFamilies, type MetricFamily } from "./family/metric-family.js";
import type { Metrics } from "./metrics.js";
import { processState } from "./process-state.js";

/** The metrics of one schema, or of several that are served as one. */
export interface ServedMetrics {
  readonly address: string;
  /** See `Metrics.families`. */
  readonly families: readonly MetricFamily[];
  /** The same without old names. */
  readonly ownFamilies: readonly MetricFamily[];
  /** The metrics of each schema. */
  readonly members: readonly Metrics[];
  warn(subject: string, message: string): void;
  slices(
    format?: ExpositionFormat,
    appended?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
    finishSampling?: FinishSampling,
  ): Generator<Uint8Array, void>;
  startSampling(timeout: number, isSelected?: (family: MetricFamily) => boolean): Promise<FinishSampling>;
  reclaim(slice: Uint8Array): void;
}

/**
 * The metrics to serve, always the same object for the same schemas.
 *
 * @throws Error if several schemas declare one name differently
 */
export function servedMetrics(metrics: Metrics | readonly Metrics[]): ServedMetrics {
  const members = [
    ...new Set(Array.isArray(metrics) ? (metrics as readonly Metrics[]) : [metrics as Metrics]),
  ]; // TypeScript does not tell readonly arrays from others
  const [first] = members;
  if (first === undefined) throw new Error("there are no metrics to serve");
  if (members.length === 1) return first;
  const known = groups.get(first) ?? [];
  const existing = known.find(
    (group) =>
      group.members.length === members.length && members.every((member, at) => member === group.members[at]),
  );
  if (existing !== undefined) return existing;
  const group = new MetricsGroup(first, members);
  groups.set(first, [...known, group]);
  return group;
}

/** The groups that begin with the metrics of a schema. */
const groups = processState("groups", () => new WeakMap<Metrics, readonly MetricsGroup[]>());

/** Computes something from the families, and again once a newer copy of a schema has changed them. */
export function computeFromFamilies<Value>(
  metrics: Pick<ServedMetrics, "families">,
  compute: (families: readonly MetricFamily[]) => Value,
): () => Value {
  let families = metrics.families;
  let value = compute(families);
  return () => {
    if (metrics.families === families) return value;
    families = metrics.families;
    value = compute(families);
    return value;
  };
}

/** The metrics of several schemas. A family that several of them declare alike is one, and so are metricsmith's own. */
class MetricsGroup implements ServedMetrics {
  readonly #first: Metrics;
  readonly members: readonly Metrics[];
  /** The families of the members when the exposition was created. */
  #memberFamilies: readonly (readonly MetricFamily[])[] = [];
  #exposition: Exposition;

  constructor(first: Metrics, members: readonly Metrics[]) {
    this.#first = first;
    this.members = members;
    this.#exposition = this.#createExposition((clash) => {
      throw new Error(clash);
    });
  }

  /** The address that the first schema declares. */
  get address(): string {
    return this.#first.address;
  }

  get families(): readonly MetricFamily[] {
    return this.#current.families;
  }

  get ownFamilies(): readonly MetricFamily[] {
    return this.#current.ownFamilies;
  }

  warn(subject: string, message: string): void {
    this.#first.warn(subject, message);
  }

  slices(
    format?: ExpositionFormat,
    appended?: AppendedFamilies,
    isSelected?: (family: MetricFamily) => boolean,
    finishSampling?: FinishSampling,
  ): Generator<Uint8Array, void> {
    return this.#current.slices(format, appended, isSelected, finishSampling);
  }

  startSampling(timeout: number, isSelected?: (family: MetricFamily) => boolean): Promise<FinishSampling> {
    return this.#current.startSampling(timeout, isSelected);
  }

  reclaim(slice: Uint8Array): void {
    this.#exposition.reclaim(slice);
  }

  /** The exposition of the members' families, which change with newer copies of their schemas. */
  get #current(): Exposition {
    if (this.members.some(({ families }, at) => families !== this.#memberFamilies[at])) {
      this.#exposition = this.#createExposition((clash) => {
        this.warn(clash, `metricsmith: ${clash}. That of the first is exposed.`);
      });
    }
    return this.#exposition;
  }

  /** @param onClash called for a family that is left out, because an earlier schema declares its name differently */
  #createExposition(onClash: (clash: string) => void): Exposition {
    this.#memberFamilies = this.members.map(({ families }) => families);
    const families = joinFamilies(
      this.members.map((member, at) => ({
        schema: nameOf(member, at),
        families: exposedFamilies(member.schemaFamilies),
      })),
      onClash,
    );
    const describing = joinFamilies(
      this.members.map((member, at) => ({ schema: nameOf(member, at), families: member.describingFamilies })),
      onClash,
    );
    return new Exposition(families, describing, createSeriesGauge(families));
  }
}

function nameOf({ schema }: Metrics, position: number): string {
  return schema === "" ? `the metrics at position ${position + 1}` : schema;
}

interface SchemaFamilies {
  /** In messages. */
  readonly schema: string;
  readonly families: readonly MetricFamily[];
}

/** A family of the result, before it is made. */
interface Joined {
  readonly schema: string;
  readonly parts: MetricFamily[];
}

/** The families of all schemas, in order. Those that are declared alike are one, at the place of the first. */
function joinFamilies(
  schemas: readonly SchemaFamilies[],
  onClash: (clash: string) => void,
): readonly MetricFamily[] {
  const joined = new Map<string, Joined>();
  /** By the names of samples: who has them. */
  const owners = new Map<string, Joined>();
  for (const { schema, families } of schemas) {
    for (const family of families) {
      const same = joined.get(family.name);
      const difference = same === undefined ? undefined : differenceOf(same, family);
      const clash =
        difference === undefined
          ? sampleNames(family).find((name) => (owners.get(name) ?? same) !== same)
          : family.name;
      if (clash !== undefined) {
        onClash(clashMessage(clash, [owners.get(clash)?.schema ?? schema, schema], difference));
      } else if (same !== undefined) {
        same.parts.push(family);
      } else {
        const added: Joined = { schema, parts: [family] };
        joined.set(family.name, added);
        for (const name of sampleNames(family)) owners.set(name, added);
      }
    }
  }
  return [...joined.values()].flatMap(({ parts }) => {
    const [only, ...others] = parts;
    return others.length === 0 && only !== undefined ? [only] : [mergeFamilies(parts)];
  });
}

/** The families that describe a schema have other label values in each: the names of its metrics and vectors. */
const DESCRIBING = /^metricsmith_/;

function differenceOf({ parts }: Joined, family: MetricFamily): string | undefined {
  const [first] = parts;
  if (first === undefined || DESCRIBING.test(family.name)) return undefined;
  const found = differences(first, family);
  return found.length === 0 ? undefined : found.join("; ");
}

function clashMessage(
  name: string,
  [first, second]: readonly [string, string],
  difference: string | undefined,
): string {
  const how =
    difference === undefined
      ? "it is a metric of one and a sample of the other"
      : `of the second: ${difference}`;
  return `${name} is declared by two schemas, ${first} and ${second}, and differently (${how}); rename one of them`;
}
