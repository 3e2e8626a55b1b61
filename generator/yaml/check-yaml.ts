import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { nearestName } from "../text/nearest-name.js";
import type { YamlReport } from "./codes.js";
import { locateOffsets, type YamlText } from "./yaml-places.js";

/** Reports what the parser found wrong. Returns whether there was nothing. */
export function checkSyntax(source: YamlText, document: Document.Parsed, report: YamlReport): boolean {
  const problems = [...document.errors, ...document.warnings];
  for (const problem of problems) {
    const range = rangeOfError(problem, { document, text: source.text });
    report("yaml-syntax", explainError(problem), locateOffsets(source, range));
  }
  return problems.length === 0;
}

/** Reports wrong keys, aliases and merges. Returns the node of each alias; `undefined` if an alias or merge is wrong. */
export function checkNodes(
  source: YamlText,
  document: Document.Parsed,
  report: YamlReport,
): ReadonlyMap<Alias, Node> | undefined {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const merges: Node[] = [];
  let readable = true;
  const pending: unknown[] = [document.contents];
  while (pending.length > 0) {
    const node = pending.pop();
    if (isPair(node)) {
      pending.push(node.value, node.key);
    } else if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
      else {
        readable = false;
        const nearest = nearestName(node.source, anchors.keys());
        const params = { anchor: node.source, nearest, all: [...anchors.keys()] };
        report("unknown-anchor", params, locateNode(source, node));
      }
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isScalar(node)) continue;
      if (isMap(node)) for (const merge of checkKeys(source, node, report)) merges.push(merge);
      for (let index = node.items.length - 1; index >= 0; index--) pending.push(node.items[index]);
    }
  }
  for (const merge of merges) {
    if (isMergeable(merge, targets)) continue;
    readable = false;
    report("invalid-merge", {}, locateNode(source, merge));
  }
  return readable ? targets : undefined;
}

/** Reports keys that are written twice. Returns the values of `<<`, which the mapping merges into itself. */
function checkKeys(source: YamlText, map: YAMLMap, report: YamlReport): readonly Node[] {
  const first = new Map<string, Node>();
  const merges: Node[] = [];
  for (const { key, value } of map.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (name === "<<" && key.type === "PLAIN")
      merges.push(isAlias(value) || isMap(value) || isSeq(value) ? value : key);
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, key);
    else {
      const { line } = locateNode(source, earlier);
      report("duplicate-key", { key: name, line }, locateNode(source, key));
    }
  }
  return merges;
}

function isMergeable(merge: Node, targets: ReadonlyMap<Alias, Node>): boolean {
  const target = isAlias(merge) ? targets.get(merge) : merge;
  // An alias without an anchor is reported already.
  if (target === undefined || isMap(target)) return true;
  return isSeq(target) && target.items.every((item) => isMap(isAlias(item) ? targets.get(item) : item));
}

function locateNode(source: YamlText, node: Node) {
  const [start, end] = node.range ?? [0, 0];
  return locateOffsets(source, { start, end });
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
    case "MISSING_CHAR":
      if (!error.message.startsWith("Missing closing")) return { problem: `${error.message}.`, help };
      return { problem: "This text has no closing quote.", help };
    default:
      return { problem: `${error.message}.`, help };
  }
}

/** The wrong token: the parser places a missing quote at the end of the text, and wrong indentation in white space. */
function rangeOfError(
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
