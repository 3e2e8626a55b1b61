import { printable } from "../text/terminal.js";
import { shorten } from "../text/words.js";
import type { ChangeValue } from "./change.js";

/** The most texts that a message lists. */
const LONGEST_LIST = 5;

/** Puts back-ticks around a user's text. It becomes one line, is shortened, and its own back-ticks are escaped. */
export function quoteText(text: string): string {
  return `\`${escapeBackTicks(shortenValue(text))}\``;
}

/** Escapes what a terminal would not show, and back-ticks: in a message, these stand around quoted texts only. */
export function escapeBackTicks(text: string): string {
  return printable(text).replaceAll("`", "\\u0060");
}

/** Makes a text one printable line that is short enough for a table. */
function shortenValue(text: string): string {
  return shorten(printable(text.replace(/\s+/g, " ")));
}

/** Lists users' texts as `a`, `b` and 3 others, in back-ticks. */
export function listQuoted(texts: readonly string[]): string {
  const shown = texts.length > LONGEST_LIST + 1 ? texts.slice(0, LONGEST_LIST) : texts;
  const parts = shown.map(quoteText);
  const others = texts.length - shown.length;
  if (others > 0) parts.push(`${others} others`);
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

/** A field's value as one short line, its items separated by commas. */
export function formatValue(value: ChangeValue): string {
  return shortenValue(typeof value === "object" ? value.join(", ") : String(value));
}
