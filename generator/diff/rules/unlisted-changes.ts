import type { Catalog, CounterFamily, Family, GaugeFamily, HistogramFamily, Vector } from "../../catalog.js";
import type { Comparison, FamilyPair, RecorderPair, VectorPair } from "../comparison.js";
import { hasSameMeaning } from "../similar-families.js";
import { followsSchemaBudget } from "./family-field-changes.js";

/**
 * Counts the fields that changed although no rule lists a change of them: the wording of texts, the order of labels
 * and values, budgets that were raised, settings of outputs. These changes are safe, and neither a dashboard nor a
 * caller of generated code sees them.
 */
export function countUnlistedChanges(comparison: Comparison): number {
  const { base, head, families, vectors, recorders } = comparison;
  return (
    countFields(SCHEMA_FIELDS, { base, head }, comparison) +
    countAll(FAMILY_FIELDS, families.pairs, comparison) +
    countAll(VECTOR_FIELDS, vectors, comparison) +
    countAll(RECORDER_FIELDS, recorders, comparison) +
    outputsOf(base, head).filter((output) => isUnlistedOutput(output, comparison)).length
  );
}

/** Whether HEAD generates a file that BASE does not. */
export function addsOutput({ base, head }: Comparison): boolean {
  return outputsOf(base, head).some(
    (key) => key !== "directory" && base.outputs[key] === undefined && head.outputs[key] !== undefined,
  );
}

type IsUnlisted<Pair> = (pair: Pair, comparison: Comparison) => boolean;

/**
 * One row for each field, so that a field which is added to the Catalog has to be added here, too: `listed` if a rule
 * lists every change of it, or if it only follows from other fields.
 */
type Fields<Key extends string, Pair> = Readonly<Record<Key, "listed" | IsUnlisted<Pair>>>;

function countAll<Pair>(
  fields: Fields<string, Pair>,
  pairs: readonly Pair[],
  comparison: Comparison,
): number {
  return pairs.reduce((sum, pair) => sum + countFields(fields, pair, comparison), 0);
}

function countFields<Pair>(fields: Fields<string, Pair>, pair: Pair, comparison: Comparison): number {
  return Object.values(fields).filter((field) => field !== "listed" && field(pair, comparison)).length;
}

const SCHEMA_FIELDS: Fields<keyof Catalog, Pick<Comparison, "base" | "head">> = {
  source: "listed", // names the file, and means nothing
  origin: "listed", // neither does where it is
  namespace: "listed",
  server: "listed",
  ignore: ({ base, head }) => JSON.stringify(base.ignore) !== JSON.stringify(head.ignore),
  lint: ({ base, head }) => JSON.stringify(base.lint) !== JSON.stringify(head.lint),
  initialize: "listed",
  seriesBudget: ({ base, head }) => head.seriesBudget > base.seriesBudget,
  outputs: "listed", // counted by themselves
  vectors: "listed",
  families: "listed",
  recorders: "listed",
};

const FAMILY_FIELDS: Fields<keyof CounterFamily | keyof GaugeFamily | keyof HistogramFamily, FamilyPair> = {
  key: "listed",
  name: "listed",
  type: "listed",
  help: ({ base, head }) => base.help !== head.help && hasSameMeaning(base.help, head.help),
  unit: "listed",
  vectors: ({ base, head }) => isReordered(labelNames(base), labelNames(head)),
  renamedFrom: ({ base, head, by }) => base.renamedFrom !== head.renamedFrom && by !== "renamed_from",
  alias: ({ base, head }) => base.alias?.name === head.alias?.name && base.alias?.until !== head.alias?.until,
  stability: ({ base, head }) => base.stability !== head.stability,
  owner: ({ base, head }) => base.owner !== head.owner,
  runbook: ({ base, head }) => base.runbook !== head.runbook,
  deprecated: "listed",
  initialize: "listed",
  uneven: ({ base, head }) => base.uneven !== head.uneven,
  labelSets: "listed",
  series: "listed",
  seriesBudget: (pair, comparison) =>
    pair.head.seriesBudget > pair.base.seriesBudget && !followsSchemaBudget(pair, comparison),
  combine: "listed",
  buckets: "listed",
  spelledBuckets: "listed", // another spelling of the same bounds means the same
  objectives: ({ base, head }) =>
    base.type === "histogram" &&
    head.type === "histogram" &&
    String(base.objectives) !== String(head.objectives),
};

type VectorField = Vector extends infer Kind ? (Kind extends Vector ? keyof Kind : never) : never;

const VECTOR_FIELDS: Fields<VectorField, VectorPair> = {
  name: "listed", // the generated code calls the type so, and nothing else does
  label: "listed",
  description: ({ base, head }) => base.description !== head.description,
  kind: "listed",
  size: "listed",
  values: ({ base, head }) =>
    base.kind === "closed" && head.kind === "closed" && isReordered(base.values, head.values),
  codes: ({ base, head }) =>
    base.kind === "status" && head.kind === "status" && isReordered(base.codes, head.codes),
  listed: ({ base, head }) => base.kind === "closed" && head.kind === "closed" && base.listed !== head.listed,
  otherwise: "listed",
  min: "listed",
  max: "listed",
  maxValues: "listed",
  maxLength: "listed",
  expireAfter: "listed",
};

const RECORDER_FIELDS: Fields<keyof RecorderPair["base"], RecorderPair> = {
  key: "listed",
  description: ({ base, head }) => base.description !== head.description,
  families: ({ base, head }, { families }) => {
    const before = base.families.flatMap((family) => families.successors.get(family) ?? []);
    return isReordered(before, head.families);
  },
  vectors: "listed",
};

function labelNames({ vectors }: Family): readonly string[] {
  return vectors.map(({ label }) => label);
}

/** Whether the items that both lists have stand in another order. */
function isReordered<Item>(base: readonly Item[], head: readonly Item[]): boolean {
  const before = base.filter((item) => head.includes(item));
  const after = head.filter((item) => base.includes(item));
  return before.some((item, at) => item !== after[at]);
}

type OutputKey = keyof Catalog["outputs"];

function outputsOf(base: Catalog, head: Catalog): readonly OutputKey[] {
  return Object.keys({ ...base.outputs, ...head.outputs }) as OutputKey[]; // the section has no other keys
}

/** A scrape job that is gone is listed. */
function isUnlistedOutput(output: OutputKey, { base, head }: Comparison): boolean {
  if (output === "scrape" && head.outputs.scrape === undefined) return false;
  return settingsOf(base, output) !== settingsOf(head, output);
}

/** Settings of the scrape job whose changes are listed, and its path, which follows from the server's address. */
const LISTED_SCRAPE_SETTINGS: ReadonlySet<string> = new Set([
  "jobName",
  "labels",
  "metricsPath",
  "histograms",
]);

/** The settings of an output as text, without those whose changes are listed. Of a table's families it has the types. */
function settingsOf({ outputs }: Catalog, output: OutputKey): string {
  return JSON.stringify(outputs[output] ?? "none", (key, value) => {
    if (output === "scrape" && LISTED_SCRAPE_SETTINGS.has(key)) return undefined;
    return output === "reference" && key === "families" ? typesOf(value) : value;
  });
}

function typesOf(families: readonly Family[]): readonly string[] {
  return [...new Set(families.map(({ type }) => type))].toSorted();
}
