import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  stringify,
} from "yaml";
import type { Fix } from "../diagnostics/diagnostic.js";
import { locateOffsets, type Path, type Spot, type YamlSource } from "./yaml-places.js";

/** Offsets in the text of a file. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The edit that writes another text or number in place of a value, in the style of the value: plain or in quotes.
 * `undefined` if the value is not one of a single line that stands there for this place alone.
 */
export function replaceScalar({ source, path }: Spot, value: string): Fix | undefined {
  const steps = ownSteps(source.document, path);
  const node = steps?.at(-1)?.value;
  if (!isScalar(node) || node.anchor !== undefined || !node.range) return undefined;
  const span = trimmed(source.text, { start: node.range[0], end: node.range[1] });
  if (span.start === span.end || source.text.slice(span.start, span.end).includes("\n")) return undefined;
  const isInFlow = steps?.some(({ container }) => container.flow === true) === true;
  const text = scalarText(node, value, isInFlow);
  return text === undefined ? undefined : fixOf(source, span, text);
}

function scalarText(node: Scalar, value: string, isInFlow: boolean): string | undefined {
  if (typeof node.value !== "string") return value;
  if (/\p{Cc}/u.test(value)) return undefined;
  switch (node.type) {
    case Scalar.QUOTE_SINGLE:
      return `'${value.replaceAll("'", "''")}'`;
    case Scalar.QUOTE_DOUBLE:
      return JSON.stringify(value);
    case Scalar.PLAIN:
      return isInFlow && /[,[\]{}]/.test(value)
        ? JSON.stringify(value)
        : stringify(value, { lineWidth: 0 }).trimEnd();
    default:
      return undefined;
  }
}

/**
 * The edit that removes a key with its value, or an element of a list; also the mapping or list around it, if nothing
 * else is in it. In block style, whole lines are removed, and comments on other lines stay. `undefined` if the entry is
 * not written there, if aliases elsewhere need it, or if a comment within a flow collection would go.
 */
export function removeEntry({ source, path }: Spot): Fix | undefined {
  const steps = ownSteps(source.document, path);
  let span: Span | undefined;
  for (const step of [...(steps ?? [])].reverse()) {
    const wider = spanOfEntry(source.text, step);
    // A comment above the only entry of a mapping stays, and so the mapping does.
    if (span !== undefined && (wider === undefined || hasComment(source.text.slice(wider.start, span.start))))
      break;
    span = wider;
    if (span === undefined || step.container.items.length > 1) break;
  }
  if (span === undefined || isNeeded(source, span)) return undefined;
  return fixOf(source, span, "");
}

type Container = { readonly flow?: boolean | undefined; readonly items: readonly unknown[] };

/** A step of a path that stands in the text as the path says, without aliases and merges. */
interface OwnStep {
  readonly container: Container;
  readonly index: number;
  /** The first node of the entry: its key, or the element. */
  readonly first: Node;
  readonly value: Node | undefined;
}

function ownSteps(document: Document, path: Path): readonly OwnStep[] | undefined {
  const steps: OwnStep[] = [];
  let node: unknown = document.contents;
  for (const name of path) {
    const step = ownStep(node, name);
    if (step === undefined) return undefined;
    steps.push(step);
    node = step.value;
  }
  return steps;
}

function ownStep(node: unknown, name: string | number): OwnStep | undefined {
  if (isSeq<Node>(node)) {
    const element = typeof name === "number" ? node.items[name] : undefined;
    return element && { container: node, index: Number(name), first: element, value: element };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const index = node.items.findIndex(({ key }) => isScalar(key) && String(key.value) === String(name));
  const pair: Pair<Node, Node | null> | undefined = node.items[index];
  return pair && { container: node, index, first: pair.key, value: pair.value ?? undefined };
}

function spanOfEntry(text: string, step: OwnStep): Span | undefined {
  return step.container.flow === true ? spanInFlow(text, step) : spanOfLines(text, step);
}

/** With the comma before or behind it. */
function spanInFlow(text: string, { container, index, first }: OwnStep): Span | undefined {
  const { items } = container;
  const start = startOf(first);
  const end = endOf(text, items[index]);
  if (start === undefined || end === undefined) return undefined;
  const next = startOf(firstNode(items[index + 1]));
  const before = endOf(text, items[index - 1]);
  const span = next !== undefined ? { start, end: next } : { start: before ?? start, end };
  return hasComment(text.slice(span.start, span.end)) ? undefined : span;
}

/** Whole lines. `undefined` if something else stands on them, as before the first key of an element of a list. */
function spanOfLines(text: string, { container, index, first }: OwnStep): Span | undefined {
  const start = startOf(first);
  const end = endOf(text, container.items[index]);
  if (start === undefined || end === undefined) return undefined;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lead = text.slice(lineStart, start);
  if (!(isSeq(container) ? /^ *- +$/ : /^ *$/).test(lead)) return undefined;
  const rest = /^[^\n]*\n?/.exec(text.slice(end))?.[0] ?? "";
  if (!/^[ \t\r]*(?:[ \t]#[^\n]*)?\n?$/.test(rest)) return undefined;
  const lineEnd = end + rest.length;
  // Of the blank lines before and behind it, one is enough.
  const isAfterBlank = lineStart === 0 || /\n[ \t\r]*\n$/.test(text.slice(0, lineStart));
  const blank = isAfterBlank ? (/^[ \t]*\r?\n/.exec(text.slice(lineEnd))?.[0] ?? "") : "";
  return { start: lineStart, end: lineEnd + blank.length };
}

function firstNode(item: unknown): unknown {
  return isPair(item) ? item.key : item;
}

/** `undefined` if an anchor or a tag stands before the node: its range does not have them. */
function startOf(node: unknown): number | undefined {
  if (!isNode(node) || ("anchor" in node && node.anchor !== undefined) || node.tag !== undefined) {
    return undefined;
  }
  return node.range?.[0];
}

/** Without the comments and blank lines behind it, which a block collection's range may have. */
function endOf(text: string, item: unknown): number | undefined {
  if (isPair(item)) {
    const value = isNode(item.value) && !isEmptyAt(item.value) ? endOf(text, item.value) : undefined;
    const key = isNode(item.key) ? item.key.range?.[1] : undefined;
    return value ?? (key && text.indexOf(":", key) + 1);
  }
  if (!isNode(item) || !item.range) return undefined;
  const last = (isMap(item) || isSeq(item)) && item.flow !== true ? item.items.at(-1) : undefined;
  return last === undefined
    ? trimmed(text, { start: item.range[0], end: item.range[1] }).end
    : endOf(text, last);
}

function isEmptyAt({ range }: Node): boolean {
  return range?.[0] === range?.[1];
}

/** Whether an alias outside of a span stands for something within it. */
function isNeeded({ targets }: YamlSource, span: Span): boolean {
  const isWithin = ({ range }: Node) => !!range && range[0] >= span.start && range[0] < span.end;
  return [...targets].some(([alias, target]) => isWithin(target) && !isWithin(alias));
}

function hasComment(text: string): boolean {
  return /(?:^|\s)#/.test(text);
}

function trimmed(text: string, { start, end }: Span): Span {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}

function fixOf(source: YamlSource, span: Span, text: string): Fix {
  return { ...locateOffsets(source, span), text };
}
