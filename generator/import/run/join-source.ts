import type { Draft, DraftFamily, DraftSet, DraftVector, ImportResult } from "../draft.js";
import type { MergedFamily } from "../exposition/merged-family.js";
import { isHttpMethod, isStatusClass, isStatusCode } from "../infer.js";
import type { LabelVector } from "../label-vectors.js";
import { observedText } from "./read-observations.js";

/** Families of a run with what the program's source says of them. */
interface JoinedSource {
  /** The families of the run, and those that the source alone has. */
  readonly families: readonly MergedFamily[];
  /** Lets the source decide on the vectors of the families, where it shows which values their labels get. */
  readonly decideVectors: (
    families: readonly MergedFamily[],
    seen: readonly LabelVector[],
  ) => readonly LabelVector[];
}

/**
 * Joins a run with an import of source code. The run decides on names: a metric that the source has at a place where the run
 * created another one is that one.
 *
 * @param otherNames names of metrics that the run created and that are not imported
 */
export function joinSource(
  run: readonly MergedFamily[],
  source: Draft,
  otherNames: readonly string[],
): JoinedSource {
  const named = source.families.map((family) => ({ family, name: fullName(family, source) }));
  const byName = new Map(named.map(({ name, family }) => [name, family]));
  const byPlace = new Map(named.map(({ family }) => [placeKey(family.location), family]));
  const inSource = (one: MergedFamily) => byName.get(one.name) ?? byPlace.get(placeKey(one.location));
  const known = new Set([...run.map(({ name }) => name), ...otherNames]);
  const places = new Set(run.map(({ location }) => placeKey(location)));
  const others = named.filter(
    ({ family, name }) => !known.has(name) && !places.has(placeKey(family.location)),
  );
  const sources = new Map<string, DraftFamily>(others.map(({ family, name }) => [name, family]));
  const families = run.map((one) => {
    const family = inSource(one);
    if (family !== undefined) sources.set(one.name, family);
    return { ...one, unit: one.unit ?? family?.unit };
  });
  const vectors = new Map(source.vectors.map((vector) => [vector.name, vector]));
  return {
    families: [...families, ...others.map(({ family, name }) => familyOfSource(family, name, vectors))],
    decideVectors: (merged, seen) => decideVectors(merged, seen, sources, vectors),
  };
}

/** Findings of the source that the run does not answer. */
export function findingsBesideRun(
  { diagnostics }: ImportResult,
  run: readonly MergedFamily[],
): ImportResult["diagnostics"] {
  const files = new Set(run.map(({ location }) => location.file));
  return diagnostics.filter(({ code, location }) => {
    if (code === "import-nothing" || code === "metric-redeclared") return false;
    return !code.startsWith("metric-") || location === undefined || !files.has(location.file);
  });
}

function fullName({ key }: DraftFamily, { namespace }: Draft): string {
  return namespace === undefined ? key : `${namespace}_${key}`;
}

function placeKey(location: DraftFamily["location"]): string {
  return location === undefined ? "" : `${location.file}:${location.line}`;
}

function familyOfSource(
  { type, description, unit, buckets, vectors: names, notes, location }: DraftFamily,
  name: string,
  vectors: ReadonlyMap<string, DraftVector>,
): MergedFamily {
  return {
    name,
    type,
    help: description,
    unit,
    labels: names.map((one) => vectors.get(one)?.label ?? one),
    partialLabels: [],
    values: new Map(),
    areLabelsKnown: true,
    bounds: buckets ?? [],
    contradictions: [],
    notes: ["The source has it, but the run did not create it.", ...notes],
    location: location ?? { file: "", line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}

function decideVectors(
  families: readonly MergedFamily[],
  seen: readonly LabelVector[],
  sources: ReadonlyMap<string, DraftFamily>,
  vectors: ReadonlyMap<string, DraftVector>,
): readonly LabelVector[] {
  const decided = new Map<string, LabelVector>();
  const left = seen.map((vector) => {
    const kept = vector.families.filter((at) => {
      const family = families[at];
      const names = family === undefined ? [] : (sources.get(family.name)?.vectors ?? []);
      const inSource = names.map((name) => vectors.get(name)).find((one) => one?.label === vector.label);
      if (family === undefined || inSource === undefined || inSource.hasNoEvidence) return true;
      const { name: _, ...choice } = chooseVector(inSource, vector, valuesOf(family, vector.label));
      const key = JSON.stringify([choice, inSource.name]);
      const earlier = decided.get(key)?.families ?? [];
      decided.set(key, { ...choice, name: undefined, families: [...earlier, at] });
      return false;
    });
    return { ...vector, families: kept };
  });
  const all = [...left.filter(({ families: own }) => own.length > 0), ...decided.values()];
  return all.sort((one, other) => (one.families[0] ?? 0) - (other.families[0] ?? 0));
}

function valuesOf({ values }: MergedFamily, label: string): readonly string[] {
  return [...(values.get(label)?.keys() ?? [])];
}

/** The source's vector, unless the run recorded values that it does not have. */
function chooseVector(source: DraftVector, seen: LabelVector, values: readonly string[]): DraftVector {
  if (source.set.kind === "open") {
    const seenMost = seen.set.kind === "open" ? seen.set.maxValues : 0;
    return { ...source, set: { ...source.set, maxValues: Math.max(source.set.maxValues, seenMost) } };
  }
  const further = values.filter((value) => !allows(source.set, value));
  if (further.length === 0) return source;
  const { label, description } = source;
  if (source.set.kind === "closed" && seen.set.kind === "closed") {
    const all = [...source.set.values, ...seen.set.values.filter((value) => !allows(source.set, value))];
    const note = "The run recorded values that the source does not show. Add any others.";
    return { ...source, set: { ...source.set, values: all }, notes: [...source.notes, note] };
  }
  const note = "The run recorded values that the source does not show.";
  return { ...seen, name: source.name, label, description, notes: [note, ...seen.notes] };
}

/** Whether a set has the value with this text in `labelSets`. */
function allows(set: DraftSet, text: string): boolean {
  switch (set.kind) {
    case "closed":
      return set.values.some((value) => observedText(value) === text);
    case "boolean":
      return text === "true" || text === "false";
    case "http_status":
      return isStatusCode(text);
    case "http_status_class":
      return isStatusCode(text) || isStatusClass(text);
    case "http_method":
      return isHttpMethod(text) || text === "other";
    case "integer":
      return set.max - set.min <= MOST_INTEGERS && integerTexts(set).has(text);
    case "open":
      return true;
    default:
      return set satisfies never;
  }
}

/** The largest range of integers that is compared with the values of a run. */
const MOST_INTEGERS = 10_000;

function integerTexts({ min, max }: { readonly min: number; readonly max: number }): ReadonlySet<string> {
  return new Set(Array.from({ length: max - min + 1 }, (_, at) => observedText(String(min + at))));
}
