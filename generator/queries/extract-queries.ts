import { isScalar } from "yaml";
import { diagnose } from "../diagnostics/diagnose.js";
import type { SourceLocation } from "../diagnostics/diagnostic.js";
import type { Report } from "../diagnostics/report.js";
import { YAML_CODES } from "../schema/yaml/codes.js";
import { locateOffsets } from "../schema/yaml/line-index.js";
import { nodeAt } from "../schema/yaml/locate.js";
import { parseYamlDocuments } from "../schema/yaml/parse-yaml.js";
import type { YamlSource } from "../schema/yaml/yaml-source.js";
import type { Branch } from "./files/branch.js";
import { type EmbeddedFile, embeddedFilesOf } from "./files/embedded-files.js";
import type { FoundQuery } from "./files/found-query.js";
import { jsonFault } from "./files/json-fault.js";
import { expressionsIn } from "./files/promql-text.js";
import { queriesOfDocument } from "./files/queries-of-document.js";
import { scalarOffsets } from "./files/scalar-offsets.js";
import type { Query, QuerySource } from "./query.js";

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
