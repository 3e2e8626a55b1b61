import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isScalar } from "yaml";
import {
  type Diagnostic,
  type DiagnosticSink,
  type SourceLocation,
  startOfFile,
} from "../../diagnostics/diagnostic.js";
import { LARGEST_TEXT, readTextFile } from "../../text/read-file.js";
import { posixPath, systemReason, UnreadableError } from "../../text/system-reason.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { parseYamlDocuments } from "../../yaml/parse-yaml.js";
import { locateOffsets, nodeAt } from "../../yaml/yaml-places.js";
import { QUERY_CODES } from "../codes.js";
import type { PlacedText, Query, QueryOwner, QuerySource, Quoting, TextSpan } from "../query.js";
import { type Branch, entries, entry, type FoundQuery, type FoundText, items, textAt } from "./branch.js";
import {
  queriesOfDashboard,
  queriesOfDashboardV2,
  queriesOfLibraryElement,
  queriesOfSinglePanel,
} from "./grafana.js";
import { readJson, scalarSpans } from "./json-document.js";
import { MOST_PLACES, scalarOffsets } from "./offsets.js";
import { expressionsIn, queriesOfRuleGroups } from "./prometheus.js";

export interface ReadQueries {
  readonly queries: readonly Query[];
  /** The text of each file, by its name. */
  readonly sources: ReadonlyMap<string, string>;
  /** What keeps a file from being read as queries. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the queries of files, and of all files below directories that are named `.json`, `.yaml`, `.yml` or `.promql`,
 * in the order of their names.
 *
 * @param maxSize of each file, in bytes
 * @throws UnreadableError if one cannot be read
 */
export function readQueries(paths: readonly string[], maxSize = LARGEST_TEXT): ReadQueries {
  const queries: Query[] = [];
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const sink = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  for (const path of paths) {
    const [queriesBefore, diagnosticsBefore] = [queries.length, diagnostics.length];
    const files = attempt(path, () => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
    for (const source of files.map((file) => attempt(file, () => readSource(file, maxSize)))) {
      sources.set(source.file, source.text);
      queries.push(...extractQueries(source, sink));
    }
    // Otherwise a mistyped path would pass.
    if (queries.length > queriesBefore || diagnostics.length > diagnosticsBefore) continue;
    const isFile = files[0] === path;
    QUERY_CODES.reporter(sink)("no-queries", { path }, isFile ? startOfFile(path) : undefined);
  }
  return { queries, sources, diagnostics };
}

function filesBelow(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : filesBelow(path);
    return /\.(?:json|ya?ml|promql)$/.test(entry.name) ? [path] : [];
  });
}

function readSource(file: string, maxSize: number): QuerySource {
  // Editors do not show a byte order mark, so it counts for no column.
  return { file: posixPath(file), text: readTextFile(file, maxSize).replace(/^\uFEFF/, "") };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new UnreadableError(`cannot read \`${path}\`: ${systemReason(cause)}`, { cause });
  }
}

/**
 * The queries of a file, in the order of its text. Grafana's dashboards and alerts and Prometheus' rules stand in JSON
 * or YAML, also within Kubernetes objects. A `.promql` file has expressions with empty lines between them.
 *
 * @param sink takes what keeps the file from being read
 * @param depth how many files the file is in
 */
export function extractQueries(source: QuerySource, sink: DiagnosticSink, depth = 0): readonly Query[] {
  if (source.file.endsWith(".promql")) return queriesOfText(source);
  return documentsOf(source, sink).flatMap((document) => {
    const root = { value: document.value, path: [] };
    const found = queriesOfDocument(root);
    const files = embeddedFilesOf(root);
    const placed = new Map<Branch, PlacedText>();
    const branches = [...found.flatMap(branchesOf), ...files.map(({ at }) => at)];
    for (const [index, scalar] of document.readScalars(branches).entries()) {
      const branch = branches[index];
      if (branch !== undefined && scalar !== undefined) placed.set(branch, scalar);
    }
    const inKubernetes = isKubernetesObject(root);
    const queries = [
      ...found.flatMap((query) => placeQuery(query, placed, { source, inKubernetes })),
      ...files.flatMap((file) => {
        const scalar = placed.get(file.at);
        if (scalar === undefined) return [];
        const inner = queriesOfEmbedded(file.name, { ...scalar, source }, { sink, depth });
        return inKubernetes ? inner.map((query) => ({ ...query, inKubernetes })) : inner;
      }),
    ];
    return queries.sort((a, b) => (a.offsets[0] ?? 0) - (b.offsets[0] ?? 0));
  });
}

/** Grafana's own API has objects of the same shape. */
function isKubernetesObject(root: Branch): boolean {
  const version = textAt(root, "apiVersion");
  return version !== undefined && has("kind")(root) && !version.includes(".grafana.app/");
}

/** All values of a query and its rule that have a place. */
function branchesOf({ at, owner: { rule } }: FoundQuery): readonly Branch[] {
  return [at, ...[...(rule?.annotations ?? []), ...(rule?.labels ?? [])].map((text) => text.at)];
}

function placeQuery(
  { at, owner: { kind, name, rule }, ...about }: FoundQuery,
  placed: ReadonlyMap<Branch, PlacedText>,
  within: Pick<Query, "source" | "inKubernetes">,
): readonly Query[] {
  const scalar = placed.get(at);
  if (scalar === undefined) return [];
  const place = (texts: readonly FoundText[]) =>
    texts.flatMap((text) => {
      const own = placed.get(text.at);
      return own === undefined ? [] : [{ name: text.name, ...own }];
    });
  const details = rule && { ...rule, annotations: place(rule.annotations), labels: place(rule.labels) };
  return [{ ...about, ...scalar, owner: { kind, name, rule: details }, ...within }];
}

/** A document, whatever it is written in. */
interface ReadDocument {
  readonly value: unknown;
  /** The texts of scalars, and where each character stands; `undefined` for what is no scalar. */
  readonly readScalars: (at: readonly Branch[]) => readonly (PlacedText | undefined)[];
}

function documentsOf(source: QuerySource, sink: DiagnosticSink): readonly ReadDocument[] {
  const { text } = source;
  if (!source.file.endsWith(".json")) {
    return parseYamlDocuments(source, YAML_CODES.reporter(sink)).map((document) => ({
      value: document.value,
      readScalars: (all) =>
        all.map((at) => {
          const node = nodeAt(document, at.path);
          return isScalar(node) ? placeScalar(text, node, at) : undefined;
        }),
    }));
  }
  const document = readJson(source, sink);
  if (document === undefined) return [];
  const readScalars: ReadDocument["readScalars"] = (all) => {
    const spans = scalarSpans(
      text,
      all.map(({ path }) => path),
    );
    return all.map((at, index) => {
      const span = spans[index];
      if (span === undefined) return undefined;
      const type = typeof at.value === "string" ? "QUOTE_DOUBLE" : "PLAIN";
      return placeScalar(text, { range: [span.start, span.end, span.end], type }, at);
    });
  };
  return [{ value: document.value, readScalars }];
}

function placeScalar(
  source: string,
  scalar: Parameters<typeof scalarOffsets>[1],
  { value }: Branch,
): PlacedText {
  const text = String(value);
  const quoting = [QUOTING.get(scalar.type ?? "PLAIN") ?? "plain"];
  return { text, offsets: scalarOffsets(source, scalar, text), quoting };
}

const QUOTING: ReadonlyMap<string, Quoting> = new Map([
  ["QUOTE_DOUBLE", "double"],
  ["QUOTE_SINGLE", "single"],
  ["BLOCK_FOLDED", "block"],
  ["BLOCK_LITERAL", "block"],
]);

function queriesOfText(source: QuerySource): readonly Query[] {
  return expressionsIn(source.text).map(({ start, end }) => ({
    text: source.text.slice(start, end),
    form: "expression",
    language: "grafana",
    owner: { kind: "file" },
    refId: undefined,
    inKubernetes: false,
    source,
    offsets: Array.from({ length: Math.min(end - start, MOST_PLACES) + 1 }, (_, index) => start + index),
    quoting: [],
  }));
}

/** Queries and diagnostics of a file within a file get their places in the outer one. */
function queriesOfEmbedded(
  name: string,
  { text, offsets, quoting, source }: PlacedText & Pick<Query, "source">,
  { sink, depth }: { readonly sink: DiagnosticSink; readonly depth: number },
): readonly Query[] {
  if (depth === DEEPEST_FILES) return [];
  const outer = (offset: number) => offsets[Math.min(offset, offsets.length - 1)] ?? 0;
  const inner: DiagnosticSink = (diagnostic) => {
    const { location } = diagnostic;
    if (location === undefined) return sink(diagnostic);
    const { start, end } = spanOfLocation(text, location);
    sink({ ...diagnostic, location: locateOffsets(source, { start: outer(start), end: outer(end) }) });
  };
  const queries = extractQueries({ file: name, text }, inner, depth + 1);
  const outerText = <T extends PlacedText>(inner: T): T => ({
    ...inner,
    offsets: inner.offsets.map(outer),
    quoting: [...inner.quoting, ...quoting],
  });
  return queries.map((query) => ({
    ...outerText(query),
    source,
    owner: ownerWithTexts(query.owner, outerText),
  }));
}

function ownerWithTexts(owner: QueryOwner, place: <T extends PlacedText>(inner: T) => T): QueryOwner {
  if (owner.kind === "file" || owner.rule === undefined) return owner;
  const { annotations, labels } = owner.rule;
  return {
    ...owner,
    rule: { ...owner.rule, annotations: annotations.map(place), labels: labels.map(place) },
  };
}

/** Files within files within files: a ConfigMap has a dashboard, and nobody has a ConfigMap in it. */
const DEEPEST_FILES = 3;

function spanOfLocation(text: string, { line, column, endLine, endColumn }: SourceLocation): TextSpan {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return {
    start: (starts[line - 1] ?? 0) + column - 1,
    end: (starts[endLine - 1] ?? 0) + endColumn - 1,
  };
}

interface DocumentKind {
  readonly is: (document: Branch) => boolean;
  readonly queries: (document: Branch) => readonly FoundQuery[];
}

/** The first kind that fits counts. */
const KINDS: readonly DocumentKind[] = [
  { is: isOfKind("PrometheusRule"), queries: (document) => queriesOfRuleGroups(specOf(document)) },
  { is: has("groups"), queries: queriesOfRuleGroups },
  { is: has("dashboard"), queries: (document) => queriesWithin(entry(document, "dashboard")) },
  {
    is: (document) => has("elements")(specOf(document)),
    queries: (document) => queriesOfDashboardV2(specOf(document)),
  },
  { is: has("elements"), queries: queriesOfDashboardV2 },
  { is: isOfKind("Dashboard"), queries: (document) => queriesWithin(entry(document, "spec")) },
  { is: hasAny("panels", "rows", "templating", "__inputs"), queries: queriesOfDashboard },
  {
    is: (document) => has("model")(specOf(document)),
    queries: (document) => queriesOfLibraryElement(specOf(document)),
  },
  { is: has("model"), queries: queriesOfLibraryElement },
  { is: has("result"), queries: (document) => queriesWithin(entry(document, "result")) },
  { is: has("targets"), queries: queriesOfSinglePanel },
  { is: ({ value }) => Array.isArray(value), queries: (document) => items(document).flatMap(queriesWithin) },
  { is: has("items"), queries: (document) => items(entry(document, "items")).flatMap(queriesWithin) },
];

/** The queries of a document; none if it is of another kind. */
export function queriesOfDocument(document: Branch): readonly FoundQuery[] {
  return KINDS.find(({ is }) => is(document))?.queries(document) ?? [];
}

function queriesWithin(document: Branch | undefined): readonly FoundQuery[] {
  return document === undefined ? [] : queriesOfDocument(document);
}

function specOf(document: Branch): Branch {
  return entry(document, "spec") ?? { value: undefined, path: document.path };
}

function has(key: string) {
  return (document: Branch) => entry(document, key) !== undefined;
}

function hasAny(...keys: readonly string[]) {
  return (document: Branch) => keys.some((key) => has(key)(document));
}

function isOfKind(kind: string) {
  return (document: Branch) => textAt(document, "kind") === kind && has("spec")(document);
}

/** A file that is a text value in another file. */
export interface EmbeddedFile {
  readonly name: string;
  readonly at: Branch;
}

/** The files of ConfigMaps, and the JSON of the Grafana operator's dashboards. */
export function embeddedFilesOf(document: Branch): readonly EmbeddedFile[] {
  switch (textAt(document, "kind")) {
    case "ConfigMap":
      return entries(entry(document, "data"))
        .filter(([name, { value }]) => /\.(?:json|ya?ml|promql)$/.test(name) && typeof value === "string")
        .map(([name, at]) => ({ name, at }));
    case "GrafanaDashboard": {
      const at = entry(entry(document, "spec"), "json");
      return typeof at?.value === "string" ? [{ name: "dashboard.json", at }] : [];
    }
    case "List":
    case "ConfigMapList":
      return items(entry(document, "items")).flatMap(embeddedFilesOf);
    default:
      return [];
  }
}
