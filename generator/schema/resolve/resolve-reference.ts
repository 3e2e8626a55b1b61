import type { Family, ReferenceColumn, ReferencePage, ReferenceTable } from "../../catalog.js";
import { shorten } from "../../text/words.js";
import type { SchemaReport } from "../codes.js";
import { FAMILY_SECTIONS } from "../format/output-formats.js";
import type { DeclaredReference, DeclaredReferenceTable } from "../read/schema-file.js";
import type { SchemaContext } from "./schema-context.js";

/** The reference page with every default applied. Its mistakes are reported. */
export function resolveReference(
  declared: DeclaredReference,
  schema: SchemaContext,
  report: SchemaReport,
): ReferencePage | undefined {
  const { fields, headings, columnTitles, tables } = declared;
  if (fields === undefined) return undefined;
  const families = [...schema.families.values()].flatMap((family) => family ?? []);
  checkPage(declared, report);
  reportHiddenFamilies(declared, families, report);
  const resolved: readonly TableOptions[] =
    tables === undefined
      ? FAMILY_SECTIONS.map((section) => ({ sections: [section] }))
      : tables.map((table) => resolveTable(table, report));
  return {
    page: fields.page,
    title: fields.title ?? "Metrics",
    headingLevel: fields.heading_level ?? 2,
    headings: {
      metrics: headings?.metrics ?? "Recorded metrics",
      vectors: headings?.vectors ?? "Labels",
    },
    tables: resolved
      .map((options) => fillTable(options, families, columnTitles))
      .filter((table) => table.families.length > 0),
    align: fields.align ?? "left",
    values: fields.values ?? "all",
  };
}

function checkPage({ fields, spot }: DeclaredReference, report: SchemaReport): void {
  const page = fields?.page;
  if (page === undefined) return;
  const problem = problemOfPage(page);
  if (problem !== undefined) report("invalid-page", { page: shorten(page), problem }, spot.at("page"));
  if (fields !== undefined && Object.hasOwn(fields, "title")) {
    const help = "An existing page has its own title. Remove `title`, or remove `page`.";
    report("conflicting-keys", { key: "title", with: "page", help }, spot.at("title").key);
  }
}

/** What is wrong with the path of a page, as the predicate of a sentence. */
function problemOfPage(page: string): string | undefined {
  const problem = problemOfPath(page);
  if (problem !== undefined) return problem;
  if (page.split("/").includes("..")) return "leads out of the schema's folder";
  if (!/(?:^|\/)[^/]+\.(?:md|markdown)$/i.test(page)) return "is not that of a Markdown file";
  return undefined;
}

/** What is wrong with a relative path that has to be the same on every machine, as the predicate of a sentence. */
export function problemOfPath(path: string): string | undefined {
  if (/\p{Surrogate}|\p{Cc}/u.test(path)) return "has a control character or half of a surrogate pair";
  if (path.includes("\\")) return "has a backslash: separate folders with `/`";
  if (/^(?:\/|[a-zA-Z][a-zA-Z0-9+.-]*:)/.test(path)) return "is not a relative path";
  if (/^~(?:\/|$)/.test(path)) return "begins with `~`, which only a shell replaces";
  return undefined;
}

/** Warns about sections whose families no table shows: a reader of the page could not know that they exist. */
function reportHiddenFamilies(
  { tables, spot }: DeclaredReference,
  families: readonly Family[],
  report: SchemaReport,
): void {
  if (tables === undefined) return;
  const shown = new Set(tables.flatMap(({ fields }) => fields?.families ?? [undefined]));
  if (shown.has(undefined)) return; // a section that could not be read may be any
  for (const section of FAMILY_SECTIONS) {
    if (shown.has(section) || !families.some((family) => sectionOf(family) === section)) continue;
    report("hidden-families", { section }, spot.at("tables").key);
  }
}

type FamilySection = (typeof FAMILY_SECTIONS)[number];
type ColumnKey = ReferenceColumn["shows"];

interface TableOptions {
  readonly sections: readonly FamilySection[];
  readonly heading?: string | undefined;
  readonly columns?: readonly ColumnKey[] | undefined;
}

function resolveTable(declared: DeclaredReferenceTable, report: SchemaReport): TableOptions {
  const { fields } = declared;
  reportRepeated(declared, "families", report);
  reportRepeated(declared, "columns", report);
  return {
    sections: (fields?.families ?? []).flatMap((section) => section ?? []),
    heading: fields?.heading,
    columns: fields?.columns?.flatMap((column) => column ?? []),
  };
}

function reportRepeated(
  { fields, spot }: DeclaredReferenceTable,
  key: "families" | "columns",
  report: SchemaReport,
): void {
  const seen = new Set<string>();
  fields?.[key]?.forEach((name, index) => {
    if (name === undefined) return;
    if (seen.has(name)) report("listed-twice", { key, name }, spot.at(key, index));
    seen.add(name);
  });
}

/** The families of a table's sections, with defaults for its heading and columns. */
function fillTable(
  { sections, heading, columns }: TableOptions,
  all: readonly Family[],
  titles: DeclaredReference["columnTitles"],
): ReferenceTable {
  const families = all.filter((family) => sections.includes(sectionOf(family)));
  return {
    heading: heading ?? headingOf(sections),
    families,
    columns: (columns ?? columnsFor(families)).map((shows) => ({
      shows,
      title: titles?.[shows] ?? DEFAULT_TITLES[shows],
    })),
  };
}

function sectionOf({ type }: Family): FamilySection {
  return `${type}s`;
}

/** `Counters`; `Counters and gauges`; `Counters, gauges and histograms`. */
function headingOf(sections: readonly FamilySection[]): string {
  const last = sections.at(-1) ?? "";
  const text = sections.length < 2 ? last : `${sections.slice(0, -1).join(", ")} and ${last}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** The default columns: without those that would be empty. */
function columnsFor(families: readonly Family[]): readonly ColumnKey[] {
  const several = new Set(families.map(({ type }) => type)).size > 1;
  const any = (isShown: (family: Family) => boolean, column: ColumnKey) =>
    families.some(isShown) ? [column] : [];
  return [
    "name",
    ...(several ? (["type"] as const) : []),
    ...any(({ vectors }) => vectors.length > 0, "vectors"),
    ...any(({ unit }) => unit !== undefined, "unit"),
    "description",
    ...any(({ type }) => type === "histogram", "buckets"),
    ...any(({ alias }) => alias !== undefined, "renamed_from"),
    ...any(({ deprecated }) => deprecated !== undefined, "deprecated"),
  ];
}

const DEFAULT_TITLES: Readonly<Record<ColumnKey, string>> = {
  key: "Key",
  name: "Name",
  type: "Type",
  vectors: "Labels",
  unit: "Unit",
  description: "Description",
  buckets: "Buckets",
  series: "Series at most",
  stability: "Stability",
  owner: "Owner",
  runbook: "Runbook",
  renamed_from: "Old name",
  deprecated: "Deprecated",
};
