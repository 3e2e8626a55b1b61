import { DEEPEST_NESTING } from "@metricsmith/runtime/input";
import { createScanner } from "jsonc-parser";
import type { DiagnosticSink } from "../../diagnostics/diagnostic.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { isMapping, locateOffsets, type Path } from "../../yaml/yaml-places.js";
import type { QuerySource, TextSpan } from "../query.js";
import { FILE_CODES } from "./file-codes.js";
import { jsonFault } from "./offsets.js";

/**
 * Reads JSON, which the YAML parser could read, too, but with ten times as much memory: dashboards are large.
 *
 * @returns `undefined` if there is a fault, which is reported
 */
export function readJson(source: QuerySource, sink: DiagnosticSink): { readonly value: unknown } | undefined {
  const parsed = parsedJson(source.text);
  if (parsed !== undefined && isOrdinary(parsed.value, source.text)) return parsed;
  return reportFaults(source, sink) ? parsed : undefined;
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Whether a value is not too large or too deep, and has all keys of its text, so that none stands twice. */
function isOrdinary(root: unknown, text: string): boolean {
  let values = 0;
  let keys = 0;
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    values += level.length;
    if (depth >= DEEPEST_NESTING || values > MOST_VALUES) return false;
    const below: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) for (const item of value) below.push(item);
      else if (isMapping(value)) {
        for (const key of Object.keys(value)) {
          keys += 1;
          below.push(value[key]);
        }
      }
    }
    level = below;
  }
  return keys === countKeys(text);
}

/** The keys in the text of a valid JSON document: its strings with a colon behind them. */
function countKeys(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    at += 1;
    while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    at += 1;
    while (isBlank(text[at])) at += 1;
    if (text[at] === ":") keys += 1;
  }
  return keys;
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}

/** @returns whether there are only faults with which the text can be read, such as a key that stands twice */
function reportFaults(source: QuerySource, sink: DiagnosticSink): boolean {
  const { text } = source;
  const keys: Map<string, number>[] = [];
  const repeated: { readonly key: string; readonly first: number; readonly span: TextSpan }[] = [];
  let deep: number | undefined;
  let values = 0;
  let excess: TextSpan | undefined;
  scanJson(text, {
    open: (span) => {
      values += 1;
      if (values > MOST_VALUES) excess ??= span;
      keys.push(new Map());
      if (keys.length > DEEPEST_NESTING) deep ??= span.start;
      return deep === undefined && excess === undefined;
    },
    close: () => keys.pop(),
    key: (key, span) => {
      const own = keys.at(-1);
      const first = own?.get(key);
      if (first === undefined) own?.set(key, span.start);
      else if (repeated.length < MOST_REPEATED) repeated.push({ key, first, span });
    },
    scalar: (span) => {
      values += 1;
      if (values > MOST_VALUES) excess ??= span;
    },
  });
  const report = YAML_CODES.reporter(sink);
  if (excess !== undefined) {
    report("too-much-yaml", { what: "values" }, locateOffsets(source, excess));
    return false;
  }
  if (deep !== undefined) {
    const at = locateOffsets(source, { start: deep, end: deep + 1 });
    report("nesting-too-deep", { limit: DEEPEST_NESTING }, at);
    return false;
  }
  const fault = jsonFault(text);
  if (fault !== undefined) {
    FILE_CODES.reporter(sink)("json-syntax", fault, locateOffsets(source, fault));
    return false;
  }
  for (const { key, first, span } of repeated) {
    const { line } = locateOffsets(source, { start: first, end: first });
    report("duplicate-key", { key, line }, locateOffsets(source, span));
  }
  return true;
}

/** A dashboard of 10 MB has half as many. */
const MOST_VALUES = 1_000_000;

/** Nobody reads more of them. */
const MOST_REPEATED = 100;

/** Where the scalars at some paths stand in a text, in the order of the paths. */
export function scalarSpans(text: string, paths: readonly Path[]): readonly (TextSpan | undefined)[] {
  const spans: (TextSpan | undefined)[] = paths.map(() => undefined);
  const root: WantedPath = { indexes: [], below: new Map() };
  for (const [index, path] of paths.entries()) {
    let at = root;
    for (const step of path) {
      const below = at.below.get(String(step)) ?? { indexes: [], below: new Map() };
      at.below.set(String(step), below);
      at = below;
    }
    at.indexes.push(index);
  }
  const open: { readonly wanted: WantedPath | undefined; step: string | number }[] = [];
  const enter = () => {
    const outer = open.at(-1);
    if (outer === undefined) return root;
    if (typeof outer.step === "number") outer.step += 1;
    return outer.wanted?.below.get(String(outer.step));
  };
  scanJson(text, {
    open: (_, isArray) => {
      open.push({ wanted: enter(), step: isArray ? -1 : "" });
      return true;
    },
    close: () => open.pop(),
    key: (key) => {
      const outer = open.at(-1);
      if (outer !== undefined) outer.step = key;
    },
    scalar: (span) => {
      for (const index of enter()?.indexes ?? []) spans[index] = span;
    },
  });
  return spans;
}

interface WantedPath {
  readonly indexes: number[];
  readonly below: Map<string, WantedPath>;
}

interface JsonVisitor {
  /** @returns whether to read on */
  readonly open: (span: TextSpan, isArray: boolean) => boolean;
  readonly close: () => void;
  readonly key: (key: string, span: TextSpan) => void;
  readonly scalar: (span: TextSpan) => void;
}

/** Visits what stands in a text, without recursion. Of a text that is no JSON, it visits something. */
function scanJson(text: string, { open, close, key, scalar }: JsonVisitor): void {
  const scanner = createScanner(text, true);
  const isArray: boolean[] = [];
  let isKey = false;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const start = scanner.getTokenOffset();
    const span = { start, end: start + scanner.getTokenLength() };
    const first = text.charAt(start);
    switch (first) {
      case "{":
      case "[":
        isArray.push(first === "[");
        isKey = first === "{";
        if (!open(span, !isKey)) return;
        break;
      case "}":
      case "]":
        isArray.pop();
        isKey = false;
        close();
        break;
      case ",":
        isKey = isArray.at(-1) === false;
        break;
      case ":":
        isKey = false;
        break;
      default:
        if (isKey && first === '"') key(scanner.getTokenValue(), span);
        else scalar(span);
    }
  }
}
