import { UNSEEN } from "../../unseen-characters.js";

const TAB = "    ";

const SHOWN_ESCAPED = new RegExp(`[\\p{Cc}${UNSEEN}]`, "gu");

/**
 * Text that a terminal shows as it stands: tabs become four spaces, and control and bidirectional formatting
 * characters, which could move the cursor or reorder what is read, become escapes.
 */
export function printable(text: string): string {
  return text.replaceAll("\t", TAB).replace(SHOWN_ESCAPED, (character) => {
    const code = character.charCodeAt(0);
    return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}
