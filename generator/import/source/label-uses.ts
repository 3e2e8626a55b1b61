import type { ts } from "ts-morph";
import type { Analysis } from "./analyse.js";
import type { ClientMetric } from "./client-metric.js";
import { type Evidence, type LabelGiven, labelsGiven } from "./label-evidence.js";
import type { MetricUse } from "./metric-use.js";
import { timerStops } from "./timer-stops.js";

interface LabelUses {
  /** By label name, in the order of calls. */
  readonly labels: ReadonlyMap<string, readonly Evidence[]>;
  /** Labels that a call gives and its metric does not have. */
  readonly unknown: readonly UnknownLabel[];
}

interface UnknownLabel {
  readonly label: string;
  readonly metric: ClientMetric;
  readonly at: ts.Node;
}

/** What all calls together say of each label. A label name has one set of values, whichever metrics have it. */
export function labelEvidence({ uses, checker }: Pick<Analysis, "uses" | "checker">): LabelUses {
  const labels = new Map<string, Evidence[]>();
  const unknown: UnknownLabel[] = [];
  for (const use of uses) {
    for (const { label, value, evidence } of givenBy(use, checker)) {
      if (use.metric.labelNames.includes(label)) {
        const known = labels.get(label) ?? [];
        labels.set(label, known);
        known.push(...evidence);
      } else unknown.push({ label, metric: use.metric, at: value ?? use.call });
    }
  }
  return { labels, unknown };
}

/** The labels of a call, and of the calls that stop the timer which it starts. */
function givenBy(use: MetricUse, checker: ts.TypeChecker): readonly LabelGiven[] {
  const { metric, method, call, labels } = use;
  const own = labelsGiven(labels, metric.labelNames, checker);
  if (method !== "startTimer") return own;
  const ends = timerStops(call, checker).flatMap((stop) => {
    const [object] = stop.arguments;
    return object === undefined ? [] : labelsGiven({ kind: "object", object }, metric.labelNames, checker);
  });
  return [...own, ...ends];
}
