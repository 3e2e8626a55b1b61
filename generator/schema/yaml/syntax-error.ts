import { type Document, visit, type YAMLError } from "yaml";

interface Explanation {
  readonly problem: string;
  readonly help: string | undefined;
}

const HELP: Partial<Record<YAMLError["code"], string>> = {
  BAD_SCALAR_START: "Put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY:
    "Put a text that contains `: ` in quotes, or start the mapping on a line of its own.",
  MULTILINE_IMPLICIT_KEY: "Write `key: value`: either the colon is missing, or the indentation is off.",
  MULTIPLE_DOCS: "Remove the `---`; to spread a schema over files, use `imports`.",
  NON_STRING_KEY: "Write a plain name.",
  TAB_AS_INDENT: "Indent with spaces.",
  TAG_RESOLVE_FAILED: "Remove the tag; to begin a text with `!`, put it in quotes.",
};

/** Of the codes that stand for several findings, the help by what the message says. */
const HELP_BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/same column/, "Indent the keys of one mapping alike."],
  [/must start with|indented|flow collection/i, "Close the bracket, and indent its lines more than the key."],
  [/quote/, "A text starts and ends with the same quote."],
  [/followed by map values|Nested mappings/, "Write `key: value`, with a colon behind the key."],
];

/** The parser's finding as a sentence, with what to write instead where that is known. */
export function explainSyntaxError(error: YAMLError): Explanation {
  const help = HELP[error.code] ?? HELP_BY_MESSAGE.find(([words]) => words.test(error.message))?.[1];
  switch (error.code) {
    case "MULTIPLE_DOCS":
      return { problem: "A schema is one YAML document, and here a second begins.", help };
    case "NON_STRING_KEY":
      return { problem: "A key must be a name, not a list, mapping or alias.", help };
    case "MULTILINE_IMPLICIT_KEY":
      return {
        problem: "This is neither a key nor a value: a key is followed by `:` on its own line.",
        help,
      };
    case "BLOCK_AS_IMPLICIT_KEY":
      return { problem: "A second `: ` stands on the line of one key.", help };
    case "MISSING_CHAR":
      if (!error.message.startsWith("Missing closing")) return { problem: `${error.message}.`, help };
      return { problem: "This text has no closing quote.", help };
    default:
      return { problem: `${error.message}.`, help };
  }
}

/**
 * What the parser's finding is about. A missing quote is found at the end of the text, and meant at its start;
 * a wrong indentation is found in the blanks, and meant at what they indent.
 */
export function syntaxErrorRange(
  error: YAMLError,
  { document, text }: { document: Document.Parsed; text: string },
): { start: number; end: number } {
  const [start, end] = error.pos;
  if (error.code !== "MISSING_CHAR") {
    const blanks = /^ *(?=\S)/.exec(text.slice(start))?.[0].length ?? 0;
    const token = /^[^\s:]*/.exec(text.slice(start + blanks))?.[0].length ?? 0;
    return blanks === 0 ? { start, end } : { start: start + blanks, end: start + blanks + token };
  }
  let opening = start;
  visit(document, {
    Scalar(_key, { range }) {
      if (range && range[0] < start && range[1] >= start) opening = range[0];
    },
  });
  return { start: opening, end: opening === start ? end : opening + 1 };
}
