import { type StatementStructures, StructureKind, ts } from "ts-morph";
import type { Catalog } from "../catalog.js";
import { bannerComment, type ModuleStyle, type OutputFile } from "./output.js";
import { printStatements } from "./typescript.js";

/**
 * Prints a module of generated code in the schema's language: one TypeScript file, or a JavaScript file and its
 * declarations.
 *
 * @param name the file's name without its extension
 * @param statements an import of another generated module names it without an extension: `./recorders`
 */
export function printModule(
  name: string,
  statements: readonly StatementStructures[],
  { catalog, style }: { readonly catalog: Catalog; readonly style: ModuleStyle },
): readonly OutputFile[] {
  const { language } = catalog.outputs;
  const extension = language === "javascript" ? ".js" : style.importExtension;
  const text = printStatements(statements.map((statement) => withExtension(statement, extension)));
  const file = (path: string, code: string): OutputFile => ({
    kind: "file",
    path,
    text: header(catalog) + code,
  });
  switch (language) {
    case "typescript":
      return [file(`${name}.ts`, text)];
    case "javascript":
      return [file(`${name}.js`, toJavaScript(text, style)), file(`${name}.d.ts`, toDeclarations(text))];
  }
}

/** The lines before the code. */
function header(catalog: Catalog): string {
  return `// ${bannerComment(catalog)}\n${TOOL_COMMENTS.join("\n")}\n\n`;
}

/** Tools pass over the whole file. Prettier has no such comment. */
const TOOL_COMMENTS: readonly string[] = [
  // Coverage, in this order: c8 and Jest by V8, which want a line's start; Node's test runner; nyc, Jest and Vitest by
  // Istanbul. `@preserve` keeps the comment where esbuild removes others.
  "/* v8 ignore start */ /* node:coverage disable */ /* istanbul ignore file -- @preserve */",
  "/* eslint-disable */",
  "// biome-ignore-all lint format assist: generated",
];

/** Adds an extension to the path of an imported or exported module if it is another generated one. */
function withExtension(statement: StatementStructures, extension: string): StatementStructures {
  if (typeof statement !== "object" || !("kind" in statement)) return statement;
  if (
    statement.kind !== StructureKind.ImportDeclaration &&
    statement.kind !== StructureKind.ExportDeclaration
  ) {
    return statement;
  }
  const { moduleSpecifier } = statement;
  if (moduleSpecifier === undefined || !moduleSpecifier.startsWith("./")) return statement;
  return { ...statement, moduleSpecifier: moduleSpecifier + extension };
}

const TARGET = ts.ScriptTarget.ES2022;

function toJavaScript(text: string, { format }: ModuleStyle): string {
  const module = format === "esm" ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
  return printed(
    ts.transpileModule(text, { compilerOptions: { target: TARGET, module }, reportDiagnostics: true }),
  );
}

/** Every exported declaration has its types written out, so that no type of the runtime needs to be known. */
function toDeclarations(text: string): string {
  return printed(
    ts.transpileDeclaration(text, { compilerOptions: { target: TARGET }, reportDiagnostics: true }),
  );
}

/** The compiler's text, laid out as the TypeScript is: two spaces, and blank lines between declarations. */
function printed({ outputText, diagnostics = [] }: ts.TranspileOutput): string {
  const [first] = diagnostics;
  if (first !== undefined) throw new Error(ts.flattenDiagnosticMessageText(first.messageText, "\n"));
  return outputText
    .replace(TRAILING_COMMA, " }")
    .replace(INDENTATION, (spaces) => spaces.slice(spaces.length / 2))
    .replace(START_OF_DECLARATION, "\n\n");
}

/** What the compiler leaves of a list of names over several lines, most of them of types: `{ openSchema, }`. */
const TRAILING_COMMA = /, \}(?= from )/g;

/** Four spaces for each level. No literal of the generated code has a line feed. */
const INDENTATION = /^(?: {4})+/gm;

/** The line feed before a doc comment, or before a declaration without one. Constants that functions make are one block. */
const START_OF_DECLARATION =
  /(?<!\*\/)\n(?=\/\*\*|(?:export|function|type|interface) )|(?<!\*\/|^const \w+ = \w+\(\);)\n(?=const )/gm;
