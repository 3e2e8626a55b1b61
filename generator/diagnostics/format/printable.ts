const TAB = "    ";

/**
 * Text that a terminal shows as it stands: tabs become four spaces, and control and bidirectional formatting
 * characters, which could move the cursor or reorder what is read, become escapes.
 */
export function printable(text: string): string {
  return text
    .replaceAll("\t", TAB)
    .replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu, (character) => {
      const code = character.charCodeAt(0);
      return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
    });
}
