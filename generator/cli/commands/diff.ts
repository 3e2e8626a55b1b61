import type { Catalog } from "../../catalog.js";
import { counted } from "../../counted.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import type { AffectedQuery } from "../../diff/affected-queries.js";
import { findChanges, toSchemaDiff } from "../../diff/diff.js";
import type { Finding } from "../../diff/finding.js";
import { diffJson } from "../../diff/format/json.js";
import { diffMarkdown } from "../../diff/format/markdown.js";
import { diffText } from "../../diff/format/text.js";
import { withQueries } from "../../diff/format/with-queries.js";
import type { Change } from "../../diff/schema-diff.js";
import type { Query } from "../../queries/query.js";
import type { CommandResult } from "../command-result.js";
import type { ReadQueries } from "../query-paths.js";
import { loadReferred } from "../schema-reference.js";

export interface DiffOptions {
  /** `FILE` or `git:REV[:FILE]`. */
  readonly base: string;
  /** As `base`. */
  readonly head: string;
  /** The file of a `git:REV` that names none. */
  readonly schema: string;
  /** Files and directories of queries, each of which may be affected; none if that is not asked. */
  readonly queries: readonly string[];
  /** Whether breaking changes are no failure. */
  readonly allowBreaking: boolean;
}

/** Compares two schemas, and names the queries that a change affects. */
export async function diff(options: DiffOptions): Promise<CommandResult> {
  const base = loadReferred(options.base, options.schema);
  const head = loadReferred(options.head, options.schema);
  const sources = new Map([...base.sources, ...head.sources]);
  if (base.catalog === undefined || head.catalog === undefined) {
    const diagnostics = [...base.diagnostics, ...head.diagnostics];
    return { diagnostics, sources, output: "", progress: "" };
  }
  const found = findChanges(base.catalog, head.catalog);
  const { findings } = found;
  const queries = await readQueries(options.queries);
  if (queries.diagnostics.length > 0) {
    return { diagnostics: queries.diagnostics, sources: queries.sources, output: "", progress: "" };
  }
  const affected = await affectedBy(findings, base.catalog, queries.queries);
  const locations = findings.map(({ place }) => (place.side === "base" ? base : head).locate(place.path));
  const diff = toSchemaDiff(found);
  const told = withQueries(diff, affected);
  const failed = diff.verdict === "major" && !options.allowBreaking;
  const help = failed ? "help: `--allow breaking` exits with 0 all the same.\n" : "";
  const end = `${effectOf(affected, queries)}${help}`;
  return {
    diagnostics: told.changes.flatMap((change, at) => diagnosed(change, locations[at])),
    sources,
    output: "",
    progress: "",
    documents: {
      pretty: (paint) => `${diffText(diff, { ...options, locations, affected, paint })}${end}`,
      json: diffJson(told),
      markdown: diffMarkdown(told),
    },
    failed,
  };
}

/** Loaded when there are queries: they bring the grammar of PromQL. */
async function affectedBy(
  findings: readonly Finding[],
  base: Catalog,
  queries: readonly Query[],
): Promise<readonly (readonly AffectedQuery[])[] | undefined> {
  if (queries.length === 0) return undefined;
  const { affectedQueries } = await import("../../diff/affected-queries.js");
  return affectedQueries(findings, base, queries);
}

/** `5 queries: breaks 2, may break 1`; nothing if none were given. */
function effectOf(
  affected: readonly (readonly AffectedQuery[])[] | undefined,
  { queries }: ReadQueries,
): string {
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

/** Safe changes ask nobody to do anything. */
function diagnosed({ class: of, kind, message }: Change, location: SourceLocation | undefined): Diagnostic[] {
  switch (of) {
    case "breaking":
      return [diagnose("breaking-change", { kind, message }, location)];
    case "risky":
      return [diagnose("risky-change", { kind, message }, location)];
    case "safe":
      return [];
    default:
      return of satisfies never;
  }
}
