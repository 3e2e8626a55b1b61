import type {
  Aggregation,
  BinaryOperation,
  Expression,
  FunctionCall,
  LabelMatcher,
} from "../../../generator/queries/promql/syntax-tree.js";
import { parsePattern } from "../../../generator/queries/regex-pattern.js";

export interface Sample {
  /** With the metric's name; without labels that are empty. */
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** An expression that Prometheus refuses for these series: many match many. */
export class MatchingError extends Error {}

/**
 * Works out a small part of PromQL as Prometheus does, for one moment. The range of a series has its value alone: its
 * rate is half of it.
 */
export function evaluate(expression: Expression, series: readonly Sample[]): number | readonly Sample[] {
  const inner = (part: Expression) => vector(evaluate(part, series));
  switch (expression.kind) {
    case "number":
      return expression.value ?? 0;
    case "parentheses":
      return evaluate(expression.inner, series);
    case "selector":
      return series.filter(({ labels }) => {
        const isNamed = labels.get("__name__") === expression.metric?.name;
        return isNamed && expression.matchers.every((matcher) => accepts(matcher, labels));
      });
    case "range":
      return evaluate(expression.selector, series);
    case "signed": {
      const value = evaluate(expression.inner, series);
      return typeof value === "number" ? -value : value.map((one) => unnamed(one, -one.value));
    }
    case "aggregation":
      return aggregate(expression, inner);
    case "call":
      return call(expression, (part) => evaluate(part, series));
    case "binary":
      return combine(expression, evaluate(expression.left, series), evaluate(expression.right, series));
    default:
      throw new Error(`${expression.kind} is not evaluated`);
  }
}

function vector(value: number | readonly Sample[]): readonly Sample[] {
  if (typeof value === "number") throw new Error("a scalar stands for a vector");
  return value;
}

function accepts({ label = "", operator, value }: LabelMatcher, labels: Sample["labels"]): boolean {
  const own = labels.get(label) ?? "";
  if (operator === "=" || operator === "!=") return (own === value) === (operator === "=");
  const pattern = parsePattern(value);
  return pattern.kind === "valid" && pattern.matches(own) === (operator === "=~");
}

function withLabels(labels: Iterable<readonly [string, string]>, value: number): Sample {
  return { labels: new Map([...labels].filter(([, text]) => text !== "")), value };
}

function unnamed({ labels }: Sample, value: number): Sample {
  return withLabels(
    [...labels].filter(([label]) => label !== "__name__"),
    value,
  );
}

/** The labels that count for grouping or matching, in order, as one text. */
function keyOf(labels: Sample["labels"], isKept: (label: string) => boolean): string {
  return JSON.stringify([...labels].filter(([label]) => isKept(label)).sort());
}

function aggregate(
  aggregation: Aggregation,
  inner: (part: Expression) => readonly Sample[],
): readonly Sample[] {
  const { operator, grouping } = aggregation;
  if (aggregation.inner === undefined) return [];
  const names = new Set(grouping?.labels.map(({ name }) => name));
  const isKept = (label: string) =>
    grouping?.clause === "without" ? !names.has(label) && label !== "__name__" : names.has(label);
  const groups = new Map<string, Sample[]>();
  for (const sample of inner(aggregation.inner)) {
    const key = keyOf(sample.labels, isKept);
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups.values()].flatMap((samples) => {
    const [first] = samples;
    if (first === undefined) return [];
    if (operator.name === "topk") return [first];
    const values = samples.map(({ value }) => value);
    const labels = [...first.labels].filter(([label]) => isKept(label));
    return [withLabels(labels, aggregateValues(operator.name ?? "", values))];
  });
}

function aggregateValues(operator: string, values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b);
  switch (operator) {
    case "sum":
      return sum;
    case "avg":
      return sum / values.length;
    case "max":
      return Math.max(...values);
    case "count":
      return values.length;
    case "group":
      return 1;
    default:
      throw new Error(`${operator} is not evaluated`);
  }
}

function call(
  { function: { name }, args }: FunctionCall,
  evaluatePart: (part: Expression) => number | readonly Sample[],
): readonly Sample[] {
  const texts = args.map((arg) => (arg.kind === "string" ? arg.value : ""));
  const [first] = args;
  if (first === undefined) throw new Error(`${name} has no argument`);
  const argument = evaluatePart(first);
  if (name === "vector") return [withLabels([], Number(argument))];
  const samples = vector(argument);
  switch (name) {
    case "rate":
      return samples.map((one) => unnamed(one, one.value / 2));
    case "abs":
      return samples.map((one) => unnamed(one, Math.abs(one.value)));
    case "absent": {
      const matchers = first.kind === "selector" ? first.matchers : [];
      const single = matchers.filter(({ label, operator }) => {
        return operator === "=" && matchers.filter((other) => other.label === label).length === 1;
      });
      const labels = single.map(({ label = "", value }) => [label, value] as const);
      return samples.length > 0 ? [] : [withLabels(labels, 1)];
    }
    case "label_replace": {
      const [, target = "", template = "", source = "", pattern = ""] = texts;
      const parsed = parsePattern(pattern);
      return distinct(
        samples.map((one) => {
          if (parsed.kind !== "valid") throw new Error(pattern);
          const replaced = parsed.expand(one.labels.get(source) ?? "", template);
          return replaced === undefined
            ? one
            : withLabels(new Map(one.labels).set(target, replaced), one.value);
        }),
      );
    }
    case "label_join": {
      const [, target = "", separator = "", ...sources] = texts;
      return distinct(
        samples.map((one) => {
          const joined = sources.map((source) => one.labels.get(source) ?? "").join(separator);
          return withLabels(new Map(one.labels).set(target, joined), one.value);
        }),
      );
    }
    default:
      throw new Error(`${name} is not evaluated`);
  }
}

function distinct(samples: readonly Sample[]): readonly Sample[] {
  const keys = new Set(samples.map(({ labels }) => keyOf(labels, () => true)));
  if (keys.size < samples.length) throw new MatchingError("two series have the same labels");
  return samples;
}

function combine(
  operation: BinaryOperation,
  left: number | readonly Sample[],
  right: number | readonly Sample[],
): number | readonly Sample[] {
  const { bool, matching } = operation;
  const name = operation.operator.name ?? "";
  if (typeof left === "number" && typeof right === "number") return calculate(name, left, right);
  const isComparison = /^[=!<>]/.test(name);
  const result = (one: Sample, kept: number, a: number, b: number): readonly Sample[] => {
    if (!isComparison) return [unnamed(one, calculate(name, a, b))];
    const isTrue = calculate(name, a, b) === 1;
    if (bool !== undefined) return [unnamed(one, isTrue ? 1 : 0)];
    return isTrue ? [{ ...one, value: kept }] : [];
  };
  if (typeof right === "number")
    return vector(left).flatMap((one) => result(one, one.value, one.value, right));
  if (typeof left === "number") return right.flatMap((one) => result(one, one.value, left, one.value));
  const names = new Set(matching?.labels.map(({ name: label }) => label));
  const isMatched = (label: string) =>
    matching?.clause === "on" ? names.has(label) : !names.has(label) && label !== "__name__";
  const key = ({ labels }: Sample) => keyOf(labels, isMatched);
  const rightKeys = new Set(right.map(key));
  if (name === "and") return left.filter((one) => rightKeys.has(key(one)));
  if (name === "unless") return left.filter((one) => !rightKeys.has(key(one)));
  if (name === "or") {
    const leftKeys = new Set(left.map(key));
    return [...left, ...right.filter((one) => !leftKeys.has(key(one)))];
  }
  const isRight = matching?.group?.side === "right";
  const [many, one] = isRight ? [right, left] : [left, right];
  if (rightKeys.size < right.length && !isRight) throw new MatchingError("many match many");
  if (new Set(left.map(key)).size < left.length && (isRight || matching?.group === undefined)) {
    throw new MatchingError("many match one");
  }
  const ones = new Map(one.map((sample) => [key(sample), sample]));
  const combined = many.flatMap((sample) => {
    const other = ones.get(key(sample));
    if (other === undefined) return [];
    const [a, b] = isRight ? [other.value, sample.value] : [sample.value, other.value];
    const labels = new Map(sample.labels);
    for (const { name: label } of matching?.group?.labels ?? [])
      labels.set(label, other.labels.get(label) ?? "");
    const kept = [...labels].filter(([label]) => {
      if (matching === undefined || matching.group !== undefined) return true;
      return isMatched(label) || (label === "__name__" && matching.clause === "ignoring");
    });
    return result(withLabels(kept, sample.value), a, a, b);
  });
  return distinct(combined);
}

function calculate(operator: string, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case ">":
      return a > b ? 1 : 0;
    case "<":
      return a < b ? 1 : 0;
    case ">=":
      return a >= b ? 1 : 0;
    case "==":
      return a === b ? 1 : 0;
    case "!=":
      return a !== b ? 1 : 0;
    default:
      throw new Error(`${operator} is not evaluated`);
  }
}
