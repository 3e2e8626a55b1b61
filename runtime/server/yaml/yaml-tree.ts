import type { Faults, Position } from "./faults.js";

/** A YAML value and where it stands. */
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

export interface YamlScalar {
  readonly kind: "scalar";
  readonly at: Position;
  /** As it is written, without quotes and escapes. */
  readonly text: string;
  /** What it says in YAML 1.1, as programs in Go read it: `yes` is true. */
  readonly value: unknown;
}

/** `null`, which programs in Go take for a key that is not there. */
interface YamlNothing {
  readonly kind: "nothing";
  readonly at: Position;
}

/** Reads a file's text; what is no YAML is a fault, and no tree comes of it. */
export type ParseYaml = (text: string, faults: Faults) => YamlNode | undefined;

export type YamlPackage = typeof import("yaml");

/**
 * Loads the package `yaml`, an optional peer that only a web configuration file needs. The name is a literal, and the import caught
 * in place, so that a bundler knows that it may be missing.
 */
export function importYaml(): Promise<YamlPackage> {
  return import("yaml").catch((error: unknown): never => {
    throw error;
  });
}

export function yamlParser(yaml: YamlPackage): ParseYaml {
  return (text, faults) => parse(yaml, text, faults);
}

function parse(yaml: YamlPackage, text: string, faults: Faults): YamlNode | undefined {
  const lines = new yaml.LineCounter();
  // Not its pretty errors, which quote the file: there are secrets in it.
  const document = yaml.parseDocument(text, { version: "1.1", lineCounter: lines, prettyErrors: false });
  const at = ([offset]: readonly [number, ...number[]]): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  for (const { code, pos } of document.errors) faults.add(at(pos), syntaxMessage(code));
  if (document.errors.length > 0) return undefined;

  const nothing: YamlNothing = { kind: "nothing", at: { line: 1, column: 1 } };
  const read = (node: unknown, open: readonly unknown[]): YamlNode => {
    if (yaml.isAlias(node)) return readAlias(node, open);
    if (!yaml.isNode(node)) return nothing;
    const position = at(node.range ?? [0, 0]);
    if (yaml.isScalar(node)) return scalar(node, position);
    const inside = [...open, node];
    if (yaml.isSeq(node)) {
      return { kind: "sequence", at: position, items: node.items.map((item) => read(item, inside)) };
    }
    if (!yaml.isMap(node)) return nothing;
    const entries = node.items.flatMap((pair): YamlEntry[] => {
      const key = read(pair.key, inside);
      if (key.kind === "scalar") {
        const value = read(pair.value, inside);
        return [{ key, value: value === nothing ? { ...nothing, at: key.at } : value }];
      }
      faults.add(key.at, "a key is not a text; write a name here");
      return [];
    });
    return { kind: "mapping", at: position, entries };
  };
  // The package tells neither fault before values are made, and what is not read would be as if it were not there.
  const readAlias = (alias: InstanceType<YamlPackage["Alias"]>, open: readonly unknown[]): YamlNode => {
    const named = alias.resolve(document);
    if (named !== undefined && !open.includes(named)) return read(named, open);
    faults.add(at(alias.range ?? [0, 0]), named === undefined ? NO_ANCHOR : WITHIN_ITSELF);
    return nothing;
  };
  return read(document.contents, []);
}

function scalar(
  node: { readonly value: unknown; readonly source?: string | undefined },
  at: Position,
): YamlNode {
  // biome-ignore lint/suspicious/noDoubleEquals: null too
  if (node.value == undefined) return { kind: "nothing", at };
  return { kind: "scalar", at, text: node.source ?? String(node.value), value: node.value };
}

const NO_ANCHOR =
  "the alias names no anchor that stands before it; write the name of one, or the value itself";
const WITHIN_ITSELF = "the alias stands within what it names; write the value itself";

/** The parser's own messages may quote the file. */
function syntaxMessage(code: string): string {
  if (code === "DUPLICATE_KEY") return "the key stands twice in one mapping; leave one of them out";
  if (code === "TAB_AS_INDENT") return "YAML is indented by spaces; replace the tab";
  if (code === "MULTIPLE_DOCS") return "a second document begins here; the file is to be one document";
  if (code === "BAD_ALIAS") return NO_ANCHOR;
  const name = code.toLowerCase().replaceAll("_", " ");
  return `this is not valid YAML (${name}); check indentation, colons and quotes before it`;
}
