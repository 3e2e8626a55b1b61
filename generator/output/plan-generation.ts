import { closeSync, type Dirent, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Catalog } from "../catalog.js";
import type { Report } from "../diagnostics/define.js";
import { type SourceLocation, startOfFile } from "../diagnostics/diagnostic.js";
import { generateOutputs, KNOWN_OUTPUTS } from "../emit/emit.js";
import { type Output, schemaOf, toCommentText } from "../emit/output.js";
import { stateOfAlias } from "../lifecycle.js";
import { InputFiles } from "../source/input-files.js";
import { systemReason, UnreadableError } from "../text/system-reason.js";
import type { Path } from "../yaml/yaml-places.js";
import type { OUTPUT_CODES } from "./codes.js";
import { readModuleStyle } from "./module-style.js";
import { type ForeignFile, type OutputPlan, planOutputs } from "./output-plan.js";
import { type PlannedSection, planSection } from "./page-section.js";

/** The outputs of a schema, compared with what is on disk. */
export interface Generation {
  /** The files and sections to write and to remove, in the output directory and in pages. */
  readonly plan: OutputPlan;
  readonly sections: readonly PlannedSection[];
  /** The texts of the pages that have a section, for code frames. */
  readonly pages: ReadonlyMap<string, string>;
  /** The texts of all files in the output directory, also of those that are up to date, by path. */
  readonly files: ReadonlyMap<string, string>;
}

const DEFAULT_OUTPUT_DIRECTORY = "generated";

/** The folder that a schema's outputs are written to, unless the user names another. */
export function outputDirectory({
  source,
  outputs: { directory = DEFAULT_OUTPUT_DIRECTORY },
}: Catalog): string {
  return join(dirname(source), directory);
}

/** Reports old names that are past the version of the package until which they are exposed. */
export function reportPastNames(
  { families, origin }: Catalog,
  locate: (path: Path) => SourceLocation,
  report: Report<typeof OUTPUT_CODES>,
): void {
  for (const { alias, type, key, name } of families) {
    if (alias === undefined) continue;
    const { until } = alias;
    const state = stateOfAlias(alias, origin);
    const path = [`${type}s`, key, "renamed_from"];
    const { version } = origin;
    if (state === "unknown") {
      report(
        "old-name-without-version",
        { until, package: origin.package, version },
        locate([...path, "until"]),
      );
    } else if (state === "past") {
      report("old-name-past", { old: alias.name, name, until, version: version ?? "" }, locate(path));
    }
  }
}

/**
 * Generates the outputs of a schema in memory, and compares them with what is on disk. Reports pages with mistakes, and
 * files that are in the way.
 *
 * @param out the output directory
 * @param inputs gets every file that the outputs depend on, beside those of the Catalog
 * @throws UnreadableError if the output directory cannot be read
 */
export async function planGeneration(
  catalog: Catalog,
  out: string,
  report: Report<typeof OUTPUT_CODES>,
  inputs = new InputFiles(),
): Promise<Generation> {
  const outputs = await generateOutputs(catalog, { style: await readModuleStyle(out, inputs) });
  const sections = outputs
    .filter((output) => output.kind === "section")
    .map((section) => {
      inputs.add(join(dirname(catalog.source), section.page));
      return planSection(section, catalog.source, report);
    });
  const plan = planFiles(catalog, out, { outputs, sections });
  for (const file of plan.foreign) reportForeignOutput(file, report);
  return {
    plan,
    sections,
    pages: new Map(sections.flatMap(({ file, text }) => (text === undefined ? [] : [[file, text] as const]))),
    files: new Map(
      outputs.flatMap((output) =>
        output.kind === "file" ? [[join(out, output.path), output.text] as const] : [],
      ),
    ),
  };
}

interface Outputs {
  readonly outputs: readonly Output[];
  readonly sections: readonly PlannedSection[];
}

function planFiles(catalog: Catalog, out: string, { outputs, sections }: Outputs): OutputPlan {
  const pages = new Set(sections.map(({ file }) => resolve(file)));
  const known = KNOWN_OUTPUTS.filter((name) => !pages.has(resolve(out, name)));
  const files = outputs.filter((output) => output.kind === "file");
  try {
    const schemaFolder = dirname(catalog.source);
    const target = { directory: out, schema: basename(catalog.source), schemaFolder, known };
    const plan = planOutputs(target, files);
    return { ...plan, write: [...plan.write, ...sections.flatMap(({ stale }) => stale ?? [])] };
  } catch (error) {
    const file = fileOnPath(out);
    const reason =
      file === undefined ? systemReason(error) : `\`${file}\` is a file, not a directory; name another`;
    throw new UnreadableError(`cannot read the output directory \`${out}\`: ${reason}`);
  }
}

/** The first part of a path that is a file, where a directory is needed. */
function fileOnPath(path: string): string | undefined {
  for (let part = path; ; part = dirname(part)) {
    if (existsSync(part) && statSync(part).isFile()) return part;
    if (part === dirname(part)) return undefined;
  }
}

function reportForeignOutput({ path: file, schema }: ForeignFile, report: Report<typeof OUTPUT_CODES>): void {
  if (schema === undefined) report("foreign-output", { file }, startOfFile(file));
  else report("output-of-other-schema", { file, schema }, startOfFile(file));
}

/** Folders that are looked into. A project's own sources have fewer. */
const MOST_FOLDERS = 2000;

/** Folders of what is installed or compiled: copies of outputs may be there. Hidden folders are not looked into, either. */
const NOT_SOURCES: ReadonlySet<string> = new Set(["node_modules", "dist", "build", "coverage"]);

/**
 * The folder with the recorders of a schema, below the schema's folder. Packages below it and folders with a schema of
 * the same name are not looked into.
 *
 * @param schema the schema's file name
 */
export function findOutputDirectory(schemaFolder: string, schema: string): string | undefined {
  const folders = [schemaFolder];
  let javascript: string | undefined;
  for (let at = 0; at < Math.min(folders.length, MOST_FOLDERS); at++) {
    const folder = folders[at] ?? "";
    const entries = entriesOf(folder);
    const has = (name: string) => entries.some((entry) => entry.name === name && entry.isFile());
    if (at > 0 && (has("package.json") || has(schema))) continue;
    if (has("recorders.ts") && isOutputOf(schema, join(folder, "recorders.ts"))) return folder;
    if (javascript === undefined && has("recorders.js") && isOutputOf(schema, join(folder, "recorders.js"))) {
      javascript = folder; // unless it is what a compiler made of TypeScript
    }
    for (const entry of entries) {
      const isSource = entry.isDirectory() && !entry.name.startsWith(".") && !NOT_SOURCES.has(entry.name);
      if (isSource) folders.push(join(folder, entry.name));
    }
  }
  return javascript;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // it cannot be read
  }
}

/** In bytes: a banner is in the first line. */
const LONGEST_BANNER = 1024;

function isOutputOf(schema: string, path: string): boolean {
  try {
    const descriptor = openSync(path, "r");
    try {
      const start = Buffer.alloc(LONGEST_BANNER);
      const length = readSync(descriptor, start);
      return schemaOf(start.subarray(0, length).toString("utf8")) === toCommentText(schema);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false; // it cannot be read
  }
}
