import { existsSync } from "node:fs";
import { Option } from "commander";
import type { Catalog } from "../catalog.js";
import type { Report } from "../diagnostics/define.js";
import type { Diagnostic, SourceLocation } from "../diagnostics/diagnostic.js";
import type { AffectedQuery, Change, DetailedChange } from "../diff/change.js";
import { DIFF_CODES } from "../diff/codes.js";
import { addQueries, type ChangeWithQueries, findChanges } from "../diff/diff.js";
import {
  appendAffectedQueries,
  formatDiffJson,
  formatDiffMarkdown,
  formatDiffText,
} from "../diff/format-diff.js";
import type { ReadQueries } from "../queries/files/query-files.js";
import type { Query } from "../queries/query.js";
import { findSchema, SCHEMA_FILE, SchemaUnreadableError } from "../schema/find-schema.js";
import { type LoadedCatalog, loadCatalog } from "../schema/load-catalog.js";
import { loadPackage } from "../schema/load-package.js";
import { GitError, loadRevision } from "../schema/load-revision.js";
import { PackageError } from "../schema/package-files.js";
import { systemReason } from "../text/system-reason.js";
import { count, listAnd } from "../text/words.js";
import { type CommandResult, type ConfigureCommand, type ResultFormat, UsageError } from "./command.js";
import { examples, formatOption, schemaOption, sizeOption } from "./options.js";

/** Arguments, options and action of `metricsmith diff`. */
export const configureDiff: ConfigureCommand = (command, sink) => {
  command
    .argument("<base>", "the schema before: FILE, git:REV[:FILE] or npm:NAME@VERSION[/FILE]")
    .argument("[head]", "the schema after, in the same way; that of --schema when left out")
    .addOption(schemaOption("the schema, where HEAD or FILE is left out"))
    .option(
      "-q, --queries <files...>",
      "dashboards, rule files or .promql files: name the queries that each change affects; comes last",
    )
    .addOption(sizeOption("the most megabytes that are read of a file of queries (default: 4)"))
    .addOption(
      new Option("--allow <class>", "exit with 0 although there are breaking changes").choices(["breaking"]),
    )
    .addOption(formatOption(["markdown"]))
    .addHelpText(
      "after",
      examples(
        "diff git:main",
        "diff git:v1.4 git:v1.5",
        "diff git:main --queries dashboards/",
        "diff npm:@acme/metrics@1.2.0",
      ),
    )
    .allowExcessArguments(false)
    .action(
      async (
        base: string,
        head: string | undefined,
        { schema, queries = [], maxSize, allow, format }: DiffArguments,
      ) => {
        const options = {
          base,
          head: head ?? schema ?? findSchema(),
          schema: schema ?? projectSchema(),
          queries,
          maxSize,
          allowBreaking: allow === "breaking",
        };
        await sink(await diff(options), format);
      },
    );
};

interface DiffArguments {
  readonly schema?: string;
  readonly queries?: readonly string[];
  readonly maxSize?: number;
  readonly allow?: "breaking";
  readonly format: ResultFormat;
}

/** The project's schema; git may have one where the folder has none any more. */
function projectSchema(): string {
  try {
    return findSchema();
  } catch {
    return SCHEMA_FILE;
  }
}

interface DiffOptions {
  /** `FILE`, `git:REV[:FILE]` or `npm:NAME@VERSION[/FILE]`. */
  readonly base: string;
  /** As `base`. */
  readonly head: string;
  /** The file in `git:REV` if the reference names no file. */
  readonly schema: string;
  /** Files and directories with queries that may be affected. */
  readonly queries: readonly string[];
  /** Of each of them, in bytes; `undefined` for the default. */
  readonly maxSize: number | undefined;
  /** Whether the command succeeds although there are breaking changes. */
  readonly allowBreaking: boolean;
}

/** Compares two schemas, and names the queries that each change affects. */
async function diff(options: DiffOptions): Promise<CommandResult> {
  const base = loadReferred(options.base, options.schema);
  const head = loadReferred(options.head, options.schema);
  const sources = new Map([...base.sources, ...head.sources]);
  if (base.catalog === undefined || head.catalog === undefined) {
    const diagnostics = [...base.diagnostics, ...head.diagnostics];
    return { diagnostics, sources, output: "", progress: "" };
  }
  const queries = await queriesOf(options);
  if (queries.diagnostics.length > 0) {
    return { diagnostics: queries.diagnostics, sources: queries.sources, output: "", progress: "" };
  }
  const found = findChanges(base.catalog, head.catalog);
  const diff = addQueries(found, await findAffected(found.changes, base.catalog, queries.queries));
  const locations = diff.changes.map(({ place }) => (place.side === "base" ? base : head).locate(place.path));
  const withQueries = appendAffectedQueries(diff);
  const failed = diff.verdict === "major" && !options.allowBreaking;
  const breaksQuery = diff.changes.some((change) => change.queries.some(({ sure }) => sure));
  const advice = breaksQuery ? "change the queries that break; " : "";
  const help = failed ? `help: ${advice}\`--allow breaking\` exits with 0 all the same.\n` : "";
  const end = `${countAffected(diff.changes, queries)}${base.note}${head.note}${help}`;
  const diagnostics: Diagnostic[] = [];
  const report = DIFF_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  for (const [at, change] of withQueries.changes.entries()) reportChange(change, locations[at], report);
  return {
    diagnostics,
    sources,
    output: "",
    progress: "",
    documents: {
      pretty: (paint) => `${formatDiffText(diff, { ...options, locations, paint })}${end}`,
      json: formatDiffJson(withQueries),
      markdown: formatDiffMarkdown(withQueries),
    },
    failed,
  };
}

/** The grammar of PromQL is loaded only if there are queries. */
async function findAffected(
  changes: readonly DetailedChange[],
  base: Catalog,
  queries: readonly Query[],
): Promise<readonly (readonly AffectedQuery[])[]> {
  if (queries.length === 0) return [];
  const { findAffectedQueries } = await import("../diff/affected-queries.js");
  return findAffectedQueries(changes, base, queries);
}

/** `5 queries: breaks 2, may break 1`, or an empty text if the user gave no queries. */
function countAffected(changes: readonly ChangeWithQueries[], { queries }: ReadQueries): string {
  if (queries.length === 0) return "";
  const all = changes.flatMap((change) => change.queries);
  const broken = new Set(all.filter(({ sure }) => sure).map(({ query }) => query));
  const doubtful = new Set(all.map(({ query }) => query).filter((query) => !broken.has(query)));
  return `${count(queries.length, "query", "queries")}: breaks ${broken.size}, may break ${doubtful.size}\n`;
}

async function queriesOf({
  queries: paths,
  maxSize,
}: Pick<DiffOptions, "queries" | "maxSize">): Promise<ReadQueries> {
  if (paths.length === 0)
    return { queries: [], sources: new Map(), diagnostics: [], passedOver: [], files: 0, configurations: [] };
  const { readQueries } = await import("../queries/files/query-files.js");
  return readQueries(paths, maxSize);
}

/** A safe change gives no diagnostic: nobody has to act on it. */
function reportChange(
  { class: of, kind, message }: Change,
  location: SourceLocation | undefined,
  report: Report<typeof DIFF_CODES>,
): void {
  switch (of) {
    case "breaking":
      report("breaking-change", { kind, message }, location);
      break;
    case "risky":
      report("risky-change", { kind, message }, location);
      break;
    case "safe":
      break;
    default:
      of satisfies never;
  }
}

/** `git:REV` or `git:REV:FILE`; a colon within braces, as in `main@{2026-01-31 12:00}`, belongs to the revision. */
const GIT = /^git:((?:[^:{]|\{[^}]*(?:\}|$))*)(?::(.*))?$/s;

/** A schema that a command line names. */
interface Referred extends LoadedCatalog {
  /** A line that says what of it is not as it was, or an empty text. */
  readonly note: string;
}

/**
 * Loads the schema that a command line names by `FILE`, `npm:NAME@VERSION[/FILE]` for one of a package, or
 * `git:REV[:FILE]` for one of git's, in which FILE is `schema` when left out.
 */
function loadReferred(reference: string, schema: string): Referred {
  if (reference.startsWith("npm:")) return { ...loadFromPackage(reference), note: "" };
  const [match, revision = "", file = schema] = GIT.exec(reference) ?? [];
  if (match === undefined) return { ...loadFile(reference), note: "" };
  if (revision === "" || file === "") {
    throw new UsageError(
      `\`${reference}\` names no ${revision === "" ? "revision" : "file"}; write \`git:REV\` or \`git:REV:FILE\``,
    );
  }
  const loaded = loadFromGit(reference, { revision, file });
  if (loaded !== undefined) return loaded;
  throw new UsageError(
    `cannot read \`${reference}\`: there is no file \`${file}\` at \`${revision}\`; name another with \`git:${revision}:FILE\``,
  );
}

function loadFromPackage(reference: string): LoadedCatalog {
  try {
    return loadPackage(reference.slice("npm:".length));
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new UsageError(`cannot read \`${reference}\`: ${error.message}`, { help: error.help });
  }
}

function loadFile(file: string): LoadedCatalog {
  try {
    return loadCatalog(file);
  } catch (error) {
    if (!(error instanceof SchemaUnreadableError)) throw error;
    if (existsSync(file)) throw error;
    const reason = systemReason(error.cause);
    throw new UsageError(
      `cannot read the schema \`${file}\`: ${reason}; for a revision of git, write \`git:${/\.ya?ml$/i.test(file) ? `REV:${file}` : file}\``,
      { cause: error.cause },
    );
  }
}

function loadFromGit(
  reference: string,
  { revision, file }: { readonly revision: string; readonly file: string },
): Referred | undefined {
  try {
    const loaded = loadRevision(revision, file);
    if (loaded === undefined) return undefined;
    const { installed } = loaded;
    const note =
      installed.length === 0
        ? ""
        : `note: git has no installed packages, so \`${reference}\` is read with ${listAnd(installed)} as installed today.\n`;
    return { ...loaded, note };
  } catch (error) {
    if (error instanceof GitError) throw new UsageError(`cannot read \`${reference}\`: ${error.message}`);
    throw error;
  }
}
