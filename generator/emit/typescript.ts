import {
  type CodeBlockWriter,
  type FunctionDeclarationStructure,
  IndentationText,
  Project,
  type StatementStructures,
  StructureKind,
  type TypeAliasDeclarationStructure,
  VariableDeclarationKind,
  type VariableStatementStructure,
} from "ts-morph";
import type { Family } from "../catalog.js";
import { mainRecorder } from "../identifiers.js";
import { describeDeprecation } from "../lifecycle.js";
import { shownText, UNSEEN, unicodeEscape } from "../text/terminal.js";

/** A string as a TypeScript literal. Characters that are invisible or reorder text are escaped. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, unicodeEscape).replace(LAST_BACKSLASH, '\\u005c"');
}

/** Characters to escape that JSON leaves as they are. */
const ESCAPED = new RegExp(`[${UNSEEN}]`, "g");

const LONGEST_LINE = 100;

/**
 * An array literal: `[a, b, c]` on one line where it fits, else on as few lines as possible.
 *
 * @param before the text before the literal on its line
 */
export function listLiteral(items: readonly string[], before: string): string {
  const line = `[${items.join(", ")}]`;
  if (before.length + line.length < LONGEST_LINE) return line;
  return `[\n${fillLines(items).join("\n")}\n]`;
}

function fillLines(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = " ";
  for (const item of items) {
    if (line.length + item.length + 2 > LONGEST_LINE && line !== " ") {
      lines.push(line);
      line = " ";
    }
    line += ` ${item},`;
  }
  return [...lines, line];
}

/**
 * Escapes text for a doc comment: a star and a slash would end the comment, an `@` at the start of a word would begin
 * a tag, and `{@` would hide the tags after it.
 */
export function docText(text: string): string {
  return shownText(text)
    .replaceAll("*/", "*\\/")
    .replace(/(^|[\s\u200B{])@/g, "$1\\@");
}

/** Text for a doc comment that ends with a mark: `All Requests` becomes `All Requests.` */
export function sentence(text: string): string {
  const trimmed = docText(text).trim();
  return /[.!?:;…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The doc comment of a recorder: the description of its family, what the recorder does, and whether it is deprecated. */
export function familyDoc(family: Family, does: string, replacement?: string): string {
  return `${sentence(family.help)} ${does}${deprecation(family, replacement)}`;
}

/**
 * The tag of a deprecated family on a new line; empty for other families.
 *
 * @param replacement the identifier of what takes its place, if there is something
 */
export function deprecation(
  { deprecated }: Family,
  replacement = deprecated?.replacedBy && mainRecorder(deprecated.replacedBy),
): string {
  if (deprecated === undefined) return "";
  const lines = docText(deprecated.note ?? "")
    .split("\n")
    .map((line) => line.trim());
  const note = lines.filter((line) => line !== "").join(" ");
  const text = describeDeprecation(
    { ...deprecated, note: note === "" ? undefined : note },
    replacement && `{@link ${replacement}}`,
  );
  return `\n@deprecated ${text}`;
}

/** The structure of a constant at the top level of a file. */
export function constantStatement({
  name,
  type,
  initializer,
  isExported = false,
  docs = [],
}: {
  readonly name: string;
  readonly type?: string;
  readonly initializer: string;
  readonly isExported?: boolean;
  readonly docs?: readonly string[];
}): VariableStatementStructure {
  return {
    kind: StructureKind.VariableStatement,
    leadingTrivia: startAfterBlankLine,
    docs: [...docs],
    isExported,
    declarationKind: VariableDeclarationKind.Const,
    declarations: [
      { name, ...(type === undefined ? {} : { type }), trailingTrivia: writeInitializer(initializer) },
    ],
  };
}

/** A constant at the top level of a file, and the function that makes its value, which the file declares, too. */
export interface MadeConstant {
  readonly name: string;
  readonly maker: string;
}

/** The structure of the function that makes the value of a constant. */
export function makerFunction(maker: string, expression: string): FunctionDeclarationStructure {
  return { kind: StructureKind.Function, name: maker, statements: `return ${expression};` };
}

/**
 * The structures of constants that functions make, one on each line. They are one after the other, and the functions
 * refer to what they need, so that TypeScript checks the file in linear time: it follows each use of a constant outside
 * of functions, and each constant after a function, back through all constants before.
 */
export function madeConstants(constants: readonly MadeConstant[]): readonly VariableStatementStructure[] {
  return constants.map(({ name, maker }, position) => {
    const statement = constantStatement({ name, initializer: `${maker}()` });
    return position === 0 ? statement : { ...statement, leadingTrivia: "" };
  });
}

/** The structure of an exported type alias at the top level of a file. */
export function typeAlias(alias: {
  readonly name: string;
  readonly type: string;
  readonly docs: string[];
}): TypeAliasDeclarationStructure {
  return { kind: StructureKind.TypeAlias, leadingTrivia: startAfterBlankLine, isExported: true, ...alias };
}

/** Prints the declarations of a file at once: adding one after the other to a source file takes quadratic time. */
export function printStatements(statements: StatementStructures[]): string {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces },
  });
  const structure = { kind: StructureKind.SourceFile, statements } as const;
  return project.createSourceFile("printed.ts", structure).getFullText().replace(TRAILING_SPACES, "");
}

// What follows are all corrections of how ts-morph prints.

/** ts-morph takes every quote after a backslash for an escaped one, and would not see that the string ends there. */
const LAST_BACKSLASH = /\\\\"$/;

/** ts-morph separates functions and interfaces with blank lines, but not constants and type aliases. */
function startAfterBlankLine(writer: CodeBlockWriter): void {
  writer.blankLineIfLastNot();
}

/** ts-morph indents all lines of an initializer after the first, the closing brace too; this keeps them as they are. */
function writeInitializer(initializer: string): (writer: CodeBlockWriter) => void {
  return (writer) => writer.queueIndentationLevel(0).write(` = ${initializer}`);
}

/** ts-morph writes a space after `=` where a type begins on the next line, and keeps those in doc comments. */
const TRAILING_SPACES = /(?<! ) +(?=\n|$)/g;
