import {
  type Diagnostic,
  type DiagnosticSink,
  type SourceLocation,
  startOfFile,
} from "../../diagnostics/diagnostic.js";
import { LARGEST_TEXT } from "../../text/read-file.js";
import { locateOffsets } from "../../yaml/yaml-places.js";
import {
  lazily,
  type PlacedText,
  type Query,
  type QueryOwner,
  type QuerySource,
  type TextSpan,
} from "../query.js";
import { type Branch, documentOrder, type Found, type FoundQuery } from "./branch.js";
import { embeddedFilesOf, isKubernetesObject, isOfLoki, queriesOfDocument } from "./documents.js";
import { expressionsIn, fencedExpressions, fencesOf, isPlaceholder } from "./expressions.js";
import { FILE_CODES } from "./file-codes.js";
import { listQueryFiles, mayHaveQueries, readSource } from "./list-files.js";
import { MOST_PLACES } from "./offsets.js";
import {
  findTemplateMark,
  isLogQl,
  isMetricsQlAlone,
  isTemplatedExpression,
  isTemplateName,
  mayBeLogQl,
  type PassedOver,
  PassedOverCounts,
  type PassedOverReason,
} from "./passed-over.js";
import { type ConfiguredIntervals, configuredIntervals } from "./prometheus-config.js";
import { branchesOf, documentsOf, placeQuery, type ReadDocument } from "./read-document.js";

export interface ReadQueries {
  readonly queries: readonly Query[];
  /** The text of each file that has queries or diagnostics, by its name. */
  readonly sources: ReadonlyMap<string, string>;
  /** What keeps a file from being read as queries. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of the files that are configurations of Prometheus. */
  readonly configurations: readonly ConfiguredIntervals[];
  /** What is not checked, in the order of the files. */
  readonly passedOver: readonly PassedOver[];
  /** How many files have queries. */
  readonly files: number;
}

/**
 * Reads the queries of files, and of all files below directories whose names are those of dashboards, rules, Markdown
 * and templates of them, in the order of their names.
 *
 * @param given paths, or files that are read already
 * @param maxSize of each file, in bytes
 * @throws UnreadableError if one cannot be read
 */
export function readQueries(given: readonly (string | QuerySource)[], maxSize = LARGEST_TEXT): ReadQueries {
  const queries: Query[] = [];
  const sources = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  const passedOver: PassedOver[] = [];
  const configurations: ConfiguredIntervals[] = [];
  let files = 0;
  const reached = new Set<string>();
  const report = FILE_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  for (const one of given) {
    const listed = typeof one === "string" ? listQueryFiles(one, reached) : [one];
    if (listed === undefined) continue;
    const isFile = listed[0] === one;
    let isEmpty = true;
    for (const file of listed) {
      const source = typeof file === "string" ? readSource(file, maxSize) : file;
      const counts = new PassedOverCounts();
      const found: Diagnostic[] = [];
      const own =
        isFile || mayHaveQueries(source)
          ? extractQueries(source, (diagnostic) => found.push(diagnostic), counts.add)
          : [];
      // Of something else, such as a chart's CustomResourceDefinition, it does not matter.
      if (!isFile && own.length === 0 && found.every(({ code }) => code === "duplicate-key"))
        found.length = 0;
      const passed = counts.of(source.file);
      const configured = configuredIntervals(source);
      if (configured !== undefined) configurations.push(configured);
      if (own.length + passed.length + found.length > 0 || configured !== undefined) isEmpty = false;
      else if (!isFile && !isMarkdown(source.file)) counts.add("no queries");
      if (own.length + found.length > 0 || isFile) sources.set(source.file, source.text);
      if (own.length > 0) files += 1;
      for (const query of own) queries.push(query);
      for (const diagnostic of found) diagnostics.push(diagnostic);
      passedOver.push(...counts.of(source.file));
    }
    // Otherwise a mistyped path would pass.
    if (isEmpty && typeof one === "string") {
      report("no-queries", { path: one }, isFile ? startOfFile(one) : undefined);
    }
  }
  return { queries, sources, diagnostics, passedOver, files, configurations };
}

/** Takes why a query, or a file, is not checked. */
type PassOver = (reason: PassedOverReason) => void;

/**
 * The queries of a file, in the order of its text. Grafana's dashboards and alerts and Prometheus' rules stand in JSON
 * or YAML, also within Kubernetes objects. A `.promql` file has expressions with empty lines between them, and so have
 * the `promql` blocks of Markdown.
 *
 * @param sink takes what keeps the file from being read
 */
export function extractQueries(
  source: QuerySource,
  sink: DiagnosticSink,
  passOver: PassOver = () => {},
): readonly Query[] {
  return queriesOfFile(source, { sink, passOver, depth: 0 });
}

interface Reading {
  readonly sink: DiagnosticSink;
  readonly passOver: PassOver;
  /** How many files the file is in. */
  readonly depth: number;
}

function queriesOfFile(source: QuerySource, reading: Reading): readonly Query[] {
  const { file, text } = source;
  if (file.endsWith(".promql")) return queriesOfText(source);
  if (isMarkdown(file)) return queriesOfMarkdown(source, reading);
  if (isTemplateName(file)) {
    const start = text.search(/\bexpr\b/);
    return start < 0 ? [] : passTemplate(source, { start, end: start + 4 }, reading);
  }
  const faults: Diagnostic[] = [];
  const documents = documentsOf(source, (diagnostic) => faults.push(diagnostic));
  const mark = faults.length > 0 ? findTemplateMark(text) : undefined;
  if (mark !== undefined) return /\bexpr\b/.test(text) ? passTemplate(source, mark, reading) : [];
  for (const fault of faults) reading.sink(fault);
  const queries = documents.flatMap((document) => queriesOfDocumentIn(source, document, reading));
  const templated = queries.find((query) => isTemplatedExpression(query.text));
  if (templated === undefined) return queries;
  const offsets = templated.offsets();
  const start = offsets[0] ?? 0;
  passTemplate(source, { start, end: offsets.at(-1) ?? start }, reading);
  return queries.filter((query) => !isTemplatedExpression(query.text));
}

function passTemplate(source: QuerySource, span: TextSpan, { sink, passOver }: Reading): readonly Query[] {
  passOver("template");
  FILE_CODES.reporter(sink)("query-template", { file: source.file }, locateOffsets(source, span));
  return [];
}

function queriesOfDocumentIn(
  source: QuerySource,
  document: ReadDocument,
  reading: Reading,
): readonly Query[] {
  const root = { value: document.value, path: [] };
  const found = withoutLogQl(queriesOfDocument(root), isOfLoki(root)).filter((one): one is FoundQuery => {
    if ("at" in one) return true;
    reading.passOver(one.passedOver);
    return false;
  });
  const files = isOfLoki(root) ? [] : embeddedFilesOf(root);
  const placed = new Map<Branch, PlacedText>();
  const branches = [...found.flatMap(branchesOf), ...files.map(({ at }) => at)];
  for (const [index, scalar] of document.readScalars(branches).entries()) {
    const branch = branches[index];
    if (branch !== undefined && scalar !== undefined) placed.set(branch, scalar);
  }
  const inKubernetes = isKubernetesObject(root);
  const queries = [
    ...found.map((one) => {
      const own = placeQuery(one, placed, { source, inKubernetes }).filter((query) => {
        const isRefused = one.dialect === "MetricsQL" && isMetricsQlAlone(query);
        if (isRefused) reading.passOver("MetricsQL");
        return !isRefused;
      });
      return { path: one.at.path, own };
    }),
    ...files.map((file) => {
      const scalar = placed.get(file.at);
      const inner = scalar === undefined ? [] : queriesOfEmbedded(file.name, { ...scalar, source }, reading);
      const own = inKubernetes ? inner.map((query) => ({ ...query, inKubernetes })) : inner;
      return { path: file.at.path, own };
    }),
  ];
  const compare = documentOrder(document.value);
  return queries.sort((a, b) => compare(a.path, b.path)).flatMap(({ own }) => own);
}

/** In a file of rules with LogQL, what selects by labels alone is LogQL, too. A panel has a data source of its own. */
function withoutLogQl(found: readonly Found[], isLoki: boolean): readonly Found[] {
  const textOf = ({ at, form }: FoundQuery) => (form === "expression" ? String(at.value) : "");
  const isSure = isLoki || found.some((one) => "at" in one && isLogQl(textOf(one)));
  if (!isSure) return found;
  return found.map((one) =>
    "at" in one &&
    (isLoki || isLogQl(textOf(one)) || (one.language === "prometheus" && mayBeLogQl(textOf(one))))
      ? { passedOver: "LogQL" }
      : one,
  );
}

function queriesOfText(source: QuerySource): readonly Query[] {
  return expressionsIn(source.text).map(({ start, end }) => ({
    ...EXPRESSION,
    text: source.text.slice(start, end),
    source,
    offsets: lazily(() =>
      Array.from({ length: Math.min(end - start, MOST_PLACES) + 1 }, (_, index) => start + index),
    ),
  }));
}

const EXPRESSION = {
  form: "expression",
  language: "grafana",
  owner: { kind: "file" },
  refId: undefined,
  inKubernetes: false,
  quoting: [],
} as const;

function isMarkdown(file: string): boolean {
  return /\.(?:md|markdown)$/.test(file);
}

/** The expressions in blocks of `promql`, and the rules in blocks of YAML. Other YAML may be only a part of a file. */
function queriesOfMarkdown(source: QuerySource, { passOver, depth }: Reading): readonly Query[] {
  return [...fencesOf(source.text)].flatMap(({ language, text, offsets }) => {
    if (language === "promql") {
      return fencedExpressions(text).flatMap(({ start, end }) => {
        const expression = text.slice(start, end);
        if (isPlaceholder(expression)) {
          passOver("template");
          return [];
        }
        return [{ ...EXPRESSION, text: expression, source, offsets: () => offsets.slice(start, end + 1) }];
      });
    }
    if (!/^(?:ya?ml|json)$/.test(language) || !/\bgroups\b/.test(text)) return [];
    const block = { text, offsets: () => offsets, quoting: [], source };
    const silent = { sink: () => {}, passOver, depth };
    return queriesOfEmbedded(`block.${language}`, block, silent).filter(isRule);
  });
}

function isRule({ owner: { kind } }: Query): boolean {
  return kind === "alert" || kind === "recording rule";
}

/** Queries and diagnostics of a file within a file get their places in the outer one. */
function queriesOfEmbedded(
  name: string,
  { text, offsets, quoting, source }: PlacedText & Pick<Query, "source">,
  { sink, passOver, depth }: Reading,
): readonly Query[] {
  if (depth === DEEPEST_FILES) return [];
  const outer = (offset: number) => offsets()[Math.min(offset, offsets().length - 1)] ?? 0;
  const inner: DiagnosticSink = (diagnostic) => {
    const { location } = diagnostic;
    if (location === undefined) return sink(diagnostic);
    const { start, end } = spanOfLocation(text, location);
    sink({ ...diagnostic, location: locateOffsets(source, { start: outer(start), end: outer(end) }) });
  };
  const queries = queriesOfFile({ file: name, text }, { sink: inner, passOver, depth: depth + 1 });
  const outerText = <T extends PlacedText>(inner: T): T => ({
    ...inner,
    offsets: lazily(() => inner.offsets().map(outer)),
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
