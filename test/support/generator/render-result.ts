import { declaredMetrics, type KnownMetrics } from "../../../generator/queries/known-metrics.js";
import { parseExpression } from "../../../generator/queries/promql/parse-expression.js";
import type { Expression, VectorSelector } from "../../../generator/queries/promql/syntax-tree.js";
import { inferResults } from "../../../generator/queries/results/infer-results.js";
import type {
  Bounds,
  LabelState,
  Measure,
  Result,
  ResultLabels,
} from "../../../generator/queries/results/result.js";
import { selectSeries } from "../../../generator/queries/select-series.js";
import { SHOP } from "./query-shop.js";

/** What the shop's schema declares; `job` and `instance` are the labels of targets. */
export const SHOP_METRICS: KnownMetrics = {
  ...declaredMetrics(SHOP, { prefixes: [], ignored: [], targetLabels: [] }),
  targetLabels: new Set(["job", "instance"]),
};

/** What an expression results in, in one line: `{method: get|put, job?} rate, 0..`. */
export function describeResult(text: string, recorded: ReadonlyMap<string, Result> = new Map()): string {
  return renderResult(inferText(text, SHOP_METRICS, recorded), text);
}

export function inferText(
  text: string,
  known: KnownMetrics = SHOP_METRICS,
  recorded: ReadonlyMap<string, Result> = new Map(),
): Result {
  const expression = parseText(text);
  const select = (selector: VectorSelector) => selectSeries(selector, known, recorded);
  return inferResults(expression, { known, select })(expression);
}

export function parseText(text: string): Expression {
  const { expression, errors } = parseExpression(text, { start: 0, end: text.length }, true);
  if (expression === undefined) throw new Error(`${text}: ${JSON.stringify(errors)}`);
  return expression;
}

/**
 * `label?` may be there, `-label` has been removed, `…` stands for labels of unknown names. A label that the metrics never
 * had is not listed, nor is the name of a metric.
 */
function renderResult(result: Result, text: string): string {
  const { type, labels, measure, bounds, presence, emptyBy } = result;
  const never = emptyBy === undefined ? "" : ` by \`${text.slice(emptyBy.start, emptyBy.end)}\``;
  const parts = [
    type === "vector" ? "" : type,
    type === "scalar" || type === "string" ? "" : renderLabels(labels),
    renderMeasure(measure),
  ].filter((part) => part !== "");
  const details = [renderBounds(bounds), presence === "sometimes" ? "" : `${presence}${never}`];
  return [parts.join(" "), ...details].filter((part) => part !== "").join(", ");
}

function renderLabels({ named, others }: ResultLabels): string {
  const listed = [...named]
    .filter(([label]) => label !== "__name__")
    .map(([label, state]) => renderLabel(label, state));
  const open = others.presence === "gone" ? (others.removedBy === undefined ? "" : "-…") : "…";
  return `{${[...listed, open].filter((part) => part !== "").join(", ")}}`;
}

function renderLabel(label: string, { presence, values, removedBy }: LabelState): string {
  if (presence === "gone") return removedBy === undefined ? "" : `-${label}`;
  const few =
    values === undefined ? "" : values.size > 4 ? `: ${values.size} values` : `: ${[...values].join("|")}`;
  return `${label}${presence === "maybe" ? "?" : ""}${few}`;
}

function renderMeasure({ kind, unit, bucketBounds }: Measure): string {
  const parts = [
    kind,
    unit === undefined ? "" : `in ${unit}`,
    bucketBounds === undefined ? "" : "with bounds",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function renderBounds({ least, most }: Bounds): string {
  if (least === most) return `${least}`;
  const [from, to] = [least, most].map((bound) =>
    Number.isFinite(bound) ? `${Number(bound.toPrecision(4))}` : "",
  );
  return from === "" && to === "" ? "" : `${from}..${to}`;
}
