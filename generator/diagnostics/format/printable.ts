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

/** Columns of a terminal that printable text takes, as well as can be told without the terminal's fonts. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|[\u200B-\u200D]/u.test(character)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}
