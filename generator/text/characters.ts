/**
 * What people do not see, what breaks lines, and what reorders what is seen, beside the control characters of ASCII:
 * further controls, line and paragraph separators, marks of the text's direction, the byte order mark. It stands in a
 * class of a regular expression.
 */
export const UNSEEN = String.raw`\x7F-\x9F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF`;

/** As TypeScript, JSON and YAML escape a character of the basic plane: `\u200e`. */
export function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Text as people are to see it in an output: every line end is a line feed, and control characters, overrides
 * of the text's direction and lone surrogates are U+FFFD.
 */
export function shownText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
