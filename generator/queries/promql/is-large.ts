/**
 * Larger than any query that a person writes. In a text of more than 2,000 characters, lezer gives up a row of
 * operators of which 300 reductions, two for each, are as long as that (`MaxLeftAssociativeReductionCount`), and
 * takes what follows for an error; and its stack ends at some thousand brackets.
 */
export const OPERATOR_LIMIT = 140;
export const NESTING_LIMIT = 300;
/** Ranges, `offset` and `@`: in a row, each stands around what is before it. */
export const MODIFIER_LIMIT = 1000;
const HARMLESS_LENGTH = 2000;

/** Whether the text has more operators, or brackets within brackets, than can be parsed reliably. */
export function isLarge(text: string): boolean {
  const open: string[] = [];
  let operators = 0;
  let modifiers = 0;
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^(?:\[|@|offset)$/i.test(token)) modifiers++;
    if (/^[([{]/.test(token)) open.push(token);
    else if (/^[)\]}]/.test(token)) open.pop();
    else if (/^(?:[-+*/%^<>=!]|and|or|unless|atan2)/i.test(token) && open.at(-1) !== "{") operators++;
    if (open.length > NESTING_LIMIT || modifiers > MODIFIER_LIMIT) return true;
  }
  return operators > (text.length > HARMLESS_LENGTH ? OPERATOR_LIMIT : NESTING_LIMIT);
}

/** Strings, comments, brackets, operators. */
const TOKEN =
  /"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?|#[^\n]*|[([{]|[)\]}]|[-+*/%^]|[<>=!]=?|@|\b(?:and|or|unless|atan2|offset)\b/gis;
