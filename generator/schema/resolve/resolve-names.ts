import type { CompositeRecorder, Family, Vector } from "../../catalog.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import {
  FIXED_IDENTIFIERS,
  familyIdentifiers,
  recorderIdentifiers,
  vectorIdentifiers,
} from "../../identifiers.js";
import { shorten } from "../../text/words.js";
import type { Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily, SchemaFile } from "../read/schema-file.js";

/** The namespace of the runtime's own metrics. */
const RUNTIME = "metricsmith";

/** `request` in the namespace `authelia` is exposed as `authelia_request`. */
export function exposedFamilyName(namespace: string, key: string): string {
  return namespace === "" ? key : `${namespace}_${key}`;
}

/** The exposed name that an old key or exposed name stands for. */
export function exposedOldName(namespace: string, old: string): string {
  return namespace !== "" && old.startsWith(`${namespace}_`) ? old : exposedFamilyName(namespace, old);
}

/** The name in a `renamed_from`, as it is written; `undefined` if there is none. */
export function oldNameOf(
  renamed: NonNullable<DeclaredFamily["fields"]>["renamed_from"],
): string | undefined {
  return typeof renamed === "object" ? renamed.name : renamed;
}

/** The namespace of the entry file, or an empty text. One that belongs to the runtime is reported. */
export function resolveNamespace({ namespace, spot }: SchemaFile, report: SchemaReport): string {
  if (namespace === undefined) return "";
  if (`${namespace}_`.startsWith(`${RUNTIME}_`)) {
    report("reserved-name", { name: `${namespace}_…`, ...RESERVED_FOR_RUNTIME }, spot.at("namespace"));
  }
  return namespace;
}

const RESERVED_FOR_RUNTIME = {
  reason: `names that begin with \`${RUNTIME}_\` are those of the runtime's own metrics`,
  help: "Choose another namespace or key.",
};

/** Reports a family whose exposed name belongs to the runtime. In such a namespace, the namespace is reported instead. */
export function reportReservedName(family: DeclaredFamily, namespace: string, report: SchemaReport): void {
  if (namespace !== "" || !family.key.startsWith(`${RUNTIME}_`)) return;
  report("reserved-name", { name: family.key, ...RESERVED_FOR_RUNTIME }, family.spot.key);
}

/**
 * Reports a label name that Prometheus reserves. Returns whether it is free. `le` and `quantile` are legal on counters
 * and gauges, but `histogram_quantile` would read their values as upper bounds.
 */
export function checkLabelName(name: string, where: Place, report: SchemaReport): boolean {
  const reason = reasonOfReservedLabel(name);
  if (reason === undefined) return true;
  report("reserved-label", { name, reason }, where);
  return false;
}

function reasonOfReservedLabel(name: string): string | undefined {
  if (name === "le") return "it holds the upper bounds of histograms";
  if (name === "quantile") return "it holds the quantiles of summaries";
  // https://prometheus.io/docs/concepts/data_model/
  if (name.startsWith("__")) return "names that begin with `__` are Prometheus' own";
  return undefined;
}

const HISTOGRAM_SUFFIXES: readonly string[] = ["bucket", "sum", "count"];

/** Reports a family that has the name of a histogram's series, such as `x_sum` beside the histogram `x`. */
export function reportSeriesNames(
  families: readonly DeclaredFamily[],
  namespace: string,
  report: SchemaReport,
): void {
  const histograms = families.filter((family) => family.type === "histogram");
  const series = new Map<string, DeclaredFamily>(
    histograms.flatMap((family) =>
      HISTOGRAM_SUFFIXES.map((suffix) => [`${family.key}_${suffix}`, family] as const),
    ),
  );
  for (const { key, type, spot } of families) {
    const owner = series.get(key);
    if (owner === undefined) continue;
    const other = `a series of the histogram \`${owner.key}\` at ${owner.spot.fileAndLine}`;
    const params = { what: type, name: exposedFamilyName(namespace, key), other };
    report("duplicate-name", params, spot.key);
  }
}

/**
 * Reports a `renamed_from` that names a family of the schema, or that two families have, and an old name that cannot be
 * exposed as well, because another metric has the name of one of its series.
 */
export function reportRenames(
  families: readonly DeclaredFamily[],
  namespace: string,
  report: SchemaReport,
): void {
  const current = new Map<string, DeclaredFamily>();
  for (const family of families) current.set(exposedFamilyName(namespace, family.key), family);
  for (const family of families) current.set(family.key, family);
  const owners = new Map<string, DeclaredFamily>();
  for (const family of families)
    for (const series of seriesNames(family.type, exposedFamilyName(namespace, family.key)))
      owners.set(series, family);
  const renamed = new Map<string, DeclaredFamily>();
  for (const family of families) {
    const from = family.fields?.renamed_from;
    const old = oldNameOf(from);
    if (old === undefined) continue;
    const name = shorten(old);
    const where = family.spot.at("renamed_from", ...(typeof from === "object" ? ["name"] : []));
    const exposed = exposedOldName(namespace, old);
    const namesake = current.get(old);
    const earlier = renamed.get(exposed);
    if (namesake !== undefined) {
      report("renamed-from-present", { name, own: namesake === family }, where);
    } else if (earlier !== undefined) {
      report("renamed-from-twice", { name, other: describeFamily(earlier) }, where);
    } else {
      renamed.set(exposed, family);
      if (typeof from === "object") claimNames(family, { exposed, owners, where }, report);
    }
  }
}

/** Adds the names under which an old name is exposed to those of the schema, or reports that one is taken. */
function claimNames(
  family: DeclaredFamily,
  {
    exposed,
    owners,
    where,
  }: { readonly exposed: string; readonly owners: Map<string, DeclaredFamily>; readonly where: Spot },
  report: SchemaReport,
): void {
  const name = shorten(exposed);
  if (exposed.startsWith(`${RUNTIME}_`)) report("reserved-name", { name, ...RESERVED_FOR_RUNTIME }, where);
  const names = seriesNames(family.type, exposed);
  const series = names.find((one) => owners.has(one)) ?? "";
  const owner = owners.get(series);
  if (owner !== undefined) {
    report("alias-taken", { name, series: shorten(series), other: describeFamily(owner) }, where);
  }
  for (const one of names) owners.set(one, owners.get(one) ?? family);
}

function describeFamily({ type, key, spot }: DeclaredFamily): string {
  return `the ${type} \`${shorten(key)}\` (${spot.fileAndLine})`;
}

/** The name of a family, and those of its series. */
function seriesNames(type: DeclaredFamily["type"], name: string): readonly string[] {
  return type === "histogram" ? [name, ...HISTOGRAM_SUFFIXES.map((suffix) => `${name}_${suffix}`)] : [name];
}

/** A part of the schema whose generated code declares identifiers. */
export interface IdentifierOwner {
  /** As messages call it: "the vector `type`". */
  readonly what: string;
  readonly spot: Spot;
  readonly identifiers: readonly string[];
}

export function vectorOwner(vector: Vector, spot: Spot): IdentifierOwner {
  return { what: `the vector \`${vector.name}\``, spot, identifiers: vectorIdentifiers(vector) };
}

export function familyOwner(family: Family, spot: Spot): IdentifierOwner {
  return { what: `the ${family.type} \`${family.key}\``, spot, identifiers: familyIdentifiers(family) };
}

export function recorderOwner(recorder: CompositeRecorder, spot: Spot): IdentifierOwner {
  return { what: `the recorder \`${recorder.key}\``, spot, identifiers: recorderIdentifiers(recorder) };
}

/** Reports every two owners that have an identifier in common: once, at the later one. */
export function reportCollisions(owners: readonly IdentifierOwner[], report: SchemaReport): void {
  const ownerOf = new Map<string, IdentifierOwner>();
  const fixed = new Set(FIXED_IDENTIFIERS);
  for (const owner of owners) {
    const reported = new Set<IdentifierOwner | "fixed">();
    for (const identifier of owner.identifiers) {
      const first = fixed.has(identifier) ? "fixed" : ownerOf.get(identifier);
      if (first === undefined) ownerOf.set(identifier, owner);
      if (first === undefined || first === owner || reported.has(first)) continue;
      reported.add(first);
      const other =
        first === "fixed" ? "what every generated file has" : `${first.what} (${first.spot.fileAndLine})`;
      report("identifier-collision", { identifier, what: owner.what, other }, owner.spot.key);
    }
  }
}

interface Named {
  readonly key: string;
  readonly spot: Spot;
  readonly importedAt?: Spot;
}

/** How messages call declarations: "counter". */
interface DeclarationKind<Declared> {
  readonly kindOf: (declared: Declared) => string;
  /** Whether two declarations of one key say the same, so that one stands for both; never by default. */
  readonly areSame?: (one: Declared, other: Declared) => boolean;
}

/** The declarations by key. A second declaration of a key is reported and left out. */
export function distinctDeclarations<Declared extends Named>(
  declarations: readonly Declared[],
  { kindOf, areSame = () => false }: DeclarationKind<Declared>,
  report: SchemaReport,
): ReadonlyMap<string, Declared> {
  const distinct = new Map<string, Declared>();
  for (const declared of declarations) {
    const { key, spot, importedAt } = declared;
    const earlier = distinct.get(key);
    if (earlier === undefined) {
      distinct.set(key, declared);
      continue;
    }
    const what = kindOf(declared);
    const other = `the ${kindOf(earlier)} at ${earlier.spot.fileAndLine}`;
    if (importedAt === undefined && earlier.importedAt === undefined) {
      report("duplicate-name", { what, name: shorten(key), other }, spot.key);
    } else if (!areSame(earlier, declared)) {
      const imported = earlier.importedAt?.fileAndLine;
      const from = imported === undefined ? other : `${other}, which ${imported} imports`;
      const params = {
        what,
        key: shorten(key),
        at: spot.fileAndLine,
        other: from,
        isVector: what === "vector",
      };
      report("import-conflict", params, importedAt ?? spot.key);
    }
  }
  return distinct;
}
