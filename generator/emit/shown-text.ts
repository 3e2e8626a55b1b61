/**
 * Text as people are to see it in an output: every line end is a line feed, and control characters, overrides
 * of the text's direction and lone surrogates are U+FFFD.
 */
export function shownText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
