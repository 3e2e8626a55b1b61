import type {
  Alias,
  Composer,
  CST,
  Document,
  DocumentOptions,
  Lexer,
  Node,
  ParseOptions,
  Scalar,
  SchemaOptions,
  YAMLMap,
} from "yaml";

/** What is used of the package `yaml`. The caller passes it, as the runtime does not depend on it. */
export type YamlPackage = Pick<
  typeof import("yaml"),
  "Composer" | "Lexer" | "Parser" | "isAlias" | "isMap" | "isScalar" | "isSeq"
>;

/** How a text is read, and how much of it. */
export interface YamlOptions {
  readonly format: ParseOptions & DocumentOptions & SchemaOptions;
  /** The parser takes some 250 bytes and two microseconds for each token. */
  readonly mostTokens: number;
  /** A lexer for other rules than those of YAML; that of the package by default. */
  readonly makeLexer?: () => Lexer;
  /** Whether U+FFFD is a character of the text, and not what a decoder has written. */
  readonly takesReplacement?: boolean;
}

/** Levels of mappings and lists. */
export const DEEPEST_NESTING = 64;

/** Values of a document, where each alias counts as all that it stands for. */
const MOST_VALUES = 1_000_000;

/** Of each text, with their directives. A document takes as much as a thousand of its tokens. */
const MOST_DOCUMENTS = 2000;

/** Errors of a document that are read, and faults. Nobody reads more of them, and each takes some work to explain. */
export const MOST_MISTAKES = 49;

/** Why a text is not parsed to its end, and where it was left. */
export interface RefusedYaml {
  readonly reason: "character" | "documents" | "nesting" | "tokens";
  readonly offset: number;
}

/** One document of a text. Its value is `undefined` if there are errors or faults. */
export interface YamlDocument {
  /** Of more errors than `MOST_MISTAKES`, it has one more than these. */
  readonly document: Document.Parsed;
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
  /** Of more faults than `MOST_MISTAKES`, one more than these. */
  readonly faults: readonly YamlFault[];
}

/** A fault that the parser does not report, or takes too long to find. */
export type YamlFault =
  | { readonly kind: "duplicate key"; readonly node: Scalar; readonly first: Scalar }
  | {
      readonly kind: "no anchor";
      readonly node: Alias;
      /** The names of the anchors before the alias. */
      readonly anchors: readonly string[];
    }
  | { readonly kind: "alias of itself" | "alias of too much"; readonly node: Alias }
  | { readonly kind: "merge of no mapping"; readonly node: Node };

/**
 * Reads the documents of a YAML text that may mean harm: a few lines of it can expand to gigabytes, or nest so deeply
 * that a program runs out of stack. Time and memory are linear in the text, and bounded.
 */
export function readYaml(
  yaml: YamlPackage,
  text: string,
  { format, mostTokens, makeLexer = () => new yaml.Lexer(), takesReplacement = false }: YamlOptions,
): RefusedYaml | readonly YamlDocument[] {
  const illegal = text.search(takesReplacement ? NO_YAML_CHARACTER : ILLEGAL_CHARACTER);
  if (illegal >= 0) return { reason: "character", offset: illegal };
  const tokens = tokenize(yaml, text, { mostTokens, lexer: makeLexer() });
  if (!Array.isArray(tokens)) return tokens;
  // The keys of a mapping are compared by `inspectDocument`: the parser compares each with all others.
  const composer: Composer = new yaml.Composer({ ...format, uniqueKeys: false });
  const restart = limitErrors(composer);
  const documents: Document.Parsed[] = [];
  for (const token of tokens) {
    restart();
    documents.push(...composer.next(token));
  }
  documents.push(...composer.end(true, text.length));
  return documents.map((document) => ({
    document,
    ...inspectDocument(yaml, document, format.merge === true),
  }));
}

interface ErrorReporting {
  onError: (place: unknown, code: string, message: string, isWarning?: boolean) => void;
}

/**
 * Makes no more errors than are read: the parser makes one for each of a million wrong characters, with a stack.
 *
 * @returns what to call before each token, which is a document, or something between documents
 */
function limitErrors(composer: Composer): () => void {
  const reporting = composer as unknown as ErrorReporting; // private in its types
  const { onError } = reporting;
  const counts = { errors: 0, warnings: 0 };
  reporting.onError = (place, code, message, isWarning) => {
    const count = isWarning ? ++counts.warnings : ++counts.errors;
    if (count <= MOST_MISTAKES + 1) onError(place, code, message, isWarning);
  };
  return () => {
    counts.errors = 0;
    counts.warnings = 0;
  };
}

/** What YAML 1.2.2, section 5.1, does not allow. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for control characters
const NO_YAML_CHARACTER = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/;

/** The same, and U+FFFD, which decoders write in place of bytes that are not UTF-8. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for control characters
const ILLEGAL_CHARACTER = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFD-\uFFFF]/;

/** Nothing after this recurses more deeply than the limit. V8 may abort if a regular expression exhausts the stack. */
function tokenize(
  yaml: YamlPackage,
  text: string,
  { mostTokens, lexer }: { readonly mostTokens: number; readonly lexer: Lexer },
): CST.Token[] | RefusedYaml {
  const parser = new yaml.Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let documents = 0;
  for (const lexeme of lexer.lex(text)) {
    count += 1;
    if (count > mostTokens) return { reason: "tokens", offset: parser.offset };
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type !== "comment" && token.type !== "newline") documents += 1;
    }
    if (documents > MOST_DOCUMENTS) return { reason: "documents", offset: parser.offset };
    if (parser.stack.length > DEEPEST_NESTING) {
      const deep = parser.stack.filter(isCollection)[DEEPEST_NESTING];
      if (deep !== undefined) return { reason: "nesting", offset: deep.offset };
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function isCollection({ type }: CST.Token): boolean {
  return type === "block-map" || type === "block-seq" || type === "flow-collection";
}

/** What an anchor stands for, expanded. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}

function inspectDocument(
  yaml: YamlPackage,
  document: Document.Parsed,
  merges: boolean,
): Pick<YamlDocument, "targets" | "faults"> {
  const faults: YamlFault[] = [];
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const extents = new Map<Node, Extent>();
  let values = 0;
  let deepest = 0;
  let exceeded = false;

  const add = (fault: () => YamlFault) => {
    if (faults.length <= MOST_MISTAKES) faults.push(fault());
  };

  const visit = (node: unknown, depth: number): void => {
    values += 1;
    deepest = Math.max(deepest, depth);
    if (yaml.isAlias(node)) visitAlias(node, depth);
    else if (!yaml.isScalar(node) && !yaml.isMap(node) && !yaml.isSeq(node)) return;
    else if (node.anchor === undefined) visitItems(node, depth);
    else visitAnchored(node, node.anchor, depth);
  };

  const visitAnchored = (node: Node, anchor: string, depth: number): void => {
    anchors.set(anchor, node);
    const before = { values, deepest };
    deepest = depth;
    visitItems(node, depth);
    extents.set(node, { values: values - before.values + 1, depth: deepest - depth });
    deepest = Math.max(deepest, before.deepest);
  };

  const visitAlias = (alias: Alias, depth: number): void => {
    const target = anchors.get(alias.source);
    if (target === undefined) {
      add(() => ({ kind: "no anchor", node: alias, anchors: [...anchors.keys()] }));
      return;
    }
    const extent = extents.get(target); // `undefined` if the alias is within it
    if (extent === undefined) {
      add(() => ({ kind: "alias of itself", node: alias }));
      return;
    }
    if (values + extent.values > MOST_VALUES || depth + extent.depth > DEEPEST_NESTING) {
      // One alias is too much for all that follow.
      if (!exceeded) add(() => ({ kind: "alias of too much", node: alias }));
      exceeded = true;
      return;
    }
    values += extent.values;
    deepest = Math.max(deepest, depth + extent.depth);
    targets.set(alias, target);
  };

  const visitItems = (node: Node, depth: number): void => {
    if (yaml.isSeq(node)) for (const item of node.items) visit(item, depth + 1);
    if (!yaml.isMap(node)) return;
    const first = new Map<string, Scalar>();
    for (const { key, value } of node.items) {
      visit(key, depth + 1);
      visit(value, depth + 1);
      if (!yaml.isScalar(key)) continue;
      const name = keyText(key);
      const earlier = first.get(name);
      if (earlier === undefined) first.set(name, key);
      else add(() => ({ kind: "duplicate key", node: key, first: earlier }));
      if (!merges || !isMergeKey(key)) continue;
      const merged = yaml.isAlias(value) || yaml.isMap(value) || yaml.isSeq(value) ? value : key;
      if (!isMergeable(merged)) add(() => ({ kind: "merge of no mapping", node: merged }));
    }
  };

  const isMergeable = (merged: Node): boolean => {
    if (yaml.isAlias(merged) && !targets.has(merged)) return true; // a fault already
    const target = yaml.isAlias(merged) ? targets.get(merged) : merged;
    if (!yaml.isSeq(target)) return yaml.isMap(target);
    return target.items.every((item) => yaml.isMap(yaml.isAlias(item) ? targets.get(item) : item));
  };

  visit(document.contents, 0);
  return { targets, faults };
}

/** The name of a key. An empty one is an empty text. */
export function keyText({ value }: Scalar): string {
  return value === null || value === undefined ? "" : String(value);
}

function isMergeKey(key: Scalar): boolean {
  return key.type === "PLAIN" && key.source === "<<";
}

/**
 * The value of a document without errors and faults, as plain data. A mapping has own keys only, `__proto__` included,
 * in the order of the text; keys of a merged mapping stand where they are merged, unless the mapping has them itself.
 */
export function valueOfDocument(yaml: YamlPackage, { document, targets }: YamlDocument): unknown {
  const plainValue = (node: unknown): unknown => {
    const target = yaml.isAlias(node) ? targets.get(node) : node;
    if (yaml.isScalar(target)) return target.value;
    if (yaml.isSeq(target)) return target.items.map(plainValue);
    return yaml.isMap(target) ? mappingOf(target) : null;
  };
  const mappingOf = (map: YAMLMap): object => {
    const mapping = {};
    for (const { key, value } of map.items) {
      if (!yaml.isScalar(key)) continue;
      if (!isMergeKey(key)) {
        define(mapping, keyText(key), plainValue(value));
        continue;
      }
      const target = yaml.isAlias(value) ? targets.get(value) : value;
      for (const merged of yaml.isSeq(target) ? target.items : [target]) {
        for (const [name, inner] of Object.entries(Object(plainValue(merged)))) {
          if (!Object.hasOwn(mapping, name)) define(mapping, name, inner);
        }
      }
    }
    return mapping;
  };
  return plainValue(document.contents);
}

function define(mapping: object, name: string, value: unknown): void {
  Object.defineProperty(mapping, name, { value, writable: true, enumerable: true, configurable: true });
}
