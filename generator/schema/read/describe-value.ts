import { shortened } from "../../shortened.js";

/**
 * What the user wrote, in words: `the number 404`, `a list`; `undefined` for nothing. The token is the text
 * of a number or a boolean, of which YAML may have other spellings.
 */
export function describeValue(value: unknown, token: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? "an empty text" : `the text ${quoteToken(value)}`;
    case "number":
      return Number.isFinite(value) ? `the number ${shortened(token)}` : quoteToken(token);
    case "boolean":
      return `the boolean ${shortened(token)}`;
    default:
      return "a mapping";
  }
}

/** YAML reads `404` and `true` as a number and a boolean; quotes make them texts. */
export function quoteHelp(value: unknown, token: string): string | undefined {
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  return `Quote it: "${shortened(token)}".`;
}

/** One name where a list of names is wanted. */
export function listHelp(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]+$/.test(value) ? `Write \`[${value}]\`.` : undefined;
}

/** The token in back-ticks, on one line and cut to a length that a message can hold. */
export function quoteToken(token: string): string {
  return `\`${shortened(token)}\``;
}
