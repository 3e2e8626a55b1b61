import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { DEFAULT_SERIES_BUDGET } from "../../schema/format/schema-format.js";
import { HTTP_METHODS } from "../../schema/resolve/http-methods.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import {
  type Draft,
  type DraftFamily,
  type DraftSet,
  type DraftVector,
  type ImportResult,
  MOST_FAMILIES,
  MOST_VECTORS,
} from "../draft.js";
import { draftFamilies } from "../exposition/exposition-families.js";
import { inferVectors } from "../exposition/exposition-vectors.js";
import { type MergedFamily, ValueCounts } from "../exposition/merged-family.js";
import { sourceNote } from "../infer.js";
import { assignVectors } from "../label-vectors.js";
import { findingsBesideRun, joinSource } from "./join-source.js";
import {
  type Creations,
  groupByName,
  locationOf,
  type PlaceOptions,
  placeFile,
  tellApart,
} from "./metric-origin.js";
import type { ObservedMetric } from "./read-observations.js";

export interface RunOptions extends PlaceOptions {
  /** The command, in messages. */
  readonly command: string;
  /** The source code beside the run, in messages. */
  readonly sources?: readonly string[];
  /** Files with a client whose metrics cannot be seen. */
  readonly unknownClients?: readonly string[];
}

/**
 * Drafts a schema from the metrics that a program created while it ran.
 *
 * @param source the import of the program's source code, which is joined with the run
 */
export function draftRun(
  observed: readonly ObservedMetric[],
  options: RunOptions,
  source?: ImportResult,
): ImportResult {
  const diagnostics: Diagnostic[] = [];
  const report = IMPORT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const { directory, command, unknownClients = [] } = options;
  if (unknownClients.length > 0)
    report(
      "import-client-unknown",
      { files: unknownClients.map((file) => placeFile({ file }, directory)) },
      undefined,
    );
  const { own, exposed, others } = tellApart(observed, options, report);
  const created = [...groupByName(own)].map(([name, creations]) =>
    mergeCreations(name, creations, directory, report),
  );
  const joined = source?.draft === undefined ? undefined : joinSource(created, source.draft, others);
  const families = joined?.families ?? created;
  if (families.length > MOST_FAMILIES) {
    report(
      "import-too-large",
      { what: `\`${command}\``, of: "metric families", most: MOST_FAMILIES },
      undefined,
    );
    return { draft: undefined, diagnostics, sources: new Map() };
  }
  const grouped = groupCollecting(families);
  const { merged, notes, ...draft } = draftFamilies(grouped.families, options, report, exposed);
  if (draft.families.length === 0)
    report("import-nothing", { what: `the run of \`${command}\``, help: NOTHING_SEEN }, undefined);
  const seen = inferVectors(merged, { areOpenValuesShown: false });
  const vectors = joined?.decideVectors(merged, seen) ?? seen;
  const assigned = assignVectors(draft.families, vectors);
  if (assigned.vectors.length > MOST_VECTORS) {
    report(
      "import-too-large",
      { what: `\`${command}\``, of: "sets of label values", most: MOST_VECTORS },
      undefined,
    );
    return { draft: undefined, diagnostics, sources: new Map() };
  }
  if (source !== undefined) diagnostics.push(...findingsBesideRun(source, created));
  return {
    draft:
      draft.families.length === 0
        ? undefined
        : {
            ...draft,
            ...fitBudget(assigned),
            notes: [
              sourceNote([`a run of \`${command}\``, ...(options.sources ?? [])]),
              ...grouped.notes,
              ...notes,
            ],
          },
    diagnostics: inReadingOrder(diagnostics, [...new Set(families.map(({ location }) => location.file))]),
    sources: source?.sources ?? new Map(),
  };
}

const COLLECTS = "It has `collect`, which runs at each scrape: see `sample…` of the recorders.";

/** Families that have the comment themselves. More have it together, as where a subclass has `collect`. */
const MOST_COLLECTING = 10;

function groupCollecting(families: readonly MergedFamily[]): {
  readonly families: readonly MergedFamily[];
  readonly notes: readonly string[];
} {
  const collecting = families.filter(({ notes }) => notes?.includes(COLLECTS)).length;
  if (collecting <= MOST_COLLECTING) return { families, notes: [] };
  const note = `${collecting} metrics have \`collect\`, which runs at each scrape: see \`sample…\` of the recorders.`;
  const without = (notes: readonly string[] = []) => notes.filter((one) => one !== COLLECTS);
  return { families: families.map((one) => ({ ...one, notes: without(one.notes) })), notes: [note] };
}

const NOTHING_SEEN =
  "Only metrics that a program creates with `prom-client` or `@prometheus-io/client` are seen. Run what creates them: its start script, or its tests.";

/** The family of all creations of one name, as the first one has it. Reports the first one that differs. */
function mergeCreations(
  name: string,
  creations: Creations,
  directory: string,
  report: ImportReport,
): MergedFamily {
  const [first] = creations;
  const location = locationOf(first, directory);
  const other = creations.find((one) => findDifference(first, one) !== undefined);
  const difference = other === undefined ? undefined : findDifference(first, other);
  if (other !== undefined && difference !== undefined) {
    const at = locationOf(other, directory);
    report("metric-redeclared", { name, difference, other: `${location.file}:${location.line}` }, at);
  }
  const alike = creations.filter((one) => findDifference(first, one) === undefined);
  const labels = [...new Set(first.labels)];
  const recorded = new ValueCounts();
  for (const labelSet of alike.flatMap((one) => one.labelSets))
    recorded.take([...labelSet].map(([name, value]) => ({ name, value })));
  return {
    name,
    type: first.type,
    help: first.help,
    unit: undefined,
    labels,
    partialLabels: recorded.partialLabels(labels),
    values: recorded.values,
    areLabelsKnown: true,
    bounds: boundsOf(first.buckets ?? []),
    contradictions: [],
    notes: notesOn(first),
    location,
  };
}

/** Describes the first property in which two creations of one name differ. */
function findDifference(one: ObservedMetric, other: ObservedMetric): string | undefined {
  if (one.type !== other.type) return "a different type";
  if ([...one.labels].sort().join() !== [...other.labels].sort().join()) return "different labels";
  return String(boundsOf(one.buckets ?? [])) === String(boundsOf(other.buckets ?? []))
    ? undefined
    : "different buckets";
}

function boundsOf(buckets: readonly number[]): readonly string[] {
  const finite = buckets.filter(Number.isFinite);
  return [...new Set(finite)].sort((a, b) => a - b).map(String);
}

function notesOn({ aggregator, collects, exemplars, buckets }: ObservedMetric): readonly string[] {
  const notes: string[] = [];
  const finite = buckets?.filter(Number.isFinite) ?? [];
  if (String(finite) !== String(boundsOf(finite))) {
    notes.push(
      "The program has these buckets in another order, or some of them twice. The drop-in leaves the metric to the client until they are as here.",
    );
  }
  if (aggregator !== undefined) {
    const isCombined = ["min", "max", "average"].includes(aggregator);
    notes.push(
      `The program has \`aggregator: "${aggregator}"\`: ${isCombined ? `write \`combine: ${aggregator}\`` : "see `combine`"}.`,
    );
  }
  if (collects) notes.push(COLLECTS);
  if (exemplars) notes.push("It has exemplars: recorders take one as their last argument.");
  return notes;
}

/** Lowers `max_values` of open sets, the largest first, until the worst case of each family is within its budget. */
function fitBudget({
  families,
  vectors,
}: Pick<Draft, "families" | "vectors">): Pick<Draft, "families" | "vectors"> {
  const fitted = new Map(vectors.map((vector) => [vector.name, vector]));
  for (const family of families) {
    const own = () => family.vectors.flatMap((name) => fitted.get(name) ?? []);
    const fewest = new Map(own().map((vector) => [vector.name, fewestValues(vector)]));
    while (seriesOf(family, own()) > DEFAULT_SERIES_BUDGET) {
      const open = own().filter(
        ({ name, set }) => set.kind === "open" && set.maxValues > (fewest.get(name) ?? 1),
      );
      const [largest] = open.sort((one, other) => sizeOf(other.set) - sizeOf(one.set));
      if (largest?.set.kind !== "open") break; // the schema raises the budget of the family
      const maxValues = Math.max(fewest.get(largest.name) ?? 1, Math.floor(largest.set.maxValues / 2));
      const notes = largest.notes.includes(LOWERED) ? largest.notes : [...largest.notes, LOWERED];
      fitted.set(largest.name, { ...largest, set: { ...largest.set, maxValues }, notes });
    }
  }
  return { families, vectors: [...fitted.values()] };
}

const LOWERED = "`max_values` was lowered to keep a family with this label within the budget of series.";

/** At least as many as were seen: an open set has room for ten times as many. */
function fewestValues({ set }: DraftVector): number {
  return set.kind === "open" ? Math.min(set.maxValues, Math.max(10, Math.ceil(set.maxValues / 10))) : 1;
}

function seriesOf({ buckets }: DraftFamily, vectors: readonly DraftVector[]): number {
  const samples = buckets === undefined ? 1 : buckets.length + 3;
  return vectors.reduce((product, { set }) => product * sizeOf(set), samples);
}

function sizeOf(set: DraftSet): number {
  switch (set.kind) {
    case "closed":
      return set.values.length + (set.otherwise === undefined ? 0 : 1);
    case "boolean":
      return 2;
    case "http_status":
      return set.narrowed === undefined ? 500 : set.narrowed.codes.length + 1;
    case "http_status_class":
      return 5;
    case "http_method":
      return HTTP_METHODS.length + 1;
    case "integer":
      return set.max - set.min + 1;
    case "open":
      return set.maxValues + 1;
    default:
      return set satisfies never;
  }
}
