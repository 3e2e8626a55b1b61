import { ts } from "ts-morph";
import type { Analysis } from "../source/analyse.js";
import { clientExport } from "../source/client-export.js";
import { unaliased } from "../source/syntax.js";

/** A registry as the source names it, or the client's global one. */
export type Registry = ts.Expression | "global";

/** Where the recorders' families are added to the registry that had the metrics. */
export interface Registration {
  readonly file: ts.SourceFile;
  /** What the registry is called there. */
  readonly registry: string;
  /** The statement behind which it is done; `undefined` for the last import. */
  readonly behind: ts.Statement | undefined;
}

/** Why there is no one place: several registries, one that is not a module's constant, or one that is not seen. */
export type NoRegistration = "several" | "inner" | "unseen";

/**
 * Where one registry holds all these metrics: behind its declaration, or, if it is the client's global one, in the
 * file that exposes it.
 */
export function registration(
  analysis: Analysis,
  registries: readonly Registry[],
): Registration | NoRegistration {
  const { checker } = analysis;
  const symbols = new Set<ts.Symbol | "global" | undefined>(
    registries.map((registry) => registryOf(registry, checker)),
  );
  const [only] = symbols;
  if (symbols.has(undefined) || only === undefined) return "unseen";
  if (symbols.size > 1) return "several";
  return only === "global" ? (whereExposed(analysis) ?? "unseen") : behindDeclaration(only);
}

function registryOf(registry: Registry, checker: ts.TypeChecker): ts.Symbol | "global" | undefined {
  if (registry === "global") return registry;
  if (clientExport(registry, checker) === "register") return "global";
  const symbol = checker.getSymbolAtLocation(registry);
  return symbol === undefined ? undefined : unaliased(symbol, checker);
}

/** `const registry = new Registry();` at the top level of a file. */
function behindDeclaration(symbol: ts.Symbol): Registration | NoRegistration {
  const declaration = symbol.valueDeclaration;
  if (declaration === undefined) return "unseen";
  if (ts.isPropertyDeclaration(declaration)) return "inner";
  if (!ts.isVariableDeclaration(declaration)) return "unseen";
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement) || !ts.isSourceFile(statement.parent)) return "inner";
  const registry = declaration.name.getText();
  return { file: statement.getSourceFile(), registry, behind: statement };
}

/** The first file that calls `register.metrics()`, behind its imports. */
function whereExposed({ survey, checker }: Analysis): Registration | undefined {
  for (const { expression } of survey.calls) {
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== "metrics") continue;
    const registry = expression.expression;
    if (clientExport(registry, checker) !== "register") continue;
    return { file: registry.getSourceFile(), registry: registry.getText(), behind: undefined };
  }
  return undefined;
}
