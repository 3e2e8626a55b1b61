import { tooLarge } from "@metricsmith/runtime/input";
import { type Diagnostic, inReadingOrder, type SourceLocation } from "../../diagnostics/diagnostic.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { groupDigits } from "../../text/words.js";
import { YAML_CODES } from "../../yaml/codes.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import type { DraftFamily, DraftOptions, ImportResult, ImportSource } from "../draft.js";
import { commonNamespace, DEFAULT_OPEN_SET, sourceNote } from "../infer.js";
import { assignVectors, type LabelVector } from "../label-vectors.js";
import { selectUsedVectors } from "../sound-schema.js";
import { type FamilyRow, readFamilyTable } from "./family-table.js";
import {
  locateNode,
  type MarkdownPage,
  readMarkdown,
  reportDeepNesting,
  visibleText,
} from "./markdown-page.js";
import { findTables, isFamilyTable, isVectorTable, type PageTable } from "./page-tables.js";
import { findDefinitions, isVectorDefinition, type VectorDefinition } from "./vector-definitions.js";

/** In bytes. The time for hostile Markdown grows with its square. Prometheus' longest references have 300 kB. */
const LARGEST_PAGE = 512 * 1024;

/** Each may begin a link, and the parser compares them with each other. */
const MOST_BRACKETS = 20_000;

/** Drafts a schema from Markdown pages that document metrics: tables of families, and definitions of their labels. */
export async function draftMarkdown(
  importSources: readonly ImportSource[],
  { namespace: chosen }: Pick<DraftOptions, "namespace">,
): Promise<ImportResult> {
  const diagnostics: Diagnostic[] = [];
  const sink = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const report = IMPORT_CODES.reporter(sink);
  const fetched = await Promise.all(importSources.map((source) => source.fetch()));
  for (const [at, { name, bytes }] of fetched.entries()) {
    const largest = importSources[at]?.maxSize ?? LARGEST_PAGE;
    if (bytes.length > largest)
      throw new SourceUnreadableError(`cannot read ${name}: ${tooLarge(largest).message}`);
    if (
      Buffer.from(bytes)
        .toString("latin1")
        .split("[", MOST_BRACKETS + 2).length >
      MOST_BRACKETS + 1
    )
      throw new SourceUnreadableError(
        `cannot read ${name}: it has more than ${groupDigits(MOST_BRACKETS)} brackets`,
      );
  }
  const sources = new Map(fetched.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]));
  const names = [...sources.keys()];
  const reportNesting = YAML_CODES.reporter(sink);
  const deep = [...sources].filter(([name, text]) => reportDeepNesting({ name, text }, reportNesting));
  if (deep.length > 0) return { draft: undefined, diagnostics, sources };
  const pages = [...sources].map(([name, text]) => readMarkdown({ name, text }));

  const tables = pages.flatMap(findTables);
  const familyTables = tables.filter(isFamilyTable);
  const rows = familyTables.flatMap((table) => readFamilyTable(table, report));
  const families = rows.map(({ family }) => family);
  const labelNames = new Set(families.flatMap(({ vectors }) => vectors));
  const definitions = pages.flatMap((page) => findDefinitions(page, labelNames));
  const labelled = assignVectors(families, draftVectors(rows, definitions, report));

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
  const distinct = selectFirstRows(removeNamespace(labelled.families, namespace), report);
  const draft = {
    namespace,
    families: distinct,
    vectors: selectUsedVectors(labelled.vectors, distinct),
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
  rows: readonly FamilyRow[],
  definitions: readonly VectorDefinition[],
  report: ImportReport,
): readonly LabelVector[] {
  const defined = new Map<VectorDefinition, number[]>();
  const undefinedLabels = new Map<
    string,
    { readonly families: number[]; readonly location: SourceLocation }
  >();
  rows.forEach((row, at) => {
    for (const label of row.family.vectors) {
      const definition = findDefinition(label, row, definitions);
      if (definition !== undefined) {
        defined.set(definition, [...(defined.get(definition) ?? []), at]);
        continue;
      }
      const others = undefinedLabels.get(label);
      if (others === undefined) undefinedLabels.set(label, { families: [at], location: row.labelsAt });
      else others.families.push(at);
    }
  });
  const used = new Set(rows.flatMap(({ family }) => family.vectors));
  const vectors: LabelVector[] = [];
  for (const definition of definitions) {
    const { vector, location } = definition;
    const { label } = vector;
    const families = defined.get(definition) ?? [];
    const earlier = vectors.findIndex((one) => one.name === undefined && isSameSet(one, vector));
    const known = definition.families === undefined ? vectors[earlier] : undefined;
    if (families.length > 0 && known !== undefined) {
      vectors[earlier] = { ...known, families: [...known.families, ...families] };
    } else if (families.length > 0) {
      vectors.push({ ...vector, name: definition.families && vector.name, families });
    }
    if (!used.has(label)) report("import-definition-unread", { name: label }, location);
    else if (families.length === 0 || (known !== undefined && known.description !== vector.description)) {
      const problem = `\`${label}\` is defined for the second time; the first definition is imported.`;
      report("import-to-decide", { problem, help: SECOND_DEFINITION }, location);
    }
  }
  const others = [...undefinedLabels].map(([label, { families, location }]): LabelVector => {
    const problem = `The label \`${label}\` is not defined. It is imported with \`type: string\`.`;
    const help = `Define it below a heading \`${label}\` with a list of its values, or list them in the schema.`;
    report("import-to-decide", { problem, help }, location);
    const notes = ["The reference does not define this label: list its values, or adjust `max_values`."];
    return { name: undefined, label, families, description: undefined, set: DEFAULT_OPEN_SET, notes };
  });
  return [...vectors, ...others];
}

function isSameSet(
  one: Pick<LabelVector, "label" | "set">,
  other: Pick<LabelVector, "label" | "set">,
): boolean {
  return one.label === other.label && JSON.stringify(one.set) === JSON.stringify(other.set);
}

const SECOND_DEFINITION =
  "Keep one of the two, or put each below the heading of the metrics whose label it defines.";

/** The definition that names the family, or else the one that shares most headings with the family's table. */
function findDefinition(
  label: string,
  { family: { key }, headings }: FamilyRow,
  definitions: readonly VectorDefinition[],
): VectorDefinition | undefined {
  const own = definitions.filter(({ vector }) => vector.label === label);
  const naming =
    own.find(({ families = [] }) => families.includes(key)) ??
    own.find(({ families = [] }) => families.some((name) => name.endsWith(`_${key}`)));
  if (naming !== undefined) return naming;
  const near = own
    .filter(({ families }) => families === undefined)
    .map((definition) => ({ definition, shared: countShared(definition.headings, headings) }));
  return near.toSorted((a, b) => b.shared - a.shared)[0]?.definition; // stable: the first of equally near ones
}

function countShared(one: readonly string[], other: readonly string[]): number {
  const differing = one.findIndex((title, at) => title !== other[at]);
  return differing < 0 ? one.length : differing;
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
