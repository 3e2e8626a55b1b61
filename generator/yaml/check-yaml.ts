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
import { locateOffsets } from "./yaml-places.js";

interface Inspection {
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Whether every alias and merge has a meaning. */
  readonly readable: boolean;
}

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Walks a document once, in text order: keys written twice, what aliases stand for, what is merged. */
export function inspectDocument(source: Source, document: Document.Parsed, report: YamlReport): Inspection {
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
        report("unknown-anchor", params, rangeOf(source, node));
      }
    } else if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isScalar(node)) continue;
      if (isMap(node)) for (const merge of inspectKeys(source, node, report)) merges.push(merge);
      for (let index = node.items.length - 1; index >= 0; index--) pending.push(node.items[index]);
    }
  }
  for (const merge of merges) {
    if (isMergeable(merge, targets)) continue;
    readable = false;
    report("invalid-merge", {}, rangeOf(source, merge));
  }
  return { targets, readable };
}

/** Reports keys written twice; returns what the map merges into itself. */
function inspectKeys(source: Source, map: YAMLMap, report: YamlReport): Node[] {
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
      const { line } = rangeOf(source, earlier);
      report("duplicate-key", { key: name, line }, rangeOf(source, key));
    }
  }
  return merges;
}

function isMergeable(merge: Node, targets: ReadonlyMap<Alias, Node>): boolean {
  const target = isAlias(merge) ? targets.get(merge) : merge;
  // An alias without its anchor is reported as that.
  if (target === undefined || isMap(target)) return true;
  return isSeq(target) && target.items.every((item) => isMap(isAlias(item) ? targets.get(item) : item));
}

function rangeOf(source: Source, node: Node) {
  const [start, end] = node.range ?? [0, 0];
  return locateOffsets(source, { start, end });
}

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
