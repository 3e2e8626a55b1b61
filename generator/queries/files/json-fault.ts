import type { Span } from "../span.js";

/** What keeps a text from being JSON, and where. */
interface JsonFault extends Span {
  /** Without a full stop. */
  readonly problem: string;
}

/** Finds the first fault. YAML, as which all is read for its positions, takes more than the readers of JSON do. */
export function jsonFault(text: string): JsonFault | undefined {
  if (verdict(text) === "good") return undefined;
  const { tokens, end } = tokensOf(text);
  let low = 0;
  let high = tokens.length;
  // Up to a token that is wrong, a text has nothing wrong but that it ends.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (verdict(text.slice(0, tokens[middle]?.end)) === "bad") high = middle;
    else low = middle + 1;
  }
  const wrong = tokens[low] ?? { start: end, end: end + 1 };
  return { ...wrong, problem: problemAt(text, wrong) };
}

function problemAt(text: string, { start, end }: Span): string {
  if (start >= text.trimEnd().length) return "The JSON ends too early";
  if (text.charAt(start) === '"' && end === start + 1) {
    return "This string has no closing quote, or a character or escape that JSON does not allow";
  }
  return `\`${text.slice(start, end)}\` is not expected here in JSON`;
}

function verdict(text: string): "good" | "ends early" | "bad" {
  try {
    JSON.parse(text);
    return "good";
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = /at position (\d+)/.exec(error.message)?.[1];
    const atEnd =
      position === undefined ? /^Unexpected end/.test(error.message) : Number(position) >= text.length;
    return atEnd ? "ends early" : "bad";
  }
}

/** The tokens of JSON, and the place behind them: that of the first character that begins none. */
function tokensOf(text: string): { readonly tokens: readonly Span[]; readonly end: number } {
  const token =
    /\s*([{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][-+]?\d+)?|true|false|null)/uy;
  const tokens: Span[] = [];
  let at = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    at = token.lastIndex;
    tokens.push({ start: at - (match[1]?.length ?? 0), end: at });
  }
  const blanks = text.slice(at).search(/\S/);
  return { tokens, end: blanks === -1 ? text.trimEnd().length : at + blanks };
}
