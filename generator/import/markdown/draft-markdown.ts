import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { YAML_CODES } from "../../schema/yaml/codes.js";
import { commonNamespace } from "../common-namespace.js";
import type { DraftFamily, DraftVector } from "../draft.js";
import type { Drafted, DraftOptions } from "../drafted.js";
import type { GivenSource } from "../given-source.js";
import { importedFrom } from "../imported-from.js";
import { usedVectors } from "../normalised-draft.js";
import { UNTOLD_SET } from "../untold-set.js";
import { type Definition, definitionsOf, isDefinition } from "./definitions.js";
import { type NamedLabel, readFamilyTable } from "./family-table.js";
import { readMarkdown } from "./markdown-page.js";
import { reportDeepNesting } from "./nesting.js";
import { isOfFamilies, isOfVectors, type PageTable, tablesOf } from "./page-table.js";
import { reportUnreadColumns, reportUnreadHtml, reportUnreadTables } from "./unread.js";

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
