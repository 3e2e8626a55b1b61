import { ts } from "ts-morph";
import { skipWrapping } from "../source-syntax.js";
import type { SyntaxIndex } from "../syntax-index.js";
import { createItemSources, SAME_ITEMS } from "./item-sources.js";
import { createNameSources } from "./name-sources.js";
import {
  type SourceHooks,
  type SourceSearch,
  sourceAt,
  through,
  unknownAt,
  type ValueSource,
} from "./source-search.js";
import { isFunctionWithBody, resolveFunction, returnedExpressions } from "./values.js";

/** Finds all expressions that the value of an expression may come from, wherever the program passes it. */
type FindSources = (expression: ts.Node) => readonly ValueSource[];

/** How many expressions one search visits. */
const MOST_STEPS = 400;
const DEEPEST = 24;

export function createFindSources(
  index: SyntaxIndex,
  checker: ts.TypeChecker,
  hooks: SourceHooks,
): FindSources {
  const { isWanted, resolveSpecial } = hooks;
  const search: SourceSearch = {
    ...hooks,
    index,
    checker,
    sourcesOf: (expression) => sourcesOf(expression),
    sourcesOfItems: (list) => sourcesOfItems(list),
    sourcesOfDeclaration: (declaration, at) => names.sourcesOfDeclaration(declaration, at),
  };
  const names = createNameSources(search);
  const sourcesOfItems = createItemSources(search);
  const { sourcesOfIdentifier, sourcesOfProperty, sourcesOfMember } = names;
  const known = new Map<ts.Node, readonly ValueSource[]>();
  let active = new Set<ts.Node>();
  let steps = 0;

  function find(expression: ts.Node): readonly ValueSource[] {
    const at = skipWrapping(expression);
    const earlier = known.get(at);
    if (earlier !== undefined) return earlier;
    active = new Set();
    steps = 0;
    const found = mergeSources(sourcesOf(at));
    known.set(at, found);
    return found;
  }

  function sourcesOf(expression: ts.Node): readonly ValueSource[] {
    const at = skipWrapping(expression);
    if (isWanted(at)) return [sourceAt(at)];
    const special = resolveSpecial(at);
    if (special !== undefined) return special;
    if (active.has(at)) return []; // a value that comes from itself
    if (active.size > DEEPEST || ++steps > MOST_STEPS) return [unknownAt(at)];
    active.add(at);
    const found = sourcesOfExpression(at);
    active.delete(at);
    return found;
  }

  function sourcesOfExpression(at: ts.Node): readonly ValueSource[] {
    if (ts.isConditionalExpression(at)) return [...sourcesOf(at.whenTrue), ...sourcesOf(at.whenFalse)];
    if (ts.isBinaryExpression(at)) return sourcesOfBinary(at);
    if (ts.isAwaitExpression(at)) return sourcesOf(at.expression);
    if (ts.isCallExpression(at)) return sourcesOfCall(at);
    if (ts.isIdentifier(at)) return sourcesOfIdentifier(at);
    if (ts.isPropertyAccessExpression(at)) return sourcesOfProperty(at, at.expression, at.name.text, at.name);
    if (ts.isElementAccessExpression(at)) return sourcesOfElement(at);
    return [sourceAt(at)];
  }

  function sourcesOfBinary(at: ts.BinaryExpression): readonly ValueSource[] {
    switch (at.operatorToken.kind) {
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken:
      case ts.SyntaxKind.QuestionQuestionEqualsToken:
      case ts.SyntaxKind.BarBarEqualsToken:
        return [...sourcesOf(at.left), ...sourcesOf(at.right)];
      case ts.SyntaxKind.AmpersandAmpersandToken:
      case ts.SyntaxKind.CommaToken:
      case ts.SyntaxKind.EqualsToken:
        return sourcesOf(at.right);
      default:
        return [sourceAt(at)];
    }
  }

  function sourcesOfElement(at: ts.ElementAccessExpression): readonly ValueSource[] {
    const { expression: owner, argumentExpression: key } = at;
    if (ts.isStringLiteralLike(key)) return sourcesOfProperty(at, owner, key.text, key);
    const type = checker.getTypeAtLocation(key);
    const names = type.isUnion() ? type.types : [type];
    const isKnown = names.every((name) => name.isStringLiteral());
    if (!isKnown) return sourcesOfItems(owner);
    const ownerType = checker.getNonNullableType(checker.getTypeAtLocation(owner));
    return names.flatMap((name) => {
      const text = name.isStringLiteral() ? name.value : "";
      return sourcesOfMember(() => sourcesOf(owner), text, ownerType.getProperty(text), at);
    });
  }

  function sourcesOfCall(call: ts.CallExpression): readonly ValueSource[] {
    const callee = skipWrapping(call.expression);
    const called = resolveFunction(callee, checker);
    if (called !== undefined) return sourcesOfReturns(called, call);
    if (ts.isPropertyAccessExpression(callee)) {
      const { name, expression: owner } = callee;
      const [first] = call.arguments;
      const isOfObject = ts.isIdentifier(owner) && owner.text === "Object";
      if (isOfObject && name.text === "freeze" && first !== undefined) return sourcesOf(first);
      if (ONE_ITEM.has(name.text)) return sourcesOfItems(owner);
      if (isOfObject || LIST_RESULTS.has(name.text)) return [sourceAt(call)];
    }
    if (!ts.isIdentifier(callee) && !ts.isPropertyAccessExpression(callee)) return [unknownAt(call)];
    const functions = sourcesOf(callee).filter(
      ({ node, isUnknown }) => !isUnknown && isFunctionWithBody(node),
    );
    if (functions.length === 0) return [unknownAt(call)];
    return functions.flatMap(({ node }) => sourcesOfReturns(node as ts.SignatureDeclaration, call));
  }

  function sourcesOfReturns(
    called: ts.SignatureDeclaration,
    call: ts.CallExpression,
  ): readonly ValueSource[] {
    const [key] = call.arguments;
    const returned = returnedExpressions(called).flatMap((result) => {
      const at = skipWrapping(result);
      const isByKey = ts.isElementAccessExpression(at) && key !== undefined && isParameterOf(called, at);
      return isByKey ? sourcesOfKey(at, key) : sourcesOf(result);
    });
    return through(returned.length === 0 ? [unknownAt(call)] : returned, [call]);
  }

  function isParameterOf(called: ts.SignatureDeclaration, at: ts.ElementAccessExpression): boolean {
    const symbol = checker.getSymbolAtLocation(at.argumentExpression);
    return symbol?.valueDeclaration !== undefined && symbol.valueDeclaration === called.parameters[0];
  }

  /** `this.metrics[key]` in a getter, with the key that its call gives. */
  function sourcesOfKey(at: ts.ElementAccessExpression, key: ts.Expression): readonly ValueSource[] {
    const type = checker.getTypeAtLocation(key);
    if (!type.isStringLiteral()) return sourcesOfItems(at.expression);
    const owner = checker.getNonNullableType(checker.getTypeAtLocation(at.expression));
    return sourcesOfMember(() => sourcesOf(at.expression), type.value, owner.getProperty(type.value), at);
  }

  return find;
}

/** Each node once, with all calls that lead to it. */
function mergeSources(sources: readonly ValueSource[]): readonly ValueSource[] {
  const merged = new Map<ts.Node, ValueSource>();
  for (const source of sources) {
    const earlier = merged.get(source.node);
    const calls = earlier === undefined ? source.calls : new Set([...earlier.calls, ...source.calls]);
    merged.set(source.node, {
      ...source,
      calls,
      isUnknown: source.isUnknown || (earlier?.isUnknown ?? false),
    });
  }
  return [...merged.values()];
}

const LIST_RESULTS: ReadonlySet<string> = new Set([...SAME_ITEMS, "map", "flatMap"]);
/** Methods of lists and maps that give an item. */
const ONE_ITEM: ReadonlySet<string> = new Set(["get", "at", "find", "pop", "shift", "findLast"]);
