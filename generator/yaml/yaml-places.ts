import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import type { Place, SourceLocation } from "../diagnostics/diagnostic.js";

export interface YamlText {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** One parsed document of a file. */
export interface YamlSource extends YamlText {
  readonly document: Document.Parsed;
  /** The document as plain data. A mapping has own keys only, in the order of the text. */
  readonly value: unknown;
  /** False if a key is written twice in a mapping: the value has one of the two. */
  readonly isComplete: boolean;
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[];

/** The place of a value in a document, whether or not the user wrote a value there. */
export class Spot implements Place {
  readonly source: YamlSource;
  readonly path: Path;

  constructor(source: YamlSource, path: Path = []) {
    this.source = source;
    this.path = path;
  }

  /** The spot of a value below this one: `spot.at("vectors", 3)`. */
  at(...path: Path): Spot {
    return new Spot(this.source, [...this.path, ...path]);
  }

  /** The location of the value. A value behind an alias is located at its anchor, where it can be corrected. */
  get location(): SourceLocation {
    return locate(this.source, this.path, "value");
  }

  get key(): Place {
    const { source, path } = this;
    return {
      get location() {
        return locate(source, path, "key");
      },
    };
  }

  /** The line of the key, as `metrics.schema.yaml:12`. */
  get fileAndLine(): string {
    const { file, line } = locate(this.source, this.path, "key");
    return `${file}:${line}`;
  }

  /** The value as the user wrote it: `.050`, not 0.05. Empty if nothing is written there. */
  get text(): string {
    const { text } = this.source;
    const { start, end } = rangeOf(nodeAt(this.source, this.path), text);
    return text.slice(start, end);
  }
}

/** A mapping as plain data; its keys are own properties, `__proto__` included. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The node at a path; if it is an alias, the node that it stands for. */
export function nodeAt(source: YamlSource, path: Path): Node | undefined {
  const { node } = walk(source, path);
  return isAlias(node) ? source.targets.get(node) : node;
}

/** An empty value is located at its key. A path that is not written is located at the nearest key above it. */
function locate(source: YamlSource, path: Path, part: "key" | "value"): SourceLocation {
  const { key, node } = walk(source, path);
  const chosen = part === "key" || isEmpty(node) ? (key ?? firstKey(node) ?? node) : node;
  return locateOffsets(source, rangeOf(chosen, source.text));
}

type Found = Readonly<Record<"key" | "node", Node | undefined>>;

/** The last key on the path, and its value. The walk ends where the path is not written any further. */
function walk(source: YamlSource, path: Path): Found {
  let node: Node | undefined = source.document.contents ?? undefined;
  let key: Node | undefined;
  for (const step of path) {
    const found: Found | undefined = stepInto(source, node, step);
    if (found === undefined) break;
    key = found.key ?? key;
    node = found.node;
  }
  return { key, node };
}

function stepInto(source: YamlSource, node: Node | undefined, step: string | number): Found | undefined {
  const target = isAlias(node) ? source.targets.get(node) : node;
  if (isSeq(target) && typeof step === "number") {
    const item = target.items[step];
    return item === undefined ? undefined : { key: asNode(item), node: asNode(item) };
  }
  if (!isMap(target)) return undefined;
  const pair = findPair(source, target, String(step), new Set());
  return pair === undefined ? undefined : { key: asNode(pair.key), node: asNode(pair.value) };
}

/** The pair of a key in a mapping, or in a mapping that is merged into it. */
function findPair(source: YamlSource, map: YAMLMap, key: string, seen: Set<YAMLMap>): Pair | undefined {
  if (seen.has(map)) return undefined;
  seen.add(map);
  const own = pairsOf(map).get(key);
  if (own !== undefined) return own;
  const merge = pairsOf(map).get("<<")?.value;
  const merged = isSeq(merge) ? merge.items : [merge];
  for (const candidate of merged) {
    const target = isAlias(candidate) ? source.targets.get(candidate) : candidate;
    const pair = isMap(target) ? findPair(source, target, key, seen) : undefined;
    if (pair !== undefined) return pair;
  }
  return undefined;
}

const PAIRS = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const cached = PAIRS.get(map);
  if (cached !== undefined) return cached;
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) if (isScalar(pair.key)) pairs.set(String(pair.key.value), pair);
  PAIRS.set(map, pairs);
  return pairs;
}

/** The offsets of a node, without the white space behind it. */
function rangeOf(node: Node | undefined, text: string): { start: number; end: number } {
  const range = node?.range;
  if (range === undefined || range === null) return { start: 0, end: 0 };
  const [start, end] = range;
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function firstKey(node: Node | undefined): Node | undefined {
  return isMap(node) && node.flow !== true ? asNode(node.items[0]?.key) : undefined;
}

function isEmpty(node: Node | undefined): boolean {
  return node === undefined || (isScalar(node) && node.range?.[0] === node.range?.[1]);
}

function asNode(value: unknown): Node | undefined {
  return isAlias(value) || isScalar(value) || isMap(value) || isSeq(value) ? value : undefined;
}

export function locateYamlNode(source: YamlText, { range }: Node): SourceLocation {
  const [start, end] = range ?? [0, 0];
  return locateOffsets(source, { start, end });
}

export function locateOffsets(
  source: YamlText,
  { start, end }: { readonly start: number; readonly end: number },
): SourceLocation {
  const starts = lineStarts(source);
  const from = Math.min(start, source.text.length);
  const to = Math.min(Math.max(end, from), source.text.length);
  const first = lineOf(starts, from);
  const last = lineOf(starts, to);
  return {
    file: source.file,
    line: first + 1,
    column: from - (starts[first] ?? 0) + 1,
    endLine: last + 1,
    endColumn: to - (starts[last] ?? 0) + 1,
  };
}

/** Offsets of the lines of each source, which are found once, at its first location. */
const LINE_STARTS = new WeakMap<YamlText, readonly number[]>();

function lineStarts(source: YamlText): readonly number[] {
  const cached = LINE_STARTS.get(source);
  if (cached !== undefined) return cached;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1))
    starts.push(at + 1);
  LINE_STARTS.set(source, starts);
  return starts;
}

/** The index of the line that has an offset, by binary search. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
