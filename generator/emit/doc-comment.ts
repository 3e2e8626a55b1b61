import type { Family } from "../catalog.js";
import { shownText } from "./shown-text.js";

/**
 * Makes text safe inside a doc comment, where a star and a slash would end it, an `@` at the start of a word
 * would begin a tag, and `{@` would hide the tags after it.
 */
export function docText(text: string): string {
  return shownText(text)
    .replaceAll("*/", "*\\/")
    .replace(/(^|[\s\u200B{])@/g, "$1\\@");
}

/** `All Requests` becomes `All Requests.` */
export function sentence(text: string): string {
  const trimmed = docText(text).trim();
  return /[.!?:;…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** The doc comment of a recorder: what the family means, what is done to it, whether it is deprecated. */
export function familyDoc(family: Family, does: string): string {
  return `${sentence(family.help)} ${does}${deprecation(family)}`;
}

/** The tag of a deprecated family, on a line of its own; empty for others. */
export function deprecation(family: Family): string {
  if (family.deprecated === undefined) return "";
  return `\n@deprecated ${docText(family.deprecated).replace(/\s*\n\s*/g, " ")}`;
}
