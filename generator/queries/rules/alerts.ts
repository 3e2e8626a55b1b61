import {
  allExpressions,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  foldExpression,
} from "../promql/syntax-tree.js";
import type { SelectedSeries } from "../results/result.js";
import { isComparison } from "./conditions.js";
import type { CheckedQuery, FilesRule, QueryReport } from "./rule.js";

/**
 * Alerts that compare nothing. What Grafana evaluates is left out, where the comparison is an expression of its own, and
 * so are alerts that fire at all times on purpose, such as `vector(1)`.
 */
export const checkComparisons: FilesRule = (reportOf) => {
  const alerts: CheckedQuery[] = [];
  const search = new FilterSearch();
  return {
    see: (checked) => {
      const { owner, language } = checked.query;
      if (owner.kind === "recording rule") search.addRecord(owner.name, checked);
      if (owner.kind === "alert" && language === "prometheus") alerts.push(checked);
    },
    finish: () => {
      for (const alert of alerts) checkComparison(alert, search, reportOf(alert));
    },
  };
};

function checkComparison(checked: CheckedQuery, search: FilterSearch, report: QueryReport): void {
  const { query, expression, resultOf, at } = checked;
  if (expression === undefined || selectsNothing(expression)) return;
  if (resultOf(expression).presence === "never") return;
  const found = search.unfilteredPart(checked);
  if (found === undefined) return;
  const text = shortened(query.text.slice(found.part.start, found.part.end));
  if (found.bool !== undefined) report("query-alert-of-bool", {}, at(found.bool));
  else if (found.isSure) report("query-alert-always", { text }, at(found.part));
  else if (!found.hasMatchers) report("query-alert-without-comparison", { text }, at(found.part));
}

/** Longer ones are not read within a sentence. */
const LONGEST_QUOTE = 60;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE - 1)}…`;
}

function selectsNothing(expression: Expression): boolean {
  return !allExpressions(expression).some(({ kind }) => kind === "selector" || kind === "inserted");
}

/** A part of an expression that no comparison, and nothing else, ever empties. */
interface Unfiltered {
  readonly part: Expression;
  /** Whether its series are surely there when nothing is wrong. */
  readonly isSure: boolean;
  /** Whether matchers of metrics of other programs may be the condition: `{state="down"}`. */
  readonly hasMatchers: boolean;
  /** The keyword of a comparison in it. */
  readonly bool: BinaryOperation["bool"];
}

/** Looks for what is never filtered, also through recording rules. */
class FilterSearch {
  readonly #records = new Map<string, CheckedQuery[]>();
  /** By record. `undefined` also while it is searched: a record of itself is left alone. */
  readonly #found = new Map<string, Unfiltered | undefined>();

  addRecord(name: string, record: CheckedQuery): void {
    this.#records.set(name, [...(this.#records.get(name) ?? []), record]);
  }

  /** `undefined` if something filters, or might filter. */
  unfilteredPart({ expression, resultOf }: CheckedQuery): Unfiltered | undefined {
    if (expression === undefined) return undefined;
    return foldExpression<Unfiltered | undefined>(expression, (part, inner) => {
      switch (part.kind) {
        case "number":
        case "string":
          return { part, isSure: false, hasMatchers: false, bool: undefined };
        case "inserted":
          return undefined;
        case "selector":
          return this.#ofSelector(part, resultOf(part).selectors);
        case "range":
          return within(part, inner(part.selector));
        case "subquery":
        case "parentheses":
        case "signed":
          return within(part, inner(part.inner));
        case "aggregation":
          if (part.inner === undefined || MAYBE_FILTERING.has(part.operator.name)) return undefined;
          return within(part, inner(part.inner));
        case "call":
          return ofCall(part, inner);
        case "binary":
          return ofOperation(part, inner);
        default:
          return part satisfies never;
      }
    });
  }

  #ofSelector(
    part: Expression & { readonly kind: "selector" },
    [selected]: readonly SelectedSeries[],
  ): Unfiltered | undefined {
    if (part.metric === undefined || part.isOpen || FILTERED_SERIES.has(part.metric.name)) return undefined;
    if (this.#records.has(part.metric.name)) return within(part, this.#ofRecord(part.metric.name));
    const selection = selected?.selection;
    switch (selection?.kind) {
      case "series":
        return {
          part,
          isSure: selection.series.every(({ type, part: of }) => type === "counter" || of !== undefined),
          hasMatchers: false,
          bool: undefined,
        };
      case "anything":
        // A record of another file may have a comparison.
        if (part.metric.name.includes(":")) return undefined;
        return { part, isSure: false, hasMatchers: part.matchers.length > 0, bool: undefined };
      default:
        return undefined;
    }
  }

  #ofRecord(name: string): Unfiltered | undefined {
    if (this.#found.has(name)) return this.#found.get(name);
    this.#found.set(name, undefined);
    const found = (this.#records.get(name) ?? []).map((record) => this.unfilteredPart(record));
    const [first, ...others] = found;
    const all =
      first === undefined || others.includes(undefined)
        ? undefined
        : { ...first, bool: undefined, isSure: found.every((one) => one?.isSure === true) };
    this.#found.set(name, all);
    return all;
  }
}

/** The same of an expression around it. */
function within(part: Expression, inner: Unfiltered | undefined): Unfiltered | undefined {
  return inner && { ...inner, part };
}

/** They are there only while an alert is. */
const FILTERED_SERIES: ReadonlySet<string> = new Set(["ALERTS", "ALERTS_FOR_STATE"]);

/** Aggregations that can leave out all series, or may be such. */
const MAYBE_FILTERING: ReadonlySet<string | undefined> = new Set(["limitk", "limit_ratio", undefined]);

const FILTERING_FUNCTIONS: ReadonlySet<string> = new Set(["absent", "absent_over_time"]);
/** They result in a value of whatever series there are, 0 included. */
const RATES: ReadonlySet<string> = new Set([
  "rate",
  "increase",
  "irate",
  "delta",
  "idelta",
  "deriv",
  "changes",
  "resets",
]);

type FoundIn = (expression: Expression) => Unfiltered | undefined;

function ofCall(part: FunctionCall, inner: FoundIn): Unfiltered | undefined {
  const { name } = part.function;
  if (name === undefined || FILTERING_FUNCTIONS.has(name)) return undefined;
  if (name === "scalar") return { part, isSure: false, hasMatchers: false, bool: undefined };
  const found = part.args.map(inner);
  if (found.includes(undefined)) return undefined;
  return {
    part,
    isSure: RATES.has(name) || found.some((one) => one?.isSure),
    hasMatchers: found.some((one) => one?.hasMatchers),
    bool: found.find((one) => one?.bool !== undefined)?.bool,
  };
}

function ofOperation(part: BinaryOperation, inner: FoundIn): Unfiltered | undefined {
  const [left, right] = [inner(part.left), inner(part.right)];
  switch (part.operator.name) {
    case undefined:
    case "and":
    case "unless":
      return undefined;
    case "or": {
      const side = left ?? right;
      return side && { ...side, isSure: side.isSure || selectsNothing(side.part) };
    }
    default: {
      if (isComparison(part) && part.bool === undefined) return undefined;
      if (left === undefined || right === undefined) return undefined;
      const bool = isComparison(part) ? part.bool : (left.bool ?? right.bool);
      // Operands that match by a clause of their own may be there only while something is wrong.
      const isSure = part.matching === undefined && (left.isSure || right.isSure);
      return { part, isSure, hasMatchers: left.hasMatchers || right.hasMatchers, bool };
    }
  }
}
