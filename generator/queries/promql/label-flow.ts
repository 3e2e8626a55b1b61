import type { Query, TextSpan } from "../query.js";
import { type ParsedQuery, parseQuery } from "./parse-query.js";
import { hasVariable, type LabelClause, type LabelUse, type QuantileUse, type Selector } from "./selector.js";
import {
  type Aggregation,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  foldExpression,
  type Name,
  type VectorSelector,
  withoutParentheses,
} from "./syntax-tree.js";

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

  follow(expression: Expression): readonly Selector[] {
    const result = foldExpression<readonly SeriesLabels[]>(expression, (part, inner) =>
      this.seriesOf(part, inner),
    );
    const { variableQuery } = this.query;
    if (variableQuery?.asks === "label values") {
      const { start, end } = variableQuery.label;
      const label = { start, end, name: this.query.text.slice(start, end) };
      if (!hasVariable(this.query, label)) this.noteUse([label], "label_values", [result]);
    }
    return this.selectors;
  }

  private seriesOf(part: Expression, inner: SeriesOf): readonly SeriesLabels[] {
    switch (part.kind) {
      case "number":
      case "string":
      case "inserted":
        return [];
      case "selector":
        return [this.select(part)];
      case "range":
        return inner(part.selector);
      case "aggregation":
        return this.aggregate(part, inner);
      case "binary":
        return this.combine(part, inner);
      case "call":
        return this.call(part, inner);
      case "subquery":
      case "signed":
      case "parentheses":
        return inner(part.inner);
      default:
        return part satisfies never;
    }
  }

  private select({ start, end, metric, matchers }: VectorSelector): SeriesLabels {
    const selector: SelectorDraft = {
      start,
      end,
      metric,
      matchers,
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

  private aggregate(aggregation: Aggregation, inner: SeriesOf): readonly SeriesLabels[] {
    const { operator, parameter, grouping } = aggregation;
    const args = [parameter, aggregation.inner].filter((argument) => argument !== undefined);
    const input = args.flatMap((argument) => inner(argument));
    const known = grouping?.labels ?? [];
    const clause: LabelClause = grouping?.clause ?? "by";
    this.noteUse(known, clause, [input]);
    if (CHOOSING_AGGREGATIONS.has(operator.name ?? "")) return input;
    const span = grouping ?? operator;
    const names = known.map((label) => label.name);
    const output = input.map((series) => {
      if (grouping?.isOpen === true) return withAnyLabel(series);
      return clause === "without" ? dropLabels(series, names, span) : keepLabels(series, names, span);
    });
    return operator.name === "count_values" ? this.addNamedLabel(output, parameter) : output;
  }

  private combine({ operator, matching, left, right }: BinaryOperation, inner: SeriesOf) {
    const [leftSeries, rightSeries] = [inner(left), inner(right)];
    const labels = matching?.labels ?? [];
    const on = matching?.clause === "on";
    if (on) for (const side of [leftSeries, rightSeries]) this.noteUse(labels, "on", [side]);
    else this.noteUse(labels, "ignoring", [[...leftSeries, ...rightSeries]]);
    // What a variable inserts can be `or`.
    if (operator.name === undefined) return [...leftSeries, ...rightSeries].map(withAnyLabel);
    if (operator.name === "or") return [...leftSeries, ...rightSeries];
    if (operator.name === "and" || operator.name === "unless") return leftSeries;
    if (leftSeries.length === 0) return rightSeries;
    if (rightSeries.length === 0 || matching === undefined) return leftSeries;
    const { group } = matching;
    if (group !== undefined) {
      const [many, one] = group.side === "left" ? [leftSeries, rightSeries] : [rightSeries, leftSeries];
      this.noteUse(group.labels, `group_${group.side}`, [one]);
      const names = group.labels.map(({ name }) => name);
      return many.map((series) => (group.isOpen ? withAnyLabel(series) : addLabels(series, names)));
    }
    if (matching.isOpen) return leftSeries.map(withAnyLabel);
    const matched = labels.map(({ name }) => name);
    return leftSeries.map((series) =>
      on ? keepLabels(series, matched, matching) : dropLabels(series, matched, matching),
    );
  }

  private call(call: FunctionCall, inner: SeriesOf): readonly SeriesLabels[] {
    const { function: called, args } = call;
    const { name = "" } = called;
    const span = { ...called, name };
    const input = args.map((argument, index) => {
      const series = inner(argument);
      if (name === "info" && index > 0) {
        // These matchers are about the info metric.
        for (const { selector } of series) this.selectors.splice(this.selectors.indexOf(selector), 1);
        return [];
      }
      if (isRange(argument)) for (const { selector } of series) selector.rangeFunction ??= span;
      return series;
    });
    const series = input.flat();
    switch (name) {
      case "scalar":
        return [];
      case "label_replace":
        this.noteUse(readStrings([args[3]]), name, [series]);
        return this.addNamedLabel(series, args[1]);
      case "label_join":
        this.noteUse(readStrings(args.slice(3)), name, [series]);
        return this.addNamedLabel(series, args[1]);
      case "sort_by_label":
      case "sort_by_label_desc":
        this.noteUse(readStrings(args.slice(1)), name, [series]);
        return series;
      case "histogram_quantile":
        return this.quantile(series, span);
      case "histogram_quantiles":
        return this.addNamedLabel(this.quantile(series, span), args[1]);
      case "":
        return series.map(withAnyLabel);
      default:
        return FUNCTIONS_WITH_OTHER_LABELS.has(name) ? series.map(withAnyLabel) : series;
    }
  }

  private quantile(series: readonly SeriesLabels[], span: Name): readonly SeriesLabels[] {
    for (const { selector, leDroppedBy, added, isOpen } of series) {
      if (!isOpen && !added.has("le")) selector.quantile ??= { ...span, bucketLabelDropped: leDroppedBy };
    }
    return series.map((one) => dropLabels(one, ["le"], span));
  }

  /** Notes which labels a clause names. A series does not count if the expression has dropped or added the label. */
  private noteUse(
    names: readonly Name[],
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

  private addNamedLabel(series: readonly SeriesLabels[], name: Expression | undefined) {
    const isKnown = name?.kind === "string" && !name.variable;
    return series.map((one) => (isKnown ? addLabels(one, [name.value]) : withAnyLabel(one)));
  }
}

type SeriesOf = (part: Expression) => readonly SeriesLabels[];

function readStrings(args: readonly (Expression | undefined)[]): readonly Name[] {
  return args.flatMap((argument) => {
    if (argument?.kind !== "string" || argument.variable || argument.value === "") return [];
    return [{ name: argument.value, ...argument.valueSpan }];
  });
}

/** Whether the argument is a range of a selector's samples, as `x[5m]` or `x[1h:5m] offset 1d`. */
function isRange(argument: Expression): boolean {
  const part = withoutParentheses(argument);
  if (part.kind === "range") return true;
  return part.kind === "subquery" && withoutParentheses(part.inner).kind === "selector";
}

/** A selector while the expression around it is followed. */
type SelectorDraft = Omit<Selector, "labels" | "rangeFunction" | "quantile"> & {
  readonly labels: LabelUse[];
  rangeFunction: Name | undefined;
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
