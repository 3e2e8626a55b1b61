import { dirname, relative } from "node:path";
import { ts } from "ts-morph";
import { posixPath } from "../../posix-path.js";
import { type Edit, edited, removingLines } from "./edit.js";
import { isHead, isImport, isPrologue } from "./head-of-file.js";
import { type Style, styleOf } from "./style.js";
import { parsed } from "./unused.js";

/** What a file is to import from a module. */
export interface WantedImport {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

export interface ImportedName {
  readonly name: string;
  /** What the file calls it. */
  readonly local: string;
}

/** The text with an import added behind the others, in the words of the file: its quotes, its semicolons, `require`. */
export function withImport(original: ts.SourceFile, text: string, wanted: WantedImport): string {
  const file = parsed(original.fileName, text);
  const style = styleOf(original);
  const existing = file.statements.find((statement) => importsFrom(statement, wanted.specifier));
  if (existing !== undefined && ts.isImportDeclaration(existing)) {
    const bindings = existing.importClause?.namedBindings;
    if (bindings !== undefined && ts.isNamedImports(bindings)) {
      const known = bindings.elements.map((element) => ({
        name: (element.propertyName ?? element.name).text,
        local: element.name.text,
      }));
      const missing = wanted.names.filter(({ local }) => !known.some((one) => one.local === local));
      const names = [...known, ...missing];
      const line = importLine({ ...wanted, names }, style);
      return edited(text, [{ start: existing.getStart(), end: existing.getEnd(), text: line }]);
    }
  }
  return edited(text, [insertion(original, file, importLine(wanted, style))]);
}

/** The text with an import of a module for what it does alone. */
export function withBareImport(original: ts.SourceFile, text: string, specifier: string): string {
  const style = styleOf(original);
  const module = `${style.quote}${specifier}${style.quote}`;
  const line = style.requires ? `require(${module})` : `import ${module}`;
  return edited(text, [insertion(original, parsed(original.fileName, text), `${line}${style.end}`)]);
}

/** The text with a statement behind its imports. */
export function withStatement(original: ts.SourceFile, text: string, statement: string): string {
  const style = styleOf(original);
  const line = `${style.newline}${statement}${style.end}`;
  return edited(text, [insertion(original, parsed(original.fileName, text), line)]);
}

const WIDTH = 100;

function importLine({ specifier, names }: WantedImport, { quote, end, requires, newline }: Style): string {
  const as = requires ? ": " : " as ";
  const texts = [...names]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, local }) => (name === local ? name : `${name}${as}${local}`));
  const [open, close] = requires
    ? ["const {", `} = require(${quote}${specifier}${quote})${end}`]
    : ["import {", `} from ${quote}${specifier}${quote}${end}`];
  const line = `${open} ${texts.join(", ")} ${close}`;
  if (line.length <= WIDTH) return line;
  return [open, ...texts.map((text) => `  ${text},`), close].join(newline);
}

function insertion(original: ts.SourceFile, file: ts.SourceFile, line: string): Edit {
  const { newline } = styleOf(original);
  const last = file.statements.findLast(isImport);
  if (last !== undefined) return { start: last.getEnd(), end: last.getEnd(), text: `${newline}${line}` };
  const above = aboveImports(original);
  if (above !== "" && file.text.startsWith(above)) {
    const { length } = above;
    const blank = /^\r?\n/.test(file.text.slice(length)) ? "" : newline;
    return { start: length, end: length, text: `${line}${newline}${blank}` };
  }
  const first = file.statements.find((statement) => !isPrologue(statement));
  if (first === undefined)
    return { start: file.text.length, end: file.text.length, text: `${line}${newline}` };
  const at = removingLines(first).start; // above the comments that belong to it
  return { start: at, end: at, text: `${line}${newline}${newline}` };
}

/** What a file has above its first import: a licence, `"use strict";`. */
function aboveImports(file: ts.SourceFile): string {
  const head = file.statements.find(isHead);
  return head === undefined ? "" : file.text.slice(0, removingLines(head).start);
}

function importsFrom(statement: ts.Statement, specifier: string): boolean {
  return (
    ts.isImportDeclaration(statement) &&
    ts.isStringLiteral(statement.moduleSpecifier) &&
    statement.moduleSpecifier.text === specifier &&
    !statement.importClause?.isTypeOnly
  );
}

/** How a file names the recorders: relative, with the extension that its own imports have. */
export function specifierOf(
  file: ts.SourceFile,
  recorders: string,
  others: readonly ts.SourceFile[],
): string {
  const path = posixPath(relative(dirname(file.fileName), recorders)).replace(/\.ts$/, "");
  const extension =
    extensionIn(file) ?? others.map(extensionIn).find((found) => found !== undefined) ?? ".js";
  return `${path.startsWith(".") ? "" : "./"}${path}${extension}`;
}

/** `.js`, `.ts` or nothing; `undefined` for a file without relative imports. */
function extensionIn(file: ts.SourceFile): string | undefined {
  for (const [, specifier = ""] of file.text.matchAll(
    /(?:from|require\(|import)\s*["'](\.{1,2}\/[^"']*)["']/g,
  )) {
    if (/\.[cm]?ts$/.test(specifier)) return ".ts";
    return /\.[cm]?js$/.test(specifier) ? ".js" : "";
  }
  return undefined;
}
