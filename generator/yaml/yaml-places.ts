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
import type { SourceLocation } from "../diagnostics/diagnostic.js";

/** The value at `path` as the user wrote it: `.050`, not 0.05. Empty when nothing is written there. */
export function sourceToken(source: YamlSource, path: Path): string {
  const { start, end } = tokenRange(source.text, nodeAt(source, path));
  return source.text.slice(start, end);
}

/**
 * Where the user wrote the key or the value at `path`. A value reached through an alias is located at
 * its anchor, where it can be mended; the alias itself is the location of what it stands for as a whole.
 */
export function locate(source: YamlSource, path: Path, token: "key" | "value"): SourceLocation {
  const { key, node } = walk(source, path);
  const chosen = token === "key" || isEmpty(node) ? (key ?? firstKey(node) ?? node) : node;
  return locateOffsets(source, tokenRange(source.text, chosen));
}

/** The value at `path`; through an alias, what it stands for. */
export function nodeAt(source: YamlSource, path: Path): Node | undefined {
  const { node } = walk(source, path);
  return isAlias(node) ? source.targets.get(node) : node;
}

function walk(
  source: YamlSource,
  path: Path,
): { readonly key: Node | undefined; readonly node: Node | undefined } {
  let node: Node | undefined = source.document.contents ?? undefined;
  let key: Node | undefined;
  for (const step of path) {
    const found: Found | undefined = stepInto(source, node, step);
    if (found === undefined) break;
    key = found.key ?? key;
    node = found.value;
  }
  return { key, node };
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function stepInto(source: YamlSource, node: Node | undefined, step: string | number): Found | undefined {
  const target = isAlias(node) ? source.targets.get(node) : node;
  if (isSeq(target) && typeof step === "number") {
    const item = target.items[step];
    return item === undefined ? undefined : { key: asNode(item), value: asNode(item) };
  }
  if (!isMap(target)) return undefined;
  const pair = findPair(source, target, String(step), new Set());
  return pair === undefined ? undefined : { key: asNode(pair.key), value: asNode(pair.value) };
}

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
  const known = PAIRS.get(map);
  if (known !== undefined) return known;
  const pairs = new Map<string, Pair>();
  for (const pair of map.items) if (isScalar(pair.key)) pairs.set(String(pair.key.value), pair);
  PAIRS.set(map, pairs);
  return pairs;
}

function tokenRange(text: string, node: Node | undefined): { start: number; end: number } {
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

const STARTS = new WeakMap<object, readonly number[]>();

/** Turns two offsets into a location. The line starts of a source are found once, at its first mistake. */
export function locateOffsets(
  source: { readonly file: string; readonly text: string },
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

function lineStarts(source: { readonly text: string }): readonly number[] {
  const known = STARTS.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf("\n"); at !== -1; at = source.text.indexOf("\n", at + 1))
    starts.push(at + 1);
  STARTS.set(source, starts);
  return starts;
}

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

/** One file's text, its document, and its value as plain data. */
export interface YamlSource {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  /** Own keys only; a mapping's key order is the text's. */
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[];
