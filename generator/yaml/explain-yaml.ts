import { MOST_MISTAKES } from "@metricsmith/runtime/input";
import { type Document, visit, type YAMLError } from "yaml";

/** A mistake that the parser found, in words, and where the wrong token is. */
export interface SyntaxProblem {
  readonly problem: string;
  readonly help: string | undefined;
  readonly range: Range;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

export function explainSyntaxErrors(document: Document.Parsed, text: string): readonly SyntaxProblem[] {
  let found: readonly Range[] | undefined;
  const scalars = () => {
    found ??= rangesOfScalars(document);
    return found;
  };
  const errors = [...document.errors, ...document.warnings];
  const tabs = errors.filter((error) => isTab(error, text)).length;
  const end = errors.findIndex((error) => MISLEADING.includes(error.code)) + 1;
  return (end === 0 ? errors : errors.slice(0, end)).map((error) =>
    isTab(error, text)
      ? { ...explainTab(tabs), range: rangeOfTab(error, text) }
      : { ...explainError(error), range: rangeOfError(error, text, scalars) },
  );
}

/** After one of these, the parser no longer knows where it is: what it finds then is not another mistake. */
const MISLEADING: readonly YAMLError["code"][] = [
  "TAB_AS_INDENT",
  "BAD_INDENT",
  "MISSING_CHAR",
  "UNEXPECTED_TOKEN",
];

/** Whether a line is indented with a tab. Within brackets, the parser only finds that it is not indented. */
function isTab({ code, pos: [start] }: YAMLError, text: string): boolean {
  if (code === "TAB_AS_INDENT") return true;
  return code === "BAD_INDENT" && /^ *\t\s*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start));
}

function explainTab(count: number): Omit<SyntaxProblem, "range"> {
  const others = count === 1 ? "" : `, and so are ${count > MOST_MISTAKES ? "many" : count - 1} more`;
  return {
    problem: `This line is indented with a tab${others}; YAML takes spaces only.`,
    help: "Indent with spaces.",
  };
}

function rangeOfTab({ pos: [start] }: YAMLError, text: string): Range {
  const tab = text.indexOf("\t", text.lastIndexOf("\n", start - 1) + 1);
  return { start: tab, end: tab + 1 };
}

const HELP: Partial<Record<YAMLError["code"], string>> = {
  BAD_SCALAR_START: "Put the text in quotes.",
  BLOCK_AS_IMPLICIT_KEY:
    "Put a text that contains `: ` in quotes, or start the mapping on a line of its own.",
  MULTILINE_IMPLICIT_KEY: "Write `key: value`: either the colon is missing, or the indentation is off.",
  MULTIPLE_DOCS: "Remove the `---`; to spread a schema over files, use `imports`.",
  NON_STRING_KEY: "Write a plain name.",
  TAG_RESOLVE_FAILED: "Remove the tag; to begin a text with `!`, put it in quotes.",
};

/** Help by a word of the parser's message, for codes that the parser uses for several mistakes. */
const HELP_BY_MESSAGE: readonly (readonly [RegExp, string])[] = [
  [/same column/, "Indent the keys of one mapping alike."],
  [/must start with|indented|flow collection/i, "Close the bracket, and indent its lines more than the key."],
  [/quote/, "A text starts and ends with the same quote."],
  [/followed by map values|Nested mappings/, "Write `key: value`, with a colon behind the key."],
];

/** The parser's message as a sentence, and what to write instead if that is known. */
function explainError(error: YAMLError): { readonly problem: string; readonly help: string | undefined } {
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
      return { problem: "This line has a second `: ` after its key.", help };
    case "UNEXPECTED_TOKEN":
      if (!error.message.startsWith("Unexpected scalar")) return { problem: `${error.message}.`, help };
      return {
        problem: "The value has ended before this.",
        help: "Put the whole text in one pair of quotes, or begin a new line.",
      };
    case "BAD_SCALAR_START": {
      const [, character] = /character (.)$/.exec(error.message) ?? [];
      if (character === undefined) return { problem: `${error.message}.`, help };
      const quoted = character === "`" ? "a back-tick" : `\`${character}\``;
      return { problem: `A text that begins with ${quoted} needs quotes.`, help };
    }
    case "MISSING_CHAR":
      if (!error.message.startsWith("Missing closing")) return { problem: `${error.message}.`, help };
      return { problem: "This text has no closing quote.", help };
    case "BAD_INDENT": {
      const [, end] = /sufficiently indented and end with a (.)$/.exec(error.message) ?? [];
      if (end === undefined) return { problem: `${error.message}.`, help };
      return {
        problem: `A \`${end === "]" ? "[" : "{"}\` before this is not closed with \`${end}\`.`,
        help,
      };
    }
    default:
      return { problem: `${error.message}.`, help };
  }
}

/** The wrong token: the parser places a missing quote at the end of the text, and wrong indentation in white space. */
function rangeOfError(error: YAMLError, text: string, scalars: () => readonly Range[]): Range {
  const [start, end] = error.pos;
  if (error.code !== "MISSING_CHAR") {
    const blanks = /^ *(?=\S)/.exec(text.slice(start))?.[0].length ?? 0;
    const token = /^[^\s:]*/.exec(text.slice(start + blanks))?.[0].length ?? 0;
    return blanks === 0 ? { start, end } : { start: start + blanks, end: start + blanks + token };
  }
  const open = scalars().findLast((scalar) => scalar.start < start && scalar.end >= start);
  return open === undefined ? { start, end } : { start: open.start, end: open.start + 1 };
}

function rangesOfScalars(document: Document.Parsed): readonly Range[] {
  const ranges: Range[] = [];
  visit(document, {
    Scalar(_key, { range }) {
      if (range) ranges.push({ start: range[0], end: range[1] });
    },
  });
  return ranges;
}
