import { quoted } from "../../family/rejection.js";
import { type RefusedYaml, readYaml, type YamlDocument, type YamlFault } from "../../input/yaml-document.js";
import { type LoadedPackage, loadYaml } from "../../optional-packages.js";
import { MetricsServerError } from "../errors.js";

/** A YAML value and its position. */
export type YamlNode = YamlMapping | YamlSequence | YamlScalar | YamlNothing;

interface YamlMapping {
  readonly kind: "mapping";
  readonly at: Position;
  readonly entries: readonly YamlEntry[];
}

interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

interface YamlSequence {
  readonly kind: "sequence";
  readonly at: Position;
  readonly items: readonly YamlNode[];
}

interface YamlScalar {
  readonly kind: "scalar";
  readonly at: Position;
  /** The text without quotes and escapes. */
  readonly text: string;
  /** The value in YAML 1.1, as in programs in Go: `yes` is true. */
  readonly value: unknown;
}

/** `null`. Programs in Go treat it like a missing key. */
interface YamlNothing {
  readonly kind: "nothing";
  readonly at: Position;
  /** Whether it stands for a value with a fault, which is reported. */
  readonly faulty?: true;
}

/** Parses a file's text; `undefined` and a fault if it is not YAML. */
export type ParseYaml = (text: string, faults: Faults) => YamlNode | undefined;

type YamlPackage = typeof import("yaml");

/** The file is read on the event loop of the application: these take a tenth of a second. 10,000 users are fewer. */
const MOST_TOKENS = 100_000;

function parse(yaml: YamlPackage, text: string, faults: Faults): YamlNode | undefined {
  const lines = new yaml.LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const at = ([offset]: readonly [number, ...number[]]): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // Without pretty errors: they quote the file, and it has secrets.
  const format = { version: "1.1", prettyErrors: false, logLevel: "silent" } as const;
  const read = readYaml(yaml, text, { format, mostTokens: MOST_TOKENS });
  if ("reason" in read) {
    faults.add(at([read.offset]), REFUSALS[read.reason]);
    return undefined;
  }
  const [first, second] = read;
  if (second !== undefined)
    faults.add(at(second.document.range), "a second document begins here; the file must be one document");
  if (first === undefined) return undefined;
  for (const { code, pos } of first.document.errors) faults.add(at(pos), syntaxMessage(code));
  if (faults.any) return undefined;
  for (const { kind, node } of first.faults) faults.add(at(node.range ?? [0]), FAULTS[kind]);
  return nodeOfDocument(yaml, first, (node) => at(node.range ?? [0]), faults);
}

/** Recurses no more deeply than `readYaml` allows, and expands no more aliases. */
function nodeOfDocument(
  yaml: YamlPackage,
  { document, targets }: YamlDocument,
  at: (node: YamlFault["node"]) => Position,
  faults: Faults,
): YamlNode {
  const nothing: YamlNothing = { kind: "nothing", at: { line: 1, column: 1 } };
  const read = (node: unknown): YamlNode => {
    if (yaml.isAlias(node)) {
      const target = targets.get(node);
      // Without the mark, the value would look missing, which is another fault.
      return target === undefined ? { ...nothing, faulty: true } : read(target);
    }
    if (!yaml.isNode(node)) return nothing;
    const position = at(node);
    if (yaml.isScalar(node)) return scalar(node, position);
    if (yaml.isSeq(node)) return { kind: "sequence", at: position, items: node.items.map(read) };
    if (!yaml.isMap(node)) return nothing;
    const entries = node.items.flatMap((pair): YamlEntry[] => {
      const key = read(pair.key);
      if (key.kind === "scalar") {
        const value = read(pair.value);
        return [{ key, value: value === nothing ? { ...nothing, at: key.at } : value }];
      }
      faults.add(key.at, "a key must be a text; write a name here");
      return [];
    });
    return { kind: "mapping", at: position, entries };
  };
  return read(document.contents);
}

function scalar(
  node: { readonly value: unknown; readonly source?: string | undefined },
  at: Position,
): YamlNode {
  // biome-ignore lint/suspicious/noDoubleEquals: null too
  if (node.value == undefined) return { kind: "nothing", at };
  return { kind: "scalar", at, text: node.source ?? String(node.value), value: node.value };
}

const REFUSALS: Readonly<Record<RefusedYaml["reason"], string>> = {
  character: "this character is not allowed in YAML, or is not UTF-8; save the file as UTF-8 text",
  documents: "the file has very many documents; it must be one document",
  nesting: "this is nested more deeply than any web configuration; write its keys as the documentation shows",
  tokens: "the file is longer than any web configuration; leave out what is behind this place",
};

const FAULTS: Readonly<Record<YamlFault["kind"], string>> = {
  "duplicate key": "the mapping has this key twice; remove one of them",
  "no anchor": "the alias has no anchor before it; write the name of an anchor, or the value itself",
  "alias of itself": "the alias is within its own anchor; write the value itself",
  "alias of too much": "the aliases stand for very much, or nest very deeply; write the values themselves",
  "merge of no mapping": "this is not a mapping, and cannot be merged; write the values themselves",
};

/** In place of the parser's own messages, which may quote the file. */
function syntaxMessage(code: string): string {
  if (code === "TAB_AS_INDENT") return "YAML is indented with spaces; replace the tab";
  if (code === "BAD_ALIAS") return FAULTS["no anchor"];
  const name = code.toLowerCase().replaceAll("_", " ");
  return `this is not valid YAML (${name}); check indentation, colons and quotes before it`;
}

/** A position in a file. */
export interface Position {
  /** Counts from 1. */
  readonly line: number;
  /** Counts from 1, in UTF-16 code units. */
  readonly column: number;
}

/**
 * What the file has, in quotes, for a message. Only what looks like a name is shown: a text may be a key, a hash or a
 * password in the wrong place.
 */
export function shown(text: string, instead: string): string {
  return /^[\p{L}\p{N}_.@< -]{1,30}$/u.test(text) ? quoted(text) : instead;
}

/** In place of a value that is not shown: `min_version is something else`. */
export const SOMETHING_ELSE = "something else";

/** Collects the mistakes in a file, so that all are reported at once. */
export class Faults {
  readonly #list: { readonly at: Position; readonly message: string }[] = [];

  add(at: Position, message: string): void {
    this.#list.push({ at, message });
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /** A line for each fault, `file:line:column: message`, in the order of the file. No line quotes a secret. */
  text(file: string): string {
    return [...this.#list]
      .sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column)
      .map(({ at, message }) => `${file}:${at.line}:${at.column}: ${message}`)
      .join("\n");
  }
}

/** Loads the package `yaml`. @throws MetricsServerError if it is not there, or is broken */
export async function loadYamlParser(load: () => Promise<LoadedPackage> = loadYaml): Promise<ParseYaml> {
  const loaded = await load();
  if (loaded.module === undefined) {
    throw new MetricsServerError(`the option webConfigFile needs the package yaml, which ${loaded.reason}`);
  }
  const yaml = loaded.module as YamlPackage; // its exports were checked
  return (text, faults) => parse(yaml, text, faults);
}

/** Values of a mapping by their keys, without those that are `null`. */
export type Section = ReadonlyMap<string, YamlNode>;

/** The name of a value in messages, and where they are collected. */
export interface ReadContext {
  /** Such as `tls_server_config.min_version`. */
  readonly name: string;
  readonly faults: Faults;
}

/**
 * The entries of a mapping with known keys; an unknown key, or a value that is not a mapping, is a fault.
 *
 * @param context `needed` are keys that must have a value if they are there
 */
export function readSection(
  node: YamlNode | undefined,
  known: readonly string[],
  { name, faults, needed = [] }: ReadContext & { readonly needed?: readonly string[] },
): Section {
  const place = name === "" ? "a web configuration" : name;
  const section = new Map<string, YamlNode>();
  for (const { key, value } of readEntries(node, { name: place, faults })) {
    if (!known.includes(key.text)) {
      const unknown = `${place} has no key ${shown(key.text, "like this")}; its keys are ${known.join(", ")}`;
      faults.add(key.at, unknown);
    } else if (value.kind !== "nothing") {
      section.set(key.text, value);
    } else if (needed.includes(key.text) && value.faulty === undefined) {
      faults.add(key.at, `${key.text} has nothing below it; leave it out, or write {} for none`);
    }
  }
  return section;
}

/** The entries of a mapping with any keys; a value that is not a mapping is a fault. */
export function readEntries(
  node: YamlNode | undefined,
  { name, faults }: ReadContext,
): readonly { readonly key: YamlScalar; readonly value: YamlNode }[] {
  if (node === undefined || node.kind === "nothing") return [];
  if (node.kind === "mapping") return node.entries;
  faults.add(node.at, `${name} is not a mapping; write its keys below it, each on a line with its value`);
  return [];
}

export function readText(node: YamlNode | undefined, { name, faults }: ReadContext): string | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "scalar") return node.text;
  faults.add(node.at, `${name} is not a text; write one value, in quotes if necessary`);
  return undefined;
}

export function readBoolean(node: YamlNode | undefined, { name, faults }: ReadContext): boolean | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
  faults.add(node.at, `${name} is not true or false; write one of them`);
  return undefined;
}

/** Reads one of the keys of a table. @returns the value of the key */
export function readChoice<Choice>(
  node: YamlNode | undefined,
  choices: ReadonlyMap<string, Choice>,
  context: ReadContext,
): Choice | undefined {
  const text = readText(node, context);
  if (node === undefined || text === undefined) return undefined;
  const choice = choices.get(text);
  if (choice !== undefined) return choice;
  context.faults.add(
    node.at,
    `${context.name} is ${shown(text, SOMETHING_ELSE)}; write one of ${[...choices.keys()].join(", ")}`,
  );
  return undefined;
}

/** Reads a list item by item; `undefined` if there is none. */
export function readList<Item>(
  node: YamlNode | undefined,
  readItem: (item: YamlNode) => Item | undefined,
  { name, faults }: ReadContext,
): readonly Item[] | undefined {
  if (node === undefined || node.kind === "nothing") return undefined;
  if (node.kind === "sequence") {
    return node.items.map(readItem).filter((item): item is Item & {} => item !== undefined);
  }
  faults.add(node.at, `${name} is not a list; write each item on a line that begins with "- "`);
  return undefined;
}
