/** The bytes that the formats give a meaning. */
const TAB = 0x09;
export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const MINUS = 0x2d;
export const DOT = 0x2e;
export const ZERO = 0x30;
const COLON = 0x3a;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const LETTER_N = 0x6e;
export const BRACE_OPEN = 0x7b;
export const BRACE_CLOSE = 0x7d;

const NAME_START = 1;
const NAME_PART = 2;

/** For each byte whether a name may start with it, and whether it may go on with it. */
const NAME_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (/[a-zA-Z_]/.test(character)) return NAME_START | NAME_PART;
  return /[0-9]/.test(character) ? NAME_PART : 0;
});

/** Whether an unquoted label name may start with a byte. */
export function startsLabelName(byte: number): boolean {
  return ((NAME_BYTES[byte] ?? 0) & NAME_START) !== 0;
}

/** Whether an unquoted label name may go on with a byte. */
export function continuesLabelName(byte: number): boolean {
  return ((NAME_BYTES[byte] ?? 0) & NAME_PART) !== 0;
}

/** Whether an unquoted metric name may start with a byte. */
export function startsMetricName(byte: number): boolean {
  return startsLabelName(byte) || byte === COLON;
}

/** Whether an unquoted metric name may go on with a byte. */
export function continuesMetricName(byte: number): boolean {
  return continuesLabelName(byte) || byte === COLON;
}

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** The first byte from `at` on that is no blank. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let next = at;
  while (isBlank(bytes[next] ?? LINE_FEED)) next += 1;
  return next;
}

/** Where a token ends: at a blank, or at the end of its line. */
export function tokenEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  for (;;) {
    const byte = bytes[end] ?? LINE_FEED;
    if (byte === LINE_FEED || isBlank(byte)) return end;
    end += 1;
  }
}
