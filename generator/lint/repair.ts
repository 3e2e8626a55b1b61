import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Catalog } from "../catalog.js";
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.js";
import { type LoadedCatalog, loadCatalog } from "../schema/load-catalog.js";
import { readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";
import { type LintOptions, type LintResult, lint } from "./lint.js";

/** A file of a schema with its repairs. */
export interface RepairedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface Repair {
  /** What is to be written, in the order in which the schema reads its files. */
  readonly files: readonly RepairedFile[];
  /** How many findings are mended. */
  readonly count: number;
  /** The schema as it is afterwards. */
  readonly loaded: LoadedCatalog;
  /** What is left. */
  readonly result: LintResult;
}

/** A repair makes room for another only where both change one text, so that few rounds are needed. */
const MOST_ROUNDS = 20;

/**
 * Applies the repairs of findings, in memory, until there are none left. A repair changes texts, units and suppressions only:
 * one after which the schema would not compile, or would mean something else, is left out. Packages that are installed
 * stay as they are.
 *
 * @throws SchemaUnreadableError if the schema cannot be read
 */
export function repairSchema(file: string, options: LintOptions = {}): Repair {
  const name = posixPath(file);
  let edited: ReadonlyMap<string, string> = new Map();
  let loaded = loadCatalog(file);
  let result = lint(loaded, options);
  let count = 0;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { catalog, sources } = loaded;
    const attempt = (fixes: readonly Fix[]) => {
      const texts = new Map([...edited, ...applyFixes(sources, fixes)]);
      const after = loadCatalog(file, texts.get(name) ?? sources.get(name), undefined, texts);
      return catalog && after.catalog && meaningOf(after.catalog) === meaningOf(catalog)
        ? { texts, after }
        : undefined;
    };
    let fixes = chooseFixes(result.findings, sources);
    let tried = attempt(fixes);
    if (tried === undefined) {
      fixes = fixes.filter((fix) => attempt([fix]) !== undefined);
      tried = attempt(fixes);
    }
    if (tried === undefined || fixes.length === 0) break;
    edited = tried.texts;
    loaded = tried.after;
    result = lint(loaded, options);
    count += fixes.length;
  }
  const files = [...loaded.sources.keys()].flatMap((path) => {
    const after = edited.get(path);
    const before = after === undefined ? undefined : readTextFile(path);
    if (before === undefined || after === undefined) return [];
    return [{ path, before, after: before.startsWith("\uFEFF") ? `\uFEFF${after}` : after }];
  });
  return { files, count, loaded, result };
}

/** The repairs of one round: no two overlap. */
function chooseFixes(findings: readonly Diagnostic[], sources: ReadonlyMap<string, string>): readonly Fix[] {
  const chosen: Fix[] = [];
  for (const [file, text] of sources) {
    if (!isOwn(file, text)) continue;
    const fixes = findings.flatMap(({ fix }) => (fix?.file === file ? [fix] : []));
    const inOrder = fixes.sort((a, b) => a.line - b.line || a.column - b.column);
    const apart = inOrder.filter((fix, at) => {
      const before = inOrder[at - 1];
      return before === undefined || !startsWithin(fix, before);
    });
    // The last of several removals waits for the next round: it then removes what is empty without the others.
    const removals = apart.filter((fix) => fix.text === "");
    const last = removals.length > 1 ? removals.at(-1) : undefined;
    chosen.push(...apart.filter((fix) => fix !== last));
  }
  return chosen;
}

/** Whether a file belongs to the project, and is text that can be written as it was read. */
function isOwn(file: string, text: string): boolean {
  const paths = [resolve(file), realpathSync(file)].map(posixPath);
  return !text.includes("\uFFFD") && !paths.some((path) => path.includes("/node_modules/"));
}

function startsWithin({ line, column }: Fix, { endLine, endColumn }: Fix): boolean {
  return line < endLine || (line === endLine && column < endColumn);
}

/** The texts of the files that repairs change. The repairs do not overlap. */
function applyFixes(
  sources: ReadonlyMap<string, string>,
  fixes: readonly Fix[],
): ReadonlyMap<string, string> {
  const edited = new Map<string, string>();
  for (const file of new Set(fixes.map((fix) => fix.file))) {
    const text = sources.get(file) ?? "";
    const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const offsetOf = (line: number, column: number) => (starts[line - 1] ?? text.length) + column - 1;
    let done = 0;
    let written = "";
    for (const fix of fixes.filter((one) => one.file === file)) {
      written += text.slice(done, offsetOf(fix.line, fix.column)) + fix.text;
      done = offsetOf(fix.endLine, fix.endColumn);
    }
    edited.set(file, written + text.slice(done));
  }
  return edited;
}

const REPAIRED: readonly string[] = ["help", "description", "unit", "lint", "deprecated"];

/** All that a repair never changes. */
function meaningOf(catalog: Catalog): string {
  return JSON.stringify(catalog, (key, value: unknown) => (REPAIRED.includes(key) ? undefined : value));
}
