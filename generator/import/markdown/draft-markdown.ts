import { diagnose } from "../../diagnostics/diagnose.js";
import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { YAML_CODES } from "../../yaml/codes.js";
import type { Drafted, DraftFamily, DraftOptions, DraftVector, GivenSource } from "../draft.js";
import { commonNamespace, importedFrom, UNTOLD_SET } from "../infer.js";
import { usedVectors } from "../sound-schema.js";
import { type Definition, definitionsOf, isDefinition } from "./described-vectors.js";
import { locationOf, type MarkdownPage, readMarkdown, reportDeepNesting, textOf } from "./markdown-page.js";
import { isOfFamilies, isOfVectors, type PageTable, tablesOf } from "./page-tables.js";
import { type NamedLabel, readFamilyTable } from "./table-families.js";

/** Makes a draft of pages of Markdown that document metrics: tables of families, and definitions of their labels. */
export async function draftMarkdown(
  given: readonly GivenSource[],
  { namespace }: Pick<DraftOptions, "namespace">,
): Promise<Drafted> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const fetched = await Promise.all(given.map((source) => source.fetch()));
  const sources = new Map(fetched.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]));
  const names = [...sources.keys()];
  const reportNesting = YAML_CODES.reporter(report);
  const deep = [...sources].filter(([name, text]) => reportDeepNesting({ name, text }, reportNesting));
  if (deep.length > 0) return { draft: undefined, diagnostics, sources };
  const pages = [...sources].map(([name, text]) => readMarkdown({ name, text }));

  const tables = pages.flatMap(tablesOf);
  const familyTables = tables.filter(isOfFamilies);
  const read = familyTables.map((table) => readFamilyTable(table, report));
  const families = read.flatMap((one) => one.families);
  const labels = read.flatMap((one) => one.labels);
  const labelNames = new Set(labels.map(({ name }) => name));
  const vectors = vectorsOf(
    labels,
    pages.flatMap((page) => definitionsOf(page, labelNames)),
    report,
  );

  for (const table of familyTables) reportUnreadColumns(table, report);
  for (const page of pages) {
    const unread = tables.filter((table) => table.file === page.name && !isRead(table, labelNames));
    reportUnreadTables(unread, report);
    reportUnreadHtml(page, report);
  }
  if (families.length === 0) {
    const help = "An import reads tables that have a column `Name`, below headings such as “Counters”.";
    report(diagnose("import-nothing", { what: names.join(", "), help }, undefined));
  }
  const own = named(families, namespace);
  const once = withoutSecond(own.families, report);
  const draft = {
    namespace: own.namespace,
    families: once,
    vectors: usedVectors(vectors, once),
    notes: [importedFrom(names)],
  };
  return {
    draft: families.length === 0 ? undefined : draft,
    diagnostics: inReadingOrder(diagnostics, names),
    sources,
  };
}

function isRead(table: PageTable, labels: ReadonlySet<string>): boolean {
  return isOfFamilies(table) || isOfVectors(table) || isDefinition(table.section, labels);
}

/** The vectors in the order of their definitions; behind them those that have none. */
function vectorsOf(
  labels: readonly NamedLabel[],
  definitions: readonly Definition[],
  report: Report,
): readonly DraftVector[] {
  const vectors = new Map<string, DraftVector>();
  const used = new Set(labels.map(({ name }) => name));
  for (const { vector, location } of definitions) {
    const { name } = vector;
    if (!used.has(name)) report(diagnose("import-definition-unread", { name }, location));
    else if (!vectors.has(name)) vectors.set(name, vector);
    else {
      const problem = `\`${name}\` is defined for the second time; the first definition is imported.`;
      report(diagnose("import-to-decide", { problem, help: "Keep one of the two." }, location));
    }
  }
  for (const { name, location } of labels) {
    if (vectors.has(name)) continue;
    const problem = `The label \`${name}\` is not defined; it is imported as a text that may be anything, with a bound.`;
    const help = `Define it below a heading \`${name}\`, with a list of its values, or list them in the schema.`;
    report(diagnose("import-to-decide", { problem, help }, location));
    const notes = ["The reference does not define this label: list its values, or bound their number."];
    vectors.set(name, { name, description: undefined, set: UNTOLD_SET, notes });
  }
  return [...vectors.values()];
}

/** A reference may give names with the namespace or without; a chosen one is taken off where it stands. */
function named(
  families: readonly DraftFamily[],
  chosen: string | undefined,
): { readonly namespace: string | undefined; readonly families: readonly DraftFamily[] } {
  const namespace = chosen ?? commonNamespace(families.map(({ key }) => key));
  const prefix = `${namespace}_`;
  const withKey = (family: DraftFamily) =>
    family.key.startsWith(prefix) ? { ...family, key: family.key.slice(prefix.length) } : family;
  return { namespace, families: namespace === undefined ? families : families.map(withKey) };
}

/** Each family once, as the first of its rows has it. */
function withoutSecond(families: readonly DraftFamily[], report: Report): readonly DraftFamily[] {
  const first = new Map<string, DraftFamily>();
  for (const family of families) {
    const { key, location } = family;
    if (!first.has(key)) first.set(key, family);
    else {
      const problem = `\`${key}\` is documented for the second time; the first row is imported.`;
      report(diagnose("import-to-decide", { problem, help: "Keep one of the two." }, location));
    }
  }
  return [...first.values()];
}

/** Reports the tables of a page that are neither of families nor of vectors: once for each reason. */
export function reportUnreadTables(tables: readonly PageTable[], report: Report): void {
  const isNamed = ({ columns }: PageTable) => columns.at.has("name");
  reportTables(tables.filter(isNamed), "nothing tells that the rows are metrics", report);
  reportTables(
    tables.filter((table) => !isNamed(table)),
    "no column has the names of metrics",
    report,
  );
}

function reportTables(tables: readonly PageTable[], problem: string, report: Report): void {
  const locations = tables.map(({ file, table }) => locationOf(file, table.children[0] ?? table));
  const params = { problem, lines: locations.map(({ line }) => line), help: EXPECTED };
  if (locations.length > 0) report(diagnose("import-tables-unread", params, locations[0]));
}

const EXPECTED =
  "A table of metrics has a column `Name`, and stands below a heading such as “Counters” or has others of the columns `Type`, `Vectors`, `Unit`, `Buckets`.";

/** Reports the columns of a table of families that tell nothing of them. */
export function reportUnreadColumns({ file, table, columns }: PageTable, report: Report): void {
  const head = table.children[0]?.children ?? [];
  const ofVectors = head.filter((_, index) => index === columns.at.get("values"));
  for (const cell of [...columns.others, ...ofVectors]) {
    const title = textOf(cell.children);
    if (title === "") continue;
    report(diagnose("import-column-unread", { title, known: KNOWN }, locationOf(file, cell)));
  }
}

const KNOWN: readonly string[] = ["Type", "Vectors", "Description", "Unit", "Buckets", "Deprecated"];

/** Reports tables that are written in HTML. */
export function reportUnreadHtml({ name, sections }: MarkdownPage, report: Report): void {
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.type !== "html" || !/<table\b/i.test(block.value)) continue;
    const location = locationOf(name, block);
    const params = {
      problem: "it is HTML",
      lines: [location.line],
      help: "Write it as a table of Markdown.",
    };
    report(diagnose("import-tables-unread", params, location));
  }
}
