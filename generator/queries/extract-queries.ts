import { isScalar } from "yaml";
import type { Report } from "../diagnostics/report.js";
import { nodeAt } from "../schema/yaml/locate.js";
import { parseYamlDocuments } from "../schema/yaml/parse-yaml.js";
import type { YamlSource } from "../schema/yaml/yaml-source.js";
import type { FoundQuery } from "./files/found-query.js";
import { expressionsIn } from "./files/promql-text.js";
import { queriesOfDocument } from "./files/queries-of-document.js";
import { scalarOffsets } from "./files/scalar-offsets.js";
import type { Query, QuerySource } from "./query.js";

/**
 * The queries of a file, in the order of its text: a dashboard or an alert of Grafana, rules of Prometheus, in JSON or
 * YAML, or for a name in `.promql`, expressions with empty lines between them.
 *
 * @param report told of what keeps the file from being read
 */
export function extractQueries(source: QuerySource, report: Report): readonly Query[] {
  if (source.file.endsWith(".promql")) return queriesOfText(source);
  return parseYamlDocuments(source, report).flatMap((document) => {
    const found = queriesOfDocument({ value: document.value, path: [] }) ?? [];
    return found.flatMap((query) => placed(query, document, source) ?? []);
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

function placed({ at, ...about }: FoundQuery, document: YamlSource, source: QuerySource): Query | undefined {
  const node = nodeAt(document, at.path);
  if (!isScalar(node)) return undefined;
  const text = String(at.value);
  return { ...about, text, source, offsets: scalarOffsets(source.text, node, text) };
}
