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

/**
 * Columns that a text takes in a terminal or an editor with a monospaced font. Wide characters of UAX #11 and emoji
 * take two, marks none. An estimate: the font decides.
 */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(EMOJI_SEQUENCE, WIDE_STAND_IN)) {
    if (!ZERO.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

const ASCII = /^[\x20-\x7E]*$/;

/** Two columns wide. */
const WIDE_STAND_IN = "\u3000";

/** Flags, keycaps, and pictographs that a selector, a skin tone or joiners make one emoji. */
const EMOJI_SEQUENCE =
  /[\u{1F1E6}-\u{1F1FF}]{2}|[0-9#*]\uFE0F?\u20E3|\p{Extended_Pictographic}(?:[\uFE0F\u{1F3FB}-\u{1F3FF}]|\u200D\p{Extended_Pictographic})+/gu;

/** Marks, what joins, and the parts of Hangul syllables that follow the first. */
const ZERO = /[\p{Mn}\p{Me}\u200B-\u200D\u1160-\u11FF]/u;

/**
 * Wide characters of UAX #11, and emoji. Where Unicode still adds some, whole blocks, assigned or not: which version of
 * Unicode the Node that runs has must not show in an output.
 */
const WIDE =
  /[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F200}-\u{1F265}\u{1F6D5}-\u{1F6DF}\u{1F6F4}-\u{1F6FF}\u{1F7E0}-\u{1F7FF}\u{1FA70}-\u{1FAFF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;

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

/** Characters that `printable` escapes, but for line ends and tabs. The flag of `paint` keeps its sequences. */
const UNSAFE = new RegExp(`[^\\P{Cc}\\n\\t\\r\u001B]|\\r(?!\\n)|[${UNSEEN}]|\u001B`, "gu");
const UNSAFE_BUT_PAINT = new RegExp(`${UNSAFE.source}(?!\\[\\d{1,2}(?:;\\d{1,2}){0,3}m)`, "gu");

/**
 * A whole output: nothing in it controls a terminal or reorders what is read. In JSON, its escapes stand for the same
 * characters. Emitters escape what they quote; this holds also where one forgets to.
 *
 * @param painted whether it may have sequences of `paint`
 */
export function safeOutput(text: string, painted: boolean): string {
  return text.replace(painted ? UNSAFE_BUT_PAINT : UNSAFE, unicodeEscape);
}

const CODES = { bold: 1, red: 31, yellow: 33, blue: 34, cyan: 36 } as const;

export type Style = keyof typeof CODES;
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** A painter that writes SGR sequences, or none. */
export function painter(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) => `\u001B[${styles.map((style) => CODES[style]).join(";")}m${text}\u001B[0m`;
}
