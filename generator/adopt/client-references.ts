import { ts } from "ts-morph";

/** The packages that a drop-in client can stand in for. */
export const CLIENT_MODULES = ["prom-client", "@prometheus-io/client"] as const;

export type ClientModule = (typeof CLIENT_MODULES)[number];

/** A place of a file that names the module of a client. */
export interface ClientReference {
  /** Offsets of the module's name in the text, without its quotes. */
  readonly start: number;
  readonly end: number;
  /** The module, such as `prom-client` or `prom-client/lib/registry`. */
  readonly module: string;
  readonly use: ReferenceUse;
  /** The exports of the client that an import, a re-export or a destructuring `require` names. */
  readonly names: readonly string[];
}

/**
 * What a reference is. An `import` loads the module or its types, in whatever syntax. A `mock` is a call of a test runner,
 * an `augmentation` adds to the module's types, and an `other` is a call whose meaning is not known.
 */
type ReferenceUse = "import" | "mock" | "augmentation" | "other";

/** How the client is used in a file. */
export interface ClientUse {
  readonly references: readonly ClientReference[];
  /** The places that create summaries, which no schema has: offsets in the text. */
  readonly summaries: readonly number[];
  /** The calls of `collectDefaultMetrics`: offsets in the text. */
  readonly defaultMetrics: readonly number[];
  /** Modules that the file imports by a relative path, as it writes them. */
  readonly relativeModules: readonly string[];
}

/**
 * Finds what a file says of a client.
 *
 * @throws RangeError if the code nests too deeply to be parsed
 */
export function findClientUse(fileName: string, text: string): ClientUse {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const references: ClientReference[] = [];
  const summaries: number[] = [];
  const defaultMetrics: number[] = [];
  const relativeModules: string[] = [];
  const ownNames = new Map<string, string>(); // `Summary` for `import { Summary as Quantiles }`
  const nodes: ts.Node[] = [file];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (ts.isStringLiteralLike(node)) {
      const use = useOf(node);
      if (use === undefined) continue;
      if (isClientModule(node.text)) references.push(referenceTo(node, use));
      else if (use === "import" && /^\.{1,2}(?:\/|$)/.test(node.text)) relativeModules.push(node.text);
      continue;
    }
    if ((ts.isImportSpecifier(node) || ts.isBindingElement(node)) && node.propertyName !== undefined) {
      ownNames.set(node.name.getText(file), node.propertyName.getText(file));
    }
    const name = calledName(node);
    const called = name === undefined ? undefined : (ownNames.get(name) ?? name);
    if (called === "Summary" && ts.isNewExpression(node)) summaries.push(node.getStart(file));
    if (called === "collectDefaultMetrics" && ts.isCallExpression(node)) {
      defaultMetrics.push(node.getStart(file));
    }
    nodes.push(...node.getChildren(file).toReversed()); // with JSDoc, which `forEachChild` leaves out
  }
  return { references, summaries, defaultMetrics, relativeModules };
}

/** True for a client, and for a file in its package. */
function isClientModule(module: string): boolean {
  return CLIENT_MODULES.some((client) => module === client || module.startsWith(`${client}/`));
}

/** What a text is to the code around it; `undefined` for a text that is no name of a module. */
function useOf(literal: ts.StringLiteralLike): ReferenceUse | undefined {
  const { parent } = literal;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isJSDocImportTag(parent)) {
    return parent.moduleSpecifier === literal ? "import" : undefined;
  }
  if (ts.isExternalModuleReference(parent)) return "import";
  if (ts.isLiteralTypeNode(parent)) {
    const { parent: type } = parent;
    return ts.isImportTypeNode(type) && type.argument === parent ? "import" : undefined;
  }
  if (ts.isModuleDeclaration(parent)) return "augmentation";
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== literal) return undefined;
  const callee = parent.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return "import";
  if (ts.isIdentifier(callee) && callee.text === "require") return "import";
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return "other";
  return TEST_RUNNERS.has(callee.expression.text) ? "mock" : "other";
}

/** The objects of test runners whose methods take the name of a module: `jest.mock`, `vi.importActual`, `mock.module`. */
const TEST_RUNNERS: ReadonlySet<string> = new Set(["jest", "vi", "vitest", "mock", "td"]);

function referenceTo(literal: ts.StringLiteralLike, use: ReferenceUse): ClientReference {
  return {
    start: literal.getStart() + 1,
    end: literal.getEnd() - 1,
    module: literal.text,
    use,
    names: importedNames(literal.parent),
  };
}

function importedNames(node: ts.Node): readonly string[] {
  if (ts.isImportDeclaration(node)) {
    const bindings = node.importClause?.namedBindings;
    return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(exportName) : [];
  }
  if (ts.isExportDeclaration(node)) {
    const clause = node.exportClause;
    return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map(exportName) : [];
  }
  const loaded = ts.isAwaitExpression(node.parent) ? node.parent : node;
  const variable = loaded.parent;
  if (!ts.isCallExpression(node) || !ts.isVariableDeclaration(variable)) return [];
  if (!ts.isObjectBindingPattern(variable.name)) return [];
  return variable.name.elements.flatMap(({ propertyName, name, dotDotDotToken }) => {
    const named = propertyName ?? name;
    return dotDotDotToken === undefined && ts.isIdentifier(named) ? [named.text] : [];
  });
}

function exportName({ propertyName, name }: ts.ImportSpecifier | ts.ExportSpecifier): string {
  return (propertyName ?? name).text;
}

/** The last name of what is called or constructed: `Summary` in `new client.Summary(…)`. */
function calledName(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
  const callee = node.expression;
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
}
