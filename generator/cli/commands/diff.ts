import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic, SourceLocation } from "../../diagnostics/diagnostic.js";
import { schemaDiff } from "../../diff/diff-catalogs.js";
import { findChanges } from "../../diff/find-changes.js";
import type { Finding } from "../../diff/finding.js";
import { diffJson } from "../../diff/format/json.js";
import { diffMarkdown } from "../../diff/format/markdown.js";
import { diffText } from "../../diff/format/text.js";
import type { CommandResult } from "../command-result.js";
import { loadReferred } from "../schema-reference.js";

export interface DiffOptions {
  /** `FILE` or `git:REV[:FILE]`. */
  readonly base: string;
  /** As `base`. */
  readonly head: string;
  /** The file of a `git:REV` that names none. */
  readonly schema: string;
  /** Whether breaking changes are no failure. */
  readonly allowBreaking: boolean;
}

/** Compares two schemas. */
export function diff(options: DiffOptions): CommandResult {
  const base = loadReferred(options.base, options.schema);
  const head = loadReferred(options.head, options.schema);
  const sources = new Map([...base.sources, ...head.sources]);
  if (base.catalog === undefined || head.catalog === undefined) {
    const diagnostics = [...base.diagnostics, ...head.diagnostics];
    return { diagnostics, sources, output: "", progress: "" };
  }
  const findings = findChanges(base.catalog, head.catalog);
  const changed = schemaDiff(findings);
  const locations = findings.map(({ place }) => (place.side === "base" ? base : head).locate(place.path));
  const failed = changed.verdict === "major" && !options.allowBreaking;
  return {
    diagnostics: findings.flatMap((finding, at) => diagnosed(finding, locations[at])),
    sources,
    output: "",
    progress: failed ? "help: `--allow breaking` exits with 0 all the same.\n" : "",
    documents: {
      pretty: (paint) => diffText(changed, { base: options.base, head: options.head, locations, paint }),
      json: diffJson(changed),
      markdown: diffMarkdown(changed),
    },
    failed,
  };
}

/** Safe changes ask nobody to do anything. */
function diagnosed(
  { class: of, kind, message }: Finding,
  location: SourceLocation | undefined,
): Diagnostic[] {
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
