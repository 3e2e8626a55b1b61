import type { ts } from "ts-morph";
import { shorten } from "../../text/words.js";
import type { ImportReport } from "../codes.js";
import type { DraftFamily } from "../draft.js";
import { placeholderDescription, unitInName, unitOfDuration } from "../infer.js";
import type { ClientMetric } from "./clients.js";
import type { FoundMetrics } from "./find-metrics.js";
import type { LabelUses } from "./label-evidence.js";
import { placeOfMetric } from "./metric-configuration.js";
import type { FoundUses } from "./metric-uses.js";
import { formatLocation, type Locate } from "./source-program.js";

/** Drafts one family for each name, from the first creation. Reports creations that differ from it. */
export function draftMetricFamilies(
  {
    metrics,
    uses,
    labels,
    unreadAttributes,
  }: Pick<FoundMetrics & FoundUses & LabelUses, "metrics" | "uses" | "labels" | "unreadAttributes">,
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
  const used = new Set(uses.map(({ metric }) => metric.name));
  const timed = new Set(timers.map(({ metric }) => metric.name));
  return [...first.values()].map((metric) => {
    const vectors = [...new Set(metric.labelNames ?? labels.get(metric.name)?.keys() ?? [])];
    const family = draftFamily(metric, timed.has(metric.name), locate);
    const calls = { isUsed: used.has(metric.name), unread: unreadAttributes.get(metric.name) };
    const notes = attributeNotes(metric, calls, locate);
    return {
      ...family,
      vectors,
      notes: [...notes, ...family.notes],
      location: locate(placeOfMetric(metric)),
    };
  });
}

/** The labels of an instrument are those that its calls pass: what may be missing of them. */
function attributeNotes(
  { labelNames }: ClientMetric,
  { isUsed, unread }: { readonly isUsed: boolean; readonly unread: ts.Node | undefined },
  locate: Locate,
): readonly string[] {
  if (labelNames !== undefined) return [];
  if (!isUsed) return ["No call of it was found: add the labels that its calls pass."];
  if (unread === undefined) return [];
  return [`${formatLocation(locate(unread))} passes attributes that cannot be read: add their labels.`];
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
  const sameLabels =
    [...(one.labelNames ?? [])].sort().join() === [...(other.labelNames ?? [])].sort().join();
  if (!sameLabels) return "different labels";
  return String(one.buckets) === String(other.buckets) ? undefined : "different buckets";
}

function draftFamily(metric: ClientMetric, isTimed: boolean, locate: Locate): Omit<DraftFamily, "vectors"> {
  const type = metric.type === "summary" ? "histogram" : metric.type;
  const notes: string[] = [];
  const { name: key, help, unknown, aggregator, extras } = metric;
  const isUnknown = (...parts: readonly string[]) => unknown.some(({ part }) => parts.includes(part));
  if (isUnknown("help", "description")) {
    notes.push("The help is not constant in the source: write the description.");
  }
  if (isUnknown("unit", "configuration")) {
    notes.push("The unit is not constant in the source: if there is one, the name ends in it.");
  }
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
    description: isEmpty ? placeholderDescription({ type, key }) : help,
    unit: inferUnit(metric, isTimed, notes),
    buckets,
    notes,
  };
}

/** The unit in the name. A client's timers measure seconds, whatever the name says. */
function inferUnit(
  { type, name, labelNames }: ClientMetric,
  isTimed: boolean,
  notes: string[],
): string | undefined {
  const unit = unitInName(name);
  if (type === "counter" || type === "gauge" || labelNames === undefined) return unit;
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
const CLIENT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10].map(String);

/** The default buckets of OpenTelemetry, which are made for milliseconds. */
const SDK_BUCKETS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000].map(String);

/** The finite upper bounds in ascending order, each once, as a schema wants them. */
function draftBuckets(
  { buckets, type, unknown, name, labelNames }: ClientMetric,
  notes: string[],
): readonly string[] {
  const isInstrument = labelNames === undefined;
  const defaults = isInstrument ? SDK_BUCKETS : CLIENT_BUCKETS;
  const whose = isInstrument ? "OpenTelemetry's" : "the client's";
  if (unknown.some(({ part }) => part === "buckets" || part === "configuration")) {
    notes.push(`The buckets are not constant in the source. Replace these, ${whose} default buckets.`);
    return defaults;
  }
  if (buckets === undefined || buckets.length === 0) {
    const isToChoose = type === "summary" || (isInstrument && unitInName(name) === "seconds");
    notes.push(`These are ${whose} default buckets.${isToChoose ? " Choose your own." : ""}`);
    return defaults;
  }
  const finite = buckets.filter((bound) => Number.isFinite(Number(bound)));
  const sorted = [...finite].sort((left, right) => Number(left) - Number(right));
  const bounds = sorted.filter((bound, at) => at === 0 || Number(bound) !== Number(sorted[at - 1]));
  if (bounds.join() !== finite.join()) {
    notes.push("The source has these buckets in another order, or some of them twice.");
  }
  return bounds;
}
