import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import { LEGAL_UNIT } from "../../schema/format/text-format.js";
import type { ImportReport } from "../codes.js";
import type { DraftFamily } from "../draft.js";
import { placeholderDescription, unitInName, unitOfDuration } from "../infer.js";
import { type Cell, codeSpansIn, locateNode, type Row, removeBackticks } from "./markdown-page.js";
import {
  type Columns,
  type FamilyType,
  findCell,
  findTypeInText,
  headingsAbove,
  type PageTable,
  readCell,
  subjectOfSection,
} from "./page-tables.js";

/** A family with its label names, and where they stand. */
export interface FamilyRow {
  readonly family: DraftFamily;
  /** The file and the titles of the headings above the table, the highest first. */
  readonly headings: readonly string[];
  readonly labelsAt: SourceLocation;
}

/** Reads a family from each row. Reports what cannot be imported. */
export function readFamilyTable(table: PageTable, report: ImportReport): readonly FamilyRow[] {
  const [, ...rows] = table.table.children;
  const headings = headingsAbove(table.file, table.section);
  return rows.flatMap((row) => {
    const family = readRow(table, row, report);
    const labelsAt = locateNode(table.file, findLabelCell(row, table.columns) ?? row);
    return family === undefined ? [] : [{ family, headings, labelsAt }];
  });
}

function readRow(table: PageTable, row: Row, report: ImportReport): DraftFamily | undefined {
  const { file, columns } = table;
  const nameCell = findCell(row, columns, "name");
  const location = locateNode(file, nameCell ?? row);
  const name = readName(nameCell);
  if (name === "") {
    const problem = "This row has no name, and is not imported.";
    report("import-to-decide", { problem, help: "Write a name in the column of names." }, location);
    return undefined;
  }
  const key = joinName(
    [readName(findCell(row, columns, "namespace")), readName(findCell(row, columns, "subsystem"))],
    name,
  );
  const type = readType(table, row, key);
  if (type === undefined || type === "summary" || type === "unsupported") {
    report("import-left-out", { name: key, ...LEFT_OUT_TYPES[type ?? "unknown"] }, location);
    return undefined;
  }
  const bucketCell = findCell(row, columns, "buckets");
  const buckets =
    type === "histogram" ? readBuckets({ file, key, cell: bucketCell, location }, report) : undefined;
  const { unit, notes } = readUnit(table, row, { key, type }, report);
  const deprecated = readCell(findCell(row, columns, "deprecated"));
  return {
    key,
    type,
    vectors: readLabels(findLabelCell(row, columns)),
    location,
    description: readCell(findCell(row, columns, "description")) || placeholderDescription({ type, key }),
    unit,
    buckets: buckets?.bounds,
    notes: [...notes, ...(buckets?.notes ?? [])],
    ...(deprecated === "" ? {} : { deprecated }),
  };
}

/** The first code span, as other text is then a remark. Without one, the whole text. */
function readName(cell: Cell | undefined): string {
  return codeSpansIn(cell?.children ?? [])[0] ?? removeBackticks(readCell(cell));
}

/** `namespace_subsystem_name`, as clients join them. A name that begins so already stays as it is. */
function joinName(parts: readonly string[], name: string): string {
  const prefix = parts
    .filter((part) => part !== "")
    .map((part) => (part.endsWith("_") ? part : `${part}_`))
    .join("");
  return name.startsWith(prefix) ? name : prefix + name;
}

/** The type that the row itself has, otherwise that of the title or the heading above it. */
function readType(
  { section, columns }: PageTable,
  row: Row,
  key: string,
): FamilyType | "unsupported" | undefined {
  const own = removeBackticks(readCell(findCell(row, columns, "type")));
  if (own !== "") return findTypeInText(own) ?? "unsupported";
  if (readCell(findCell(row, columns, "buckets")) !== "") return "histogram";
  const above = findTypeInText(columns.nameTitle) ?? subjectOfSection(section);
  if (above !== undefined && above !== "vectors") return above;
  return key.endsWith("_total") ? "counter" : undefined;
}

const LEFT_OUT_TYPES = {
  summary: {
    reason: "It is a summary, whose quantiles cannot be aggregated.",
    help: "Record and declare a histogram instead.",
  },
  unsupported: {
    reason: "Its type is not `counter`, `gauge` or `histogram`.",
    help: "Write one of these in the column of types.",
  },
  unknown: {
    reason: "Its type is not known.",
    help: "Put the table below a heading that names the type, such as “Counters”, or add a column `Type`.",
  },
} as const;

/** The cell of labels, in a column with the title `Labels` or `Label`. */
function findLabelCell(row: Row, columns: Columns): Cell | undefined {
  return findCell(row, columns, "vectors") ?? findCell(row, columns, "label");
}

/** The label names of a cell, each once. If it has code spans, other text is not a name. */
function readLabels(cell: Cell | undefined): readonly string[] {
  const text = readCell(cell);
  if (cell === undefined || text === "") return [];
  const codes = codeSpansIn(cell.children);
  const names = (codes.length > 0 ? codes : [text]).flatMap((part) => part.split(/[\s,;|/]+/));
  return [...new Set(names.filter((name) => name !== ""))];
}

function readUnit(
  { file, columns }: PageTable,
  row: Row,
  family: Pick<DraftFamily, "key" | "type">,
  report: ImportReport,
): Pick<DraftFamily, "unit" | "notes"> {
  const cell = findCell(row, columns, "unit");
  const text = removeBackticks(readCell(cell));
  const word = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
  if (LEGAL_UNIT.test(word)) return { unit: word, notes: [] };
  if (cell !== undefined && text !== "") {
    const problem = `The unit \`${text}\` of \`${family.key}\` is not a word.`;
    const help = "Write a base unit in words, such as `seconds`, `bytes` or `ratio`.";
    report("import-to-decide", { problem, help }, locateNode(file, cell));
  }
  const inName = unitInName(family.key);
  if (inName !== undefined) return { unit: inName, notes: [] };
  const unit = unitOfDuration(family);
  return { unit, notes: unit === undefined ? [] : ["The unit is inferred from the name."] };
}

/** The default buckets of clients, in seconds. */
const DEFAULT_BUCKETS = [".005", ".01", ".025", ".05", ".1", ".25", ".5", "1", "2.5", "5", "10"];

interface BucketCell {
  readonly file: string;
  readonly key: string;
  /** `undefined` without a column of buckets. */
  readonly cell: Cell | undefined;
  /** The location of the histogram. */
  readonly location: SourceLocation;
}

/** Reads finite upper bounds in ascending order, spelled as in the page, or takes the default ones. */
function readBuckets(
  { file, key, cell, location }: BucketCell,
  report: ImportReport,
): { readonly bounds: readonly string[]; readonly notes: readonly string[] } {
  const where = cell === undefined ? location : locateNode(file, cell);
  const reportToDecide = (problem: string, help: string) =>
    report("import-to-decide", { problem, help }, where);
  const tokens = removeBackticks(readCell(cell))
    .split(/[\s,;[\](){}]+/)
    .filter((token) => token !== "" && !/^(?:le=)?"?(?:\+?inf(?:inity)?|∞)"?$/i.test(token));
  const invalid = tokens.filter((token) => !Number.isFinite(Number(token)));
  const bounds = new Map<number, string>();
  for (const token of tokens) {
    const bound = Number(token);
    if (Number.isFinite(bound) && !bounds.has(bound)) bounds.set(bound, token);
  }
  if (invalid.length > 0) {
    const quoted = invalid.map((token) => `\`${token}\``).join(", ");
    const what = invalid.length === 1 ? "which is not a number" : "which are not numbers";
    const help = "Write plain numbers in the unit of the metric, such as `.005, .01, .025`.";
    reportToDecide(`The buckets of \`${key}\` have ${quoted}, ${what}.`, help);
  }
  if (bounds.size === 0) {
    const problem = `The histogram \`${key}\` has no buckets. It is imported with the default buckets of clients.`;
    reportToDecide(problem, "Write its upper bounds in a column `Buckets`, or change them in the schema.");
    return {
      bounds: DEFAULT_BUCKETS,
      notes: ["The reference has no buckets. These are the default buckets of clients."],
    };
  }
  const ascending = [...bounds].sort(([one], [other]) => one - other).map(([, token]) => token);
  const hasRepeated = bounds.size + invalid.length < tokens.length;
  if ([...bounds.values()].join() !== ascending.join() || hasRepeated) {
    const problem = `The buckets of \`${key}\` do not ascend. They are imported in ascending order, each once.`;
    reportToDecide(problem, "Write upper bounds in ascending order.");
  }
  return { bounds: ascending, notes: [] };
}
