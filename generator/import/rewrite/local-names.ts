import { resolve } from "node:path";
import { ts } from "ts-morph";

/** What a file calls something that it imports from the recorders, or will. */
export type LocalName = (imported: string, file: ts.SourceFile) => string;

/** The name itself, or an alias where the file has that name for something else. */
export function localNames(recorders: string): LocalName {
  const taken = new Map<ts.SourceFile, ReadonlySet<string>>();
  return (imported, file) => {
    const names = taken.get(file) ?? otherNames(file, recorders);
    taken.set(file, names);
    if (!names.has(imported)) return imported;
    let alias = imported === "metrics" ? "generatedMetrics" : `${imported}Metric`;
    while (names.has(alias)) alias = `${alias}_`;
    return alias;
  };
}

/** Names that a file has, but for those that it imports from the recorders. */
function otherNames(file: ts.SourceFile, recorders: string): ReadonlySet<string> {
  const names = new Set<string>();
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.add(node.text);
    if (ts.isImportDeclaration(node) && isOf(node, recorders)) {
      const bindings = node.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings)) {
        for (const { name } of bindings.elements) own.add(name.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return new Set([...names].filter((name) => !own.has(name)));
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function isOf({ moduleSpecifier, parent }: ts.ImportDeclaration, recorders: string): boolean {
  if (!ts.isStringLiteral(moduleSpecifier) || !ts.isSourceFile(parent)) return false;
  const named = resolve(parent.fileName, "..", moduleSpecifier.text).replace(/\.[cm]?[jt]s$/, "");
  return named === recorders.replace(/\.ts$/, "");
}
