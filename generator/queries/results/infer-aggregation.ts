import type { Aggregation, Expression } from "../promql/syntax-tree.js";
import { AT_LEAST_ONE, isWithin, point, SHARE, spreadBounds, sumBounds, UNBOUNDED } from "./bounds.js";
import { emptied, type Inference, measureOf, stringOf, UNKNOWN, UNKNOWN_MEASURE } from "./inference.js";
import { dropLabels, joinLabels, keepLabels, setLabel, stateOf, UNKNOWN_LABELS } from "./label-states.js";
import { averageMeasure } from "./measures.js";
import type { Bounds, Measure, ResultLabels } from "./result.js";

/** Aggregations that choose some of the series, which keep their labels and values. */
export const CHOOSING_AGGREGATIONS: ReadonlySet<string> = new Set([
  "topk",
  "bottomk",
  "limitk",
  "limit_ratio",
]);

export function inferAggregation(
  aggregation: Aggregation,
  inner: (part: Expression) => Inference,
): Inference {
  if (aggregation.inner === undefined) return { ...UNKNOWN, type: "vector" };
  const inferred = inner(aggregation.inner);
  const { name } = aggregation.operator;
  const parameter = aggregation.parameter === undefined ? undefined : inner(aggregation.parameter);
  const common: Inference = {
    ...inferred,
    type: "vector",
    labels: aggregatedLabels(aggregation, inferred.labels),
  };
  if (name === undefined) {
    const labels = joinLabels(common.labels, inferred.labels);
    return {
      ...common,
      labels,
      measure: UNKNOWN_MEASURE,
      bounds: UNBOUNDED,
      origin: undefined,
      ...sometimes(inferred),
    };
  }
  if (CHOOSING_AGGREGATIONS.has(name)) return choose(common, aggregation, parameter);
  const isSum = name === "sum";
  return {
    ...common,
    measure: aggregatedMeasure(name, common),
    bounds: aggregatedBounds(name, inferred.bounds, parameter?.bounds),
    origin: isSum ? inferred.origin : undefined,
  };
}

function sometimes({ presence }: Inference): Pick<Inference, "presence"> {
  return { presence: presence === "always" ? "sometimes" : presence };
}

function choose(
  inferred: Inference,
  { parameter: place }: Aggregation,
  parameter: Inference | undefined,
): Inference {
  if (place !== undefined && parameter !== undefined && choosesNone(parameter.bounds))
    return emptied(inferred, place);
  return { ...inferred, ...sometimes(inferred), isPartial: true };
}

/** How many are chosen is rounded towards zero; a negative ratio chooses from the end. */
function choosesNone({ least, most }: Bounds): boolean {
  return least === 0 && most === 0;
}

function aggregatedLabels(aggregation: Aggregation, labels: ResultLabels): ResultLabels {
  const { grouping, operator } = aggregation;
  if (operator.name !== undefined && CHOOSING_AGGREGATIONS.has(operator.name)) return labels;
  const span = grouping ?? operator;
  const names = grouping?.labels.map(({ name }) => name) ?? [];
  const isOpen = grouping?.isOpen ?? false;
  const grouped =
    grouping?.clause === "without"
      ? dropLabels(labels, { names: [...names, "__name__"], span, isOpen })
      : keepLabels(labels, { names, span, isOpen });
  if (operator.name !== "count_values") return grouped;
  const label = stringOf(aggregation.parameter)?.value;
  if (label === undefined) return UNKNOWN_LABELS;
  return setLabel(grouped, label, { presence: "there", values: undefined, removedBy: undefined });
}

function aggregatedMeasure(name: string, { measure, labels }: Inference): Measure {
  const { kind, unit } = measure;
  switch (name) {
    case "sum":
      return summedMeasure(measure, stateOf(labels, "le").presence === "gone");
    case "avg":
      return averageMeasure(measure);
    case "min":
    case "max":
      return measure;
    case "count":
    case "count_values":
      return measureOf("count");
    case "group":
      return measureOf("boolean");
    case "quantile":
      return kind === "unknown" ? UNKNOWN_MEASURE : measureOf("quantile", unit);
    case "stddev":
      return measureOf("gauge", unit);
    default:
      return UNKNOWN_MEASURE;
  }
}

function summedMeasure(measure: Measure, isWithoutBuckets: boolean): Measure {
  const { kind, unit } = measure;
  switch (kind) {
    case "counter":
      return measureOf("sum of counters", unit);
    case "buckets":
      return isWithoutBuckets ? measureOf("sum of counters") : measure;
    case "bucket rates":
      return isWithoutBuckets ? measureOf("rate") : measure;
    case "boolean":
      return measureOf("count");
    case "quantile":
    case "ratio":
    case "average":
    case "timestamp":
      return { ...UNKNOWN_MEASURE, unit };
    default:
      return measure;
  }
}

function aggregatedBounds(name: string, bounds: Bounds, parameter: Bounds | undefined): Bounds {
  switch (name) {
    case "sum":
      return sumBounds(bounds);
    case "avg":
    case "min":
    case "max":
      return bounds;
    case "count":
    case "count_values":
      return AT_LEAST_ONE;
    case "group":
      return point(1);
    case "quantile":
      return parameter !== undefined && isWithin(parameter, SHARE) ? bounds : UNBOUNDED;
    case "stddev":
      return spreadBounds(bounds);
    case "stdvar":
      return { least: 0, most: Number.POSITIVE_INFINITY };
    default:
      return UNBOUNDED;
  }
}
