import { UNSEEN, unicodeEscape } from "../unseen-characters.js";
/** A text as a YAML scalar that may stand in a list: plain where no reader could take it for something else. */
export function yamlText(text: string): string {
  return PLAIN_WORD.test(text) && !NO_TEXT.test(text) ? text : quoted(text);
}

/** A text as a YAML scalar on a line of its own, behind its key. */
export function yamlProse(text: string): string {
  return PLAIN_PROSE.test(text) && !NO_TEXT.test(text) && !NO_PROSE.test(text) ? text : quoted(text);
}

/** An upper bound as the source spells it, where YAML reads that as the same number. */
export function yamlNumber(token: string): string {
  return YAML_NUMBER.test(token) ? token : String(Number(token));
}

/** A text on one line of a comment. */
export function commentText(text: string): string {
  return wellFormed(text).replace(ESCAPED, unicodeEscape).replace(/\s+/g, " ").trim();
}

/** Without halves of surrogate pairs, which a file in UTF-8 cannot have. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

const PLAIN_WORD = /^[\p{L}_][\p{L}\p{N}_./+-]*$/u;

/** Words with single blanks between them. */
const PLAIN_PROSE = /^[\p{L}_][^\p{C}\p{Z}\uFFFD]*(?: [^\p{C}\p{Z}\uFFFD]+)*$/u;

/** What ends a plain scalar. */
const NO_PROSE = /:(?: |$)| #/;

/** Plain, these are no texts to YAML 1.2 or 1.1. */
const NO_TEXT = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** YAML 1.2.2, section 10.3.2, without the forms that no bound has. */
const YAML_NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function quoted(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, unicodeEscape);
}

/** All that YAML does not allow, and what JSON leaves of what is not seen, breaks lines or reorders what is seen. */
const ESCAPED = new RegExp(String.raw`[\0-\x08\x0B\x0C\x0E-\x1F${UNSEEN}\uFFFD-\uFFFF]`, "g");
