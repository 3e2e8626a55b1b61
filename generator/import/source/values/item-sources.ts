import { ts } from "ts-morph";
import { resolveAlias, skipWrapping } from "../source-syntax.js";
import { lastName } from "../syntax-index.js";
import { isNothing, type SourceSearch, through, unknownAt, type ValueSource } from "./source-search.js";
import { isFunctionWithBody, returnedExpressions } from "./values.js";

/** Finds where the items of lists, sets and maps come from. */
export function createItemSources(search: SourceSearch): SourceSearch["sourcesOfItems"] {
  const { index, checker, sourcesOf, sourcesOfDeclaration } = search;

  /** The items of a list, a set or a map, or the values of an object. */
  function sourcesOfItems(list: ts.Expression): readonly ValueSource[] {
    const name = lastName(list);
    const added = name === undefined ? [] : additionsTo(name).flatMap(sourcesOf);
    const owners = sourcesOf(list);
    const items = owners.flatMap((owner) => through(itemsOfSource(owner), owner.calls));
    return [...items, ...added];
  }

  function additionsTo(name: ts.Identifier): readonly ts.Expression[] {
    const symbolOf = (node: ts.Node) => {
      const symbol = checker.getSymbolAtLocation(node);
      return symbol === undefined ? undefined : resolveAlias(symbol, checker);
    };
    const own = symbolOf(name);
    const all = own === undefined ? [] : (index.additions.get(name.text) ?? []);
    return all.filter(({ list }) => symbolOf(list) === own).map(({ value }) => value);
  }

  function sourcesOfItem(item: ts.Expression): readonly ValueSource[] {
    return ts.isSpreadElement(item) ? sourcesOfItems(item.expression) : sourcesOf(item);
  }

  function itemsOfSource({ node, isUnknown }: ValueSource): readonly ValueSource[] {
    if (ts.isCallExpression(node)) return itemsOfCall(node);
    if (isUnknown) return [unknownAt(node)];
    if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(sourcesOfItem);
    if (ts.isObjectLiteralExpression(node)) {
      return node.properties.flatMap((property) =>
        ts.isSpreadAssignment(property)
          ? sourcesOfItems(property.expression)
          : (sourcesOfDeclaration(property, node) ?? [unknownAt(node)]),
      );
    }
    if (ts.isNewExpression(node)) return (node.arguments ?? []).flatMap((list) => pairsOf(list));
    return isNothing(node) ? [] : [unknownAt(node)];
  }

  /** The values in `new Map([["a", a]])`, and the items in `new Set([a])`. */
  function pairsOf(list: ts.Expression): readonly ValueSource[] {
    return sourcesOfItems(list).flatMap((pair) => {
      const { node } = pair;
      if (!ts.isArrayLiteralExpression(node)) return [pair];
      const value = node.elements[1];
      return value === undefined ? [] : sourcesOf(value);
    });
  }

  function itemsOfCall(node: ts.CallExpression): readonly ValueSource[] {
    const callee = skipWrapping(node.expression);
    const [first] = node.arguments;
    if (!ts.isPropertyAccessExpression(callee)) return [unknownAt(node)];
    const method = callee.name.text;
    const isOfObject = ts.isIdentifier(callee.expression) && callee.expression.text === "Object";
    if (
      isOfObject &&
      (method === "values" || method === "entries" || method === "freeze") &&
      first !== undefined
    ) {
      return sourcesOfItems(first);
    }
    if (isOfObject && method === "fromEntries" && first !== undefined) return pairsOf(first);
    if ((method === "map" || method === "flatMap") && first !== undefined) {
      const callbacks = sourcesOf(first).filter(({ node: one }) => isFunctionWithBody(one));
      return callbacks.flatMap(({ node: one }) =>
        returnedExpressions(one as ts.SignatureDeclaration).flatMap(sourcesOf),
      );
    }
    return SAME_ITEMS.has(method) ? sourcesOfItems(callee.expression) : [unknownAt(node)];
  }

  return sourcesOfItems;
}

/** Methods of lists and maps that give a list of the same items. */
export const SAME_ITEMS: ReadonlySet<string> = new Set([
  "values",
  "filter",
  "slice",
  "concat",
  "reverse",
  "sort",
  "toSorted",
  "toReversed",
  "flat",
  "entries",
]);
