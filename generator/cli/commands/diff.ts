import type { Catalog } from "../../catalog.js";
import type { Report } from "../../diagnostics/define.js";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Change, DetailedChange } from "../../diff/change.js";
import { DIFF_CODES } from "../../diff/codes.js";
import { findChanges } from "../../diff/diff.js";
import {
  type AffectedByChange,
  appendAffectedQueries,
  formatDiffJson,
  formatDiffMarkdown,
  formatDiffText,
} from "../../diff/format-diff.js";
import type { ReadQueries } from "../../queries/files/query-files.js";
import type { Query } from "../../queries/query.js";
import { counted } from "../../text/words.js";
import type { CommandResult } from "../command.js";
import { loadReferred } from "../schema-reference.js";

export interface DiffOptions {
  /** `FILE` or `git:REV[:FILE]`. */
  readonly base: string;
  /** As `base`. */
  readonly head: string;
  /** The file of a `git:REV` that names none. */
  readonly schema: string;
  /** Files and directories with queries that may be affected. */
  readonly queries: readonly string[];
  /** Whether the command succeeds although there are breaking changes. */
  readonly allowBreaking: boolean;
}

/** Compares two schemas, and names the queries that each change affects. */
export async function diff(options: DiffOptions): Promise<CommandResult> {
  const base = loadReferred(options.base, options.schema);
  const head = loadReferred(options.head, options.schema);
  const sources = new Map([...base.sources, ...head.sources]);
  if (base.catalog === undefined || head.catalog === undefined) {
    const diagnostics = [...base.diagnostics, ...head.diagnostics];
    return { diagnostics, sources, output: "", progress: "" };
  }
  const diff = findChanges(base.catalog, head.catalog);
  const queries = await readQueries(options.queries);
  if (queries.diagnostics.length > 0) {
    return { diagnostics: queries.diagnostics, sources: queries.sources, output: "", progress: "" };
  }
  const affected = await findAffected(diff.changes, base.catalog, queries.queries);
  const locations = diff.changes.map(({ place }) => (place.side === "base" ? base : head).locate(place.path));
  const withQueries = appendAffectedQueries(diff, affected);
  const failed = diff.verdict === "major" && !options.allowBreaking;
  const help = failed ? "help: `--allow breaking` exits with 0 all the same.\n" : "";
  const end = `${countAffected(affected, queries)}${help}`;
  const diagnostics: Diagnostic[] = [];
  const report = DIFF_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  for (const [at, change] of withQueries.changes.entries()) reportChange(change, locations[at], report);
  return {
    diagnostics,
    sources,
    output: "",
    progress: "",
    documents: {
      pretty: (paint) => `${formatDiffText(diff, { ...options, locations, affected, paint })}${end}`,
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
): Promise<AffectedByChange> {
  if (queries.length === 0) return undefined;
  const { findAffectedQueries } = await import("../../diff/affected-queries.js");
  return findAffectedQueries(changes, base, queries);
}

/** `5 queries: breaks 2, may break 1`, or an empty text if the user gave no queries. */
function countAffected(affected: AffectedByChange, { queries }: ReadQueries): string {
  if (affected === undefined) return "";
  const all = affected.flat();
  const broken = new Set(all.filter(({ sure }) => sure).map(({ query }) => query));
  const doubtful = new Set(all.map(({ query }) => query).filter((query) => !broken.has(query)));
  return `${counted(queries.length, "query", "queries")}: breaks ${broken.size}, may break ${doubtful.size}\n`;
}

async function readQueries(paths: readonly string[]): Promise<ReadQueries> {
  if (paths.length === 0) return { queries: [], sources: new Map(), diagnostics: [] };
  const { readQueryPaths } = await import("../query-paths.js");
  return readQueryPaths(paths);
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
