import type { Change, ChangeClass, ChangeValue, SchemaDiff } from "../schema-diff.js";
import { shortValue, shownValue } from "../words.js";
import { otherChanges, tallied } from "./tallied.js";

const MARKS: Readonly<Record<ChangeClass, string>> = {
  breaking: "**breaking**",
  risky: "risky",
  safe: "safe",
};

/** A heading, what there is of each class, and a table: to be a comment on a pull request. */
export function diffMarkdown(diff: SchemaDiff): string {
  const { verdict, changes } = diff;
  const head = `### Metrics schema: ${verdict}\n\n`;
  const others = otherChanges(diff);
  if (changes.length === 0) return `${head}${others === "" ? "No change" : others}.\n`;
  const rows = changes.map(row);
  const end = others === "" ? "" : `\n${others}.\n`;
  return `${head}${tallied(diff)}.\n\n| class | where | before | after | what it means |\n| --- | --- | --- | --- | --- |\n${rows.join("")}${end}`;
}

function row(change: Change): string {
  const cells = [
    MARKS[change.class],
    code(change.path),
    cell(change.before),
    cell(change.after),
    prose(change.message),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function cell(value: ChangeValue | undefined): string {
  return value === undefined ? "" : code(shortValue(shownValue(value)));
}

/** A message, whose back-ticks stand around what is a token and nowhere else. */
function prose(message: string): string {
  return message
    .split("`")
    .map((part, at) => (at % 2 === 1 ? code(part) : escaped(part)))
    .join("");
}

/** Text between back-ticks, or where it has what these cannot hold in a table, in an element with entities. */
function code(text: string): string {
  if (text === "" || /[`|\\]|^ | $/.test(text)) return `<code>${entities(text)}</code>`;
  return `\`${text}\``;
}

function entities(text: string): string {
  return text.replace(/[^\p{L}\p{N} ]/gu, (character) => `&#${character.codePointAt(0)};`);
}

/**
 * Nothing in our own words is Markdown, and no `@` mentions anyone. Entities, where the reference page has backslashes:
 * that page is read as source too, and a comment as it is shown.
 */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~!@&]/g, (character) => `&#${character.codePointAt(0)};`);
}
