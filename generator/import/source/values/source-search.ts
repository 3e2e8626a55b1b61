import { ts } from "ts-morph";
import type { SyntaxIndex } from "../syntax-index.js";

/** An expression that a value may come from: a literal, `new Counter(…)`, a function, or where the search ends. */
export interface ValueSource {
  readonly node: ts.Node;
  /** The calls through which the value comes. */
  readonly calls: ReadonlySet<ts.Node>;
  /** True where the search ends, though the value comes from elsewhere. */
  readonly isUnknown: boolean;
}

export interface SourceHooks {
  /** True for an expression at which the search ends, because it is what is looked for. */
  readonly isWanted: (node: ts.Node) => boolean;
  /** What a decorator, or a method outside of the source, is known to give. */
  readonly resolveSpecial: (node: ts.Node) => readonly ValueSource[] | undefined;
}

/** What the parts of a search share. */
export interface SourceSearch extends SourceHooks {
  readonly index: SyntaxIndex;
  readonly checker: ts.TypeChecker;
  readonly sourcesOf: (expression: ts.Node) => readonly ValueSource[];
  /** The sources of the items of a list, a set or a map, or of the values of an object. */
  readonly sourcesOfItems: (list: ts.Expression) => readonly ValueSource[];
  /** `undefined` if the declaration does not say where its value comes from. */
  readonly sourcesOfDeclaration: (
    declaration: ts.Declaration,
    at: ts.Node,
  ) => readonly ValueSource[] | undefined;
}

const NO_CALLS: ReadonlySet<ts.Node> = new Set();

export function sourceAt(node: ts.Node): ValueSource {
  return { node, calls: NO_CALLS, isUnknown: false };
}

export function unknownAt(node: ts.Node): ValueSource {
  return { node, calls: NO_CALLS, isUnknown: true };
}

export function through(sources: readonly ValueSource[], calls: Iterable<ts.Node>): readonly ValueSource[] {
  const all = [...calls];
  if (all.length === 0) return sources;
  return sources.map((source) => ({ ...source, calls: new Set([...source.calls, ...all]) }));
}

/** True for `null`, `undefined` and the like, which have no members. */
export function isNothing(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === "undefined");
}
