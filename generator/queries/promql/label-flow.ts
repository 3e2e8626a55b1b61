import type { Query, TextSpan } from "../query.js";
import { type ParsedQuery, parseQuery } from "./parse-query.js";
import { callArguments, childNodes, isExpression, type Node, spanOf } from "./promql-syntax.js";
import {
  type FunctionName,
  hasVariable,
  type LabelClause,
  type LabelUse,
  type MetricName,
  type QuantileUse,
  readName,
  readQuotedName,
  readSelector,
  type Selector,
} from "./selector.js";

/** Aggregations that choose among series and leave their labels alone. */
const CHOOSING: ReadonlySet<string> = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

/** Functions whose series' labels are none of the selector's, or come from another metric. */
const OPENING: ReadonlySet<string> = new Set(["absent", "absent_over_time", "info"]);

/** Follows series from their selectors out to the expression's result, and notes what becomes of their labels. */
export class SeriesFlow {
  private readonly selectors: SelectorDraft[] = [];
  private readonly query: ParsedQuery;

  constructor(query: ParsedQuery) {
    this.query = query;
  }

  /** The selectors of the expression, in text order. */
  follow(expression: Node): readonly Selector[] {
    const result = this.seriesOf(expression);
    const { variableQuery } = this.query;
    if (variableQuery?.asks === "label values") {
      const { start, end } = variableQuery.label;
      const label = { start, end, name: this.query.text.slice(start, end) };
      if (!hasVariable(this.query, label)) this.use([label], "label_values", [result]);
    }
    return this.selectors;
  }

  private seriesOf(node: Node): readonly Series[] {
    switch (node.name) {
      case "VectorSelector":
        return [this.select(node)];
      case "AggregateExpr":
        return this.aggregate(node);
      case "BinaryExpr":
        return this.combine(node);
      case "FunctionCall":
        return this.call(node);
      default: {
        const inner = childNodes(node).find(isExpression);
        return inner === undefined ? [] : this.seriesOf(inner);
      }
    }
  }

  private select(node: Node): Series {
    const selector: SelectorDraft = {
      start: node.from,
      end: node.to,
      ...readSelector(node, this.query),
      labels: [],
      rangeFunction: undefined,
      quantile: undefined,
    };
    this.selectors.push(selector);
    return seriesOf(selector);
  }

  private aggregate(node: Node): readonly Series[] {
    const operator = node.getChild("AggregateOp");
    const name = operator === null ? "" : this.text(operator).toLowerCase();
    const args = callArguments(node);
    const input = args.flatMap((argument) => this.seriesOf(argument));
    const modifier = node.getChild("AggregateModifier");
    const grouping = modifier?.getChild("GroupingLabels");
    const labels = this.labelsIn(grouping);
    const clause: LabelClause = modifier?.getChild("Without") ? "without" : "by";
    this.use(labels.known, clause, [input]);
    if (CHOOSING.has(name)) return input;
    const span = spanOf(modifier ?? operator ?? node);
    const names = labels.known.map((label) => label.name);
    const output = input.map((series) => {
      if (labels.unknown) return opened(series);
      return clause === "without" ? lose(series, names, span) : keep(series, names, span);
    });
    return name === "count_values" ? this.madeBy(output, args[0]) : output;
  }

  private combine(node: Node): readonly Series[] {
    const [left, right] = childNodes(node).filter(isExpression);
    const leftSeries = left === undefined ? [] : this.seriesOf(left);
    const rightSeries = right === undefined ? [] : this.seriesOf(right);
    const clause = node.getChild("MatchingModifierClause");
    const [matching, included] = clause?.getChildren("GroupingLabels") ?? [];
    const on = clause?.getChild("On") != null;
    const labels = this.labelsIn(matching);
    if (on) for (const side of [leftSeries, rightSeries]) this.use(labels.known, "on", [side]);
    else this.use(labels.known, "ignoring", [[...leftSeries, ...rightSeries]]);
    if (node.getChild("Or") !== null) return [...leftSeries, ...rightSeries];
    if (node.getChild("And") !== null || node.getChild("Unless") !== null) return leftSeries;
    if (leftSeries.length === 0) return rightSeries;
    if (rightSeries.length === 0) return leftSeries;
    const joined = this.labelsIn(included);
    const names = joined.known.map(({ name }) => name);
    if (clause?.getChild("GroupLeft")) {
      this.use(joined.known, "group_left", [rightSeries]);
      return leftSeries.map((series) => (joined.unknown ? opened(series) : make(series, names)));
    }
    if (clause?.getChild("GroupRight")) {
      this.use(joined.known, "group_right", [leftSeries]);
      return rightSeries.map((series) => (joined.unknown ? opened(series) : make(series, names)));
    }
    if (clause == null) return leftSeries;
    if (labels.unknown) return leftSeries.map(opened);
    const matched = labels.known.map(({ name }) => name);
    const span = spanOf(clause);
    return leftSeries.map((series) => (on ? keep(series, matched, span) : lose(series, matched, span)));
  }

  private call(node: Node): readonly Series[] {
    const identifier = node.getChild("FunctionIdentifier");
    const name = identifier === null ? "" : this.text(identifier).toLowerCase();
    const args = callArguments(node);
    const span = { ...spanOf(identifier ?? node), name };
    const input = args.map((argument, index) => {
      if (name === "info" && index > 0) return []; // its matchers are of the information, not of a metric
      const series = this.seriesOf(argument);
      if (isRange(argument)) for (const { selector } of series) selector.rangeFunction ??= span;
      return series;
    });
    const series = input.flat();
    switch (name) {
      case "scalar":
        return [];
      case "label_replace":
        this.use(this.strings([args[3]]), name, [series]);
        return this.madeBy(series, args[1]);
      case "label_join":
        this.use(this.strings(args.slice(3)), name, [series]);
        return this.madeBy(series, args[1]);
      case "sort_by_label":
      case "sort_by_label_desc":
        this.use(this.strings(args.slice(1)), name, [series]);
        return series;
      case "histogram_quantile":
        return this.quantile(series, span);
      case "histogram_quantiles":
        return this.madeBy(this.quantile(series, span), args[1]);
      default:
        return OPENING.has(name) ? series.map(opened) : series;
    }
  }

  private quantile(series: readonly Series[], span: MetricName): readonly Series[] {
    for (const { selector, boundLost, made, open } of series) {
      if (!open && !made.has("le")) selector.quantile ??= { ...span, bucketLabelDropped: boundLost };
    }
    return series.map((one) => lose(one, ["le"], span));
  }

  /** Notes labels that are named of the series: in each group, of all that have not lost or made them. */
  private use(
    names: readonly MetricName[],
    clause: LabelClause,
    groups: readonly (readonly Series[])[],
  ): void {
    for (const name of names) {
      for (const group of groups) {
        const label: LabelUse = { ...name, clause };
        // One that a series has made is there, whether or not the others have it.
        if (group.some(({ made, open }) => open || made.has(name.name))) continue;
        for (const series of group) if (isOwn(series, name.name)) series.selector.labels.push(label);
      }
    }
  }

  /** The series with the label that a string names. */
  private madeBy(series: readonly Series[], name: Node | undefined): readonly Series[] {
    const label = name?.name === "StringLiteral" ? readQuotedName(name, this.query)?.name : undefined;
    return series.map((one) => (label === undefined ? opened(one) : make(one, [label])));
  }

  private strings(nodes: readonly (Node | undefined)[]): readonly MetricName[] {
    return nodes.flatMap((node) => {
      const label = node?.name === "StringLiteral" ? readQuotedName(node, this.query) : undefined;
      return label === undefined || label.name === "" ? [] : [label];
    });
  }

  private labelsIn(grouping: Node | null | undefined) {
    const nodes = grouping == null ? [] : childNodes(grouping);
    const known = nodes.flatMap((node) => {
      return (
        (node.name === "LabelName" ? readName(node, this.query) : readQuotedName(node, this.query)) ?? []
      );
    });
    return { known, unknown: known.length < nodes.length };
  }

  private text({ from, to }: Node): string {
    return this.query.text.slice(from, to);
  }
}

function opened(series: Series): Series {
  return { ...series, open: true };
}

/** Whether the argument is a range of a selector's own samples, as `x[5m]` or `x[1h:5m] offset 1d`. */
function isRange(node: Node): boolean {
  const inner = childNodes(node).find(isExpression);
  if (inner === undefined) return false;
  switch (node.name) {
    case "MatrixSelector":
    case "SubqueryExpr":
      return isInstant(inner);
    case "ParenExpr":
    case "OffsetExpr":
    case "StepInvariantExpr":
    case "AnchoredExpr":
    case "SmoothedExpr":
      return isRange(inner);
    default:
      return false;
  }
}

function isInstant(node: Node): boolean {
  if (node.name === "VectorSelector") return true;
  const inner = childNodes(node).find(isExpression);
  const wraps = node.name === "ParenExpr" || node.name === "OffsetExpr" || node.name === "StepInvariantExpr";
  return wraps && inner !== undefined && isInstant(inner);
}

/** A selector while the expression around it is followed. */
export type SelectorDraft = Omit<Selector, "labels" | "rangeFunction" | "quantile"> & {
  readonly labels: LabelUse[];
  rangeFunction: FunctionName | undefined;
  quantile: QuantileUse | undefined;
};

/** The series of one selector at some point of an expression, as to their labels. */
export interface Series {
  readonly selector: SelectorDraft;
  /** Labels that the expression has made, with `label_replace` and the like. */
  readonly made: ReadonlySet<string>;
  /** Whether there may be any further label that the expression has made. */
  readonly open: boolean;
  /** The selector's own labels that are left; `undefined` if all are, but for the lost ones. */
  readonly kept: ReadonlySet<string> | undefined;
  readonly lost: ReadonlySet<string>;
  /** The clause that lost `le`; `undefined` if it is still there. */
  readonly boundLost: TextSpan | undefined;
}

export function seriesOf(selector: SelectorDraft): Series {
  return {
    selector,
    made: new Set(),
    open: false,
    kept: undefined,
    lost: new Set(),
    boundLost: undefined,
  };
}

/** Whether a label of the series is the selector's own, so that it depends on the metric whether there is one. */
export function isOwn({ made, open, kept, lost }: Series, label: string): boolean {
  if (open || made.has(label) || lost.has(label)) return false;
  return kept === undefined || kept.has(label);
}

export function make(series: Series, labels: readonly string[]): Series {
  return { ...series, made: new Set([...series.made, ...labels]) };
}

/** The series with these labels alone. */
export function keep(series: Series, labels: readonly string[], clause: TextSpan): Series {
  const own = labels.filter((label) => isOwn(series, label));
  const made = labels.filter((label) => series.made.has(label));
  const keeps = labels.includes("le");
  return {
    ...series,
    made: new Set(made),
    kept: new Set(own),
    lost: new Set(),
    boundLost: series.boundLost ?? (keeps || series.open ? undefined : clause),
  };
}

/** The series without these labels. */
export function lose(series: Series, labels: readonly string[], clause: TextSpan): Series {
  return {
    ...series,
    made: new Set([...series.made].filter((label) => !labels.includes(label))),
    lost: new Set([...series.lost, ...labels]),
    boundLost: series.boundLost ?? (labels.includes("le") && !series.open ? clause : undefined),
  };
}

/** The selectors of a query, in text order; none of a query that does not parse. */
export function selectorsOf(query: Query): readonly Selector[] {
  return selectorsIn(parseQuery(query));
}

export function selectorsIn(parsed: ParsedQuery): readonly Selector[] {
  if (parsed.expression === undefined) return [];
  return new SeriesFlow(parsed).follow(parsed.expression);
}
