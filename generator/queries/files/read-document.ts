import { isScalar, type Scalar } from "yaml";
import type { DiagnosticSink } from "../../diagnostics/diagnostic.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { parseYamlDocuments } from "../../yaml/parse-yaml.js";
import { nodeAt } from "../../yaml/yaml-places.js";
import {
  lazily,
  type PlacedText,
  type Query,
  type QuerySource,
  type Quoting,
  type TextSpan,
} from "../query.js";
import type { Branch, FoundQuery, FoundText } from "./branch.js";
import { readJson, scalarSpans } from "./json-document.js";
import { scalarOffsets } from "./offsets.js";

/** All values of a query and its rule that have a place. */
export function branchesOf({ at, owner: { rule } }: FoundQuery): readonly Branch[] {
  return [at, ...[...(rule?.annotations ?? []), ...(rule?.labels ?? [])].map((text) => text.at)];
}

export function placeQuery(
  { at, owner: { kind, name, rule }, form, language, refId }: FoundQuery,
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
  return [{ form, language, refId, ...scalar, owner: { kind, name, rule: details }, ...within }];
}

/** A document, whatever it is written in. */
export interface ReadDocument {
  readonly value: unknown;
  /** The texts of scalars, and where each character stands; `undefined` for what is no scalar. */
  readonly readScalars: (at: readonly Branch[]) => readonly (PlacedText | undefined)[];
}

export function documentsOf(source: QuerySource, sink: DiagnosticSink): readonly ReadDocument[] {
  const { text } = source;
  if (!source.file.endsWith(".json")) {
    return parseYamlDocuments(source, YAML_CODES.reporter(sink)).map((document) => ({
      value: document.value,
      readScalars: (all) =>
        all.map((at) => {
          const node = nodeAt(document, at.path);
          if (!isScalar(node)) return undefined;
          const { type = "PLAIN", range } = node;
          return placeScalar(text, at, { type, span: () => range && { start: range[0], end: range[1] } });
        }),
    }));
  }
  const document = readJson(source, sink);
  if (document === undefined) return [];
  const readScalars: ReadDocument["readScalars"] = (all) => {
    const spans = lazily(() =>
      scalarSpans(
        text,
        all.map(({ path }) => path),
      ),
    );
    return all.map((at, index) => {
      const type = typeof at.value === "string" ? "QUOTE_DOUBLE" : "PLAIN";
      return placeScalar(text, at, { type, span: () => spans()[index] });
    });
  };
  return [{ value: document.value, readScalars }];
}

function placeScalar(
  source: string,
  { value }: Branch,
  { type, span }: { readonly type: Scalar.Type; readonly span: () => TextSpan | null | undefined },
): PlacedText {
  const text = String(value);
  const quoting = [QUOTING.get(type) ?? "plain"];
  return { text, offsets: lazily(() => scalarOffsets(source, { type, ...span() }, text)), quoting };
}

const QUOTING: ReadonlyMap<Scalar.Type, Quoting> = new Map([
  ["QUOTE_DOUBLE", "double"],
  ["QUOTE_SINGLE", "single"],
  ["BLOCK_FOLDED", "block"],
  ["BLOCK_LITERAL", "block"],
]);
