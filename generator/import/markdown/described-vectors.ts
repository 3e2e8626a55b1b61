import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { DraftSet, DraftVector } from "../draft.js";
import { isHttpMethod, isStatusCode, UNTOLD_SET } from "../infer.js";
import {
  type Block,
  codesIn,
  type Inline,
  locationOf,
  type MarkdownPage,
  type Row,
  type Section,
  textOf,
  withoutTicks,
} from "./markdown-page.js";
import {
  type Columns,
  cellIn,
  cellText,
  columnsOf,
  isOfVectors,
  isVectorsHeading as isTitleOfVectors,
  tablesOf,
} from "./page-tables.js";

/** Reads what a section says of the vector that its heading names: a description, and perhaps label values. */
export function readDefinition({ blocks, title }: Section): DraftVector {
  const paragraphs = blocks.flatMap((block) => (block.type === "paragraph" ? [block.children] : []));
  const texts = paragraphs.map(textOf);
  const description = descriptionOf(texts.filter((text) => !isGenerated(text)));
  return {
    name: withoutTicks(title),
    description: description === "" ? undefined : description,
    ...describedSet({
      paragraphs: texts,
      listed: blocks.flatMap(valuesIn),
      codes: codesIn(paragraphs[0] ?? []),
    }),
  };
}

/** All paragraphs but those that introduce a list, unless there are no others. */
function descriptionOf(paragraphs: readonly string[]): string {
  const own = paragraphs.filter((text) => !text.endsWith(":"));
  return (own.length > 0 ? own : paragraphs).join("\n\n").replace(/:$/, ".");
}

/** Reads a row of a table of vectors. */
export function readDefinitionRow(row: Row, columns: Columns): DraftVector {
  const name = withoutTicks(cellText(cellIn(row, columns, "label") ?? cellIn(row, columns, "name")));
  const description = cellText(cellIn(row, columns, "description"));
  const values = cellIn(row, columns, "values")?.children ?? [];
  const codes = codesIn(cellIn(row, columns, "description")?.children ?? []);
  return {
    name,
    description: description === "" ? undefined : description,
    ...describedSet({ paragraphs: [description], listed: separated(values), codes }),
  };
}

/** The label values that a list or a table of values has. */
function valuesIn(block: Block): readonly string[] {
  if (block.type === "list") {
    return block.children.flatMap(({ children: [first] }) =>
      first?.type === "paragraph" ? [explainedValue(first.children)] : [],
    );
  }
  if (block.type !== "table") return [];
  const columns = columnsOf(block);
  const [, ...rows] = block.children;
  return rows.flatMap((row) => {
    const cell = cellIn(row, columns, "values") ?? cellIn(row, columns, "name");
    return cell === undefined || cellText(cell) === "" ? [] : [explainedValue(cell.children)];
  });
}

/** The code or the bold text that an entry begins with, or else its text up to what explains it. */
function explainedValue(inlines: readonly Inline[]): string {
  const [first] = inlines;
  if (first?.type === "inlineCode") return first.value;
  if (first?.type === "strong" || first?.type === "emphasis") return withoutTicks(textOf(first.children));
  return textOf(inlines).replace(/(?::| [-–—])(?: .*)?$/, "");
}

/** Values in a cell: those in back-ticks, or what commas part. */
function separated(inlines: readonly Inline[]): readonly string[] {
  const codes = codesIn(inlines);
  if (codes.length > 0) return codes;
  return textOf(inlines)
    .split(/\s*[,;|]\s*/)
    .filter((value) => value !== "" && !/^(?:-|–|—|n\/a|any)$/i.test(value));
}

/** What a reference tells of a vector. */
interface Told {
  /** The paragraphs, in order. */
  readonly paragraphs: readonly string[];
  /** Label values in a list or a table, in order. */
  readonly listed: readonly string[];
  /** What the first paragraph has in back-ticks. */
  readonly codes: readonly string[];
}

/** The set of label values that a reference tells, and notes on what is not its plain word. */
interface DescribedSet {
  readonly set: DraftSet;
  readonly notes: readonly string[];
}

/** The set by the values that are listed, or else by what sentences tell. */
export function describedSet({ paragraphs, listed, codes }: Told): DescribedSet {
  if (listed.length > 0) return { set: listedSet(listed, paragraphs), notes: [] };
  const said = generatedSet(paragraphs);
  if (said !== undefined) return { set: said, notes: [] };
  if (isBoolean(codes)) return { set: { kind: "boolean" }, notes: [] };
  const text = paragraphs.join(" ");
  if (/\bhttp\b/i.test(text) && /\bstatus\b/i.test(text) && codes.every(isStatusCode)) {
    return { set: { kind: "http_status" }, notes: ["The description speaks of HTTP's status codes."] };
  }
  if (/\bhttp\b/i.test(text) && /\bmethods?\b/i.test(text) && codes.every(isHttpMethod)) {
    return { set: { kind: "http_method" }, notes: ["The description speaks of HTTP's methods."] };
  }
  if (codes.length > 1) {
    const note = "These are the values that the description names. Are they all?";
    return { set: listedSet(codes, paragraphs), notes: [note] };
  }
  if (/^(?:whether|if)\b/i.test(paragraphs[0] ?? "")) {
    return { set: { kind: "boolean" }, notes: ["The description asks a question of yes or no."] };
  }
  return {
    set: UNTOLD_SET,
    notes: ["The reference lists no values: list them here, or bound their number."],
  };
}

/** Whether a paragraph is one of the sentences by which a generated reference tells label values. */
export function isGenerated(paragraph: string): boolean {
  return generatedSet([paragraph]) !== undefined || OTHERS.test(paragraph);
}

function isBoolean(values: readonly string[]): boolean {
  return values.length === 2 && values.includes("true") && values.includes("false");
}

function listedSet(values: readonly string[], paragraphs: readonly string[]): DraftSet {
  if (isBoolean(values)) return { kind: "boolean" };
  const otherwise = paragraphs.map((text) => OTHERS.exec(text)?.[1]).find((value) => value !== undefined);
  const own = [...new Set(values)].filter((value) => value !== otherwise);
  return { kind: "closed", values: own, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** As the reference has it that `generate` writes, and so have the sentences below. */
const OTHERS = /^Any other is recorded as `([^`]+)`\.$/;

function generatedSet(paragraphs: readonly string[]): DraftSet | undefined {
  for (const text of paragraphs) {
    if (text === "Either `true` or `false`.") return { kind: "boolean" };
    if (/^A registered HTTP method, such as /.test(text)) return { kind: "http_method" };
    const [, min, max] = /^A whole number from (-?\d+) to (-?\d+)\.$/.exec(text) ?? [];
    if (min !== undefined && max !== undefined)
      return { kind: "integer", min: Number(min), max: Number(max) };
    const [, bound, otherwise] = BOUND.exec(text) ?? [];
    if (bound !== undefined && otherwise !== undefined) {
      return { kind: "open", maxValues: Number(bound.replaceAll(",", "")), otherwise };
    }
  }
  return undefined;
}

const BOUND = /^Up to ([\d,]+) different values; any beyond is recorded as `([^`]+)`\.$/;

/** What a page says of a vector. */
export interface Definition {
  readonly vector: DraftVector;
  readonly location: SourceLocation;
}

/** The definitions of a page: sections, and rows of tables. */
export function definitionsOf(page: MarkdownPage, labels: ReadonlySet<string>): readonly Definition[] {
  const tables = tablesOf(page).filter(isOfVectors);
  return page.sections.flatMap((section) => {
    const own = isDefinition(section, labels)
      ? [{ vector: readDefinition(section), location: section.location }]
      : [];
    const rows = tables
      .filter((table) => table.section === section)
      .flatMap(({ table, columns }) =>
        table.children.slice(1).map((row) => ({
          vector: readDefinitionRow(row, columns),
          location: locationOf(page.name, row),
        })),
      );
    return [...own, ...rows];
  });
}

/** Whether a section defines the vector that its heading names: one that a table has, or one among definitions. */
export function isDefinition({ title, above }: Section, labels: ReadonlySet<string>): boolean {
  return labels.has(withoutTicks(title)) || isTitleOfVectors(above[0] ?? "");
}
