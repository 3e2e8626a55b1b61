import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { DraftSet, DraftVector } from "../draft.js";
import { DEFAULT_OPEN_SET, isHttpMethod, isStatusCode } from "../infer.js";
import {
  type Block,
  codeSpansIn,
  type Inline,
  locateNode,
  type MarkdownPage,
  type Row,
  removeBackticks,
  type Section,
  visibleText,
} from "./markdown-page.js";
import {
  type Columns,
  findCell,
  findTables,
  headingsAbove,
  isVectorsHeading,
  isVectorTable,
  readCell,
  readColumns,
} from "./page-tables.js";

/** A definition of a vector. Its name is that of its label, unless the definition says otherwise. */
export interface VectorDefinition {
  readonly vector: DraftVector;
  /** Names of the families whose label it defines; `undefined` if the definition names none. */
  readonly families: readonly string[] | undefined;
  /** The file and the titles of the headings below which it stands, the highest first. */
  readonly headings: readonly string[];
  readonly location: SourceLocation;
}

/** Finds the definitions of vectors in a page: sections, and rows of tables. */
export function findDefinitions(
  page: MarkdownPage,
  labels: ReadonlySet<string>,
): readonly VectorDefinition[] {
  const tables = findTables(page).filter(isVectorTable);
  return page.sections.flatMap((section) => {
    const { location } = section;
    const own = isVectorDefinition(section, labels)
      ? [{ ...readSection(section), headings: headingsAbove(page.name, section).slice(0, -1), location }]
      : [];
    const rows = tables
      .filter((table) => table.section === section)
      .flatMap(({ table, columns }) =>
        table.children.slice(1).map((row) => ({
          vector: readRow(row, columns),
          families: undefined,
          headings: headingsAbove(page.name, section),
          location: locateNode(page.name, row),
        })),
      );
    return [...own, ...rows];
  });
}

/** True if the heading is the name of a label, or stands below a heading such as "Vectors". */
export function isVectorDefinition({ title, above }: Section, labels: ReadonlySet<string>): boolean {
  return labels.has(removeBackticks(title)) || isVectorsHeading(above[0] ?? "");
}

function readSection({ blocks, title }: Section): Pick<VectorDefinition, "vector" | "families"> {
  const name = removeBackticks(title);
  const texts = blocks.flatMap((block) => (block.type === "paragraph" ? [block.children] : []));
  const use = texts.find((inlines) => LABEL_SENTENCE.test(visibleText(inlines)));
  const [label = name, ...families] = use === undefined ? [] : codeSpansIn(use);
  const inlines = texts.filter((one) => one !== use);
  const paragraphs = inlines.map(visibleText);
  const description = joinDescription(paragraphs.filter((text) => !isGenerated(text)));
  const values = blocks.flatMap(readValues);
  const vector = {
    name,
    label,
    description: description === "" ? undefined : description,
    ...inferSet({ paragraphs, values, codes: codeSpansIn(inlines[0] ?? []) }),
  };
  return { vector, families: use === undefined ? undefined : families };
}

/** What a reference that `generate` wrote says of vectors whose label is not their name, or not theirs alone. */
const LABEL_SENTENCE = /^The label `[^`]+` of `[^`]+`/;

/** Joins the paragraphs, without those that introduce a list unless there are no others. */
function joinDescription(paragraphs: readonly string[]): string {
  const own = paragraphs.filter((text) => !text.endsWith(":"));
  return (own.length > 0 ? own : paragraphs).join("\n\n").replace(/:$/, ".");
}

function readRow(row: Row, columns: Columns): DraftVector {
  const name = removeBackticks(readCell(findCell(row, columns, "label") ?? findCell(row, columns, "name")));
  const description = readCell(findCell(row, columns, "description"));
  const values = splitValues(findCell(row, columns, "values")?.children ?? []);
  const codes = codeSpansIn(findCell(row, columns, "description")?.children ?? []);
  return {
    name,
    label: name,
    description: description === "" ? undefined : description,
    ...inferSet({ paragraphs: [description], values, codes }),
  };
}

/** The label values of a list or of a table of values. */
function readValues(block: Block): readonly string[] {
  if (block.type === "list") {
    return block.children.flatMap(({ children: [first] }) =>
      first?.type === "paragraph" ? [readValue(first.children)] : [],
    );
  }
  if (block.type !== "table") return [];
  const columns = readColumns(block);
  const [, ...rows] = block.children;
  return rows.flatMap((row) => {
    const cell = findCell(row, columns, "values") ?? findCell(row, columns, "name");
    return cell === undefined || readCell(cell) === "" ? [] : [readValue(cell.children)];
  });
}

/** The code span or emphasis at the beginning, otherwise the text before a colon or a dash. */
function readValue(inlines: readonly Inline[]): string {
  const [first] = inlines;
  if (first?.type === "inlineCode") return first.value;
  if (first?.type === "strong" || first?.type === "emphasis") {
    return removeBackticks(visibleText(first.children));
  }
  return visibleText(inlines).replace(/(?::| [-–—])(?= |$).*$/s, "");
}

/** The label values of a cell: its code spans, otherwise the parts between commas. */
function splitValues(inlines: readonly Inline[]): readonly string[] {
  const codes = codeSpansIn(inlines);
  if (codes.length > 0) return codes;
  return visibleText(inlines)
    .split(/[,;|]/)
    .map((value) => value.trim())
    .filter((value) => value !== "" && !/^(?:-|–|—|n\/a|any)$/i.test(value));
}

interface VectorText {
  readonly paragraphs: readonly string[];
  /** The label values of lists and tables. */
  readonly values: readonly string[];
  /** The code spans of the first paragraph. */
  readonly codes: readonly string[];
}

/** Infers the set from the listed values, or without any from the sentences. */
function inferSet({ paragraphs, values, codes }: VectorText): Pick<DraftVector, "set" | "notes"> {
  if (values.length > 0) return { set: closedSet(values, paragraphs), notes: [] };
  const generated = parseGenerated(paragraphs);
  if (generated !== undefined) return { set: generated, notes: [] };
  if (isBoolean(codes)) return { set: { kind: "boolean" }, notes: [] };
  const text = paragraphs.join(" ");
  if (/\bhttp\b/i.test(text) && /\bstatus\b/i.test(text) && codes.every(isStatusCode)) {
    return { set: { kind: "http_status" }, notes: ["The description mentions HTTP status codes."] };
  }
  if (/\bhttp\b/i.test(text) && /\bmethods?\b/i.test(text) && codes.every(isHttpMethod)) {
    return { set: { kind: "http_method" }, notes: ["The description mentions HTTP methods."] };
  }
  if (codes.length > 1) {
    const note = "These values are in the description. Add any others.";
    return { set: closedSet(codes, paragraphs), notes: [note] };
  }
  if (/^(?:whether|if)\b/i.test(paragraphs[0] ?? "")) {
    return { set: { kind: "boolean" }, notes: ["The description is a question of yes or no."] };
  }
  return {
    set: DEFAULT_OPEN_SET,
    notes: ["The reference lists no values: list them here, or adjust `max_values`."],
  };
}

function isBoolean(values: readonly string[]): boolean {
  return values.length === 2 && values.includes("true") && values.includes("false");
}

function closedSet(values: readonly string[], paragraphs: readonly string[]): DraftSet {
  if (isBoolean(values)) return { kind: "boolean" };
  const otherwise = paragraphs
    .map((text) => OTHERWISE_SENTENCE.exec(text)?.[1])
    .find((value) => value !== undefined);
  const own = [...new Set(values)].filter((value) => value !== otherwise);
  if (otherwise !== undefined && own.every(isStatusCode)) {
    return { kind: "http_status", narrowed: { codes: own, otherwise } };
  }
  return { kind: "closed", values: own, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** True for a sentence about label values in a reference that `generate` wrote. */
function isGenerated(paragraph: string): boolean {
  return parseGenerated([paragraph]) !== undefined || OTHERWISE_SENTENCE.test(paragraph);
}

function parseGenerated(paragraphs: readonly string[]): DraftSet | undefined {
  for (const text of paragraphs) {
    if (text === "Either `true` or `false`.") return { kind: "boolean" };
    if (/^A registered HTTP method, such as /.test(text)) return { kind: "http_method" };
    if (/^The class of an HTTP status code: /.test(text)) return { kind: "http_status_class" };
    const [, min, max] = INTEGER_SENTENCE.exec(text) ?? [];
    if (min !== undefined && max !== undefined) {
      return { kind: "integer", min: Number(min), max: Number(max) };
    }
    const [, bound, length, otherwise] = OPEN_SENTENCE.exec(text) ?? [];
    if (bound !== undefined && length !== undefined && otherwise !== undefined) {
      return { kind: "open", maxValues: readNumber(bound), maxLength: readNumber(length), otherwise };
    }
  }
  return undefined;
}

/** A number with its digits in groups: `1,000`. */
function readNumber(text: string): number {
  return Number(text.replaceAll(",", ""));
}

const INTEGER_SENTENCE = /^A whole number from (-?\d+) to (-?\d+)\.$/;
const OPEN_SENTENCE =
  /^Up to ([\d,]+) different values of at most ([\d,]+) characters; any other is recorded as `([^`]+)`\.$/;
const OTHERWISE_SENTENCE = /^Any other is recorded as `([^`]+)`\.$/;
