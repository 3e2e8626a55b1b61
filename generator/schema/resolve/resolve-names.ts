import type { CompositeRecorder, Family, Vector } from "../../catalog.js";
import {
  FIXED_IDENTIFIERS,
  familyIdentifiers,
  recorderIdentifiers,
  vectorIdentifiers,
} from "../../identifiers.js";
import { shortened } from "../../text/words.js";
import { locate } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { place, type Spot } from "../read/read-mapping.js";
import type { DeclaredFamily, DeclaredVector, SchemaFile } from "../read/schema-file.js";

const RUNTIME = "metricsmith";

/** `request` in the namespace `authelia` is exposed as `authelia_request`. */
export function exposedFamilyName(namespace: string, key: string): string {
  return namespace === "" ? key : `${namespace}_${key}`;
}

/** The namespace of the entry file; one that belongs to the runtime is reported. */
export function resolveNamespace({ namespace, source }: SchemaFile, report: SchemaReport): string {
  if (namespace === undefined) return "";
  if (`${namespace}_`.startsWith(`${RUNTIME}_`)) {
    const at = locate(source, ["namespace"], "value");
    report("reserved-name", { name: `${namespace}_…`, ...OWN }, at);
  }
  return namespace;
}

/**
 * Whether the exposed name of a family is free to use. The suffixes are those that the exposition formats
 * give to samples of other types (https://prometheus.io/docs/instrumenting/exposition_formats/).
 */
export function reportReservedName(family: DeclaredFamily, namespace: string, report: SchemaReport): boolean {
  const name = exposedFamilyName(namespace, family.key);
  const reservation = reserved(name, family, namespace);
  if (reservation === undefined) return true;
  report("reserved-name", { name, ...reservation }, locate(family.source, family.path, "key"));
  return false;
}

interface Reservation {
  readonly reason: string;
  readonly help: string;
}

const OWN: Reservation = {
  reason: `names that begin with \`${RUNTIME}_\` are those of the runtime's own metrics`,
  help: "Choose another namespace or key.",
};

function reserved(name: string, { type, key }: DeclaredFamily, namespace: string): Reservation | undefined {
  if (name.startsWith(`${RUNTIME}_`)) return namespace === "" ? OWN : undefined;
  const suffix = /_(?:bucket|sum|count|total)$/.exec(name)?.[0];
  if (suffix === "_total" && type !== "counter") {
    return {
      reason: "only counters end in `_total`",
      help: `Leave the ending of \`${key}\` out, or declare it under \`counters\`.`,
    };
  }
  if (suffix === undefined || suffix === "_total" || type === "histogram") return undefined;
  return {
    reason: `\`${suffix}\` is the ending of a histogram's series`,
    help: `Give \`${key}\` another ending.`,
  };
}

/**
 * Whether Prometheus keeps a label name for itself, which is reported: https://prometheus.io/docs/concepts/data_model/
 * reserves `__…`, and the text format writes `le` on the samples of histograms, `quantile` on those of
 * summaries. On other metrics the two are legal, but `histogram_quantile` would take the one for bounds.
 */
export function reportReservedLabel(
  { key: name, source, path }: Pick<DeclaredVector, "key" | "source" | "path">,
  report: SchemaReport,
): boolean {
  const reason = reservation(name);
  if (reason === undefined) return false;
  report("reserved-label", { name, reason }, locate(source, path, "key"));
  return true;
}

function reservation(name: string): string | undefined {
  if (name === "le") return "it holds the upper bounds of histograms";
  if (name === "quantile") return "it holds the quantiles of summaries";
  if (name.startsWith("__")) return "names that begin with `__` are Prometheus' own";
  return undefined;
}

const SUFFIXES: readonly string[] = ["bucket", "sum", "count"];

/**
 * Reports a histogram that is named as a series of another is: `x_sum` beside `x`. Counters and gauges of
 * such names are reserved whether or not there is the histogram.
 */
export function reportSeriesNames(
  families: Iterable<DeclaredFamily>,
  namespace: string,
  report: SchemaReport,
): void {
  const histograms = [...families].filter((family) => family.type === "histogram");
  const series = new Map<string, DeclaredFamily>(
    histograms.flatMap((family) => SUFFIXES.map((suffix) => [`${family.key}_${suffix}`, family] as const)),
  );
  for (const family of histograms) {
    const owner = series.get(family.key);
    if (owner === undefined) continue;
    const other = `a series of the histogram \`${owner.key}\` at ${place(owner)}`;
    const params = { what: "histogram", name: exposedFamilyName(namespace, family.key), other };
    report("duplicate-name", params, locate(family.source, family.path, "key"));
  }
}

/** Reports a `renamed_from` that names a family which is still there, or one that another was renamed from. */
export function reportRenames(
  families: ReadonlyMap<string, DeclaredFamily>,
  namespace: string,
  report: SchemaReport,
): void {
  const present = new Map<string, DeclaredFamily>();
  for (const family of families.values()) present.set(exposedFamilyName(namespace, family.key), family);
  for (const family of families.values()) present.set(family.key, family);
  const renamed = new Map<string, DeclaredFamily>();
  for (const family of families.values()) {
    const old = family.spec?.renamed_from;
    if (old === undefined) continue;
    const name = shortened(old);
    const at = locate(family.source, [...family.path, "renamed_from"], "value");
    const namesake = present.get(old);
    const earlier = renamed.get(old);
    if (namesake !== undefined) {
      report("renamed-from-present", { name, own: namesake === family }, at);
    } else if (earlier !== undefined) {
      const other = `the ${earlier.type} \`${shortened(earlier.key)}\` (${place(earlier)})`;
      report("renamed-from-twice", { name, other }, at);
    } else {
      renamed.set(old, family);
    }
  }
}

/** Something that the generated code gives names to. */
export interface Named {
  /** As messages call it: "the vector `type`". */
  readonly what: string;
  readonly spot: Spot;
  readonly identifiers: readonly string[];
}

export function namedVector(vector: Vector, spot: Spot): Named {
  return { what: `the vector \`${vector.name}\``, spot, identifiers: vectorIdentifiers(vector) };
}

export function namedFamily(family: Family, spot: Spot): Named {
  return { what: `the ${family.type} \`${family.key}\``, spot, identifiers: familyIdentifiers(family) };
}

export function namedRecorder(recorder: CompositeRecorder, spot: Spot): Named {
  return { what: `the recorder \`${recorder.key}\``, spot, identifiers: recorderIdentifiers(recorder) };
}

/** Reports every two things whose identifiers coincide, once, at the later one. */
export function reportCollisions(things: readonly Named[], report: SchemaReport): void {
  const owners = new Map<string, Named>();
  const fixed = new Set(FIXED_IDENTIFIERS);
  for (const thing of things) {
    const told = new Set<Named | "fixed">();
    for (const identifier of thing.identifiers) {
      const owner = fixed.has(identifier) ? "fixed" : owners.get(identifier);
      if (owner === undefined) owners.set(identifier, thing);
      if (owner === undefined || owner === thing || told.has(owner)) continue;
      told.add(owner);
      const other =
        owner === "fixed" ? "what every generated file has" : `${owner.what} (${place(owner.spot)})`;
      const at = locate(thing.spot.source, thing.spot.path, "key");
      report("identifier-collision", { identifier, what: thing.what, other }, at);
    }
  }
}

interface Keyed extends Spot {
  readonly key: string;
}

/** The declarations by key. A key that is declared twice is reported, and the first one counts. */
export function distinctNames<Declared extends Keyed>(
  declarations: readonly Declared[],
  what: (declared: Declared) => string,
  report: SchemaReport,
): ReadonlyMap<string, Declared> {
  const names = new Map<string, Declared>();
  for (const declared of declarations) {
    const earlier = names.get(declared.key);
    if (earlier === undefined) {
      names.set(declared.key, declared);
      continue;
    }
    const other = `the ${what(earlier)} at ${place(earlier)}`;
    const params = { what: what(declared), name: shortened(declared.key), other };
    report("duplicate-name", params, locate(declared.source, declared.path, "key"));
  }
  return names;
}
