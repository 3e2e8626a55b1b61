import {
  AT_LEAST_ONE,
  absoluteBounds,
  isWithin,
  mapBounds,
  NOT_NEGATIVE,
  point,
  pointOf,
  SHARE,
  spreadBounds,
  sumBounds,
  UNBOUNDED,
} from "./bounds.js";
import { changedMeasure, type Inference, measureOf, UNKNOWN, UNKNOWN_MEASURE } from "./inference.js";
import { averageMeasure, rateMeasure } from "./measures.js";
import type { Bounds, Measure } from "./result.js";

export interface FunctionValues {
  readonly measure: Measure;
  readonly bounds: Bounds;
  /** Only if it differs from that of the series. */
  readonly presence?: Inference["presence"];
  readonly emptyBy?: Inference["emptyBy"];
}

/** What the values of a function's result mean, and their bounds. */
export function functionValues(
  name: string,
  args: readonly Inference[],
  series: Inference | undefined,
): FunctionValues {
  const known = FIXED_VALUES.get(name);
  if (known !== undefined) return known;
  const inferred = series ?? UNKNOWN;
  const { measure, bounds } = inferred;
  const { kind, unit } = measure;
  switch (name) {
    case "rate":
    case "irate":
      return { measure: rateMeasure(measure, "rate"), bounds: growthBounds(inferred) };
    case "increase":
      return { measure: rateMeasure(measure, "increase"), bounds: growthBounds(inferred) };
    case "delta":
    case "idelta":
    case "predict_linear":
    case "double_exponential_smoothing":
    case "holt_winters":
      return { measure: isFloat(measure) ? measureOf("gauge", unit) : UNKNOWN_MEASURE, bounds: UNBOUNDED };
    case "deriv":
      return { measure: isFloat(measure) ? measureOf("gauge") : UNKNOWN_MEASURE, bounds: UNBOUNDED };
    case "avg_over_time":
      return { measure: averageMeasure(measure), bounds };
    case "min_over_time":
    case "max_over_time":
    case "last_over_time":
    case "first_over_time":
      return { measure, bounds };
    case "sum_over_time": {
      const isCount = kind === "boolean" || kind === "count";
      const summed = isCount
        ? measureOf("count")
        : kind === "increase"
          ? measure
          : { ...UNKNOWN_MEASURE, unit };
      return { measure: summed, bounds: sumBounds(bounds) };
    }
    case "stddev_over_time":
    case "mad_over_time":
      return { measure: measureOf("gauge", unit), bounds: spreadBounds(bounds) };
    case "quantile_over_time": {
      const isInside = isWithin(args[0]?.bounds ?? UNBOUNDED, SHARE);
      return { measure: measureOf("quantile", unit), bounds: isInside ? bounds : UNBOUNDED };
    }
    case "histogram_quantile":
      return quantileValues(measure, args[0]?.bounds ?? UNBOUNDED);
    case "histogram_quantiles":
      return quantileValues(
        measure,
        args.slice(2).some((arg) => !isWithin(arg.bounds, SHARE)) ? UNBOUNDED : SHARE,
      );
    case "histogram_avg":
    case "histogram_stddev":
      return { measure: measureOf(name === "histogram_avg" ? "average" : "gauge", unit), bounds: UNBOUNDED };
    case "histogram_count":
      // Histograms that are subtracted or negated have counts below zero.
      return { measure: UNKNOWN_MEASURE, bounds };
    case "histogram_sum":
      return { measure: { ...UNKNOWN_MEASURE, unit }, bounds: UNBOUNDED };
    case "abs":
      return { measure, bounds: absoluteBounds(bounds) };
    case "ceil":
      return { measure, bounds: mapBounds(bounds, Math.ceil) };
    case "floor":
      return { measure, bounds: mapBounds(bounds, Math.floor) };
    case "round":
      return { measure: changedMeasure(measure), bounds: roundBounds(bounds, args[1]) };
    case "clamp":
    case "clamp_min":
    case "clamp_max":
      return clampValues(name, inferred, args);
    case "sqrt":
      return {
        measure: UNKNOWN_MEASURE,
        bounds: mapBounds(bounds, (value) => Math.sqrt(Math.max(0, value))),
      };
    case "exp":
      return { measure: UNKNOWN_MEASURE, bounds: mapBounds(bounds, Math.exp) };
    case "ln":
    case "log2":
    case "log10":
      return { measure: UNKNOWN_MEASURE, bounds: logarithmBounds(bounds, name) };
    default:
      return { measure: UNKNOWN_MEASURE, bounds: UNBOUNDED };
  }
}

function isFloat({ kind }: Measure): boolean {
  return kind !== "unknown" && kind !== "some rate" && kind !== "native histogram";
}

/** Falls count as restarts, after which the value is what it has grown by; so growth is negative only with the value. */
function growthBounds({ measure, bounds }: Inference): Bounds {
  return measure.kind === "gauge" && bounds.least < 0 ? UNBOUNDED : NOT_NEGATIVE;
}

/** Prometheus gives the last finite bound for what lies above it, and an infinity for a φ outside of 0 to 1. */
function quantileValues({ unit, bucketBounds }: Measure, quantile: Bounds): FunctionValues {
  const measure: Measure = { kind: "quantile", unit, bucketBounds };
  const [first, last] = [bucketBounds?.[0], bucketBounds?.at(-1)];
  if (first === undefined || last === undefined || !isWithin(quantile, SHARE))
    return { measure, bounds: UNBOUNDED };
  return { measure, bounds: { least: Math.min(0, first), most: last } };
}

function roundBounds(bounds: Bounds, nearest: Inference | undefined): Bounds {
  const step = nearest === undefined ? 1 : pointOf(nearest.bounds);
  if (step === undefined || !(step > 0)) return UNBOUNDED;
  return mapBounds(bounds, (value) =>
    Number.isFinite(value) ? Math.floor(value / step + 0.5) * step : value,
  );
}

function clampValues(name: string, inferred: Inference, args: readonly Inference[]): FunctionValues {
  const { measure, bounds } = inferred;
  const low = name === "clamp_max" ? UNBOUNDED : (args[1]?.bounds ?? UNBOUNDED);
  const high = name === "clamp_min" ? UNBOUNDED : (args[name === "clamp" ? 2 : 1]?.bounds ?? UNBOUNDED);
  const least = name === "clamp_max" ? Number.NEGATIVE_INFINITY : low.least;
  const most = name === "clamp_min" ? Number.POSITIVE_INFINITY : high.most;
  const clamped = {
    least: Math.min(Math.max(bounds.least, least), high.most),
    most: Math.max(Math.min(bounds.most, most), name === "clamp_max" ? Number.NEGATIVE_INFINITY : low.least),
  };
  if (name !== "clamp" || inferred.presence === "never")
    return { measure: changedMeasure(measure), bounds: clamped };
  return {
    measure: changedMeasure(measure),
    bounds: clamped,
    presence: inferred.presence === "always" ? "sometimes" : inferred.presence,
  };
}

function logarithmBounds({ least, most }: Bounds, name: string): Bounds {
  const logarithm = name === "ln" ? Math.log : name === "log2" ? Math.log2 : Math.log10;
  return mapBounds({ least: Math.max(0, least), most: Math.max(0, most) }, logarithm);
}

function range(least: number, most: number): FunctionValues {
  return { measure: UNKNOWN_MEASURE, bounds: { least, most } };
}

const COUNT_OF_CHANGES: FunctionValues = { measure: measureOf("count"), bounds: NOT_NEGATIVE };
const TIMESTAMP: FunctionValues = { measure: measureOf("timestamp", "seconds"), bounds: UNBOUNDED };

/** Functions whose values do not depend on those of their arguments. */
const FIXED_VALUES: ReadonlyMap<string, FunctionValues> = new Map<string, FunctionValues>([
  ["changes", COUNT_OF_CHANGES],
  ["resets", COUNT_OF_CHANGES],
  ["count_over_time", { measure: measureOf("count"), bounds: AT_LEAST_ONE }],
  ["present_over_time", { measure: measureOf("boolean"), bounds: point(1) }],
  ["stdvar_over_time", { measure: UNKNOWN_MEASURE, bounds: NOT_NEGATIVE }],
  ["histogram_stdvar", { measure: UNKNOWN_MEASURE, bounds: NOT_NEGATIVE }],
  ["histogram_fraction", { measure: measureOf("ratio"), bounds: SHARE }],
  ...["time", "start", "end", "timestamp", "start_timestamp"].map((name) => [name, TIMESTAMP] as const),
  ...["first", "last", "max", "min"].map((name) => [`ts_of_${name}_over_time`, TIMESTAMP] as const),
  ["step", { measure: measureOf("constant", "seconds"), bounds: NOT_NEGATIVE }],
  ["range", { measure: measureOf("constant", "seconds"), bounds: NOT_NEGATIVE }],
  ["pi", { measure: measureOf("constant"), bounds: point(Math.PI) }],
  ["sgn", range(-1, 1)],
  ["sin", range(-1, 1)],
  ["cos", range(-1, 1)],
  ["tanh", range(-1, 1)],
  ["asin", range(-Math.PI / 2, Math.PI / 2)],
  ["acos", range(0, Math.PI)],
  ["atan", range(-Math.PI / 2, Math.PI / 2)],
  ["acosh", { measure: UNKNOWN_MEASURE, bounds: NOT_NEGATIVE }],
  ["cosh", { measure: UNKNOWN_MEASURE, bounds: AT_LEAST_ONE }],
  ["minute", range(0, 59)],
  ["hour", range(0, 23)],
  ["day_of_week", range(0, 6)],
  ["day_of_month", range(1, 31)],
  ["day_of_year", range(1, 366)],
  ["days_in_month", range(28, 31)],
  ["month", range(1, 12)],
]);
