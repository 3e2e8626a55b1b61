import { ts } from "ts-morph";

/** Whether a statement loads modules: `import`, and a constant of `require(…)`. */
export function isImport(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return true;
  return (
    ts.isVariableStatement(statement) && /^(?:const|var|let)\b[^;]*?=\s*require\(/.test(statement.getText())
  );
}

/** `"use strict";` */
export function isPrologue(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** The statement under which what stands above belongs to the file, not to it: the first import. */
export function isHead(node: ts.Node): boolean {
  return (
    ts.isStatement(node) &&
    isImport(node) &&
    node === node.getSourceFile().statements.find((statement) => !isPrologue(statement))
  );
}
