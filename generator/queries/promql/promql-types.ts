import type { TextSpan } from "../query.js";
import { parsePattern } from "../regex-pattern.js";
import {
  callArguments,
  childNodes,
  isExpression,
  type Node,
  type QueryError,
  spanOf,
} from "./promql-syntax.js";
import { hasVariable, type Matcher, type QueryText, readSelector } from "./selector.js";
import { AGGREGATION_PARAMETERS, SIGNATURES, type Signature, type ValueType } from "./signatures.js";

/**
 * Finds what Prometheus refuses in an expression that the grammar takes, like `checkAST` of its parser: values of the
 * wrong type, modifiers that have nothing to modify, selectors of all series, invalid patterns.
 */
export function typeErrors(expression: Node, query: QueryText): readonly QueryError[] {
  const checker = new TypeChecker(query);
  checker.typeOf(expression);
  return checker.errors;
}

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "a scalar",
  vector: "an instant vector",
  matrix: "a range vector",
  string: "a string",
  any: "a value",
};

const COMPARISONS: ReadonlySet<string> = new Set(["Eql", "Neq", "Gtr", "Lss", "Gte", "Lte"]);
const SET_OPERATORS: ReadonlySet<string> = new Set(["And", "Or", "Unless"]);

class TypeChecker {
  readonly errors: QueryError[] = [];
  private readonly query: QueryText;

  constructor(query: QueryText) {
    this.query = query;
  }

  typeOf(node: Node): ValueType {
    const [inner] = childNodes(node).filter(isExpression);
    switch (node.name) {
      case "NumberDurationLiteral":
        return "scalar";
      case "StringLiteral":
        return "string";
      case "VectorSelector":
        return this.selector(node);
      case "MatrixSelector":
        return this.range(node, inner);
      case "SubqueryExpr":
        return this.subquery(node, inner);
      case "AggregateExpr":
        return this.aggregation(node);
      case "FunctionCall":
        return this.call(node);
      case "BinaryExpr":
        return this.binary(node);
      case "UnaryExpr":
        return this.unary(node, inner);
      case "OffsetExpr":
      case "StepInvariantExpr":
        return this.modified(node, inner);
      default:
        return inner === undefined ? "any" : this.typeOf(inner);
    }
  }

  private selector(node: Node): ValueType {
    const { metric, matchers } = readSelector(node, this.query);
    const braces = node.getChild("LabelMatchers");
    for (const matcher of matchers) this.pattern(matcher);
    const hasName = node.getChild("Identifier") !== null;
    const twice = hasName ? matchers.find(({ label }) => label === "__name__") : undefined;
    if (twice !== undefined)
      this.report(twice, `The name \`${twice.value}\` is the second one of this selector`);
    if (!this.isVariable(node) && metric === undefined && matchers.every(matchesEmpty)) {
      const problem =
        "This selects everything: it needs a name, or a matcher that does not match an empty value";
      this.report(spanOf(node), problem);
    }
    return braces === null && this.isVariable(node) ? "any" : "vector";
  }

  private pattern({ operator, value, valueSpan, variable }: Matcher): void {
    if (variable || (operator !== "=~" && operator !== "!~")) return;
    const parsed = parsePattern(value);
    if (parsed.kind !== "invalid") return;
    const exact = valueSpan.end - valueSpan.start === value.length;
    const { start } = valueSpan;
    this.report(exact ? { start: start + parsed.start, end: start + parsed.end } : valueSpan, parsed.problem);
  }

  private range(node: Node, inner: Node | undefined): ValueType {
    if (inner === undefined) return "matrix";
    this.typeOf(inner);
    if (inner.name === "VectorSelector") return "matrix";
    const behind = { start: inner.to, end: node.to };
    if (isOperation(inner)) this.report(behind, `An operator does not take ${TYPE_NAMES.matrix}`);
    else
      this.report(
        behind,
        "Only a selector has a range; of another expression, it is a subquery",
        "Write `[5m:]`.",
      );
    return "matrix";
  }

  private subquery(node: Node, inner: Node | undefined): ValueType {
    if (inner === undefined) return "matrix";
    if (!isOperation(inner)) this.expect(inner, "vector", "A subquery");
    else {
      this.typeOf(inner);
      this.report({ start: inner.to, end: node.to }, `An operator does not take ${TYPE_NAMES.matrix}`);
    }
    return "matrix";
  }

  private modified(node: Node, inner: Node | undefined): ValueType {
    const type = inner === undefined ? "any" : this.typeOf(inner);
    const word = node.name === "OffsetExpr" ? "offset" : "@";
    const behind = { start: inner?.to ?? node.from, end: node.to };
    let modified = inner;
    while (modified !== undefined && (isModified(modified) || isOperation(modified))) {
      if (modified.name === node.name) this.report(behind, `\`${word}\` stands twice behind one selector`);
      modified = childNodes(modified)
        .filter(isExpression)
        .at(isModified(modified) ? 0 : -1);
    }
    if (modified !== undefined && !/^(?:Vector|Matrix)Selector$|^SubqueryExpr$/.test(modified.name)) {
      this.report(behind, `\`${word}\` stands behind something that is not a selector`);
    }
    return type;
  }

  private unary(node: Node, inner: Node | undefined): ValueType {
    const type = inner === undefined ? "any" : this.typeOf(inner);
    if (type !== "matrix" && type !== "string") return type;
    this.report(spanOf(node), `A sign cannot stand before ${TYPE_NAMES[type]}`);
    return "any";
  }

  private aggregation(node: Node): ValueType {
    const operator = node.getChild("AggregateOp");
    const args = callArguments(node);
    if (operator === null || this.isVariable(operator)) {
      for (const argument of args) this.typeOf(argument);
      return "any";
    }
    const name = this.text(operator).toLowerCase();
    const parameter = AGGREGATION_PARAMETERS.get(name);
    const types: readonly ValueType[] = parameter === undefined ? ["vector"] : [parameter, "vector"];
    const signature = { arguments: types, optional: 0, repeated: false, returns: "vector" } as const;
    this.checkArguments(name, args, { signature, node });
    return "vector";
  }

  private call(node: Node): ValueType {
    const identifier = node.getChild("FunctionIdentifier");
    const args = callArguments(node);
    const name = identifier === null ? "" : this.text(identifier).toLowerCase();
    const signature = SIGNATURES.get(name);
    if (identifier === null || signature === undefined) {
      for (const argument of args) this.typeOf(argument);
      return "any";
    }
    this.checkArguments(name, args, { signature, node });
    return signature.returns;
  }

  private checkArguments(
    name: string,
    args: readonly Node[],
    { signature, node }: { readonly signature: Signature; readonly node: Node },
  ): void {
    const { arguments: types, optional, repeated } = signature;
    const least = types.length - optional;
    if (args.length < least || (!repeated && args.length > types.length)) {
      const most = repeated ? "or more " : optional > 0 ? `to ${types.length} ` : "";
      const wanted = `${least} ${most}argument${types.length === 1 && !repeated ? "" : "s"}`;
      this.report(
        spanOf(node),
        `\`${name}\` takes ${wanted}, and here ${args.length === 1 ? "is" : "are"} ${args.length}`,
      );
    }
    args.forEach((argument, index) => {
      const type = types[Math.min(index, types.length - 1)];
      if (type === undefined) this.typeOf(argument);
      else this.expect(argument, type, `\`${name}\``);
    });
  }

  private expect(node: Node, wanted: ValueType, taker: string): void {
    const type = this.typeOf(node);
    if (type === wanted || type === "any") return;
    const help =
      wanted === "matrix" && type === "vector" ? `Write a range behind it, such as \`[5m]\`.` : undefined;
    this.report(spanOf(node), `${taker} takes ${TYPE_NAMES[wanted]}, and this is ${TYPE_NAMES[type]}`, help);
  }

  private binary(node: Node): ValueType {
    const [left, right] = childNodes(node).filter(isExpression);
    const operator = childNodes(node).find(({ name }) => COMPARISONS.has(name) || SET_OPERATORS.has(name));
    const types = [left, right].map((side) => {
      const type = side === undefined ? "any" : this.typeOf(side);
      if (side === undefined || (type !== "matrix" && type !== "string")) return type;
      this.report(spanOf(side), `An operator does not take ${TYPE_NAMES[type]}`);
      return "any";
    });
    const known = !types.includes("any");
    const scalars = types.filter((type) => type === "scalar").length;
    const bool = node.getChild("BoolModifier");
    const compares = operator !== undefined && COMPARISONS.has(operator.name);
    if (bool !== null && !compares) this.report(spanOf(bool), "`bool` is for comparisons only");
    if (bool === null && compares && scalars === 2 && operator !== undefined) {
      const token = this.text(operator);
      this.report(spanOf(operator), `A comparison of two scalars needs \`bool\``, `Write \`${token} bool\`.`);
    }
    if (operator !== undefined && SET_OPERATORS.has(operator.name)) {
      this.setOperator(node, { operator, scalars });
    }
    const matching = node.getChild("MatchingModifierClause");
    if (matching !== null) this.matching(matching, scalars);
    if (known) return scalars === 2 ? "scalar" : "vector";
    return types.includes("vector") ? "vector" : "any";
  }

  private setOperator(
    node: Node,
    { operator, scalars }: { readonly operator: Node; readonly scalars: number },
  ): void {
    const token = this.text(operator);
    if (scalars > 0)
      this.report(spanOf(operator), `\`${token}\` is for instant vectors, and here is a scalar`);
    const clause = node.getChild("MatchingModifierClause");
    const group = clause?.getChild("GroupLeft") ?? clause?.getChild("GroupRight");
    if (group != null) this.report(spanOf(group), `\`${token}\` cannot have \`${this.text(group)}\``);
  }

  private matching(clause: Node, scalars: number): void {
    const [matched, included] = clause.getChildren("GroupingLabels");
    const names = matched === undefined ? [] : childNodes(matched);
    if (scalars > 0 && names.length > 0) {
      this.report(spanOf(clause), "Labels are matched between two instant vectors, and here is a scalar");
    }
    if (clause.getChild("On") === null || included === undefined) return;
    const on = new Set(names.map((name) => this.text(name)));
    for (const name of childNodes(included)) {
      const label = this.text(name);
      if (!on.has(label) || this.isVariable(name)) continue;
      this.report(spanOf(name), `The label \`${label}\` stands in \`on\` and in the group as well`);
    }
  }

  private isVariable(node: Node): boolean {
    return hasVariable(this.query, spanOf(node));
  }

  private text({ from, to }: Node): string {
    return this.query.text.slice(from, to);
  }

  private report({ start, end }: TextSpan, problem: string, help?: string): void {
    this.errors.push({ start, end, problem, help });
  }
}

/** In the grammar, a range or `offset` belongs to the whole operation before it; in Prometheus, to the last operand. */
function isOperation({ name }: Node): boolean {
  return name === "BinaryExpr" || name === "UnaryExpr";
}

function isModified({ name }: Node): boolean {
  return name === "OffsetExpr" || name === "StepInvariantExpr";
}

function matchesEmpty({ operator, value, variable }: Matcher): boolean {
  if (variable) return false;
  switch (operator) {
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
