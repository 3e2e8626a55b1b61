import {
  DEEPEST_NESTING,
  MOST_MISTAKES,
  type RefusedYaml,
  readYaml,
  valueOfDocument,
  type YamlDocument,
  type YamlOptions,
} from "@metricsmith/runtime/input";
import * as yaml from "yaml";
import { nearestName } from "../text/nearest-name.js";
import type { YamlReport } from "./codes.js";
import { explainSyntaxErrors } from "./explain-yaml.js";
import { forgetGoFaults, GO_YAML } from "./go-yaml.js";
import { locateOffsets, locateYamlNode, type YamlSource, type YamlText } from "./yaml-places.js";

/** Parses YAML 1.2 text of one document. Reports all its mistakes, and then returns `undefined`. */
export function parseYaml(source: YamlText, report: YamlReport): YamlSource | undefined {
  const [first, second] = readDocuments(source, OPTIONS, report);
  if (first === undefined) return undefined;
  if (second !== undefined) {
    const [start] = second.document.range;
    const error = new yaml.YAMLParseError([start, start + 3], "MULTIPLE_DOCS", "More than one document.");
    first.document.errors.push(error);
  }
  return placeDocument(source, first, report);
}

/**
 * Parses YAML text of any number of documents, as Prometheus and Kubernetes read it: see `GO_YAML`. Those with mistakes
 * are reported and left out.
 */
export function parseYamlDocuments(
  source: YamlText & { readonly isUtf8?: boolean },
  report: YamlReport,
): readonly YamlSource[] {
  const lines = { ...source, text: source.text.replace(/\r(?!\n)/g, "\n") }; // go-yaml ends a line at a CR
  return readDocuments(lines, { ...GO_YAML, takesReplacement: source.isUtf8 === true }, report).flatMap(
    (read) => {
      forgetGoFaults(read.document);
      return placeDocument(source, read, report) ?? [];
    },
  );
}

const OPTIONS: YamlOptions = {
  format: {
    schema: "core",
    merge: true,
    stringKeys: true,
    resolveKnownTags: false, // these tags make maps, sets and dates, and the value must be plain data
    prettyErrors: false,
    logLevel: "silent",
  },
  mostTokens: 1_000_000, // of a file of 4 MB, if people or programs write it with names and blanks
};

/** At least one document, or none if the text is reported as a whole. */
function readDocuments(source: YamlText, options: YamlOptions, report: YamlReport): readonly YamlDocument[] {
  const read = readYaml(yaml, source.text, options);
  if (!("reason" in read)) return read;
  reportRefusal(source, read, report);
  return [];
}

function reportRefusal(source: YamlText, { reason, offset }: RefusedYaml, report: YamlReport): void {
  const at = locateOffsets(source, { start: offset, end: offset + 1 });
  if (reason === "nesting") report("nesting-too-deep", { limit: DEEPEST_NESTING }, at);
  else if (reason !== "character") report("too-much-yaml", { what: reason }, at);
  else {
    const code = source.text.charCodeAt(offset);
    const codePoint = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    report("illegal-character", { codePoint, encoding: encodingOf(source.text, offset) }, at);
  }
}

/** A decoder writes U+FFFD in place of bytes that are not UTF-8: two of them for the byte order mark of UTF-16. */
function encodingOf(text: string, offset: number): "UTF-8" | "UTF-16" | "another" {
  if (/^(?:\uFFFD\uFFFD)?\0?[^\0]\0[^\0]\0/.test(text)) return "UTF-16";
  return text.charCodeAt(offset) === 0xfffd ? "another" : "UTF-8";
}

/** Whether there are more mistakes before than are read: then, only that is reported. */
function reportLast(position: number, at: ReturnType<typeof locateOffsets>, report: YamlReport): boolean {
  if (position < MOST_MISTAKES) return false;
  report("too-much-yaml", { what: "mistakes" }, at);
  return true;
}

function placeDocument(source: YamlText, read: YamlDocument, report: YamlReport): YamlSource | undefined {
  const { document, targets, faults } = read;
  const problems = explainSyntaxErrors(document, source.text);
  for (const [position, { range, ...problem }] of problems.entries()) {
    if (reportLast(position, locateOffsets(source, range), report)) return undefined;
    report("yaml-syntax", problem, locateOffsets(source, range));
  }
  if (problems.length > 0) return undefined;
  for (const [position, fault] of faults.entries()) {
    const at = locateYamlNode(source, fault.node);
    if (reportLast(position, at, report)) return undefined;
    switch (fault.kind) {
      case "duplicate key": {
        const { line } = locateYamlNode(source, fault.first);
        report("duplicate-key", { key: String(fault.node.value), line }, at);
        break;
      }
      case "no anchor": {
        const { node, anchors } = fault;
        const nearest = nearestName(node.source, anchors);
        report("unknown-anchor", { anchor: node.source, nearest, all: anchors }, at);
        break;
      }
      case "alias of itself":
      case "alias of too much":
        report("alias-expansion", {}, at);
        break;
      case "merge of no mapping":
        report("invalid-merge", {}, at);
        break;
    }
  }
  if (faults.some(({ kind }) => kind !== "duplicate key")) return undefined;
  return {
    ...source,
    document,
    targets,
    value: valueOfDocument(yaml, read),
    isComplete: faults.length === 0,
  };
}
