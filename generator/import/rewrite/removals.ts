import { ts } from "ts-morph";
import { type Edit, removingElements, removingLines, replacing } from "./edit.js";

/** The edits that remove nodes of one file: elements of lists, and what is left of a list without elements. */
export function removals(nodes: ReadonlySet<ts.Node>): readonly Edit[] {
  const edits: Edit[] = [];
  const lists = new Map<ts.Node, Set<ts.Node>>();
  for (const node of nodes) {
    const list = listOf(node);
    if (list === undefined) edits.push(removingLines(node));
    else lists.set(list, (lists.get(list) ?? new Set()).add(node));
  }
  for (const [list, removed] of lists) edits.push(...removingFrom(list, removed));
  return edits;
}

/** What a node is an element of; `undefined` for one that stands on its own. */
function listOf(node: ts.Node): ts.Node | undefined {
  const { parent } = node;
  const element =
    ts.isNamedImports(parent) ||
    ts.isNamedExports(parent) ||
    ts.isObjectBindingPattern(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isVariableDeclarationList(parent);
  if (element) return parent;
  return ts.isImportClause(node) ? node : undefined;
}

function removingFrom(list: ts.Node, removed: ReadonlySet<ts.Node>): readonly Edit[] {
  if (ts.isImportClause(list)) return removingDefault(list);
  const elements = elementsOf(list);
  if (elements.some((element) => !removed.has(element))) return removingElements(elements, removed);
  if (ts.isObjectLiteralExpression(list)) return [replacing(list, "{}")];
  if (ts.isNamedImports(list) && list.parent.name !== undefined) {
    return [{ start: list.parent.name.getEnd(), end: list.getEnd(), text: "" }];
  }
  const statement = ts.findAncestor(list, ts.isStatement);
  return statement === undefined ? [] : [removingLines(statement)];
}

function elementsOf(list: ts.Node): readonly ts.Node[] {
  if (ts.isObjectLiteralExpression(list)) return list.properties;
  if (ts.isVariableDeclarationList(list)) return list.declarations;
  if (ts.isNamedImports(list) || ts.isNamedExports(list) || ts.isObjectBindingPattern(list))
    return list.elements;
  return [];
}

/** `requests` of `import requests, { other } from …`. */
function removingDefault(clause: ts.ImportClause): readonly Edit[] {
  const { name, namedBindings } = clause;
  if (name === undefined || namedBindings === undefined) return [removingLines(clause.parent)];
  return [{ start: name.getStart(), end: namedBindings.getStart(), text: "" }];
}
