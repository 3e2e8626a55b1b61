import { RE2JS } from "re2js";
import { ts } from "ts-morph";
import { skipWrapping } from "../source-syntax.js";
import {
  bind,
  bindArguments,
  bindOperands,
  constant,
  DEEPEST_EXPRESSION,
  evaluateOperand,
  evaluateText,
  evaluateTexts,
  isFunctionWithBody,
  isOmitted,
  LONGEST_TEXT,
  type Operand,
  open,
  resolveFunction,
  returnedExpression,
  type Scope,
  type Value,
} from "./values.js";

/** Evaluates methods of texts, lists and `Object`, and functions of the source that only return an expression. */
export function evaluateCall(node: ts.CallExpression, scope: Scope, depth: number): Value {
  const callee = skipWrapping(node.expression);
  const known = ts.isPropertyAccessExpression(callee)
    ? (evaluateObjectMethod(node, callee, scope, depth) ?? evaluateMethod(node, callee, scope, depth))
    : evaluateString(node, callee, scope, depth);
  return known ?? evaluateFunction(node, callee, scope, depth) ?? open(node, scope);
}

/** Evaluates `String(x)`. */
function evaluateString(
  node: ts.CallExpression,
  callee: ts.Node,
  scope: Scope,
  depth: number,
): Value | undefined {
  const [first] = node.arguments;
  if (!ts.isIdentifier(callee) || callee.text !== "String" || first === undefined) return undefined;
  const text = evaluateText({ node: first, scope }, depth);
  return text === undefined ? undefined : constant(text);
}

function evaluateFunction(
  node: ts.CallExpression,
  callee: ts.Node,
  scope: Scope,
  depth: number,
): Value | undefined {
  const called = resolveFunction(callee, scope.checker);
  if (called !== undefined) {
    const result = returnedExpression(called);
    if (result === undefined) return undefined;
    return scope.evaluate(result, bind(scope, bindArguments(called, node.arguments, scope)), depth);
  }
  const value = scope.evaluate(callee, scope, depth); // a function that is an argument
  if (value.kind !== "open" || !isFunctionWithBody(value.node)) return undefined;
  const result = returnedExpression(value.node);
  if (result === undefined) return undefined;
  return scope.evaluate(result, bind(value.scope, bindArguments(value.node, node.arguments, scope)), depth);
}

/** Evaluates `Object.keys(x)` and the like, where `x` is a known object. */
function evaluateObjectMethod(
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  scope: Scope,
  depth: number,
): Value | undefined {
  const [first] = node.arguments;
  const { expression: owner, name } = callee;
  if (!ts.isIdentifier(owner) || owner.text !== "Object" || first === undefined) return undefined;
  if (name.text === "freeze" || name.text === "seal") return scope.evaluate(first, scope, depth);
  if (name.text === "assign") return evaluateAssign(node, scope, depth);
  const properties = propertiesOf(scope.evaluate(first, scope, depth));
  if (properties === undefined) return undefined;
  const keyOf = (key: string): Operand => ({ node, scope, value: constant(key) });
  switch (name.text) {
    case "keys":
      return { kind: "list", items: [...properties.keys()].map(keyOf) };
    case "values":
      return { kind: "list", items: [...properties.values()] };
    case "entries":
      return {
        kind: "list",
        items: [...properties].map(([key, operand]) => ({
          node,
          scope,
          value: { kind: "list", items: [keyOf(key), operand] },
        })),
      };
    default:
      return undefined;
  }
}

/** The properties of an object, or of an enum of texts. */
function propertiesOf(value: Value): ReadonlyMap<string, Operand> | undefined {
  if (value.kind === "object") return value.properties;
  if (value.kind !== "open" || !ts.isEnumDeclaration(value.node)) return undefined;
  const { scope, node } = value;
  return new Map(
    node.members.map((member) => {
      const text = scope.checker.getConstantValue(member);
      return [member.name.getText(), { node: member, scope, value: constant(text) }];
    }),
  );
}

function evaluateAssign(node: ts.CallExpression, scope: Scope, depth: number): Value | undefined {
  const all = new Map<string, Operand>();
  for (const argument of node.arguments) {
    const value = scope.evaluate(argument, scope, depth);
    if (value.kind === "object") for (const [name, operand] of value.properties) all.set(name, operand);
    else if (!isOmitted(value)) return undefined;
  }
  return { kind: "object", properties: all };
}

function evaluateMethod(
  node: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  scope: Scope,
  depth: number,
): Value | undefined {
  const name = callee.name.text;
  if (!TEXT_METHODS.has(name) && !LIST_METHODS.has(name)) return undefined;
  const owner = scope.evaluate(callee.expression, scope, depth);
  if (owner.kind === "constant" && owner.value !== undefined) {
    return evaluateTextMethod(String(owner.value), name, node, scope, depth);
  }
  return owner.kind === "list" ? evaluateListMethod(owner.items, name, node, scope, depth) : undefined;
}

const TEXT_METHODS: ReadonlySet<string> = new Set([
  "toLowerCase",
  "toUpperCase",
  "trim",
  "toString",
  "concat",
  "replace",
  "replaceAll",
]);

function evaluateTextMethod(
  text: string,
  name: string,
  node: ts.CallExpression,
  scope: Scope,
  depth: number,
): Value | undefined {
  const of = (result: string | undefined) =>
    result === undefined || result.length > LONGEST_TEXT ? undefined : constant(result);
  switch (name) {
    case "toLowerCase":
      return of(text.toLowerCase());
    case "toUpperCase":
      return of(text.toUpperCase());
    case "trim":
      return of(text.trim());
    case "toString":
      return of(text);
    case "concat": {
      const parts = node.arguments.map((part) => evaluateText({ node: part, scope }, depth));
      return parts.includes(undefined) ? undefined : of(text + parts.join(""));
    }
    default:
      return of(replaceText(text, name, node, scope, depth));
  }
}

/** Replaces a constant text or pattern by a constant text, in linear time. */
function replaceText(
  text: string,
  name: string,
  { arguments: [pattern, replacement] }: ts.CallExpression,
  scope: Scope,
  depth: number,
): string | undefined {
  if (pattern === undefined || replacement === undefined) return undefined;
  const by = evaluateText({ node: replacement, scope }, depth);
  if (by === undefined || by.includes("$")) return undefined;
  const at = skipWrapping(pattern);
  if (!ts.isRegularExpressionLiteral(at)) {
    const plain = evaluateText({ node: at, scope }, depth);
    if (plain === undefined) return undefined;
    return name === "replaceAll" ? text.replaceAll(plain, by) : text.replace(plain, by);
  }
  const end = at.text.lastIndexOf("/");
  const [source, flags] = [at.text.slice(1, end), at.text.slice(end + 1)];
  if (!/^[giu]*$/.test(flags)) return undefined;
  try {
    const matcher = RE2JS.compile(source, flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0).matcher(text);
    return flags.includes("g") ? matcher.replaceAll(by) : matcher.replaceFirst(by);
  } catch {
    return undefined; // RE2 has no such pattern
  }
}

const LIST_METHODS: ReadonlySet<string> = new Set([
  "join",
  "concat",
  "slice",
  "map",
  "flatMap",
  "filter",
  "flat",
]);

function evaluateListMethod(
  items: readonly Operand[],
  name: string,
  node: ts.CallExpression,
  scope: Scope,
  depth: number,
): Value | undefined {
  const [first] = node.arguments;
  const of = (all: readonly Operand[]): Value => ({ kind: "list", items: all });
  if (name === "join") {
    const separator = first === undefined ? "," : evaluateText({ node: first, scope }, depth);
    const texts = evaluateTexts({ node, scope, value: of(items) }, depth);
    const text = separator === undefined ? undefined : texts?.join(separator);
    return text === undefined || text.length > LONGEST_TEXT ? undefined : constant(text);
  }
  if (name === "slice") return first === undefined ? of(items) : undefined;
  if (name === "filter") {
    // only `filter(Boolean)`, which drops what is not there
    if (first?.getText() !== "Boolean") return undefined;
    return of(items.filter((item) => !isFalsy(evaluateOperand(item, depth))));
  }
  if (name === "concat") {
    const all = [...items];
    for (const argument of node.arguments) {
      const value = scope.evaluate(argument, scope, depth);
      if (value.kind === "open") return undefined;
      if (value.kind === "list") all.push(...value.items);
      else all.push({ node: argument, scope, value });
    }
    return of(all);
  }
  if (name === "flat") return flatten(items, depth);
  const callback = first === undefined ? undefined : scope.evaluate(first, scope, depth);
  if (callback?.kind !== "open" || !isFunctionWithBody(callback.node)) return undefined;
  const { node: called, scope: inner } = callback;
  const result = returnedExpression(called);
  if (result === undefined || depth > DEEPEST_EXPRESSION) return undefined;
  const mapped = items.map((item, at) => {
    const index = { node, scope, value: constant(at) };
    return { node: result, scope: bind(inner, bindOperands(called, [item, index])) };
  });
  return name === "map" ? of(mapped) : flatten(mapped, depth);
}

function isFalsy(value: Value): boolean {
  return value.kind === "constant" && !value.value;
}

function flatten(items: readonly Operand[], depth: number): Value | undefined {
  const all: Operand[] = [];
  for (const item of items) {
    const value = evaluateOperand(item, depth + 1);
    if (value.kind === "open") return undefined;
    if (value.kind === "list") all.push(...value.items);
    else all.push({ ...item, value });
  }
  return { kind: "list", items: all };
}
