import { Composer, type CST, type Document, Parser, YAMLParseError } from "yaml";
import { explainSyntaxError, inspectDocument, syntaxErrorRange } from "./check-yaml.js";
import type { YamlReport } from "./codes.js";
import { locateOffsets, type YamlSource } from "./yaml-places.js";

/** More aliases than any schema has; past this, a few lines could stand for gigabytes. */
const ALIAS_LIMIT = 100_000;

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Reads YAML 1.2 text. `undefined`, with all its mistakes reported, when the text has no reading. */
export function parseYaml(source: Source, report: YamlReport): YamlSource | undefined {
  const [first, second] = compose(source, report);
  if (first === undefined) return undefined;
  if (second !== undefined) {
    const [start] = second.range;
    first.errors.push(new YAMLParseError([start, start + 3], "MULTIPLE_DOCS", "More than one document."));
  }
  return readDocument(source, first, report);
}

/** Reads a text of any number of documents: those that have a reading, with the mistakes of the others reported. */
export function parseYamlDocuments(source: Source, report: YamlReport): readonly YamlSource[] {
  return compose(source, report).flatMap((document) => readDocument(source, document, report) ?? []);
}

/** At least one document, unless the text cannot be composed, which is reported. */
function compose(source: Source, report: YamlReport): readonly Document.Parsed[] {
  const illegal = findIllegalCharacter(source.text);
  if (illegal !== undefined) {
    report("illegal-character", illegal, locateOffsets(source, illegal));
    return [];
  }
  const tokens = [...new Parser().parse(source.text)];
  const deep = findDeepToken(tokens);
  if (deep !== undefined) {
    const at = locateOffsets(source, { start: deep.offset, end: deep.offset + 1 });
    report("nesting-too-deep", { limit: NESTING_LIMIT }, at);
    return [];
  }
  const composer = new Composer({
    schema: "core",
    merge: true,
    stringKeys: true,
    resolveKnownTags: false, // they would make maps, sets and dates of what is to be plain data
    uniqueKeys: false, // inspectDocument finds both places, and without comparing all keys to all
    prettyErrors: false,
    logLevel: "silent",
  });
  return [...composer.compose(tokens, true, source.text.length)];
}

function readDocument(source: Source, document: Document.Parsed, report: YamlReport): YamlSource | undefined {
  const problems = [...document.errors, ...document.warnings];
  for (const problem of problems) {
    const at = locateOffsets(source, syntaxErrorRange(problem, { document, text: source.text }));
    report("yaml-syntax", explainSyntaxError(problem), at);
  }
  if (problems.length > 0) return undefined;
  const { targets, readable } = inspectDocument(source, document, report);
  if (!readable) return undefined;
  const value = expand(document);
  if (value === undefined) {
    const [alias] = targets.keys();
    const [start, end] = alias?.range ?? [0, 0];
    report("alias-expansion", {}, locateOffsets(source, { start, end }));
    return undefined;
  }
  return { ...source, document, targets, value: value.value };
}

/** `undefined` when aliases contain themselves or expand beyond measure: yaml throws on either. */
function expand(document: Document.Parsed): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: ALIAS_LIMIT }) };
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A schema needs five levels. */
export const NESTING_LIMIT = 64;

/**
 * Finds a token below the limit. It runs before the tokens are composed, because composing recurses, and
 * on an exhausted stack V8 may abort the process from within a regular expression instead of throwing.
 */
export function findDeepToken(tokens: readonly CST.Token[]): { readonly offset: number } | undefined {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const deepest = level[0];
    if (depth > NESTING_LIMIT && deepest !== undefined) return { offset: deepest.offset };
    level = level.flatMap(children);
  }
  return undefined;
}

function children(token: CST.Token): CST.Token[] {
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
  /** The character stands for bytes that are no UTF-8. */
  readonly encoding: boolean;
}

/**
 * Finds the first character that YAML 1.2.2, section 5.1, does not allow in a text. U+FFFD it does allow,
 * but decoders write it in place of invalid bytes, and nobody means it in a schema.
 */
export function findIllegalCharacter(text: string): IllegalCharacter | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
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
