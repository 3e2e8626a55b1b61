import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import { type ImportResult, MOST_FAMILIES } from "../draft.js";
import { draftFamilies } from "../exposition/exposition-families.js";
import { inferVectors } from "../exposition/exposition-vectors.js";
import type { MergedFamily } from "../exposition/merged-family.js";
import { sourceNote } from "../infer.js";
import { assignVectors } from "../label-vectors.js";
import { type Creations, groupByName, locationOf, type PlaceOptions, tellApart } from "./metric-origin.js";
import type { ObservedMetric } from "./read-observations.js";

export interface RunOptions extends PlaceOptions {
  /** The command, in messages. */
  readonly command: string;
}

/** Drafts a schema from the metrics that a program created while it ran. */
export function draftRun(observed: readonly ObservedMetric[], options: RunOptions): ImportResult {
  const diagnostics: Diagnostic[] = [];
  const report = IMPORT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const { directory, command } = options;
  const { own, exposed } = tellApart(observed, options, report);
  const families = [...groupByName(own)].map(([name, creations]) =>
    mergeCreations(name, creations, directory, report),
  );
  if (families.length > MOST_FAMILIES) {
    report(
      "import-too-large",
      { what: `\`${command}\``, of: "metric families", most: MOST_FAMILIES },
      undefined,
    );
    return { draft: undefined, diagnostics, sources: new Map() };
  }
  const { merged, notes, ...draft } = draftFamilies(families, options, report, exposed);
  if (draft.families.length === 0)
    report("import-nothing", { what: `the run of \`${command}\``, help: NOTHING_SEEN }, undefined);
  const vectors = inferVectors(merged, { areOpenValuesShown: false });
  return {
    draft:
      draft.families.length === 0
        ? undefined
        : {
            ...draft,
            ...assignVectors(draft.families, vectors),
            notes: [sourceNote([`a run of \`${command}\``]), ...notes],
          },
    diagnostics: inReadingOrder(diagnostics, [...new Set(families.map(({ location }) => location.file))]),
    sources: new Map(),
  };
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
  const labelSets = alike.flatMap((one) => one.labelSets);
  return {
    name,
    type: first.type,
    help: first.help,
    unit: undefined,
    labels,
    partialLabels: labels.filter((label) => labelSets.some((set) => !set.has(label))),
    labelSets,
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

function notesOn({ aggregator, collects, exemplars }: ObservedMetric): readonly string[] {
  const notes: string[] = [];
  if (aggregator !== undefined) {
    const isCombined = ["min", "max", "average"].includes(aggregator);
    notes.push(
      `The program has \`aggregator: "${aggregator}"\`: ${isCombined ? `write \`combine: ${aggregator}\`` : "see `combine`"}.`,
    );
  }
  if (collects) notes.push("It has `collect`, which runs at each scrape: see `sample…` of the recorders.");
  if (exemplars) notes.push("It has exemplars: recorders take one as their last argument.");
  return notes;
}
