import { Composer, type CST, type Document, Parser, YAMLParseError } from "yaml";
import { checkNodes, checkSyntax } from "./check-yaml.js";
import type { YamlReport } from "./codes.js";
import { locateOffsets, type YamlSource, type YamlText } from "./yaml-places.js";

/** Parses YAML 1.2 text of one document. Reports all its mistakes, and then returns `undefined`. */
export function parseYaml(source: YamlText, report: YamlReport): YamlSource | undefined {
  const [first, second] = compose(source, report);
  if (first === undefined) return undefined;
  if (second !== undefined) {
    const [start] = second.range;
    first.errors.push(new YAMLParseError([start, start + 3], "MULTIPLE_DOCS", "More than one document."));
  }
  return readDocument(source, first, report);
}

/** Parses YAML text of any number of documents. Those with mistakes are reported and left out. */
export function parseYamlDocuments(source: YamlText, report: YamlReport): readonly YamlSource[] {
  return compose(source, report).flatMap((document) => readDocument(source, document, report) ?? []);
}

/** At least one document, or none if the text has a character or a nesting that is reported. */
function compose(source: YamlText, report: YamlReport): readonly Document.Parsed[] {
  const illegal = findIllegalCharacter(source.text);
  if (illegal !== undefined) {
    report("illegal-character", illegal, locateOffsets(source, illegal));
    return [];
  }
  const tokens = [...new Parser().parse(source.text)];
  const start = findDeepToken(tokens)?.offset;
  if (start !== undefined) {
    const at = locateOffsets(source, { start, end: start + 1 });
    report("nesting-too-deep", { limit: DEEPEST_NESTING }, at);
    return [];
  }
  const composer = new Composer({
    schema: "core",
    merge: true,
    stringKeys: true,
    resolveKnownTags: false, // these tags make maps, sets and dates, and the value must be plain data
    uniqueKeys: false, // checkNodes finds both places, and without comparing each key with all others
    prettyErrors: false,
    logLevel: "silent",
  });
  return [...composer.compose(tokens, true, source.text.length)];
}

function readDocument(
  source: YamlText,
  document: Document.Parsed,
  report: YamlReport,
): YamlSource | undefined {
  if (!checkSyntax(source, document, report)) return undefined;
  const targets = checkNodes(source, document, report);
  if (targets === undefined) return undefined;
  const value = expandAliases(document);
  if (value === undefined) {
    const [alias] = targets.keys();
    const [start, end] = alias?.range ?? [0, 0];
    report("alias-expansion", {}, locateOffsets(source, { start, end }));
    return undefined;
  }
  return { ...source, document, targets, value: value.value };
}

/** More aliases than any schema has. Without a limit, a few lines could expand to gigabytes. */
const MOST_ALIASES = 100_000;

/** `undefined` if an alias contains itself, or if the aliases expand past the limit: yaml throws on both. */
function expandAliases(document: Document.Parsed): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES }) };
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A schema needs five levels. */
const DEEPEST_NESTING = 64;

/** Finds a token below the limit, before composing recurses: V8 may abort if a regular expression exhausts the stack. */
function findDeepToken(tokens: readonly CST.Token[]): { readonly offset: number } | undefined {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const deepest = level[0];
    if (depth > DEEPEST_NESTING && deepest !== undefined) return deepest;
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case "document":
      return token.value === undefined ? [] : [token.value];
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return token.items.flatMap((item) => [item.key, item.value].filter(isCollection));
    default:
      return [];
  }
}

function isCollection(token: CST.Token | null | undefined): token is CST.Token {
  return token?.type === "block-map" || token?.type === "block-seq" || token?.type === "flow-collection";
}

interface IllegalCharacter {
  readonly start: number;
  readonly end: number;
  /** As `U+0000`. */
  readonly codePoint: string;
  /** Whether a decoder wrote the character in place of bytes that are not UTF-8. */
  readonly encoding: boolean;
}

/** The first character that YAML 1.2.2, section 5.1, does not allow, or U+FFFD, which decoders write for invalid bytes. */
function findIllegalCharacter(text: string): IllegalCharacter | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for control characters
  const found = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFD-\uFFFF]/.exec(text);
  if (found === null) return undefined;
  const code = found[0].charCodeAt(0);
  return {
    start: found.index,
    end: found.index + 1,
    codePoint: `U+${code.toString(16).toUpperCase().padStart(4, "0")}`,
    encoding: code === 0xfffd,
  };
}
