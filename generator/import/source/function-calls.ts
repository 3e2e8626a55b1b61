import { ts } from "ts-morph";
import { includeWrapping, literalName, resolveAlias } from "./source-syntax.js";
import { type Call, calleeName, lastName, type SyntaxIndex } from "./syntax-index.js";

/** The name by which a function is called: its own, or that of its variable, property or class. */
function findName(wrapper: ts.SignatureDeclaration): ts.Node | undefined {
  if (wrapper.name !== undefined) return wrapper.name;
  if (ts.isConstructorDeclaration(wrapper)) return ts.getNameOfDeclaration(wrapper.parent);
  return ts.getNameOfDeclaration(includeWrapping(wrapper).parent as ts.Declaration); // it returns `undefined` for other nodes
}

interface FoundCalls {
  readonly calls: readonly Call[];
  /** False if the function is also passed on as a value, or called where it is not known which function that is. */
  readonly areAll: boolean;
}

/** Finds the calls of a function or method, or the constructions by a constructor. */
export function findCalls(
  wrapper: ts.SignatureDeclaration,
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): FoundCalls {
  const name = findName(wrapper);
  const symbol = name === undefined ? undefined : checker.getSymbolAtLocation(name);
  if (name === undefined || symbol === undefined) return { calls: [], areAll: false };
  const names = [...findNames(name.getText(), index)];
  const isSame = (other: ts.Symbol | undefined) =>
    other !== undefined &&
    (isOrHas(resolveAlias(other, checker), symbol) || isValueOf(other, symbol, checker, 0));
  const isSignature = createIsSignature(
    wrapper,
    findMembers(wrapper, names, isSame, index, checker),
    checker,
  );
  const isOwn = (other: ts.Symbol | undefined) =>
    isSame(other) || (other !== undefined && isSignature(resolveAlias(other, checker)));
  let areAll = true;
  const isCalled = (call: Call): boolean => {
    const callee = calleeName(call);
    if (callee === undefined) return false;
    const called = checker.getSymbolAtLocation(callee);
    if (isSame(called)) return true;
    if (ts.isConstructorDeclaration(wrapper))
      return checker.getResolvedSignature(call)?.declaration === wrapper;
    if (called === undefined) areAll = false; // a method of an unknown object
    return isOwn(called);
  };
  const calls = names
    .flatMap((one) => index.callsByName.get(one) ?? [])
    .filter((call) => ts.isConstructorDeclaration(wrapper) === ts.isNewExpression(call) && isCalled(call));
  const bySuper = ts.isConstructorDeclaration(wrapper)
    ? index.superCalls.filter((call) => checker.getResolvedSignature(call)?.declaration === wrapper)
    : [];
  const isPassed = names.some((one) =>
    (index.passed.get(one) ?? []).some((node) => isOwn(checker.getSymbolAtLocation(node))),
  );
  return {
    calls: [...calls, ...bySuper],
    areAll: areAll && !(isPassed && !ts.isConstructorDeclaration(wrapper)),
  };
}

/** True for a symbol, and for a property of a union of which it is a part. */
function isOrHas(other: ts.Symbol, symbol: ts.Symbol): boolean {
  if (other === symbol) return true;
  return other.declarations?.some((one) => symbol.declarations?.includes(one)) ?? false;
}

/** The properties of object literals whose value is the function: `{ count }`, `{ count: (by) => … }`, `{ count(by) { … } }`. */
function findMembers(
  wrapper: ts.SignatureDeclaration,
  names: readonly string[],
  isSame: (symbol: ts.Symbol | undefined) => boolean,
  index: SyntaxIndex,
  checker: ts.TypeChecker,
): readonly ts.ObjectLiteralElementLike[] {
  if (ts.isConstructorDeclaration(wrapper)) return [];
  const own = ts.isMethodDeclaration(wrapper) ? wrapper : includeWrapping(wrapper).parent;
  if (ts.isObjectLiteralElementLike(own)) return [own];
  return names
    .flatMap((name) => index.members.get(name) ?? [])
    .filter((member) =>
      ts.isShorthandPropertyAssignment(member)
        ? isSame(checker.getShorthandAssignmentValueSymbol(member))
        : ts.isPropertyAssignment(member) && isSame(symbolOf(member.initializer, checker)),
    );
}

/** True for `obj.count`, `exports.count` and `const { count } = obj` where the property's value is the function `count`. */
function isValueOf(other: ts.Symbol, symbol: ts.Symbol, checker: ts.TypeChecker, depth: number): boolean {
  const declaration = resolveAlias(other, checker).valueDeclaration;
  if (declaration === undefined || depth > 3) return false;
  let value: ts.Symbol | undefined;
  if (ts.isBindingElement(declaration)) {
    const name = (declaration.propertyName ?? declaration.name).getText();
    value = checker.getTypeAtLocation(declaration.parent).getProperty(name);
  } else if (ts.isShorthandPropertyAssignment(declaration)) {
    value = checker.getShorthandAssignmentValueSymbol(declaration);
  } else if (ts.isPropertyAssignment(declaration)) {
    value = symbolOf(declaration.initializer, checker);
  } else if (declaration.parent !== undefined && ts.isBinaryExpression(declaration.parent)) {
    value = symbolOf(declaration.parent.right, checker);
  }
  if (value === undefined) return false;
  return resolveAlias(value, checker) === symbol || isValueOf(value, symbol, checker, depth + 1);
}

function symbolOf(node: ts.Expression, checker: ts.TypeChecker): ts.Symbol | undefined {
  const name = lastName(node);
  return name === undefined ? undefined : checker.getSymbolAtLocation(name);
}

/**
 * Makes a test for signatures of interfaces, types and abstract classes that a class with the method has, or an object with
 * the function. They have those of the type that is written for them, and all that they could have.
 */
function createIsSignature(
  wrapper: ts.SignatureDeclaration,
  members: readonly ts.ObjectLiteralElementLike[],
  checker: ts.TypeChecker,
): (symbol: ts.Symbol) => boolean {
  const owner = classOf(wrapper);
  const known = new Map<ts.Declaration, boolean>();
  const mayHave = (object: ts.Node, declaration: ts.Declaration): boolean => {
    if (ts.findAncestor(declaration, hasTypeParameters) !== undefined) return true;
    const target = checker.getTypeAtLocation(declaration.parent);
    return checker.isTypeAssignableTo(checker.getTypeAtLocation(object), target);
  };
  const mayBeOf = (member: ts.ObjectLiteralElementLike, declaration: ts.Declaration): boolean => {
    const { parent: object } = member;
    const name = member.name === undefined ? undefined : literalName(member.name);
    if (name === undefined || !ts.isObjectLiteralExpression(object)) return false;
    if (name !== (declaration as ts.PropertySignature).name.getText()) return false; // it is a signature
    const written = checker.getContextualType(object)?.getProperty(name);
    return written?.declarations?.includes(declaration) || mayHave(object, declaration);
  };
  return (symbol) =>
    (symbol.declarations ?? []).some((declaration) => {
      if (!isSignature(declaration) || declaration.getSourceFile().isDeclarationFile) return false;
      const earlier = known.get(declaration);
      if (earlier !== undefined) return earlier;
      const isOfOwner = owner !== undefined && mayHave(owner, declaration);
      const isOfObject = () => members.some((member) => mayBeOf(member, declaration));
      const found = mayBeFunction(symbol, checker) && (isOfOwner || isOfObject());
      known.set(declaration, found);
      return found;
    });
}

/** The class whose instances have the function as a method. */
function classOf(wrapper: ts.SignatureDeclaration): ts.ClassLikeDeclaration | undefined {
  const { parent } = includeWrapping(wrapper);
  const member = ts.isPropertyDeclaration(parent) ? parent : wrapper;
  if (ts.isConstructorDeclaration(member) || !ts.isClassLike(member.parent)) return undefined;
  return ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static ? undefined : member.parent;
}

function isSignature(declaration: ts.Declaration): boolean {
  return (
    ts.isMethodSignature(declaration) ||
    ts.isPropertySignature(declaration) ||
    (ts.isMethodDeclaration(declaration) && declaration.body === undefined)
  );
}

function mayBeFunction(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const type = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  const parts = type.isUnion() ? type.types : [type];
  const { Any, Unknown, TypeParameter, NonPrimitive } = ts.TypeFlags;
  return parts.some(
    (part) =>
      part.getCallSignatures().length > 0 || part.flags & (Any | Unknown | TypeParameter | NonPrimitive),
  );
}

function hasTypeParameters(node: ts.Node): boolean {
  return (
    (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) && node.typeParameters !== undefined
  );
}

/** The name, and all names that imports and exports give it. */
function findNames(name: string, { renames }: SyntaxIndex): ReadonlySet<string> {
  const names = new Set([name]);
  for (const known of names) {
    if (names.size > MOST_NAMES) break;
    for (const other of renames.get(known) ?? []) names.add(other);
  }
  return names;
}

/** Ends the search where everything is called like everything else, as in minified code. */
const MOST_NAMES = 200;
