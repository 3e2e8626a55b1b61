import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import type { DraftFamily, DraftOptions, DraftVector, ImportResult, ImportSource } from "../draft.js";
import { commonNamespace, DEFAULT_OPEN_SET, sourceNote } from "../infer.js";
import { selectUsedVectors } from "../sound-schema.js";
import { type LabelName, readFamilyTable } from "./family-table.js";
import {
  locateNode,
  type MarkdownPage,
  readMarkdown,
  reportDeepNesting,
  visibleText,
} from "./markdown-page.js";
import { findTables, isFamilyTable, isVectorTable, type PageTable } from "./page-tables.js";
import { findDefinitions, isVectorDefinition, type VectorDefinition } from "./vector-definitions.js";

/** Drafts a schema from Markdown pages that document metrics: tables of families, and definitions of their labels. */
export async function draftMarkdown(
  importSources: readonly ImportSource[],
  { namespace: chosen }: Pick<DraftOptions, "namespace">,
): Promise<ImportResult> {
  const diagnostics: Diagnostic[] = [];
  const sink = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const report = IMPORT_CODES.reporter(sink);
  const fetched = await Promise.all(importSources.map((source) => source.fetch()));
  const sources = new Map(fetched.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]));
  const names = [...sources.keys()];
  const reportNesting = YAML_CODES.reporter(sink);
  const deep = [...sources].filter(([name, text]) => reportDeepNesting({ name, text }, reportNesting));
  if (deep.length > 0) return { draft: undefined, diagnostics, sources };
  const pages = [...sources].map(([name, text]) => readMarkdown({ name, text }));

  const tables = pages.flatMap(findTables);
  const familyTables = tables.filter(isFamilyTable);
  const rows = familyTables.map((table) => readFamilyTable(table, report));
  const families = rows.flatMap((one) => one.families);
  const labels = rows.flatMap((one) => one.labels);
  const labelNames = new Set(labels.map(({ name }) => name));
  const definitions = pages.flatMap((page) => findDefinitions(page, labelNames));
  const vectors = draftVectors(labels, definitions, report);

  for (const table of familyTables) reportUnreadColumns(table, report);
  for (const page of pages) {
    const unread = tables.filter((table) => table.file === page.name && !isRead(table, labelNames));
    reportUnreadTables(unread, report);
    reportUnreadHtml(page, report);
  }
  if (families.length === 0) {
    const help = "Only tables with a column `Name`, below headings such as “Counters”, are imported.";
    report("import-nothing", { what: names.join(", "), help }, undefined);
  }
  const namespace = chosen ?? commonNamespace(families.map(({ key }) => key));
  const distinct = selectFirstRows(removeNamespace(families, namespace), report);
  const draft = {
    namespace,
    families: distinct,
    vectors: selectUsedVectors(vectors, distinct),
    notes: [sourceNote(names)],
  };
  return {
    draft: families.length === 0 ? undefined : draft,
    diagnostics: inReadingOrder(diagnostics, names),
    sources,
  };
}

function isRead(table: PageTable, labels: ReadonlySet<string>): boolean {
  return isFamilyTable(table) || isVectorTable(table) || isVectorDefinition(table.section, labels);
}

/** Drafts the vectors in the order of their definitions, then those without a definition. */
function draftVectors(
  labels: readonly LabelName[],
  definitions: readonly VectorDefinition[],
  report: ImportReport,
): readonly DraftVector[] {
  const vectors = new Map<string, DraftVector>();
  const used = new Set(labels.map(({ name }) => name));
  for (const { vector, location } of definitions) {
    const { name } = vector;
    if (!used.has(name)) report("import-definition-unread", { name }, location);
    else if (!vectors.has(name)) vectors.set(name, vector);
    else {
      const problem = `\`${name}\` is defined for the second time; the first definition is imported.`;
      report("import-to-decide", { problem, help: "Keep one of the two." }, location);
    }
  }
  for (const { name, location } of labels) {
    if (vectors.has(name)) continue;
    const problem = `The label \`${name}\` is not defined. It is imported with \`type: string\`.`;
    const help = `Define it below a heading \`${name}\` with a list of its values, or list them in the schema.`;
    report("import-to-decide", { problem, help }, location);
    const notes = ["The reference does not define this label: list its values, or adjust `max_values`."];
    vectors.set(name, { name, description: undefined, set: DEFAULT_OPEN_SET, notes });
  }
  return [...vectors.values()];
}

/** Removes the namespace from the keys. A reference may name families with or without it. */
function removeNamespace(
  families: readonly DraftFamily[],
  namespace: string | undefined,
): readonly DraftFamily[] {
  if (namespace === undefined) return families;
  const prefix = `${namespace}_`;
  return families.map((family) =>
    family.key.startsWith(prefix) ? { ...family, key: family.key.slice(prefix.length) } : family,
  );
}

function selectFirstRows(families: readonly DraftFamily[], report: ImportReport): readonly DraftFamily[] {
  const first = new Map<string, DraftFamily>();
  for (const family of families) {
    const { key, location } = family;
    if (!first.has(key)) first.set(key, family);
    else {
      const problem = `\`${key}\` is documented for the second time; the first row is imported.`;
      report("import-to-decide", { problem, help: "Keep one of the two." }, location);
    }
  }
  return [...first.values()];
}

/** Reports the tables of a page that list neither families nor vectors, with one finding per reason. */
function reportUnreadTables(tables: readonly PageTable[], report: ImportReport): void {
  const named = tables.filter(({ columns }) => columns.at.has("name"));
  const others = tables.filter(({ columns }) => !columns.at.has("name"));
  reportTables(named, "nothing shows that its rows are metrics", report);
  reportTables(others, "no column has the names of metrics", report);
}

function reportTables(tables: readonly PageTable[], problem: string, report: ImportReport): void {
  const locations = tables.map(({ file, table }) => locateNode(file, table.children[0] ?? table));
  const lines = locations.map(({ line }) => line);
  if (locations.length > 0) {
    report("import-tables-unread", { problem, lines, help: EXPECTED_TABLE }, locations[0]);
  }
}

const EXPECTED_TABLE =
  "A table of metrics has a column `Name`, and either stands below a heading such as “Counters” or has one of the columns `Type`, `Vectors`, `Unit` and `Buckets`.";

function reportUnreadColumns({ file, table, columns }: PageTable, report: ImportReport): void {
  const head = table.children[0]?.children ?? [];
  const ofVectors = head.filter((_, index) => index === columns.at.get("values"));
  for (const cell of [...columns.others, ...ofVectors]) {
    const title = visibleText(cell.children);
    if (title === "") continue;
    report("import-column-unread", { title, known: KNOWN_TITLES }, locateNode(file, cell));
  }
}

const KNOWN_TITLES: readonly string[] = ["Type", "Vectors", "Description", "Unit", "Buckets", "Deprecated"];

function reportUnreadHtml({ name, sections }: MarkdownPage, report: ImportReport): void {
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.type !== "html" || !/<table\b/i.test(block.value)) continue;
    const location = locateNode(name, block);
    const help = "Write it as a Markdown table.";
    report("import-tables-unread", { problem: "it is HTML", lines: [location.line], help }, location);
  }
}
