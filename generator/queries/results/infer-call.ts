import { SIGNATURES } from "../promql/signatures.js";
import { type Expression, type FunctionCall, withoutParentheses } from "../promql/syntax-tree.js";
import { point, UNBOUNDED } from "./bounds.js";
import { functionValues } from "./function-values.js";
import { inferLabelJoin, inferLabelReplace } from "./infer-label-functions.js";
import {
  emptied,
  type Inference,
  joinSources,
  measureOf,
  SCALAR,
  UNKNOWN,
  UNKNOWN_MEASURE,
} from "./inference.js";
import {
  ANY_LABEL,
  dropLabels,
  dropName,
  NO_LABELS,
  setLabel,
  stateOf,
  stateOfValues,
  UNKNOWN_LABELS,
} from "./label-states.js";
import type { ResultLabels } from "./result.js";

export function inferCall(call: FunctionCall, inner: (part: Expression) => Inference): Inference {
  const { name } = call.function;
  const args = call.args.map(inner);
  const sources = args.map((arg) => arg.sources).reduce(joinSources, undefined);
  const signature = name === undefined ? undefined : SIGNATURES.get(name);
  if (name === undefined || signature === undefined) return { ...UNKNOWN, sources };
  const series = args.find(
    ({ type }, index) => type !== "scalar" && isSeriesArgument(signature.arguments[index]),
  );
  switch (name) {
    case "scalar":
      return { ...SCALAR, measure: series?.measure ?? UNKNOWN_MEASURE, bounds: series?.bounds ?? UNBOUNDED };
    case "vector":
      return { ...SCALAR, type: "vector", ...valuesOf(args[0]) };
    case "absent":
    case "absent_over_time":
      return inferAbsent(call, series ?? UNKNOWN);
    case "label_replace":
      return series === undefined ? UNKNOWN : inferLabelReplace(call, series);
    case "label_join":
      return series === undefined ? UNKNOWN : inferLabelJoin(call, series);
    case "info":
      return inferInfo(series ?? UNKNOWN, args.length > 1);
    case "sort":
    case "sort_desc":
    case "sort_by_label":
    case "sort_by_label_desc":
      return series ?? UNKNOWN;
    default:
      break;
  }
  const values = functionValues(name, args, series);
  if (name === "clamp" && isUpsideDown(args)) return emptied({ ...(series ?? UNKNOWN), ...values }, call);
  if (signature.returns === "scalar") return { ...SCALAR, ...values };
  // `hour()` is of now.
  if (series === undefined) return { ...SCALAR, type: "vector", ...values };
  return {
    ...series,
    ...values,
    type: series.type === "any" ? "any" : "vector",
    labels: functionLabels(name, call, series.labels),
    sources,
    origin: ORIGIN_KEEPING.has(name) ? series.origin : undefined,
  };
}

/** Prometheus gives nothing if the least value lies above the largest. */
function isUpsideDown([, least, most]: readonly Inference[]): boolean {
  return least !== undefined && most !== undefined && least.bounds.least > most.bounds.most;
}

function isSeriesArgument(type: string | undefined): boolean {
  return type === "vector" || type === "matrix";
}

function valuesOf(inferred: Inference | undefined): Pick<Inference, "measure" | "bounds"> {
  return { measure: inferred?.measure ?? UNKNOWN_MEASURE, bounds: inferred?.bounds ?? UNBOUNDED };
}

/** Functions after which the values still come from the same counters. */
const ORIGIN_KEEPING: ReadonlySet<string> = new Set([
  "rate",
  "irate",
  "increase",
  "last_over_time",
  "first_over_time",
]);

/** Functions whose results are samples of the series, with its name. */
const NAME_KEEPING: ReadonlySet<string> = new Set(["last_over_time", "first_over_time"]);

function functionLabels(name: string, call: FunctionCall, labels: ResultLabels): ResultLabels {
  if (NAME_KEEPING.has(name)) return labels;
  const unnamed = dropName(labels, call.function);
  switch (name) {
    case "histogram_quantile":
    case "histogram_fraction":
      return dropLabels(unnamed, { names: ["le"], span: call.function, isOpen: false });
    case "histogram_quantiles": {
      const [, argument] = call.args;
      const label = argument === undefined ? undefined : withoutParentheses(argument);
      if (label?.kind !== "string" || label.variable) return UNKNOWN_LABELS;
      const dropped = dropLabels(unnamed, { names: ["le"], span: call.function, isOpen: false });
      return setLabel(dropped, label.value, { presence: "there", values: undefined, removedBy: undefined });
    }
    default:
      return unnamed;
  }
}

/** Its labels are those of which the selector says the value. */
function inferAbsent(call: FunctionCall, series: Inference): Inference {
  const [argument] = call.args;
  const inner = argument === undefined ? undefined : withoutParentheses(argument);
  const selector = inner?.kind === "range" ? inner.selector : inner;
  let labels: ResultLabels = { named: new Map(), others: { ...NO_LABELS.others, removedBy: call.function } };
  if (selector?.kind === "selector") {
    if (selector.isOpen) labels = UNKNOWN_LABELS;
    const seen = new Set<string>();
    for (const { label, operator, value, variable } of selector.matchers) {
      if (label === undefined || operator === undefined) labels = UNKNOWN_LABELS;
      if (label === undefined || label === "__name__") continue;
      const isValue = operator === "=" && !seen.has(label);
      seen.add(label);
      const known = isValue
        ? stateOfValues([value], call.function)
        : { ...NO_LABELS.others, removedBy: call.function };
      labels = setLabel(labels, label, variable ? ANY_LABEL : known);
    }
  } else if (inner?.kind === "inserted") labels = UNKNOWN_LABELS;
  const isAlways = series.presence === "never";
  const isNever = series.presence === "always";
  return {
    ...UNKNOWN,
    type: "vector",
    labels,
    measure: measureOf("boolean"),
    bounds: point(1),
    presence: isAlways ? "always" : isNever ? "never" : "sometimes",
    emptyBy: isNever ? call : undefined,
    sources: series.sources,
  };
}

/** It adds labels of the info metric that the series do not have. */
function inferInfo(series: Inference, isChosen: boolean): Inference {
  const named = new Map(series.labels.named);
  for (const label of named.keys()) {
    if (stateOf(series.labels, label).presence !== "there") named.set(label, ANY_LABEL);
  }
  const presence = isChosen && series.presence === "always" ? "sometimes" : series.presence;
  return { ...series, labels: { named, others: ANY_LABEL }, presence };
}
