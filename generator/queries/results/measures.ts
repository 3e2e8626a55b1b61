import { changedMeasure, type Inference, measureOf, UNKNOWN_MEASURE } from "./inference.js";
import { sameOrigin } from "./join-inferences.js";
import type { Measure, MeasureKind } from "./result.js";

/** Of averages over series and over time. An average of rates is a rate, an average of shares is a share. */
export function averageMeasure(measure: Measure): Measure {
  switch (measure.kind) {
    case "gauge":
    case "quantile":
    case "counter":
    case "sum of counters":
      return measureOf("average", measure.unit);
    case "boolean":
      return measureOf("ratio");
    default:
      return measure;
  }
}

/** What `rate` and `increase` make of a range. */
export function rateMeasure(measure: Measure, kind: "rate" | "increase"): Measure {
  switch (measure.kind) {
    case "buckets":
    case "bucket rates":
      return { ...measure, kind: "bucket rates" };
    case "native histogram":
      return measure;
    case "unknown":
    case "some rate":
      return measureOf("some rate", measure.unit);
    default:
      return measureOf(kind, measure.unit);
  }
}

/** What an arithmetic operator makes of two quantities. */
export function calculateMeasure(operator: string, left: Inference, right: Inference): Measure {
  return changedMeasure(calculatedMeasure(operator, left, right));
}

function calculatedMeasure(operator: string, left: Inference, right: Inference): Measure {
  const [a, b] = [left.measure, right.measure];
  if (a.kind === "constant" && b.kind === "constant") return a;
  switch (operator) {
    case "+":
    case "-":
      return addMeasures(operator, a, b);
    case "*":
      if (a.kind === "constant") return scaled(b);
      if (b.kind === "constant") return scaled(a);
      return UNKNOWN_MEASURE;
    case "/":
      return b.kind === "constant" ? scaled(a) : divideMeasures(left, right);
    case "%":
      return b.kind === "constant" ? { ...UNKNOWN_MEASURE, unit: a.unit } : UNKNOWN_MEASURE;
    default:
      return UNKNOWN_MEASURE;
  }
}

/** `100 * x` may be per cent, and `x / 1000` seconds of milliseconds. */
function scaled({ kind }: Measure): Measure {
  return measureOf(kind);
}

/** Kinds that stay what they are if a constant is added. */
const SHIFTED_KINDS: ReadonlySet<MeasureKind> = new Set([
  "gauge",
  "ratio",
  "quantile",
  "average",
  "count",
  "timestamp",
]);

function addMeasures(operator: "+" | "-", a: Measure, b: Measure): Measure {
  const unit = a.unit === b.unit ? a.unit : undefined;
  if (a.kind === "constant" || b.kind === "constant") {
    const other = a.kind === "constant" ? b : a;
    return SHIFTED_KINDS.has(other.kind)
      ? measureOf(other.kind, other.unit)
      : { ...UNKNOWN_MEASURE, unit: other.unit };
  }
  if (operator === "+") {
    const kinds = new Set([a.kind, b.kind]);
    if (kinds.size === 1) return measureOf(a.kind === "counter" ? "sum of counters" : a.kind, unit);
    if (kinds.has("counter") && kinds.has("sum of counters")) return measureOf("sum of counters", unit);
    return { ...UNKNOWN_MEASURE, unit };
  }
  // `time() - x` is how long ago.
  if (a.kind === "timestamp" && isTime(b)) return measureOf("gauge", "seconds");
  const isDifference = a.kind === b.kind && a.kind !== "rate" && a.kind !== "increase" && a.kind !== "ratio";
  if (a.kind === "unknown" || b.kind === "unknown") return { ...UNKNOWN_MEASURE, unit };
  if (isDifference) return measureOf("gauge", unit);
  return a.kind === b.kind ? measureOf(a.kind, unit) : { ...UNKNOWN_MEASURE, unit };
}

function isTime({ kind, unit }: Measure): boolean {
  return kind === "timestamp" || (unit === "seconds" && ["gauge", "average", "unknown"].includes(kind));
}

function divideMeasures(left: Inference, right: Inference): Measure {
  const [a, b] = [left.measure, right.measure];
  const [sum, count] = [left.origin, right.origin];
  if (sum?.part === "sum" && count?.part === "count" && sum.family === count.family && isGrowthAlike(a, b)) {
    return measureOf("average", a.unit);
  }
  if (!isGrowthAlike(a, b)) return UNKNOWN_MEASURE;
  const isAlike = sameOrigin(left, right) || (a.unit !== undefined && a.unit === b.unit);
  return isAlike ? measureOf("ratio") : UNKNOWN_MEASURE;
}

/** Whether both are per second, or neither is. */
function isGrowthAlike(a: Measure, b: Measure): boolean {
  return a.kind === b.kind || (!PER_SECOND.has(a.kind) && !PER_SECOND.has(b.kind));
}

const PER_SECOND: ReadonlySet<MeasureKind> = new Set(["rate", "bucket rates", "some rate"]);
