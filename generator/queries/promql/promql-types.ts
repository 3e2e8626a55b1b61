import { nearestName } from "../../text/nearest-name.js";
import type { TextSpan } from "../query.js";
import { parsePattern } from "../regex-pattern.js";
import { isInserted } from "./parse-modifiers.js";
import { AGGREGATION_PARAMETERS, SIGNATURES, type Signature, type ValueType } from "./signatures.js";
import type { QueryError } from "./string-literal.js";
import {
  type Aggregation,
  allExpressions,
  type BinaryOperation,
  type Expression,
  type FunctionCall,
  foldExpression,
  type LabelMatcher,
  type Matching,
  type VectorSelector,
} from "./syntax-tree.js";

/**
 * Finds what Prometheus refuses in an expression that its grammar takes, like `checkAST` of its parser: values of the
 * wrong type, unknown functions, selectors of all series, invalid patterns.
 */
export function typeErrors(expression: Expression): readonly QueryError[] {
  const checker = new TypeChecker(infoSelectorsIn(expression));
  foldExpression<ValueType>(expression, (part, typeOf) => checker.check(part, typeOf));
  return checker.errors;
}

/** The second arguments of `info`, which choose labels by their names: `{data=~".*"}` may match all values. */
export function infoSelectorsIn(expression: Expression): ReadonlySet<Expression> {
  const calls = allExpressions(expression).filter((part) => part.kind === "call");
  return new Set(calls.filter((call) => call.function.name === "info").flatMap(({ args }) => args[1] ?? []));
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "a scalar",
  vector: "an instant vector",
  matrix: "a range vector",
  string: "a string",
  any: "a value",
};

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", ">", "<", ">=", "<="]);
const SET_OPERATORS: ReadonlySet<string> = new Set(["and", "or", "unless"]);

type TypeOf = (part: Expression) => ValueType;

class TypeChecker {
  readonly errors: QueryError[] = [];
  readonly #infoSelectors: ReadonlySet<Expression>;

  constructor(infoSelectors: ReadonlySet<Expression>) {
    this.#infoSelectors = infoSelectors;
  }

  check(part: Expression, typeOf: TypeOf): ValueType {
    switch (part.kind) {
      case "number":
        return "scalar";
      case "string":
        return "string";
      case "selector":
        return this.#selector(part);
      case "range":
        return "matrix";
      case "subquery":
        this.#expect(part.inner, { type: typeOf(part.inner), wanted: "vector", taker: "A subquery" });
        return "matrix";
      case "aggregation":
        return this.#aggregation(part, typeOf);
      case "call":
        return this.#call(part, typeOf);
      case "binary":
        return this.#binary(part, typeOf);
      case "signed": {
        const type = typeOf(part.inner);
        if (type !== "matrix" && type !== "string") return type;
        this.#report(part, `A sign cannot stand before ${TYPE_NAMES[type]}`);
        return "any";
      }
      case "parentheses":
        return typeOf(part.inner);
      case "inserted":
        return "any";
      default:
        return part satisfies never;
    }
  }

  #selector(selector: VectorSelector): ValueType {
    const { metric, matchers, isOpen } = selector;
    for (const matcher of matchers) this.#pattern(matcher);
    const hasNameBefore = metric !== undefined && metric.start === selector.start;
    const twice = hasNameBefore ? matchers.find(({ label }) => label === "__name__") : undefined;
    if (twice !== undefined) {
      this.#report(twice, `The name \`${twice.value}\` is the second one of this selector`);
    }
    const hasName = metric !== undefined && metric.name !== "";
    const selectsAll = !isOpen && !hasName && matchers.every(matchesEmpty);
    if (selectsAll && !this.#infoSelectors.has(selector)) {
      const problem =
        "This selects everything: it needs a name, or a matcher that does not match an empty value";
      this.#report(selector, problem);
    }
    return isInserted(selector) && matchers.length === 0 ? "any" : "vector";
  }

  #pattern({ operator, value, valueSpan, variable }: LabelMatcher): void {
    if (variable || (operator !== "=~" && operator !== "!~")) return;
    const parsed = parsePattern(value);
    if (parsed.kind !== "invalid") return;
    const exact = valueSpan.end - valueSpan.start === value.length;
    const { start } = valueSpan;
    this.#report(
      exact ? { start: start + parsed.start, end: start + parsed.end } : valueSpan,
      parsed.problem,
    );
  }

  #aggregation({ operator: { name }, parameter, inner }: Aggregation, typeOf: TypeOf): ValueType {
    if (name === undefined) return "any";
    const taker = `\`${name}\``;
    const wanted = AGGREGATION_PARAMETERS.get(name);
    if (parameter !== undefined && wanted !== undefined) {
      this.#expect(parameter, { type: typeOf(parameter), wanted, taker });
    }
    if (inner !== undefined) this.#expect(inner, { type: typeOf(inner), wanted: "vector", taker });
    return "vector";
  }

  #call(call: FunctionCall, typeOf: TypeOf): ValueType {
    const { name } = call.function;
    if (name === undefined) return "any";
    const signature = SIGNATURES.get(name);
    if (signature === undefined) {
      const nearest = nearestName(name, [...SIGNATURES.keys()]);
      const help = nearest === undefined ? undefined : `Did you mean \`${nearest}\`?`;
      this.#report(call.function, `Prometheus has no function \`${name}\``, help);
      return "any";
    }
    this.#countArguments(call, name, signature);
    const { arguments: types } = signature;
    call.args.forEach((argument, index) => {
      const wanted = types[Math.min(index, types.length - 1)];
      if (wanted !== undefined) {
        this.#expect(argument, { type: typeOf(argument), wanted, taker: `\`${name}\`` });
      }
    });
    if (name === "info") this.#infoSelector(call.args[1]);
    return signature.returns;
  }

  #countArguments({ args, start, end }: FunctionCall, name: string, signature: Signature): void {
    const { arguments: types, optional, repeated } = signature;
    const least = types.length - optional;
    if (args.length >= least && (repeated || args.length <= types.length)) return;
    if (args.some(isInserted)) return; // a variable may bring several arguments
    const most = repeated ? "or more " : optional > 0 ? `to ${types.length} ` : "";
    const wanted = `${least} ${most}argument${types.length === 1 && !repeated ? "" : "s"}`;
    const found = `${args.length === 1 ? "is" : "are"} ${args.length}`;
    this.#report({ start, end }, `\`${name}\` takes ${wanted}, and here ${found}`);
  }

  #infoSelector(selector: Expression | undefined): void {
    if (selector === undefined || isInserted(selector)) return;
    const hasName = selector.kind === "selector" && selector.metric?.start === selector.start;
    if (selector.kind === "selector" && !hasName) return;
    this.#report(selector, "The second argument of `info` is matchers in braces", 'Write `{label="value"}`.');
  }

  #expect(
    part: Expression,
    { type, wanted, taker }: { readonly type: ValueType; readonly wanted: ValueType; readonly taker: string },
  ): void {
    if (type === wanted || type === "any") return;
    const needsRange = wanted === "matrix" && type === "vector";
    const help = needsRange ? "Write a range behind it, such as `[5m]`." : undefined;
    this.#report(part, `${taker} takes ${TYPE_NAMES[wanted]}, and this is ${TYPE_NAMES[type]}`, help);
  }

  #binary(operation: BinaryOperation, typeOf: TypeOf): ValueType {
    const { left, right, operator, bool, matching } = operation;
    const { name } = operator;
    if (name === undefined) return "any";
    const types = [left, right].map((side) => {
      const type = typeOf(side);
      if (type !== "matrix" && type !== "string") return type;
      this.#report(side, `An operator does not take ${TYPE_NAMES[type]}`);
      return "any";
    });
    const scalars = types.filter((type) => type === "scalar").length;
    const compares = COMPARISONS.has(name);
    if (bool !== undefined && !compares) this.#report(bool, "`bool` is for comparisons only");
    if (bool === undefined && compares && scalars === 2) {
      this.#report(operator, "A comparison of two scalars needs `bool`", `Write \`${name} bool\`.`);
    }
    if (SET_OPERATORS.has(name)) this.#setOperator(operation, name, scalars);
    if (matching !== undefined) this.#matching(matching, scalars);
    if (!types.includes("any")) return scalars === 2 ? "scalar" : "vector";
    return types.includes("vector") ? "vector" : "any";
  }

  #setOperator({ operator, matching }: BinaryOperation, name: string, scalars: number): void {
    if (scalars > 0) this.#report(operator, `\`${name}\` is for instant vectors, and here is a scalar`);
    const { group } = matching ?? {};
    if (group !== undefined) this.#report(group, `\`${name}\` cannot have \`group_${group.side}\``);
  }

  #matching(matching: Matching, scalars: number): void {
    const { clause, labels, group } = matching;
    if (scalars > 0 && labels.length > 0) {
      this.#report(matching, "Labels are matched between two instant vectors, and here is a scalar");
    }
    if (clause !== "on" || group === undefined) return;
    const on = new Set(labels.map(({ name }) => name));
    for (const label of group.labels) {
      if (!on.has(label.name)) continue;
      this.#report(label, `The label \`${label.name}\` stands in \`on\` and in the group as well`);
    }
  }

  #report({ start, end }: TextSpan, problem: string, help?: string): void {
    this.errors.push({ start, end, problem, help });
  }
}

function matchesEmpty({ operator, value, variable }: LabelMatcher): boolean {
  if (variable) return false;
  switch (operator) {
    case undefined:
      return false;
    case "=":
      return value === "";
    case "!=":
      return value !== "";
    case "=~":
    case "!~": {
      const parsed = parsePattern(value);
      return parsed.kind === "valid" && parsed.matches("") === (operator === "=~");
    }
    default:
      return operator satisfies never;
  }
}
