import { ts } from "ts-morph";
import { isAssignmentOperator, isRequireOf, skipWrapping } from "../source/syntax.js";
import { edited } from "./edit.js";
import { removals } from "./removals.js";

/** A file's text, parsed without types. */
export function parsed(fileName: string, text: string): ts.SourceFile {
  return ts.createSourceFile(fileName, text, ts.ScriptTarget.Latest, true);
}

/**
 * The text without imports, constants and functions of the file that were used before and are not any more. What is
 * exported stays, and so does what does something when it is evaluated.
 */
export function withoutUnused(fileName: string, before: string, after: string): string {
  const uses = nameCounts(parsed(fileName, before));
  let text = after;
  for (;;) {
    const file = parsed(fileName, text);
    const left = nameCounts(file);
    const unused = new Set(
      declarationsOf(file)
        .filter(({ name }) => left.get(name) === 1 && (uses.get(name) ?? 0) > 1)
        .map(({ node }) => node),
    );
    if (unused.size === 0) return spacedLike(before, text);
    text = edited(text, removals(unused));
  }
}

/** Without the empty lines that stay behind where statements went. */
function spacedLike(before: string, text: string): string {
  const [end = ""] = /\s*$/.exec(before) ?? [];
  if (text.trim() === "") return "";
  const single = /\n\r?\n\r?\n/.test(before) ? text : text.replace(/(\r?\n)(?:\r?\n){2,}/g, "$1$1");
  const spaced = /\{\r?\n\r?\n/.test(before) ? single : single.replace(/(\{\r?\n)\r?\n/g, "$1");
  const begun = /^\s/.test(before) ? spaced : spaced.trimStart();
  return begun.trimEnd() + end;
}

/** How often each name stands in a file, but as a property's. */
function nameCounts(file: ts.SourceFile): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isPropertyName(node))
      counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return counts;
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) return parent.name === node;
  if (ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent)) return parent.name === node;
  const renamed = ts.isImportSpecifier(parent) || ts.isBindingElement(parent);
  return renamed && parent.propertyName === node;
}

interface Declared {
  readonly name: string;
  readonly node: ts.Node;
}

function declarationsOf(file: ts.SourceFile): readonly Declared[] {
  return file.statements.flatMap((statement): readonly Declared[] => {
    if (ts.isImportDeclaration(statement)) return importsOf(statement);
    if (ts.isImportEqualsDeclaration(statement)) return [{ name: statement.name.text, node: statement }];
    if (isExported(statement)) return [];
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      return [{ name: statement.name.text, node: statement }];
    }
    return ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(variablesOf)
      : [];
  });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function importsOf({ importClause }: ts.ImportDeclaration): readonly Declared[] {
  if (importClause === undefined) return [];
  const { name, namedBindings } = importClause;
  const found: Declared[] = name === undefined ? [] : [{ name: name.text, node: importClause }];
  if (namedBindings === undefined) return found;
  if (ts.isNamespaceImport(namedBindings)) {
    return name === undefined ? [{ name: namedBindings.name.text, node: importClause.parent }] : found;
  }
  return [...found, ...namedBindings.elements.map((node) => ({ name: node.name.text, node }))];
}

function variablesOf(node: ts.VariableDeclaration): readonly Declared[] {
  const { name, initializer } = node;
  if (initializer === undefined || !isPure(initializer)) return [];
  if (ts.isIdentifier(name)) return [{ name: name.text, node }];
  if (!ts.isObjectBindingPattern(name)) return [];
  return name.elements.flatMap((element) =>
    ts.isIdentifier(element.name) ? [{ name: element.name.text, node: element }] : [],
  );
}

/** Whether to evaluate an expression does nothing else; `require(…)` stands for an import. */
function isPure(node: ts.Node): boolean {
  const at = skipWrapping(node);
  if (isRequireOf(at)) return true;
  if (ts.isFunctionLike(at)) return true;
  if (ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isAwaitExpression(at)) return false;
  if (ts.isBinaryExpression(at) && isAssignmentOperator(at.operatorToken.kind)) return false;
  if (ts.isPrefixUnaryExpression(at) && at.operator !== ts.SyntaxKind.MinusToken) return false;
  if (ts.isDeleteExpression(at) || ts.isPostfixUnaryExpression(at) || ts.isTaggedTemplateExpression(at))
    return false;
  return ts.forEachChild(at, (child) => (isPure(child) ? undefined : true)) === undefined;
}
