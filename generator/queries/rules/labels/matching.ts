import {
  allExpressions,
  type BinaryOperation,
  type Expression,
  type Matching,
} from "../../promql/syntax-tree.js";
import { stateOf } from "../../results/label-states.js";
import type { LabelState, Result, ResultLabels, SelectedSeries } from "../../results/result.js";
import type { CheckedQuery, QueryReport, Rule } from "../rule.js";
import type { DifferingSides } from "./label-codes.js";
import { isInside, missingLabels } from "./label-uses.js";

/** Operators whose sides never match, hardly match, or match in a way that Prometheus refuses. */
export const checkMatching: Rule = (query, report) => {
  const { expression } = query;
  if (expression === undefined) return;
  for (const part of allExpressions(expression)) if (part.kind === "binary") checkSides(query, part, report);
};

function checkSides(query: CheckedQuery, operation: BinaryOperation, report: QueryReport): void {
  const { operator, matching } = operation;
  const sides = { left: query.resultOf(operation.left), right: query.resultOf(operation.right) };
  const { left, right } = sides;
  if (left.type !== "vector" || right.type !== "vector" || operator.name === undefined) return;
  // A side that is always empty is reported where it is.
  if (left.presence === "never" || right.presence === "never" || matching?.isOpen === true) return;
  const isSetOperator = /^(?:and|or|unless)$/.test(operator.name);
  if (operator.name !== "or") {
    const difference = findDifference(operation, sides);
    if (difference !== undefined) {
      // What is missing because it is misspelt is reported where it is named.
      const isUnknown = missingLabels(query).some(
        ({ removedBy, span }) => removedBy === undefined && isInside(span, operation),
      );
      if (isUnknown) return;
      report(difference.code, { operator: operator.name, ...difference.sides }, query.at(operator));
      return;
    }
  }
  if (!isSetOperator) checkGroups(query, { operation, sides }, report);
}

interface Sides {
  readonly left: Result;
  readonly right: Result;
}

interface Difference {
  readonly code: "query-sides-never-match" | "query-sides-hardly-match";
  readonly sides: Omit<DifferingSides, "operator">;
}

function findDifference(operation: BinaryOperation, sides: Sides): Difference | undefined {
  const { matching } = operation;
  const labels = { left: sides.left.labels, right: sides.right.labels };
  const compared = comparedLabels(matching, labels);
  const states = compared.map((name) => ({
    name,
    left: stateOf(labels.left, name),
    right: stateOf(labels.right, name),
  }));
  const both = states.filter(({ left, right }) => left.presence !== "gone" && right.presence !== "gone");
  const common = { both: namesOf(both), disjoint: undefined };
  // A label in `on` that one side lacks is reported where it is named.
  if (matching?.clause !== "on") {
    const left = states.filter((one) => one.left.presence === "there" && one.right.presence === "gone");
    const right = states.filter((one) => one.right.presence === "there" && one.left.presence === "gone");
    if (left.length + right.length > 0) {
      return {
        code: "query-sides-never-match",
        sides: { ...common, left: namesOf(left), right: namesOf(right) },
      };
    }
  }
  const disjoint = both.find(({ left, right }) => areDisjoint(left, right));
  if (disjoint !== undefined) {
    return {
      code: "query-sides-never-match",
      sides: { ...common, left: [], right: [], disjoint: disjoint.name },
    };
  }
  return matching?.clause === "on" ? undefined : findLikelyDifference(operation, sides, common);
}

function namesOf(states: readonly { readonly name: string }[]): readonly string[] {
  return states.map(({ name }) => name);
}

/** The names of labels that must be equal, as far as one side names them. */
function comparedLabels(
  matching: Matching | undefined,
  { left, right }: { readonly left: ResultLabels; readonly right: ResultLabels },
): readonly string[] {
  const listed = matching?.labels.map(({ name }) => name) ?? [];
  if (matching?.clause === "on") return listed;
  const ignored = new Set([...listed, "__name__"]);
  return [...new Set([...left.named.keys(), ...right.named.keys()])].filter((name) => !ignored.has(name));
}

function areDisjoint(left: LabelState, right: LabelState): boolean {
  if (left.presence !== "there" || right.presence !== "there") return false;
  const { values } = right;
  if (left.values === undefined || values === undefined || left.values.size === 0) return false;
  return [...left.values].every((value) => !values.has(value));
}

/** Of unknown metrics, the labels are not sure; but who groups by a label has series with it. */
function findLikelyDifference(
  { matching, left, right }: BinaryOperation,
  sides: Sides,
  common: Pick<DifferingSides, "both" | "disjoint">,
): Difference | undefined {
  const ignored = new Set(matching?.labels.map(({ name }) => name));
  const missingOnRight = likelyLabels(left, sides.left).filter(
    (name) => !ignored.has(name) && isSurelyGone(sides.right, name),
  );
  const missingOnLeft = likelyLabels(right, sides.right).filter(
    (name) => !ignored.has(name) && isSurelyGone(sides.left, name),
  );
  if (missingOnRight.length + missingOnLeft.length === 0) return undefined;
  return {
    code: "query-sides-hardly-match",
    sides: { ...common, left: missingOnRight, right: missingOnLeft },
  };
}

/** A label that a part of the query removes, or any label of what comes from no series, such as `vector(1)`. */
function isSurelyGone(side: Result, label: string): boolean {
  const { presence, removedBy } = stateOf(side.labels, label);
  return presence === "gone" && (removedBy !== undefined || side.selectors.length === 0);
}

/** Labels that series hardly lack: those of a `by`, and those that Prometheus gives to each target. */
function likelyLabels(side: Expression, result: Result): readonly string[] {
  const inner = withoutFilters(side);
  const names =
    inner.kind === "aggregation" && inner.grouping?.clause === "by"
      ? inner.grouping.labels.map(({ name }) => name)
      : isSelection(inner) && result.selectors.every(isScraped)
        ? ["instance", "job"]
        : [];
  return names.filter((name) => stateOf(result.labels, name).presence !== "gone");
}

/** The expression that gives an expression its labels: what is compared with numbers or calculated from them. */
function withoutFilters(expression: Expression): Expression {
  let inner = expression;
  for (;;) {
    if (inner.kind === "parentheses" || inner.kind === "signed") inner = inner.inner;
    else if (inner.kind === "binary" && inner.right.kind === "number") inner = inner.left;
    else if (inner.kind === "binary" && inner.left.kind === "number") inner = inner.right;
    else return inner;
  }
}

const RANGE_FUNCTIONS =
  /^(?:rate|irate|increase|delta|idelta|deriv|changes|resets|predict_linear|\w+_over_time)$/;

function isSelection(expression: Expression): boolean {
  if (expression.kind === "selector") return true;
  const name = expression.kind === "call" ? expression.function.name : undefined;
  return (
    expression.kind === "call" &&
    name !== undefined &&
    name !== "absent_over_time" &&
    RANGE_FUNCTIONS.test(name) &&
    expression.args.some((arg) => arg.kind === "range")
  );
}

/** What rules record under names with colons can have fewer labels. */
function isScraped({ selector: { metric, isOpen }, selection }: SelectedSeries): boolean {
  return metric !== undefined && !isOpen && !metric.name.includes(":") && selection.kind !== "recorded";
}

interface MatchedSides {
  readonly operation: BinaryOperation;
  readonly sides: Sides;
}

/** Sides of which several series match one of the other side, without a `group_left` that allows it. */
function checkGroups(query: CheckedQuery, { operation, sides }: MatchedSides, report: QueryReport): void {
  const { operator, matching } = operation;
  if (matching === undefined) return;
  const { group } = matching;
  // Sides never match by a label that one of them lacks, and that is reported where it is named.
  const isGone = (result: Result) =>
    matching.labels.some(({ name }) => stateOf(result.labels, name).presence === "gone");
  if (matching.clause === "on" && (isGone(sides.left) || isGone(sides.right))) return;
  for (const side of ["left", "right"] as const) {
    if (group?.side === side) continue;
    // Of those on the left, Prometheus counts the series alone that pass a comparison.
    if (group === undefined && side === "left" && isFilter(operation)) continue;
    const labels = severalBy(matching, sides[side]);
    if (labels.length === 0) continue;
    // With `group_left`, the many are on the left: only one series of the right side may match.
    const advice =
      group === undefined && severalBy(matching, sides[side === "left" ? "right" : "left"]).length === 0;
    const params = {
      operator: operator.name ?? "",
      side,
      labels,
      group: advice ? `group_${side}` : undefined,
    };
    report("query-many-to-one", params, query.at(operator));
    return;
  }
}

function isFilter({ operator, bool }: BinaryOperation): boolean {
  return bool === undefined && /^(?:[=!]=|[<>]=?)$/.test(operator.name ?? "");
}

/**
 * Labels that are not matched, and in which the series that match one series surely differ. A gauge's labels can depend on
 * each other, as in `build_info`.
 */
function severalBy(
  { clause, labels }: Matching,
  { labels: { named }, selectors, isPartial }: Result,
): readonly string[] {
  if (isPartial || selectors.length === 0 || !selectors.every(isOfCounter)) return [];
  const listed = new Set(labels.map(({ name }) => name));
  return [...named].flatMap(([name, { presence, values }]) => {
    const isMatched = clause === "on" ? listed.has(name) : !listed.has(name);
    if (isMatched || presence !== "there" || name === "__name__") return [];
    return values === undefined || values.size > 1 ? [name] : [];
  });
}

function isOfCounter({ selection }: SelectedSeries): boolean {
  switch (selection.kind) {
    case "series":
      return selection.series.every(({ type }) => type === "counter" || type === "histogram");
    case "recorded":
      return selection.result.selectors.length > 0 && selection.result.selectors.every(isOfCounter);
    default:
      return false;
  }
}
