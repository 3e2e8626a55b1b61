import { ts } from "ts-morph";
import { isClientName } from "./clients.js";
import { skipWrapping } from "./source-syntax.js";
import { calleeName, type SyntaxIndex } from "./syntax-index.js";

/** A package for metrics that cannot be resolved, so that its calls are not read. */
export interface ForeignPackage {
  readonly name: string;
  readonly calls: number;
  /** The first import. */
  readonly at: ts.Node;
}

/** Finds the packages for metrics that are imported, but not installed, with the number of their calls. */
export function findForeignPackages(index: SyntaxIndex, checker: ts.TypeChecker): readonly ForeignPackage[] {
  const found = new Map<string, ForeignPackage>();
  for (const declaration of index.imports) {
    const { moduleSpecifier: specifier, importClause } = declaration;
    if (importClause === undefined || importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
    if (!ts.isStringLiteral(specifier) || isClientName(specifier)) continue;
    if (!isUnresolved(specifier, checker)) continue;
    const earlier = found.get(specifier.text);
    found.set(specifier.text, {
      name: specifier.text,
      calls: (earlier?.calls ?? 0) + countCalls(importClause),
      at: earlier?.at ?? specifier,
    });
  }
  return [...found.values()].filter(({ calls }) => calls > 0);
}

function isUnresolved(specifier: ts.StringLiteral, checker: ts.TypeChecker): boolean {
  const name = specifier.text;
  const isPackage = /^[@a-z]/i.test(name) && !/^(?:node|bun|deno):/.test(name);
  if (!isPackage || !METRICS.test(name) || name.startsWith("@opentelemetry/")) return false; // their calls are read
  return checker.getSymbolAtLocation(specifier) === undefined;
}

/** The name of a package for metrics. */
const METRICS = /metric|prom(?:etheus|-|$)|statsd|telemetry|instrument|monitoring/i;

/** Counts the calls whose first name is one of the import's, in its file. */
function countCalls(clause: ts.ImportClause): number {
  const names = new Set<string>();
  const add = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, add);
  };
  add(clause);
  let calls = 0;
  const visit = (node: ts.Node): void => {
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && calleeName(node) !== undefined) {
      if (names.has(firstName(node.expression))) calls += 1;
    }
    ts.forEachChild(node, visit);
  };
  visit(clause.getSourceFile());
  return calls;
}

function firstName(node: ts.Expression): string {
  let at: ts.Node = skipWrapping(node);
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at)) at = skipWrapping(at.expression);
  return ts.isIdentifier(at) ? at.text : "";
}
