import { ts } from "ts-morph";
import { literalName, resolveAlias, skipWrapping } from "../source-syntax.js";
import { evaluateCall } from "./evaluate-calls.js";
import {
  evaluateBinary,
  evaluateConditional,
  evaluateTemplate,
  evaluateUnary,
} from "./evaluate-operators.js";
import {
  assume,
  bind,
  bindArguments,
  binderOf,
  constant,
  DEEPEST_EXPRESSION,
  evaluateOperand,
  evaluateText,
  isOmitted,
  loopOf,
  MOST_ITEMS,
  OMITTED,
  type Operand,
  open,
  returnedExpression,
  type Scope,
  type Value,
} from "./values.js";

/** A scope without calls: what an expression always evaluates to. */
export function createScope(checker: ts.TypeChecker, isReassigned: Scope["isReassigned"]): Scope {
  return { checker, bindings: new Map(), isReassigned, onUnbound: () => {}, evaluate };
}

/** Evaluates an expression. What is not constant is `open`, with the expression where evaluation ends. */
function evaluate(node: ts.Node, scope: Scope, depth: number): Value {
  const at = skipWrapping(node);
  if (depth > DEEPEST_EXPRESSION) return open(at, scope);
  if (ts.isStringLiteralLike(at)) return constant(at.text);
  if (ts.isNumericLiteral(at)) return constant(Number(at.text));
  if (at.kind === ts.SyntaxKind.TrueKeyword) return constant(true);
  if (at.kind === ts.SyntaxKind.FalseKeyword) return constant(false);
  if (at.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(at)) return OMITTED;
  if (ts.isIdentifier(at)) return evaluateIdentifier(at, scope, depth + 1);
  if (ts.isPropertyAccessExpression(at)) return evaluateMember(at, at.name.text, scope, depth + 1);
  if (ts.isElementAccessExpression(at)) return evaluateElement(at, scope, depth + 1);
  if (ts.isTemplateExpression(at)) return evaluateTemplate(at, scope, depth + 1);
  if (ts.isPrefixUnaryExpression(at)) return evaluateUnary(at, scope, depth + 1);
  if (ts.isBinaryExpression(at)) return evaluateBinary(at, scope, depth + 1);
  if (ts.isConditionalExpression(at)) return evaluateConditional(at, scope, depth + 1);
  if (ts.isArrayLiteralExpression(at)) return evaluateArray(at, scope, depth + 1);
  if (ts.isObjectLiteralExpression(at)) return evaluateObject(at, scope, depth + 1);
  if (ts.isAwaitExpression(at)) return evaluate(at.expression, scope, depth + 1);
  if (ts.isCallExpression(at)) return evaluateCall(at, scope, depth + 1);
  return open(at, scope);
}

function evaluateIdentifier(at: ts.Identifier, scope: Scope, depth: number): Value {
  const { checker } = scope;
  const symbol = ts.isShorthandPropertyAssignment(at.parent)
    ? checker.getShorthandAssignmentValueSymbol(at.parent)
    : checker.getSymbolAtLocation(at);
  const isUndefined = at.text === "undefined" && symbol?.valueDeclaration === undefined;
  return isUndefined ? OMITTED : evaluateSymbol(at, symbol, scope, depth);
}

function evaluateSymbol(node: ts.Node, named: ts.Symbol | undefined, scope: Scope, depth: number): Value {
  if (named === undefined || depth > DEEPEST_EXPRESSION) return open(node, scope);
  const symbol = resolveAlias(named, scope.checker);
  const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
  if (declaration === undefined) return open(node, scope);
  if (ts.isParameter(declaration) || loopOf(declaration) !== undefined) {
    return evaluateVariable(node, declaration as ts.ParameterDeclaration, scope, depth);
  }
  if (ts.isBindingElement(declaration)) return evaluateBinding(node, declaration, scope, depth);
  if (ts.isEnumMember(declaration)) return constant(scope.checker.getConstantValue(declaration));
  if (ts.isExportAssignment(declaration)) return evaluate(declaration.expression, scope, depth);
  if (ts.isShorthandPropertyAssignment(declaration)) return evaluate(declaration.name, scope, depth);
  if (ts.isFunctionLike(declaration) && !ts.isGetAccessor(declaration)) return open(declaration, scope);
  if (ts.isGetAccessor(declaration)) {
    const returned = returnedExpression(declaration);
    return returned === undefined ? open(node, scope) : evaluate(returned, scope, depth);
  }
  if (ts.isVariableDeclaration(declaration)) {
    const { initializer } = declaration;
    const isConstant = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
    if (initializer === undefined || !(isConstant || !scope.isReassigned(symbol))) return open(node, scope);
    return evaluate(initializer, scope, depth);
  }
  if (ts.isPropertyDeclaration(declaration)) return evaluateField(node, declaration, scope, depth);
  if (ts.isPropertyAssignment(declaration)) return evaluate(declaration.initializer, scope, depth);
  const assignment = declaration.parent; // `exports.PREFIX = "shop"`, `this.prefix = prefix`
  if (assignment !== undefined && ts.isBinaryExpression(assignment)) {
    return evaluate(assignment.right, scope, depth);
  }
  return open(node, scope);
}

/** Evaluates a parameter, or the variable of a loop. */
function evaluateVariable(
  node: ts.Node,
  declaration: ts.ParameterDeclaration | ts.VariableDeclaration,
  scope: Scope,
  depth: number,
): Value {
  if (scope.bindings.has(declaration)) {
    const bound = scope.bindings.get(declaration);
    const value = bound === undefined ? OMITTED : evaluateOperand(bound, depth + 1);
    const isOmitted = value.kind === "constant" && value.value === undefined;
    const { initializer } = declaration;
    return isOmitted && initializer !== undefined ? evaluate(initializer, scope, depth) : value;
  }
  const binder = binderOf(declaration);
  if (binder !== undefined) scope.onUnbound(binder);
  if (ts.isParameter(declaration) && declaration.initializer !== undefined) {
    return assume(declaration.initializer, open(node, scope), scope, depth);
  }
  return open(node, scope);
}

/** A field's first value, or what the constructor assigns to it. */
function evaluateField(
  node: ts.Node,
  declaration: ts.PropertyDeclaration,
  scope: Scope,
  depth: number,
): Value {
  const { initializer } = declaration;
  const isFixed =
    ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Readonly ||
    ts.isPrivateIdentifier(declaration.name);
  const assigned = assignedInConstructor(declaration);
  if (assigned !== undefined) return evaluate(assigned, scope, depth);
  if (initializer === undefined) return open(node, scope);
  return isFixed ? evaluate(initializer, scope, depth) : assume(initializer, open(node, scope), scope, depth);
}

function assignedInConstructor({ parent, name }: ts.PropertyDeclaration): ts.Expression | undefined {
  const body = parent.members.find(ts.isConstructorDeclaration)?.body;
  for (const statement of body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left, operatorToken, right } = statement.expression;
    const isOwn = ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
    if (!isOwn || operatorToken.kind !== ts.SyntaxKind.EqualsToken) continue;
    if (left.name.text === name.getText()) return right;
  }
  return undefined;
}

/** Evaluates `{ name }` or `[name]` of a parameter, of a variable, or of another pattern. */
function evaluateBinding(node: ts.Node, declaration: ts.BindingElement, scope: Scope, depth: number): Value {
  const owner = evaluatePattern(declaration.parent, scope, depth + 1);
  if (declaration.dotDotDotToken !== undefined) return restOf(owner, declaration) ?? open(node, scope);
  const name = (declaration.propertyName ?? declaration.name).getText();
  const isOfArray = ts.isArrayBindingPattern(declaration.parent);
  const member = memberOf(owner, isOfArray ? String(indexIn(declaration)) : name, depth);
  const { initializer } = declaration;
  if (member === undefined) {
    const unknown = open(node, scope);
    return initializer === undefined ? unknown : assume(initializer, unknown, scope, depth);
  }
  const isOmitted = member.kind === "constant" && member.value === undefined;
  return isOmitted && initializer !== undefined ? evaluate(initializer, scope, depth) : member;
}

function indexIn(element: ts.BindingElement): number {
  return (element.parent.elements as ts.NodeArray<ts.ArrayBindingElement>).indexOf(element);
}

/** What `...rest` of a pattern takes. */
function restOf(owner: Value, element: ts.BindingElement): Value | undefined {
  if (owner.kind === "list") return { kind: "list", items: owner.items.slice(indexIn(element)) };
  if (owner.kind !== "object" || !ts.isObjectBindingPattern(element.parent)) return undefined;
  const taken = new Set(element.parent.elements.map((one) => (one.propertyName ?? one.name).getText()));
  return { kind: "object", properties: new Map([...owner.properties].filter(([name]) => !taken.has(name))) };
}

function evaluatePattern(pattern: ts.BindingPattern, scope: Scope, depth: number): Value {
  const owner = pattern.parent;
  if (ts.isBindingElement(owner)) return evaluateBinding(pattern, owner, scope, depth);
  if (ts.isParameter(owner) || loopOf(owner) !== undefined) {
    return evaluateVariable(pattern, owner, scope, depth);
  }
  return owner.initializer === undefined ? open(pattern, scope) : evaluate(owner.initializer, scope, depth);
}

/** A member of a value; `undefined` if it is not known whether there is one. */
function memberOf(owner: Value, name: string, depth: number): Value | undefined {
  if (owner.kind === "object") {
    const operand = owner.properties.get(name);
    return operand === undefined ? OMITTED : evaluateOperand(operand, depth);
  }
  if (owner.kind === "list" && /^\d+$/.test(name)) {
    const operand = owner.items[Number(name)];
    return operand === undefined ? OMITTED : evaluateOperand(operand, depth);
  }
  if (owner.kind === "list" && name === "length") return constant(owner.items.length);
  if (owner.kind === "constant" && owner.value === undefined) return OMITTED; // `options?.prefix`
  if (owner.kind === "open" && ts.isNewExpression(owner.node))
    return memberOfInstance(owner, owner.node, name, depth);
  return undefined;
}

/** A field of `new Config("shop")`, with the arguments of its constructor. */
function memberOfInstance(
  { scope }: { readonly scope: Scope },
  node: ts.NewExpression,
  name: string,
  depth: number,
): Value | undefined {
  const property = scope.checker.getTypeAtLocation(node).getProperty(name);
  if (property === undefined) return undefined;
  const called = scope.checker.getResolvedSignature(node)?.declaration;
  const own = called !== undefined && ts.isConstructorDeclaration(called) && called.body !== undefined;
  const inner = own ? bind(scope, bindArguments(called, node.arguments ?? [], scope)) : scope;
  const value = evaluateSymbol(node, property, inner, depth + 1);
  return value.kind === "open" && value.node === node ? undefined : value;
}

function evaluateMember(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  name: string,
  scope: Scope,
  depth: number,
): Value {
  const owner = evaluate(node.expression, scope, depth);
  const member = memberOf(owner, name, depth);
  return member ?? evaluateSymbol(node, scope.checker.getSymbolAtLocation(node), scope, depth);
}

function evaluateElement(at: ts.ElementAccessExpression, scope: Scope, depth: number): Value {
  const key = evaluateText({ node: at.argumentExpression, scope }, depth);
  return key === undefined ? open(at, scope) : evaluateMember(at, key, scope, depth);
}

function evaluateArray(at: ts.ArrayLiteralExpression, scope: Scope, depth: number): Value {
  const items: Operand[] = [];
  for (const element of at.elements) {
    if (!ts.isSpreadElement(element)) items.push({ node: element, scope });
    else {
      const inner = evaluate(element.expression, scope, depth);
      if (inner.kind === "list") items.push(...inner.items);
      else if (!isOmitted(inner)) return open(at, scope);
    }
    if (items.length > MOST_ITEMS) return open(at, scope);
  }
  return { kind: "list", items };
}

function evaluateObject(at: ts.ObjectLiteralExpression, scope: Scope, depth: number): Value {
  const properties = new Map<string, Operand>();
  for (const property of at.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = evaluate(property.expression, scope, depth);
      if (spread.kind === "object")
        for (const [name, value] of spread.properties) properties.set(name, value);
      else if (spread.kind !== "constant") return open(at, scope); // `...(x && { … })` spreads nothing if `x` is false
      continue;
    }
    const name = nameOf(property.name, scope, depth);
    if (name === undefined) continue;
    if (ts.isPropertyAssignment(property)) properties.set(name, { node: property.initializer, scope });
    else
      properties.set(name, {
        node: ts.isShorthandPropertyAssignment(property) ? property.name : property,
        scope,
      });
  }
  return { kind: "object", properties };
}

function nameOf(name: ts.PropertyName, scope: Scope, depth: number): string | undefined {
  const literal = literalName(name);
  if (literal !== undefined || !ts.isComputedPropertyName(name)) return literal;
  return evaluateText({ node: name.expression, scope }, depth);
}
