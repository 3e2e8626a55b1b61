import { printable } from "../diagnostics/format/printable.js";
import { shortened } from "../shortened.js";
import type { ChangeValue } from "./schema-diff.js";

const MOST = 5;

/** User text in back-ticks: one line, cut to a length that a message can hold, with its own back-ticks escaped. */
export function quoted(text: string): string {
  return `\`${withoutBackTicks(shortValue(text))}\``;
}

/** Printable text without back-ticks, which in a message stand around tokens alone. */
export function withoutBackTicks(text: string): string {
  return printable(text).replaceAll("`", "\\u0060");
}

/** One printable line, cut to a length that a table can hold. */
export function shortValue(text: string): string {
  return shortened(printable(text.replace(/\s+/g, " ")));
}

/** `a`, `b` and 3 others. */
export function few(texts: readonly string[]): string {
  const shown = texts.length > MOST + 1 ? texts.slice(0, MOST) : texts;
  const parts = shown.map(quoted);
  const others = texts.length - shown.length;
  if (others > 0) parts.push(`${others} others`);
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

/** What stood in a field, for people: a list with commas. */
export function shownValue(value: ChangeValue): string {
  return typeof value === "object" ? value.join(", ") : String(value);
}
