import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type YAMLMap,
} from "yaml";
import { nearestName } from "../../diagnostics/nearest-name.js";
import type { YamlReport } from "./codes.js";
import { locateOffsets } from "./line-index.js";

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
