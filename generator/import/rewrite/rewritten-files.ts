import { ts } from "ts-morph";
import { type Edit, edited } from "./edit.js";
import { keepingComments } from "./kept-comments.js";
import type { LocalName } from "./local-names.js";
import type { Plan } from "./plan.js";
import { specifierOf, withBareImport, withImport, withStatement } from "./recorder-imports.js";
import type { Registration } from "./registration.js";
import { removals } from "./removals.js";
import { styleOf } from "./style.js";
import { parsed, withoutUnused } from "./unused.js";

/** A file whose text changes. */
export interface RewrittenFile {
  readonly file: ts.SourceFile;
  readonly text: string;
}

/** What files are rewritten with. */
export interface Rewriting {
  readonly files: readonly ts.SourceFile[];
  readonly checker: ts.TypeChecker;
  readonly plans: readonly Plan[];
  readonly registration: Registration | undefined;
  /** The path of the recorders. */
  readonly recorders: string;
  readonly localName: LocalName;
}

/** The new texts of all files that plans change: calls, what nothing uses any more, and imports of the recorders. */
export function rewrittenFiles(rewriting: Rewriting): readonly RewrittenFile[] {
  const { files, plans, registration } = rewriting;
  const changes = changesByFile(plans);
  const bare = new Map([...changes].map(([file, own]) => [file, withoutMetrics(file, own, rewriting)]));
  const texts = new Map(
    [...bare].map(([file, text]) => [file, withRecorders(file, text, changes.get(file), rewriting)]),
  );
  for (const [file, specifier] of lostModules(bare, rewriting)) {
    texts.set(file, withBareImport(file, texts.get(file) ?? file.text, specifier));
  }
  if (registration !== undefined && !texts.has(registration.file)) {
    const { file } = registration;
    const text = withoutMetrics(file, { edits: [], removed: new Set(), recorders: new Set() }, rewriting);
    texts.set(file, withRecorders(file, text, undefined, rewriting));
  }
  return files.flatMap((file) => {
    const text = texts.get(file);
    return text === undefined || text === file.text ? [] : [{ file, text }];
  });
}

/** What plans change in one file. */
interface Changes {
  readonly edits: Edit[];
  readonly removed: Set<ts.Node>;
  readonly recorders: Set<string>;
}

function changesByFile(plans: readonly Plan[]): ReadonlyMap<ts.SourceFile, Changes> {
  const changes = new Map<ts.SourceFile, Changes>();
  const of = (file: ts.SourceFile): Changes => {
    const known = changes.get(file) ?? { edits: [], removed: new Set(), recorders: new Set() };
    changes.set(file, known);
    return known;
  };
  for (const { calls, references } of plans) {
    for (const { call, rewritten } of calls) {
      const file = call.getSourceFile();
      of(file).edits.push(...rewritten.edits.flatMap((edit) => keepingComments(file, edit)));
      for (const recorder of rewritten.recorders) of(file).recorders.add(recorder);
    }
    for (const { removed } of references)
      for (const node of removed) of(node.getSourceFile()).removed.add(node);
  }
  return changes;
}

/** The text with calls of recorders, and without the metrics. */
function withoutMetrics(
  file: ts.SourceFile,
  changes: Changes,
  { registration, localName }: Rewriting,
): string {
  const edits = [...changes.edits, ...removals(changes.removed)];
  if (registration?.file === file && registration.behind !== undefined) {
    const at = registration.behind.getEnd();
    const { end, newline } = styleOf(file);
    const statement = registering(registration, localName);
    edits.push({ start: at, end: at, text: `${newline}${statement}${end}` });
  }
  return withoutUnused(file.fileName, file.text, edited(file.text, edits));
}

const RUNTIME = "@metricsmith/runtime";

function registering({ file, registry }: Registration, localName: LocalName): string {
  return `${localName("registerMetrics", file)}(${localName("metrics", file)}, ${registry})`;
}

/** The text with the imports that it needs. */
function withRecorders(
  file: ts.SourceFile,
  text: string,
  changes: Changes | undefined,
  rewriting: Rewriting,
): string {
  const { registration, localName, recorders, files } = rewriting;
  const names = new Set(changes?.recorders);
  const imported = (name: string) => ({ name, local: localName(name, file) });
  let result = text;
  if (registration?.file === file) {
    names.add("metrics");
    if (registration.behind === undefined) {
      result = withStatement(file, result, registering(registration, localName));
    }
  }
  if (names.size === 0) return result;
  const specifier = specifierOf(file, recorders, files);
  result = withImport(file, result, { specifier, names: [...names].map(imported) });
  if (registration?.file !== file) return result;
  return withImport(file, result, { specifier: RUNTIME, names: [imported("registerMetrics")] });
}

/**
 * Modules that nobody imports any more though loading them does something, with the first file that did: it goes on to
 * import them for that.
 */
function lostModules(
  texts: ReadonlyMap<ts.SourceFile, string>,
  { files, checker }: Rewriting,
): ReadonlyMap<ts.SourceFile, string> {
  const lost = new Map<ts.SourceFile, string>();
  const still = new Set<ts.SourceFile>();
  const dropped: { readonly file: ts.SourceFile; readonly specifier: string; readonly of: ts.SourceFile }[] =
    [];
  for (const file of files) {
    const text = texts.get(file);
    const kept = text === undefined ? undefined : new Set(specifiersIn(parsed(file.fileName, text)));
    for (const node of specifierNodes(file)) {
      const of = checker.getSymbolAtLocation(node)?.declarations?.find(ts.isSourceFile);
      if (of === undefined) continue;
      if (kept === undefined || kept.has(node.text)) still.add(of);
      else dropped.push({ file, specifier: node.text, of });
    }
  }
  for (const { file, specifier, of } of dropped) {
    if (still.has(of) || !files.includes(of)) continue;
    if (!hasEffects(parsed(of.fileName, texts.get(of) ?? of.text))) continue;
    lost.set(file, specifier);
    still.add(of);
  }
  return lost;
}

function specifiersIn(file: ts.SourceFile): readonly string[] {
  return specifierNodes(file).map(({ text }) => text);
}

function specifierNodes(file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  return file.statements.flatMap((statement) => {
    const loads = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const specifier = loads ? statement.moduleSpecifier : undefined;
    return specifier !== undefined && ts.isStringLiteralLike(specifier) ? [specifier] : [];
  });
}

/** Whether loading a file does more than declare things. */
function hasEffects(file: ts.SourceFile): boolean {
  return file.statements.some((statement) => {
    if (ts.isVariableStatement(statement)) return /[(]/.test(statement.getText());
    return !(
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    );
  });
}
