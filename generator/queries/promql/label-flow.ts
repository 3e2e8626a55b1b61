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

/** The selectors of a query, in text order; none if the query does not parse. */
export function selectorsOf(query: Query): readonly Selector[] {
  return selectorsIn(parseQuery(query));
}

export function selectorsIn(parsed: ParsedQuery): readonly Selector[] {
  if (parsed.expression === undefined) return [];
  return new LabelFlow(parsed).follow(parsed.expression);
}

/** Aggregations that choose some of the series, which keep their labels. */
const CHOOSING_AGGREGATIONS: ReadonlySet<string> = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

/** Functions whose results have labels that are not the selector's. */
const FUNCTIONS_WITH_OTHER_LABELS: ReadonlySet<string> = new Set(["absent", "absent_over_time", "info"]);

/** Follows series from their selectors out to the expression's result, and notes where their labels are used. */
class LabelFlow {
  private readonly selectors: SelectorDraft[] = [];
  private readonly query: ParsedQuery;

  constructor(query: ParsedQuery) {
    this.query = query;
  }

  follow(expression: Node): readonly Selector[] {
    const result = this.seriesOf(expression);
    const { variableQuery } = this.query;
    if (variableQuery?.asks === "label values") {
      const { start, end } = variableQuery.label;
      const label = { start, end, name: this.query.text.slice(start, end) };
      if (!hasVariable(this.query, label)) this.noteUse([label], "label_values", [result]);
    }
    return this.selectors;
  }

  private seriesOf(node: Node): readonly SeriesLabels[] {
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

  private select(node: Node): SeriesLabels {
    const selector: SelectorDraft = {
      start: node.from,
      end: node.to,
      ...readSelector(node, this.query),
      labels: [],
      rangeFunction: undefined,
      quantile: undefined,
    };
    this.selectors.push(selector);
    return {
      selector,
      added: new Set(),
      isOpen: false,
      kept: undefined,
      dropped: new Set(),
      leDroppedBy: undefined,
    };
  }

  private aggregate(node: Node): readonly SeriesLabels[] {
    const operator = node.getChild("AggregateOp");
    const name = operator === null ? "" : this.text(operator).toLowerCase();
    const args = callArguments(node);
    const input = args.flatMap((argument) => this.seriesOf(argument));
    const modifier = node.getChild("AggregateModifier");
    const grouping = modifier?.getChild("GroupingLabels");
    const labels = this.readLabels(grouping);
    const clause: LabelClause = modifier?.getChild("Without") ? "without" : "by";
    this.noteUse(labels.known, clause, [input]);
    if (CHOOSING_AGGREGATIONS.has(name)) return input;
    const span = spanOf(modifier ?? operator ?? node);
    const names = labels.known.map((label) => label.name);
    const output = input.map((series) => {
      if (labels.unknown) return withAnyLabel(series);
      return clause === "without" ? dropLabels(series, names, span) : keepLabels(series, names, span);
    });
    return name === "count_values" ? this.addNamedLabel(output, args[0]) : output;
  }

  private combine(node: Node): readonly SeriesLabels[] {
    const [left, right] = childNodes(node).filter(isExpression);
    const leftSeries = left === undefined ? [] : this.seriesOf(left);
    const rightSeries = right === undefined ? [] : this.seriesOf(right);
    const clause = node.getChild("MatchingModifierClause");
    const [matching, included] = clause?.getChildren("GroupingLabels") ?? [];
    const on = clause?.getChild("On") != null;
    const labels = this.readLabels(matching);
    if (on) for (const side of [leftSeries, rightSeries]) this.noteUse(labels.known, "on", [side]);
    else this.noteUse(labels.known, "ignoring", [[...leftSeries, ...rightSeries]]);
    if (node.getChild("Or") !== null) return [...leftSeries, ...rightSeries];
    if (node.getChild("And") !== null || node.getChild("Unless") !== null) return leftSeries;
    if (leftSeries.length === 0) return rightSeries;
    if (rightSeries.length === 0) return leftSeries;
    const joined = this.readLabels(included);
    const names = joined.known.map(({ name }) => name);
    if (clause?.getChild("GroupLeft")) {
      this.noteUse(joined.known, "group_left", [rightSeries]);
      return leftSeries.map((series) => (joined.unknown ? withAnyLabel(series) : addLabels(series, names)));
    }
    if (clause?.getChild("GroupRight")) {
      this.noteUse(joined.known, "group_right", [leftSeries]);
      return rightSeries.map((series) => (joined.unknown ? withAnyLabel(series) : addLabels(series, names)));
    }
    if (clause == null) return leftSeries;
    if (labels.unknown) return leftSeries.map(withAnyLabel);
    const matched = labels.known.map(({ name }) => name);
    const span = spanOf(clause);
    return leftSeries.map((series) =>
      on ? keepLabels(series, matched, span) : dropLabels(series, matched, span),
    );
  }

  private call(node: Node): readonly SeriesLabels[] {
    const identifier = node.getChild("FunctionIdentifier");
    const name = identifier === null ? "" : this.text(identifier).toLowerCase();
    const args = callArguments(node);
    const span = { ...spanOf(identifier ?? node), name };
    const input = args.map((argument, index) => {
      if (name === "info" && index > 0) return []; // these matchers are about the info metric
      const series = this.seriesOf(argument);
      if (isRange(argument)) for (const { selector } of series) selector.rangeFunction ??= span;
      return series;
    });
    const series = input.flat();
    switch (name) {
      case "scalar":
        return [];
      case "label_replace":
        this.noteUse(this.readStrings([args[3]]), name, [series]);
        return this.addNamedLabel(series, args[1]);
      case "label_join":
        this.noteUse(this.readStrings(args.slice(3)), name, [series]);
        return this.addNamedLabel(series, args[1]);
      case "sort_by_label":
      case "sort_by_label_desc":
        this.noteUse(this.readStrings(args.slice(1)), name, [series]);
        return series;
      case "histogram_quantile":
        return this.quantile(series, span);
      case "histogram_quantiles":
        return this.addNamedLabel(this.quantile(series, span), args[1]);
      default:
        return FUNCTIONS_WITH_OTHER_LABELS.has(name) ? series.map(withAnyLabel) : series;
    }
  }

  private quantile(series: readonly SeriesLabels[], span: MetricName): readonly SeriesLabels[] {
    for (const { selector, leDroppedBy, added, isOpen } of series) {
      if (!isOpen && !added.has("le")) selector.quantile ??= { ...span, bucketLabelDropped: leDroppedBy };
    }
    return series.map((one) => dropLabels(one, ["le"], span));
  }

  /** Notes which labels a clause names. A series does not count if the expression has dropped or added the label. */
  private noteUse(
    names: readonly MetricName[],
    clause: LabelClause,
    groups: readonly (readonly SeriesLabels[])[],
  ): void {
    for (const name of names) {
      for (const group of groups) {
        const label: LabelUse = { ...name, clause };
        // If the expression has added the label to one of them, it is there.
        if (group.some(({ added, isOpen }) => isOpen || added.has(name.name))) continue;
        for (const series of group) if (isOfMetric(series, name.name)) series.selector.labels.push(label);
      }
    }
  }

  private addNamedLabel(series: readonly SeriesLabels[], name: Node | undefined): readonly SeriesLabels[] {
    const label = name?.name === "StringLiteral" ? readQuotedName(name, this.query)?.name : undefined;
    return series.map((one) => (label === undefined ? withAnyLabel(one) : addLabels(one, [label])));
  }

  private readStrings(nodes: readonly (Node | undefined)[]): readonly MetricName[] {
    return nodes.flatMap((node) => {
      const label = node?.name === "StringLiteral" ? readQuotedName(node, this.query) : undefined;
      return label === undefined || label.name === "" ? [] : [label];
    });
  }

  private readLabels(grouping: Node | null | undefined) {
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

/** Whether the argument is a range of a selector's samples, as `x[5m]` or `x[1h:5m] offset 1d`. */
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
type SelectorDraft = Omit<Selector, "labels" | "rangeFunction" | "quantile"> & {
  readonly labels: LabelUse[];
  rangeFunction: FunctionName | undefined;
  quantile: QuantileUse | undefined;
};

/** The labels that the series of one selector have at some point of the expression. */
interface SeriesLabels {
  readonly selector: SelectorDraft;
  /** Labels that the expression adds, with `label_replace` and the like. */
  readonly added: ReadonlySet<string>;
  /** Whether the expression can have added any other label. */
  readonly isOpen: boolean;
  /** The selector's own labels that are left; `undefined` if all are left but the dropped ones. */
  readonly kept: ReadonlySet<string> | undefined;
  readonly dropped: ReadonlySet<string>;
  /** The clause that dropped `le`; `undefined` if it is still there. */
  readonly leDroppedBy: TextSpan | undefined;
}

/** Whether it depends on the metric if the series have the label. */
function isOfMetric({ added, isOpen, kept, dropped }: SeriesLabels, label: string): boolean {
  if (isOpen || added.has(label) || dropped.has(label)) return false;
  return kept === undefined || kept.has(label);
}

function withAnyLabel(series: SeriesLabels): SeriesLabels {
  return { ...series, isOpen: true };
}

function addLabels(series: SeriesLabels, labels: readonly string[]): SeriesLabels {
  return { ...series, added: new Set([...series.added, ...labels]) };
}

function keepLabels(series: SeriesLabels, labels: readonly string[], clause: TextSpan): SeriesLabels {
  const keepsLe = labels.includes("le");
  return {
    ...series,
    added: new Set(labels.filter((label) => series.added.has(label))),
    kept: new Set(labels.filter((label) => isOfMetric(series, label))),
    dropped: new Set(),
    leDroppedBy: series.leDroppedBy ?? (keepsLe || series.isOpen ? undefined : clause),
  };
}

function dropLabels(series: SeriesLabels, labels: readonly string[], clause: TextSpan): SeriesLabels {
  return {
    ...series,
    added: new Set([...series.added].filter((label) => !labels.includes(label))),
    dropped: new Set([...series.dropped, ...labels]),
    leDroppedBy: series.leDroppedBy ?? (labels.includes("le") && !series.isOpen ? clause : undefined),
  };
}
