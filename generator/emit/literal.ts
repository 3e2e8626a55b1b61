import { UNSEEN, unicodeEscape } from "../unseen-characters.js";
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
