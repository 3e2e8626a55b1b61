import type { StatementStructures } from "ts-morph";
import type { Family } from "../catalog.js";
import { shownText, UNSEEN, unicodeEscape } from "../text/characters.js";

/** A string as a TypeScript literal, with escapes for what is not seen or reorders what is seen. */
export function stringLiteral(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, unicodeEscape).replace(LAST_BACKSLASH, '\\u005c"');
}

/** ts-morph takes a quote behind a backslash for an escaped one, whatever stands before, and reads on for the end. */
const LAST_BACKSLASH = /\\\\"$/;

/** Beyond what JSON escapes. */
const ESCAPED = new RegExp(`[${UNSEEN}]`, "g");

const WIDTH = 100;

/** `[a, b, c]` on one line where it fits, else filled lines. */
export function listLiteral(items: readonly string[], before: string): string {
  const line = `[${items.join(", ")}]`;
  if (before.length + line.length < WIDTH) return line;
  return `[\n${filled(items).join("\n")}\n]`;
}

function filled(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = " ";
  for (const item of items) {
    if (line.length + item.length + 2 > WIDTH && line !== " ") {
      lines.push(line);
      line = " ";
    }
    line += ` ${item},`;
  }
  return [...lines, line];
}

/**
 * Makes text safe inside a doc comment, where a star and a slash would end it, an `@` at the start of a word
 * would begin a tag, and `{@` would hide the tags after it.
 */
export function docText(text: string): string {
  return shownText(text)
    .replaceAll("*/", "*\\/")
    .replace(/(^|[\s\u200B{])@/g, "$1\\@");
}

/** `All Requests` becomes `All Requests.` */
export function sentence(text: string): string {
  const trimmed = docText(text).trim();
  return /[.!?:;…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The doc comment of a recorder: what the family means, what is done to it, whether it is deprecated. */
export function familyDoc(family: Family, does: string): string {
  return `${sentence(family.help)} ${does}${deprecation(family)}`;
}

/** The tag of a deprecated family, on a line of its own; empty for others. */
export function deprecation(family: Family): string {
  if (family.deprecated === undefined) return "";
  return `\n@deprecated ${docText(family.deprecated).replace(/\s*\n\s*/g, " ")}`;
}

/** A structure that ts-morph prints, or text that stands as it is. */
export type Statement = StatementStructures | string;
