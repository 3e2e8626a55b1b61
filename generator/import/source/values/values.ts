import { ts } from "ts-morph";
import { enclosingFunction, resolveAlias, skipWrapping } from "../source-syntax.js";

/** What an expression evaluates to, as far as its source says. */
export type Value =
  /** `undefined` also stands for `null`, and for an argument that a call omits. */
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "list"; readonly items: readonly Operand[] }
  | { readonly kind: "object"; readonly properties: ReadonlyMap<string, Operand> }
  /** The expression where evaluation ends: a function, an instance of a class, or what is not constant. */
  | { readonly kind: "open"; readonly node: ts.Node; readonly scope: Scope };

export type Constant = string | number | boolean | undefined;

/** An expression in its scope. */
export interface Operand {
  readonly node: ts.Node;
  readonly scope: Scope;
  /** What it evaluates to, where that is not what `node` says, such as a key of `Object.keys(…)`. */
  readonly value?: Value;
}

/** A function, or a loop, whose variables have another value in each call or turn. */
export type Binder = ts.SignatureDeclaration | ts.ForOfStatement;

/** The operands of variables of binders; `undefined` for an argument that a call omits. */
export type Bindings = ReadonlyMap<ts.Declaration, Operand | undefined>;

/** The context in which expressions are evaluated. */
export interface Scope {
  readonly checker: ts.TypeChecker;
  readonly bindings: Bindings;
  /** True for a variable to which something is assigned after its declaration. */
  readonly isReassigned: (symbol: ts.Symbol) => boolean;
  /** Called with a binder when one of its variables is needed, and has no value in this scope. */
  readonly onUnbound: (binder: Binder) => void;
  /** Called with an expression that is only a default, or a first value, when it is taken. If absent, none is. */
  readonly onAssumed?: ((at: ts.Node) => void) | undefined;
  readonly evaluate: (node: ts.Node, scope: Scope, depth: number) => Value;
}

export function bind(scope: Scope, bindings: Bindings): Scope {
  return { ...scope, bindings: new Map([...scope.bindings, ...bindings]) };
}

/** Ends the evaluation of names that are defined by themselves. */
export const DEEPEST_EXPRESSION = 32;

export const OMITTED: Value = { kind: "constant", value: undefined };

export function constant(value: Constant): Value {
  return { kind: "constant", value };
}

export function isOmitted(value: Value): boolean {
  return value.kind === "constant" && value.value === undefined;
}

export function open(node: ts.Node, scope: Scope): Value {
  return { kind: "open", node, scope };
}

/** The variable of `for (const item of list)`, which has a value in each turn. */
export function loopOf(declaration: ts.Declaration): ts.ForOfStatement | undefined {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : undefined;
  return statement !== undefined && ts.isForOfStatement(statement) ? statement : undefined;
}

/** The function or loop that gives a variable its value. */
export function binderOf(declaration: ts.ParameterDeclaration | ts.VariableDeclaration): Binder | undefined {
  return ts.isParameter(declaration) ? enclosingFunction(declaration.name) : loopOf(declaration);
}

/** Binds the arguments of a call to the parameters before a spread argument. */
export function bindArguments(
  called: ts.SignatureDeclaration,
  values: readonly ts.Expression[],
  scope: Scope,
): Bindings {
  const spread = values.findIndex(ts.isSpreadElement);
  const known = spread < 0 ? called.parameters : called.parameters.slice(0, spread);
  const operands = values.map((node) => ({ node, scope }));
  return bindOperands(
    called,
    known.length === 0 ? [] : operands.slice(0, spread < 0 ? undefined : spread),
    known,
  );
}

/** Binds operands to the parameters of a function. A rest parameter takes those that are left. */
export function bindOperands(
  called: ts.SignatureDeclaration,
  operands: readonly Operand[],
  parameters: readonly ts.ParameterDeclaration[] = called.parameters,
): Bindings {
  return new Map(
    parameters.map((parameter, at) => {
      const own = operands[at];
      if (parameter.dotDotDotToken === undefined) return [parameter, own];
      const items = operands.slice(at);
      const scope = items[0]?.scope;
      if (scope === undefined) return [parameter, undefined];
      return [parameter, { node: parameter, scope, value: { kind: "list", items } }];
    }),
  );
}

/** The function that an expression calls, if it has exactly one declaration with a body. */
export function resolveFunction(
  callee: ts.Node,
  checker: ts.TypeChecker,
): ts.SignatureDeclaration | undefined {
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined) return undefined;
  const functions = (resolveAlias(symbol, checker).declarations ?? []).flatMap((declaration) => {
    const value =
      (ts.isVariableDeclaration(declaration) ||
        ts.isPropertyDeclaration(declaration) ||
        ts.isPropertyAssignment(declaration)) &&
      declaration.initializer !== undefined
        ? skipWrapping(declaration.initializer)
        : declaration;
    return isFunctionWithBody(value) ? [value] : [];
  });
  return functions.length === 1 ? functions[0] : undefined;
}

export function isFunctionWithBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && "body" in node && node.body !== undefined;
}

/** All expressions that a function returns. */
export function returnedExpressions(called: ts.SignatureDeclaration): readonly ts.Expression[] {
  const body = (called as ts.FunctionLikeDeclaration).body; // `undefined` for a signature without a body
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body as ts.Expression]; // the body of an arrow function
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    else if (!ts.isFunctionLike(node) && !ts.isClassLike(node)) ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

/** The expression that a function always returns: one at the end of its body, after declarations of constants. */
export function returnedExpression(called: ts.SignatureDeclaration): ts.Expression | undefined {
  const [only, more] = returnedExpressions(called);
  if (only === undefined || more !== undefined) return undefined;
  const { parent } = only;
  return !ts.isReturnStatement(parent) || parent.parent.parent === called ? only : undefined;
}

/** A value that is only a default: it is taken with a note, where the scope allows it. */
export function assume(at: ts.Expression, open: Value, scope: Scope, depth: number): Value {
  if (scope.onAssumed === undefined) return open;
  const value = scope.evaluate(at, scope, depth);
  if (value.kind === "constant" && value.value !== undefined) scope.onAssumed(at);
  return value;
}

/** Longer than every name, such as a constant that is doubled again and again. */
export const LONGEST_TEXT = 10_000;

export function evaluateOperand(operand: Operand, depth = 0): Value {
  return operand.value ?? operand.scope.evaluate(operand.node, operand.scope, depth);
}

/** The constant that an expression evaluates to, or that its type is; `undefined` if it is not constant. */
export function evaluateConstant(operand: Operand, depth = 0): Constant {
  const value = evaluateOperand(operand, depth);
  if (value.kind === "constant") return value.value;
  if (value.kind !== "open" || !ts.isExpression(value.node)) return undefined;
  const type = value.scope.checker.getTypeAtLocation(value.node);
  return type.isStringLiteral() || type.isNumberLiteral() ? type.value : undefined;
}

export function evaluateText(operand: Operand, depth = 0): string | undefined {
  const value = evaluateConstant(operand, depth);
  return value === undefined ? undefined : String(value);
}

/** Items of a list, as many as a list of a schema can have. */
export const MOST_ITEMS = 5000;

/** Evaluates a list as texts. `undefined` if one of them is not constant, or if there are too many. */
export function evaluateTexts(operand: Operand, depth = 0): readonly string[] | undefined {
  const list = evaluateOperand(operand, depth);
  if (list.kind !== "list" || list.items.length > MOST_ITEMS) return undefined;
  const texts: string[] = [];
  for (const item of list.items) {
    const text = evaluateText(item, depth + 1);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return texts;
}
