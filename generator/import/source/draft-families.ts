import { shorten } from "../../text/words.js";
import type { ImportReport } from "../codes.js";
import type { DraftFamily } from "../draft.js";
import { placeholderDescription, unitInName, unitOfDuration } from "../infer.js";
import type { ClientMetric } from "./clients.js";
import type { FoundMetrics } from "./find-metrics.js";
import { placeOfMetric } from "./metric-configuration.js";
import type { FoundUses } from "./metric-uses.js";
import { formatLocation, type Locate } from "./source-program.js";

/** Drafts one family for each name, from the first creation. Reports creations that differ from it. */
export function draftMetricFamilies(
  { metrics, uses }: Pick<FoundMetrics & FoundUses, "metrics" | "uses">,
  locate: Locate,
  report: ImportReport,
): readonly DraftFamily[] {
  const first = new Map<string, ClientMetric>();
  for (const metric of metrics) {
    const earlier = first.get(metric.name);
    if (earlier === undefined) {
      first.set(metric.name, metric);
      reportParts(metric, locate, report);
      continue;
    }
    const difference = findDifference(earlier, metric);
    if (difference === undefined) continue;
    const other = formatLocation(locate(placeOfMetric(earlier)));
    report("metric-redeclared", { name: metric.name, difference, other }, locate(placeOfMetric(metric)));
  }
  const timers = uses.filter(({ method }) => method === "startTimer");
  const timed = new Set(timers.map(({ metric }) => metric.name));
  return [...first.values()].map((metric) => ({
    ...draftFamily(metric, timed.has(metric.name), locate),
    location: locate(placeOfMetric(metric)),
  }));
}

function reportParts(metric: ClientMetric, locate: Locate, report: ImportReport): void {
  const { name, type, unknown } = metric;
  if (type === "summary") report("summary-as-histogram", { name }, locate(placeOfMetric(metric)));
  for (const { part, at } of unknown) {
    report("metric-part-unresolved", { name, part, text: shorten(at.getText()) }, locate(at));
  }
}

/** Describes the first property in which two creations of one metric differ. */
function findDifference(one: ClientMetric, other: ClientMetric): string | undefined {
  if (one.type !== other.type) return "a different type";
  const sameLabels = [...one.labelNames].sort().join() === [...other.labelNames].sort().join();
  if (!sameLabels) return "different labels";
  return String(one.buckets) === String(other.buckets) ? undefined : "different buckets";
}

function draftFamily(metric: ClientMetric, isTimed: boolean, locate: Locate): DraftFamily {
  const type = metric.type === "summary" ? "histogram" : metric.type;
  const notes: string[] = [];
  const { name: key, help, labelNames, aggregator, extras } = metric;
  if (help === undefined) notes.push("The help is not constant in the source: write the description.");
  if (metric.type === "summary") notes.push("It is a summary in the source. Its quantiles become buckets.");
  notes.push(...assumedNotes(metric, locate));
  const buckets = type === "histogram" ? draftBuckets(metric, notes) : undefined;
  if (type === "gauge" && aggregator !== undefined) notes.push(...aggregatorNotes(aggregator));
  if (extras.includes("collect")) {
    notes.push("The source has `collect`, which runs at each scrape: see `sample…` of the recorders.");
  }
  if (extras.includes("enableExemplars")) {
    notes.push("The source enables exemplars: recorders take one as their last argument.");
  }
  const isEmpty = help === undefined || help.trim() === "";
  return {
    type,
    key,
    vectors: [...new Set(labelNames)],
    description: isEmpty ? placeholderDescription({ type, key }) : help,
    unit: inferUnit(metric, isTimed, notes),
    buckets,
    notes,
  };
}

/** The unit in the name. A client's timers measure seconds, whatever the name says. */
function inferUnit({ type, name }: ClientMetric, isTimed: boolean, notes: string[]): string | undefined {
  const unit = unitInName(name);
  if (type === "counter" || type === "gauge") return unit;
  if (isTimed && unit === undefined) notes.push("The unit is seconds, which `startTimer` measures.");
  if (isTimed && unit !== undefined && unit !== "seconds") {
    notes.push(`\`startTimer\` measures seconds, but the name says ${unit}.`);
  }
  if (isTimed) return unit ?? "seconds";
  const inferred = unit === undefined ? unitOfDuration({ type: "histogram", key: name }) : undefined;
  if (inferred !== undefined) {
    notes.push(`The unit is inferred from the name: check that the calls observe ${inferred}.`);
  }
  return unit ?? inferred;
}

/** The largest number of assumptions in a note. */
const MOST_ASSUMED = 3;

/** What the configuration has by default, and could have otherwise. */
function assumedNotes({ assumed }: ClientMetric, locate: Locate): readonly string[] {
  if (assumed.length === 0) return [];
  const parts = assumed
    .slice(0, MOST_ASSUMED)
    .map((at) => `\`${shorten(at.getText())}\` at ${formatLocation(locate(at))}`);
  const values = assumed.length === 1 ? "a default" : "defaults";
  return [
    `This is with ${values} of the source, ${parts.join(", ")}: check that the program has no other value.`,
  ];
}

function aggregatorNotes(aggregator: string): readonly string[] {
  if (aggregator === "sum") return [];
  if (["min", "max", "average"].includes(aggregator)) {
    return [`The source has \`aggregator: "${aggregator}"\`: write \`combine: ${aggregator}\`.`];
  }
  return [`The source has \`aggregator: "${aggregator}"\`: see \`combine\`.`];
}

/** The default buckets of both clients. */
const DEFAULT_BUCKETS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];

/** The finite upper bounds in ascending order, each once, as a schema wants them. */
function draftBuckets({ buckets, type, unknown }: ClientMetric, notes: string[]): readonly string[] {
  if (unknown.some(({ part }) => part === "buckets")) {
    notes.push("The buckets are not constant in the source. Replace these, the client's default buckets.");
    return DEFAULT_BUCKETS;
  }
  if (buckets === undefined || buckets.length === 0) {
    const isSummary = type === "summary";
    notes.push(`These are the client's default buckets.${isSummary ? " Choose your own." : ""}`);
    return DEFAULT_BUCKETS;
  }
  const finite = buckets.filter((bound) => Number.isFinite(Number(bound)));
  const sorted = [...finite].sort((left, right) => Number(left) - Number(right));
  const bounds = sorted.filter((bound, at) => at === 0 || Number(bound) !== Number(sorted[at - 1]));
  if (bounds.join() !== finite.join()) {
    notes.push("The source has these buckets in another order, or some of them twice.");
  }
  return bounds;
}
