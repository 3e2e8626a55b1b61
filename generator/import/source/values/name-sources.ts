import { ts } from "ts-morph";
import { findCalls } from "../function-calls.js";
import { enclosingFunction, literalName, resolveAlias, skipWrapping } from "../source-syntax.js";
import { assignmentsOf, isChanged } from "../syntax-index.js";
import {
  isNothing,
  type SourceSearch,
  sourceAt,
  through,
  unknownAt,
  type ValueSource,
} from "./source-search.js";
import { loopOf, returnedExpressions } from "./values.js";

/** Finds where the values of variables, parameters and properties come from. */
export function createNameSources(search: SourceSearch) {
  const { index, checker, isWanted, resolveSpecial, sourcesOf, sourcesOfItems } = search;

  function sourcesOfIdentifier(at: ts.Identifier): readonly ValueSource[] {
    const symbol = ts.isShorthandPropertyAssignment(at.parent)
      ? checker.getShorthandAssignmentValueSymbol(at.parent)
      : checker.getSymbolAtLocation(at);
    if (at.text === "undefined" && symbol?.valueDeclaration === undefined) return [sourceAt(at)];
    return symbol === undefined ? [unknownAt(at)] : sourcesOfSymbol(resolveAlias(symbol, checker), at);
  }

  function sourcesOfSymbol(symbol: ts.Symbol, at: ts.Node): readonly ValueSource[] {
    const { declarations = [] } = symbol;
    const declared = declarations.flatMap((declaration) => sourcesOfDeclaration(declaration, at) ?? []);
    const isFixed = declarations.some(
      (one) => ts.isVariableDeclaration(one) && (ts.getCombinedNodeFlags(one) & ts.NodeFlags.Const) !== 0,
    );
    const assigned = isFixed ? [] : assignedTo(symbol, declarations);
    const isCounted = !isFixed && isChanged(symbol, index, checker);
    const found = [...declared, ...assigned, ...(isCounted ? [unknownAt(at)] : [])];
    return found.length === 0 ? [unknownAt(at)] : found;
  }

  function assignedTo(symbol: ts.Symbol, declarations: readonly ts.Declaration[]): readonly ValueSource[] {
    return assignmentsOf(symbol, index).flatMap((assignment) => {
      if (declarations.some((one) => one.parent === assignment)) return []; // read as a declaration
      const target = checker.getSymbolAtLocation(skipWrapping(assignment.left));
      const isSame = target !== undefined && resolveAlias(target, checker) === symbol;
      return isSame ? sourcesOf(assignment.right) : [];
    });
  }

  /** `undefined` if the declaration does not say where the value comes from. */
  function sourcesOfDeclaration(
    declaration: ts.Declaration,
    at: ts.Node,
  ): readonly ValueSource[] | undefined {
    const special = resolveSpecial(declaration);
    if (special !== undefined) return special;
    if (ts.isParameter(declaration)) return sourcesOfParameter(declaration);
    if (ts.isBindingElement(declaration)) return sourcesOfBinding(declaration);
    if (ts.isVariableDeclaration(declaration)) {
      const loop = loopOf(declaration);
      if (loop !== undefined) return sourcesOfItems(loop.expression);
      return declaration.initializer === undefined ? undefined : sourcesOf(declaration.initializer);
    }
    if (ts.isPropertyAssignment(declaration)) return sourcesOf(declaration.initializer);
    if (ts.isShorthandPropertyAssignment(declaration)) return sourcesOf(declaration.name);
    if (ts.isPropertyDeclaration(declaration)) {
      return declaration.initializer === undefined ? undefined : sourcesOf(declaration.initializer);
    }
    if (ts.isGetAccessor(declaration)) return returnedExpressions(declaration).flatMap(sourcesOf);
    if (ts.isExportAssignment(declaration)) return sourcesOf(declaration.expression);
    if (declaration.parent !== undefined && ts.isBinaryExpression(declaration.parent)) {
      return sourcesOf(declaration.parent.right); // `exports.requests = requests`
    }
    if (isSignature(declaration)) return undefined;
    const isValue =
      ts.isFunctionLike(declaration) || ts.isClassLike(declaration) || ts.isEnumMember(declaration);
    return isValue ? [sourceAt(declaration)] : [unknownAt(at)];
  }

  function sourcesOfParameter(parameter: ts.ParameterDeclaration): readonly ValueSource[] {
    const called = enclosingFunction(parameter.name);
    const { initializer } = parameter;
    if (called === undefined) return [unknownAt(parameter.name)];
    const list = findIteratedList(called);
    if (list !== undefined && called.parameters[0] === parameter) return sourcesOfItems(list);
    const { calls, areAll } = findCalls(called, index, checker);
    const position = called.parameters.indexOf(parameter);
    const given = calls.flatMap((call): readonly ValueSource[] => {
      const values = call.arguments ?? [];
      const spread = values.findIndex(ts.isSpreadElement);
      if (parameter.dotDotDotToken !== undefined || (spread !== -1 && spread <= position)) {
        return [unknownAt(parameter.name)];
      }
      const value = values[position];
      if (value !== undefined) return through(sourcesOf(value), []);
      return initializer === undefined ? [] : sourcesOf(initializer);
    });
    return calls.length > 0 && areAll ? given : [...given, unknownAt(parameter.name)];
  }

  function sourcesOfBinding(element: ts.BindingElement): readonly ValueSource[] {
    const name = element.propertyName ?? element.name;
    const { parent: pattern, initializer } = element;
    const defaults = initializer === undefined ? [] : sourcesOf(initializer);
    if (element.dotDotDotToken !== undefined) return [unknownAt(element.name)];
    const key = ts.isArrayBindingPattern(pattern) ? undefined : literalName(name as ts.PropertyName);
    if (ts.isArrayBindingPattern(pattern)) {
      const owner = ownerOf(pattern);
      return owner === undefined ? [unknownAt(element.name)] : [...sourcesOfItems(owner), ...defaults];
    }
    if (key === undefined) return [unknownAt(element.name)];
    const property = checker.getTypeAtLocation(pattern).getProperty(key);
    return [...sourcesOfMember(() => sourcesOfPattern(pattern), key, property, element.name), ...defaults];
  }

  function ownerOf(pattern: ts.BindingPattern): ts.Expression | undefined {
    const { parent } = pattern;
    if (ts.isVariableDeclaration(parent))
      return loopOf(parent) === undefined ? parent.initializer : undefined;
    return undefined;
  }

  function sourcesOfPattern(pattern: ts.BindingPattern): readonly ValueSource[] {
    const { parent } = pattern;
    if (ts.isBindingElement(parent)) return sourcesOfBinding(parent);
    if (ts.isParameter(parent)) return sourcesOfParameter(parent);
    const loop = loopOf(parent);
    if (loop !== undefined) return sourcesOfItems(loop.expression);
    return parent.initializer === undefined ? [unknownAt(pattern)] : sourcesOf(parent.initializer);
  }

  function sourcesOfProperty(
    at: ts.Node,
    owner: ts.Expression,
    name: string,
    nameNode: ts.Node,
  ): readonly ValueSource[] {
    const symbol = checker.getSymbolAtLocation(nameNode);
    return sourcesOfMember(() => sourcesOf(owner), name, symbol, at);
  }

  /** The sources of a member, by its declaration, or otherwise by the objects that it may be a member of. */
  function sourcesOfMember(
    findOwners: () => readonly ValueSource[],
    name: string,
    symbol: ts.Symbol | undefined,
    at: ts.Node,
  ): readonly ValueSource[] {
    const declared = symbol === undefined ? undefined : resolveAlias(symbol, checker);
    const foreign = declared?.declarations?.every((one) => one.getSourceFile().isDeclarationFile);
    if (foreign === true && !isWantedMember(declared)) return [unknownAt(at)];
    const says = declared?.declarations?.some((one) => !isSignature(one)) ?? false;
    if (declared !== undefined && says) {
      const found = sourcesOfSymbol(declared, at);
      if (!found.some(({ node, isUnknown }) => !isUnknown && isWanted(node))) return found;
      const calls = findOwners().flatMap((owner) => [owner.node, ...owner.calls]);
      return through(found, calls);
    }
    const found = findOwners().flatMap((owner) => through(memberOfSource(owner, name, at), owner.calls));
    return found.length === 0 ? [unknownAt(at)] : found;
  }

  /** A declaration outside of the source whose values may be objects of the source. */
  function isWantedMember(symbol: ts.Symbol | undefined): boolean {
    return symbol?.declarations?.some((one) => ts.isPropertySignature(one) && isMapped(one)) ?? false;
  }

  function memberOfSource(owner: ValueSource, name: string, at: ts.Node): readonly ValueSource[] {
    const { node, isUnknown } = owner;
    if (isUnknown) return [unknownAt(at)];
    if (ts.isObjectLiteralExpression(node)) return memberOfLiteral(node, name, at);
    if (ts.isNewExpression(node) || ts.isClassLike(node)) {
      const property = checker.getTypeAtLocation(node).getProperty(name);
      return property === undefined ? [unknownAt(at)] : sourcesOfSymbol(resolveAlias(property, checker), at);
    }
    if (ts.isArrayLiteralExpression(node)) return sourcesOfItems(node);
    return isNothing(node) ? [] : [unknownAt(at)];
  }

  function memberOfLiteral(
    node: ts.ObjectLiteralExpression,
    name: string,
    at: ts.Node,
  ): readonly ValueSource[] {
    for (const property of [...node.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const inner = sourcesOf(property.expression).flatMap((one) => memberOfSource(one, name, at));
        if (inner.some(({ isUnknown }) => !isUnknown)) return inner;
      } else if (literalName(property.name) === name) {
        return sourcesOfDeclaration(property, at) ?? [unknownAt(at)];
      }
    }
    return node.properties.some(ts.isSpreadAssignment) ? [unknownAt(at)] : [];
  }

  return { sourcesOfIdentifier, sourcesOfDeclaration, sourcesOfProperty, sourcesOfMember };
}

/** The list whose items a callback takes: `LIST` in `LIST.forEach((item) => …)`. */
function findIteratedList(callback: ts.SignatureDeclaration): ts.Expression | undefined {
  const call = callback.parent;
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const isFirst = call.arguments[0] === (callback as ts.Node);
  return isFirst && CALLS_EACH.has(call.expression.name.text) ? call.expression.expression : undefined;
}

/** True for a property of an interface or a type, which says nothing about where its value comes from. */
function isSignature(declaration: ts.Declaration): boolean {
  return ts.isPropertySignature(declaration) || ts.isJSDocPropertyTag(declaration);
}

function isMapped(declaration: ts.Declaration): boolean {
  return declaration.parent !== undefined && ts.isMappedTypeNode(declaration.parent);
}

const CALLS_EACH: ReadonlySet<string> = new Set([
  "forEach",
  "map",
  "flatMap",
  "filter",
  "some",
  "every",
  "find",
]);
