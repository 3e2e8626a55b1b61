import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { MOST_SHOWN } from "../diagnostics/format-diagnostics.js";
import { locateInQuery, type Query } from "../queries/query.js";
import { type Paint, printable, type Style } from "../text/terminal.js";
import { count } from "../text/words.js";
import {
  type AffectedQuery,
  type Change,
  type ChangeClass,
  type ChangeValue,
  escapeBackTicks,
  formatValue,
  quoteText,
  type SchemaDiff,
} from "./change.js";
import type { ChangeWithQueries, DiffWithQueries } from "./diff.js";

interface DiffTextOptions {
  /** The two schemas as the user named them. */
  readonly base: string;
  readonly head: string;
  /** The place of each change. */
  readonly locations: readonly SourceLocation[];
  readonly paint: Paint;
}

const COLOURS: Readonly<Record<ChangeClass, Style>> = { breaking: "red", risky: "yellow", safe: "cyan" };

/** Formats a diff for people: each change with its place and what it means, up to 50, and a last line with the verdict. */
export function formatDiffText(diff: DiffWithQueries, options: DiffTextOptions): string {
  const { base, head, locations, paint } = options;
  const blocks = diff.changes.slice(0, MOST_SHOWN).map((change, at) => {
    const kind = paint(`${change.class}[${change.kind}]`, "bold", COLOURS[change.class]);
    const location = locations[at];
    return [
      `${kind}${paint(`: ${change.path}`, "bold")} ${formatValues(change)}`.trimEnd(),
      `  ${change.message}`,
      ...(location === undefined
        ? []
        : [`${paint("  -->", "blue")} ${printable(location.file)}:${location.line}:${location.column}`]),
      ...listEffects(change.queries, paint),
      "",
    ].join("\n");
  });
  const rest = diff.changes.length - blocks.length;
  if (rest > 0) blocks.push(`and ${count(rest, "more change")}; \`--format json\` has all of them\n`);
  const others = describeOtherChanges(diff);
  if (others !== "") blocks.push(`${others}\n`);
  const sides = `from ${printable(base)} to ${printable(head)}`;
  return `${[...blocks, `${paint(diff.verdict, "bold")}: ${countChanges(diff)} ${sides}`].join("\n")}\n`;
}

/** `- before`, `+ after`, or both with an arrow between them. */
function formatValues({ before, after }: Change): string {
  if (before === undefined) return after === undefined ? "" : `+ ${formatValue(after)}`;
  return after === undefined ? `- ${formatValue(before)}` : `${formatValue(before)} → ${formatValue(after)}`;
}

function listEffects(affected: readonly AffectedQuery[], paint: Paint): readonly string[] {
  const broken = affected.filter(({ sure }) => sure);
  const doubtful = affected.filter(({ sure }) => !sure);
  return [
    ...broken.map(({ query }) => `  ${paint("breaks", "red")} ${describeQuery(query)}`),
    ...doubtful.map(({ query }) => `  ${paint("may break", "yellow")} ${describeQuery(query)}`),
  ];
}

/** Formats a diff as JSON. A value that is not there, before or after the change, is `null`. */
export function formatDiffJson({ verdict, changes, otherSafeChanges }: SchemaDiff): string {
  const listed = changes.map(({ class: of, kind, path, before, after, message }) => {
    return { class: of, kind, path, before: before ?? null, after: after ?? null, message };
  });
  return `${JSON.stringify({ verdict, changes: listed, otherSafeChanges }, undefined, 2)}\n`;
}

/** Formats a diff as Markdown, for a comment on a pull request: a heading, the number of changes, and a table. */
export function formatDiffMarkdown(diff: SchemaDiff): string {
  const head = `### Metrics schema: ${diff.verdict}\n\n`;
  const others = describeOtherChanges(diff);
  if (diff.changes.length === 0) return `${head}${others === "" ? "No change" : others}.\n`;
  const rows = diff.changes.map(markdownRow);
  const end = others === "" ? "" : `\n${others}.\n`;
  return `${head}${countChanges(diff)}.\n\n| class | where | before | after | what it means |\n| --- | --- | --- | --- | --- |\n${rows.join("")}${end}`;
}

function markdownRow(change: Change): string {
  const cells = [
    change.class === "breaking" ? "**breaking**" : change.class,
    markdownCode(change.path),
    markdownCell(change.before),
    markdownCell(change.after),
    markdownProse(change.message),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function markdownCell(value: ChangeValue | undefined): string {
  return value === undefined ? "" : markdownCode(formatValue(value));
}

/** In a message, every other part between back-ticks is a quoted text. */
function markdownProse(message: string): string {
  return message
    .split("`")
    .map((part, at) => (at % 2 === 1 ? markdownCode(part) : escapeMarkdown(part)))
    .join("");
}

/** Text in back-ticks. If it has characters that back-ticks in a table cannot hold, an element with entities. */
function markdownCode(text: string): string {
  if (text === "" || /[`|\\]|^ | $/.test(text)) return `<code>${escapeEntities(text)}</code>`;
  return `\`${text}\``;
}

function escapeEntities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * Our own words contain no Markdown, and an `@` in them mentions nobody. This writes entities, while the reference page
 * writes backslashes: people also read that page's source, but they read a comment only as it is rendered.
 */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!@&]/g, (character) => `&#${character.codePointAt(0)};`);
}

/** Adds the queries that each change affects to the end of its message. */
export function appendAffectedQueries(diff: DiffWithQueries): SchemaDiff {
  return { ...diff, changes: diff.changes.map(appendQueries) };
}

function appendQueries(change: ChangeWithQueries): Change {
  const broken = change.queries.filter(({ sure }) => sure);
  const doubtful = change.queries.filter(({ sure }) => !sure);
  const sentences = [
    change.message,
    ...(broken.length > 0 ? [`Breaks ${describeQueries(broken)}.`] : []),
    ...(doubtful.length > 0 ? [`May break ${describeQueries(doubtful)}.`] : []),
  ];
  return { ...change, message: sentences.join(" ") };
}

function describeQueries(affected: readonly AffectedQuery[]): string {
  return affected.map(({ query }) => describeQuery(query)).join("; ");
}

/** As ``panel `Requests`, query A (dashboards/portal.json:12)``. */
function describeQuery(query: Query): string {
  const { owner, refId } = query;
  const { file, line } = locateInQuery(query, { start: 0, end: 0 });
  const what =
    owner.kind === "file"
      ? "expression"
      : `${owner.kind} ${owner.name === "" ? "without a name" : quoteText(owner.name)}`;
  return `${what}${refId === undefined ? "" : `, query ${escapeBackTicks(refId)}`} (${escapeBackTicks(file)}:${line})`;
}

/** `7 changes (1 breaking, 2 risky, 4 safe)`, including the safe changes that are not listed. */
function countChanges({ changes, otherSafeChanges }: SchemaDiff): string {
  const total = changes.length + otherSafeChanges;
  if (total === 0) return "no change";
  const parts = (["breaking", "risky", "safe"] as const).flatMap((of) => {
    const listed = changes.filter((change) => change.class === of).length;
    const count = of === "safe" ? listed + otherSafeChanges : listed;
    return count === 0 ? [] : [`${count} ${of}`];
  });
  return `${count(total, "change")} (${parts.join(", ")})`;
}

/** `and 3 safe changes that no dashboard sees`, or an empty text if there are none. */
function describeOtherChanges({ changes, otherSafeChanges }: SchemaDiff): string {
  if (otherSafeChanges === 0) return "";
  const text = `${count(otherSafeChanges, "safe change")} that no dashboard sees`;
  return changes.length === 0 ? text : `and ${text}`;
}
