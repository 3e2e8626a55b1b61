import { diagnose } from "../../diagnostics/diagnose.js";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { LEGAL_UNIT } from "../../schema/format/text-format.js";
import type { DraftFamily } from "../draft.js";
import { askedDescription, unitInName, unitOfDuration } from "../infer.js";
import { type Cell, codesIn, locationOf, type Row, withoutTicks } from "./markdown-page.js";
import {
  type Columns,
  cellIn,
  cellText,
  type FamilyType,
  type PageTable,
  subjectOf,
  typeInWords,
} from "./page-tables.js";

/** A label as a cell names it. */
export interface NamedLabel {
  readonly name: string;
  readonly location: SourceLocation;
}

interface FamilyRows {
  readonly families: readonly DraftFamily[];
  readonly labels: readonly NamedLabel[];
}

/** A family for each row. What of a row cannot be taken over is reported. */
export function readFamilyTable(given: PageTable, report: Report): FamilyRows {
  const families: DraftFamily[] = [];
  const labels: NamedLabel[] = [];
  const [, ...rows] = given.table.children;
  for (const row of rows) {
    const family = readRow(given, row, report);
    if (family === undefined) continue;
    families.push(family);
    const location = locationOf(given.file, labelCell(row, given.columns) ?? row);
    labels.push(...family.vectors.map((name) => ({ name, location })));
  }
  return { families, labels };
}

function readRow(given: PageTable, row: Row, report: Report): DraftFamily | undefined {
  const { file, columns } = given;
  const location = locationOf(file, cellIn(row, columns, "name") ?? row);
  const key = nameIn(cellIn(row, columns, "name"));
  if (key === "") {
    const help = "Give every row a name in the column of names.";
    report(
      diagnose("import-to-decide", { problem: "This row has no name, and is not imported.", help }, location),
    );
    return undefined;
  }
  const bucketCell = cellIn(row, columns, "buckets");
  const type = typeOfRow(given, row, key);
  if (type === undefined || type === "summary" || type === "unsupported") {
    report(diagnose("import-left-out", { name: key, ...WHY[type ?? "unknown"] }, location));
    return undefined;
  }
  const read = { key, type, vectors: labelsIn(labelCell(row, columns)), location };
  const buckets =
    type === "histogram" ? readBuckets({ file, key, cell: bucketCell, location }, report) : undefined;
  const { unit, notes } = unitOf(given, row, { key, type }, report);
  const deprecated = cellText(cellIn(row, columns, "deprecated"));
  return {
    ...read,
    description: cellText(cellIn(row, columns, "description")) || askedDescription(read),
    unit,
    buckets: buckets?.bounds,
    notes: [...notes, ...(buckets?.notes ?? [])],
    ...(deprecated === "" ? {} : { deprecated }),
  };
}

/** What stands in back-ticks, as the rest is no name then, or else all of the text. */
function nameIn(cell: Cell | undefined): string {
  return codesIn(cell?.children ?? [])[0] ?? withoutTicks(cellText(cell));
}

/** What the row says itself goes before what stands above it. */
function typeOfRow(
  { section, columns }: PageTable,
  row: Row,
  key: string,
): FamilyType | "unsupported" | undefined {
  const own = withoutTicks(cellText(cellIn(row, columns, "type")));
  if (own !== "") return typeInWords(own) ?? "unsupported";
  if (cellText(cellIn(row, columns, "buckets")) !== "") return "histogram";
  const above = typeInWords(columns.nameTitle) ?? subjectOf(section);
  if (above !== undefined && above !== "vectors") return above;
  return key.endsWith("_total") ? "counter" : undefined;
}

const WHY = {
  summary: {
    reason: "It is a summary, whose quantiles cannot be aggregated.",
    help: "Record a histogram in its place, and declare that.",
  },
  unsupported: {
    reason: "Its type is none of `counter`, `gauge` and `histogram`.",
    help: "Name one of these in the column of types.",
  },
  unknown: {
    reason: "Nothing tells its type.",
    help: "Put the table below a heading that names the type, such as “Counters”, or add a column `Type`.",
  },
} as const;

/** References that call a label a label have it in a column of either title. */
function labelCell(row: Row, columns: Columns): Cell | undefined {
  return cellIn(row, columns, "vectors") ?? cellIn(row, columns, "label");
}

/** Each once. Where names stand in back-ticks, what stands between them are no names. */
function labelsIn(cell: Cell | undefined): readonly string[] {
  const text = cellText(cell);
  if (cell === undefined || text === "") return [];
  const codes = codesIn(cell.children);
  const names = (codes.length > 0 ? codes : [text]).flatMap((part) => part.split(/[\s,;|/]+/));
  return [...new Set(names.filter((name) => name !== ""))];
}

function unitOf(
  { file, columns }: PageTable,
  row: Row,
  family: Pick<DraftFamily, "key" | "type">,
  report: Report,
): Pick<DraftFamily, "unit" | "notes"> {
  const cell = cellIn(row, columns, "unit");
  const written = withoutTicks(cellText(cell));
  const word = written
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  if (LEGAL_UNIT.test(word)) return { unit: word, notes: [] };
  if (cell !== undefined && written !== "") {
    const problem = `The unit \`${written}\` of \`${family.key}\` is no word.`;
    const help = "Write a base unit in words, such as `seconds`, `bytes` or `ratio`.";
    report(diagnose("import-to-decide", { problem, help }, locationOf(file, cell)));
  }
  const inName = unitInName(family.key);
  if (inName !== undefined) return { unit: inName, notes: [] };
  const unit = unitOfDuration(family);
  return { unit, notes: unit === undefined ? [] : ["The unit is inferred from the name."] };
}

/** Those that clients have by default, in seconds. */
const DEFAULT_BUCKETS = [".005", ".01", ".025", ".05", ".1", ".25", ".5", "1", "2.5", "5", "10"];

interface BucketCell {
  readonly file: string;
  /** The histogram. */
  readonly key: string;
  /** `undefined` if there is no such column. */
  readonly cell: Cell | undefined;
  /** Of the histogram. */
  readonly location: SourceLocation;
}

interface ReadBuckets {
  /** Finite upper bounds as they are spelled, in ascending order. */
  readonly bounds: readonly string[];
  /** What is to be decided about them. */
  readonly notes: readonly string[];
}

/** What is no bound is reported. */
export function readBuckets({ file, key, cell, location }: BucketCell, report: Report): ReadBuckets {
  const at = cell === undefined ? location : locationOf(file, cell);
  const toDecide = (problem: string, help: string) =>
    report(diagnose("import-to-decide", { problem, help }, at));
  const tokens = withoutTicks(cellText(cell))
    .split(/[\s,;[\](){}]+/)
    .filter((token) => token !== "" && !/^(?:le=)?"?(?:\+?inf(?:inity)?|∞)"?$/i.test(token));
  const bounds = new Map<number, string>();
  const strange = tokens.filter((token) => !Number.isFinite(Number(token)));
  for (const token of tokens) {
    const bound = Number(token);
    if (Number.isFinite(bound) && !bounds.has(bound)) bounds.set(bound, token);
  }
  if (strange.length > 0) {
    const problem = `The buckets of \`${key}\` have ${strange.map((token) => `\`${token}\``).join(", ")}, which is no number.`;
    toDecide(problem, "Write plain numbers in the unit of the metric, such as `.005, .01, .025`.");
  }
  if (bounds.size === 0) {
    const problem = `The histogram \`${key}\` has no buckets; those that clients have by default are taken.`;
    toDecide(problem, "Write its upper bounds in a column `Buckets`, or change them in the schema.");
    return { bounds: DEFAULT_BUCKETS, notes: ["The reference has no buckets: these are the clients' own."] };
  }
  const ascending = [...bounds].sort(([one], [other]) => one - other).map(([, token]) => token);
  if ([...bounds.values()].join() !== ascending.join() || bounds.size + strange.length < tokens.length) {
    const problem = `The buckets of \`${key}\` do not ascend; they are imported in order, each once.`;
    toDecide(problem, "Write upper bounds in ascending order.");
  }
  return { bounds: ascending, notes: [] };
}
