import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { isScalar } from "yaml";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { posixPath, systemReason } from "../../text/system-reason.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { parseYamlDocuments } from "../../yaml/parse-yaml.js";
import { locateOffsets, nodeAt, type YamlSource } from "../../yaml/yaml-places.js";
import type { Query, QuerySource } from "../query.js";
import type { Branch, FoundQuery } from "./branch.js";
import { type EmbeddedFile, embeddedFilesOf, queriesOfDocument } from "./documents.js";
import { jsonFault, scalarOffsets } from "./offsets.js";
import { expressionsIn } from "./prometheus.js";

/** A file or directory that was named, with the files in which there may be queries. */
export interface QueryFiles {
  /** As it was named. */
  readonly path: string;
  readonly sources: readonly QuerySource[];
}

/** A file of queries cannot be read: wrong usage, not a mistake in a query. */
export class QueriesUnreadableError extends Error {
  override readonly name = "QueriesUnreadableError";
}

/**
 * Reads a file, or all files below a directory that are named as queries' files are, in the order of their names.
 *
 * @throws QueriesUnreadableError if one cannot be read
 */
export function readQueryFiles(path: string): QueryFiles {
  const files = attempt(path, () => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
  const sources = files.map((file) => attempt(file, () => sourceOf(file)));
  return { path, sources };
}

/** What dashboards, rules and expressions are kept in. */
const QUERY_FILE = /\.(?:json|ya?ml|promql)$/;

function filesBelow(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return /^\.|^node_modules$/.test(entry.name) ? [] : filesBelow(path);
    return QUERY_FILE.test(entry.name) ? [path] : [];
  });
}

function sourceOf(file: string): QuerySource {
  // An editor shows no byte order mark, so it counts for no column.
  return { file: posixPath(file), text: readFileSync(file, "utf8").replace(/^\uFEFF/, "") };
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new QueriesUnreadableError(`cannot read \`${path}\`: ${systemReason(cause)}`, { cause });
  }
}

/**
 * The queries of a file, in the order of its text: a dashboard or an alert of Grafana, rules of Prometheus, in JSON or
 * YAML, also within objects of Kubernetes; or for a name in `.promql`, expressions with empty lines between them.
 *
 * @param report told of what keeps the file from being read
 */
export function extractQueries(source: QuerySource, report: Report): readonly Query[] {
  if (source.file.endsWith(".promql")) return queriesOfText(source);
  const fault = source.file.endsWith(".json") ? jsonFault(source.text) : undefined;
  if (fault !== undefined) {
    report(diagnose("json-syntax", fault, locateOffsets(source, fault)));
    return [];
  }
  return parseYamlDocuments(source, YAML_CODES.reporter(report)).flatMap((document) => {
    const root = { value: document.value, path: [] };
    const found = queriesOfDocument(root);
    const queries = [
      ...found.flatMap((query) => placed(query, { document, source })),
      ...embeddedFilesOf(root).flatMap((file) => queriesOfEmbedded(file, { document, source }, report)),
    ];
    return queries.sort((a, b) => (a.offsets[0] ?? 0) - (b.offsets[0] ?? 0));
  });
}

function queriesOfText(source: QuerySource): readonly Query[] {
  return expressionsIn(source.text).map(({ start, end }) => ({
    text: source.text.slice(start, end),
    form: "expression",
    language: "grafana",
    owner: { kind: "file" },
    refId: undefined,
    source,
    offsets: Array.from({ length: end - start + 1 }, (_, index) => start + index),
  }));
}

interface Read {
  readonly document: YamlSource;
  readonly source: QuerySource;
}

function placed({ at, ...about }: FoundQuery, { document, source }: Read): readonly Query[] {
  const scalar = scalarAt(document, at);
  return scalar === undefined ? [] : [{ ...about, ...scalar, source }];
}

/** The queries of a file within a file are at their place in the outer one. */
function queriesOfEmbedded(
  { name, at }: EmbeddedFile,
  { document, source }: Read,
  report: Report,
): readonly Query[] {
  const scalar = scalarAt(document, at);
  if (scalar === undefined) return [];
  const { text, offsets } = scalar;
  const outer = (offset: number) => offsets[Math.min(offset, offsets.length - 1)] ?? 0;
  const queries = extractQueries({ file: name, text }, (diagnostic) => {
    const { location } = diagnostic;
    if (location === undefined) return report(diagnostic);
    const { start, end } = offsetsOf(text, location);
    report({ ...diagnostic, location: locateOffsets(source, { start: outer(start), end: outer(end) }) });
  });
  return queries.map((query) => ({ ...query, source, offsets: query.offsets.map(outer) }));
}

function scalarAt(
  document: YamlSource,
  { value, path }: Branch,
): Pick<Query, "text" | "offsets"> | undefined {
  const node = nodeAt(document, path);
  if (!isScalar(node)) return undefined;
  const text = String(value);
  return { text, offsets: scalarOffsets(document.text, node, text) };
}

function offsetsOf(text: string, { line, column, endLine, endColumn }: SourceLocation) {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return {
    start: (starts[line - 1] ?? 0) + column - 1,
    end: (starts[endLine - 1] ?? 0) + endColumn - 1,
  };
}
