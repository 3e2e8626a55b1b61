import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { shortened } from "../../shortened.js";
import { askedDescription } from "../asked-description.js";
import type { DraftFamily } from "../draft.js";
import { unitInName, unitOfDuration } from "../inferred-unit.js";
import type { Analysis } from "./analyse.js";
import type { ClientMetric } from "./client-metric.js";
import { type Place, placeText } from "./place.js";

/** The buckets of a histogram that names none, in both clients. */
const DEFAULT_BUCKETS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];

interface DraftedFamilies {
  readonly families: readonly DraftFamily[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One family for each name, as it is created first. */
export function draftFamilies({ metrics, uses }: Analysis, place: Place): DraftedFamilies {
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, ClientMetric>();
  const timed = new Set(
    uses.filter(({ method }) => method === "startTimer").map(({ metric }) => metric.name),
  );
  for (const metric of metrics) {
    const earlier = first.get(metric.name);
    if (earlier === undefined) {
      first.set(metric.name, metric);
      if (metric.type === "summary") diagnostics.push(summary(metric, place));
      diagnostics.push(...unknownParts(metric, place));
      continue;
    }
    const what = difference(earlier, metric);
    if (what === undefined) continue;
    const other = placeText(place(earlier.creation));
    const params = { name: metric.name, what, other };
    diagnostics.push(diagnose("metric-redeclared", params, place(metric.creation)));
  }
  const families = [...first.values()].map((metric) => ({
    ...drafted(metric, timed.has(metric.name)),
    location: place(metric.creation),
  }));
  return { families, diagnostics };
}

function summary(metric: ClientMetric, place: Place): Diagnostic {
  const buckets = "the client's default buckets";
  return diagnose("summary-as-histogram", { name: metric.name, buckets }, place(metric.creation));
}

function unknownParts({ name, unknown }: ClientMetric, place: Place): readonly Diagnostic[] {
  return unknown.map(({ part, at }) =>
    diagnose("metric-part-unresolved", { name, part, text: shortened(at.getText()) }, place(at)),
  );
}

/** What two creations of one metric have not in common. */
function difference(one: ClientMetric, other: ClientMetric): string | undefined {
  if (one.type !== other.type) return "type";
  if ([...one.labelNames].sort().join() !== [...other.labelNames].sort().join()) return "labels";
  return String(one.buckets) === String(other.buckets) ? undefined : "buckets";
}

function drafted(metric: ClientMetric, timed: boolean): DraftFamily {
  const type = metric.type === "summary" ? "histogram" : metric.type;
  const notes: string[] = [];
  const { name: key, help, labelNames, aggregator, extras } = metric;
  const family = { type, key } as const;
  if (help === undefined) notes.push("The help is not constant in the source: write the description.");
  if (metric.type === "summary") notes.push("A summary in the source: its quantiles become buckets.");
  const buckets = type === "histogram" ? boundsOf(metric, notes) : undefined;
  if (type === "gauge" && aggregator !== undefined) notes.push(...combining(aggregator));
  if (extras.includes("collect")) notes.push("Has `collect`, which is called at each scrape: see `sample…`.");
  if (extras.includes("enableExemplars"))
    notes.push("Has exemplars: recorders take one as their last argument.");
  return {
    ...family,
    vectors: [...new Set(labelNames)],
    description: help === undefined || help.trim() === "" ? askedDescription(family) : help,
    unit: unitOf(metric, timed, notes),
    buckets,
    notes,
  };
}

/** A client's timers measure seconds, whatever the name says. */
function unitOf({ type, name }: ClientMetric, timed: boolean, notes: string[]): string | undefined {
  const unit = unitInName(name);
  if (type === "counter" || type === "gauge") return unit;
  if (timed && unit === undefined) notes.push("In seconds, which is what `startTimer` measures.");
  if (timed && unit !== undefined && unit !== "seconds") {
    notes.push(`\`startTimer\` measures seconds, though the name says ${unit}.`);
  }
  if (timed) return unit ?? "seconds";
  const inferred = unit === undefined ? unitOfDuration({ type: "histogram", key: name }) : undefined;
  if (inferred !== undefined)
    notes.push(`Taken to be in ${inferred}, by its name: see what the calls observe.`);
  return unit ?? inferred;
}

function combining(aggregator: string): readonly string[] {
  if (aggregator === "sum") return [];
  if (["min", "max", "average"].includes(aggregator)) {
    return [`The source has \`aggregator: "${aggregator}"\`: write \`combine: ${aggregator}\`.`];
  }
  return [`The source has \`aggregator: "${aggregator}"\`: see \`combine\`.`];
}

/** Finite bounds, ascending, each once: what a schema can have. */
function boundsOf({ buckets, type, unknown }: ClientMetric, notes: string[]): readonly string[] {
  if (unknown.some(({ part }) => part === "buckets")) {
    notes.push(
      "The buckets are not constant in the source: write them, these are the client's default ones.",
    );
    return DEFAULT_BUCKETS;
  }
  if (buckets === undefined || buckets.length === 0) {
    notes.push(
      type === "summary" ? "The client's default buckets: choose your own." : "The client's default buckets.",
    );
    return DEFAULT_BUCKETS;
  }
  const finite = buckets.filter((bound) => Number.isFinite(Number(bound)));
  const sorted = [...finite].sort((left, right) => Number(left) - Number(right));
  const bounds = sorted.filter((bound, at) => at === 0 || Number(bound) !== Number(sorted[at - 1]));
  if (bounds.join() !== finite.join()) notes.push("The source has these buckets in another order, or twice.");
  return bounds;
}
