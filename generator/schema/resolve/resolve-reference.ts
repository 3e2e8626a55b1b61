import type { Family, ReferenceColumn, ReferencePage, ReferenceTable } from "../../catalog.js";
import { shortened } from "../../text/words.js";
import { locate } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { FAMILY_SECTIONS } from "../format/output-formats.js";
import type { DeclaredReference, DeclaredReferenceTable } from "../read/schema-file.js";

/** The reference page with every default applied; what has a mistake, which is reported, is left out. */
export function resolveReference(
  declared: DeclaredReference,
  families: readonly Family[],
  report: SchemaReport,
): ReferencePage | undefined {
  const { spec, headings, columnTitles, tables } = declared;
  if (spec === undefined) return undefined;
  reportPage(declared, report);
  reportHiddenFamilies(declared, families, report);
  const surroundings = { families, columnTitles };
  const resolved =
    tables === undefined
      ? FAMILY_SECTIONS.map((section) => tableOf({ families: [section] }, surroundings))
      : tables.map((table) => resolveTable(table, surroundings, report));
  return {
    page: spec.page,
    title: spec.title ?? "Metrics",
    headingLevel: spec.heading_level ?? 2,
    headings: {
      metrics: headings?.metrics ?? "Recorded metrics",
      vectors: headings?.vectors ?? "Labels",
    },
    tables: resolved.filter((table) => table.families.length > 0),
    align: spec.align ?? "left",
    values: spec.values ?? "all",
  };
}

function reportPage({ spec, source, path }: DeclaredReference, report: SchemaReport): void {
  const page = spec?.page;
  if (page === undefined) return;
  const problem = pageProblem(page);
  if (problem !== undefined) {
    const at = locate(source, [...path, "page"], "value");
    report("invalid-page", { page: shortened(page), problem }, at);
  }
  if (spec !== undefined && Object.hasOwn(spec, "title")) {
    const help = "A page that exists has its title already: keep `title` for a page of its own.";
    const at = locate(source, [...path, "title"], "key");
    report("conflicting-keys", { key: "title", with: "page", help }, at);
  }
}

/** Warns of sections whose families no table shows: nobody would miss them in the page. */
function reportHiddenFamilies(
  { tables, source, path }: DeclaredReference,
  families: readonly Family[],
  report: SchemaReport,
): void {
  if (tables === undefined || tables.some(({ spec }) => isUnread(spec?.families))) return;
  const shown = new Set(tables.flatMap(({ spec }) => spec?.families ?? []));
  for (const section of FAMILY_SECTIONS) {
    if (shown.has(section) || !families.some((family) => sectionOf(family) === section)) continue;
    report("hidden-families", { section }, locate(source, [...path, "tables"], "key"));
  }
}

/** Which sections a table would have shown whose list could not be read is not known. */
function isUnread(sections: readonly (FamilySection | undefined)[] | undefined): boolean {
  return sections === undefined || sections.includes(undefined);
}

export type FamilySection = (typeof FAMILY_SECTIONS)[number];
type Shown = ReferenceColumn["shows"];

interface Surroundings {
  /** All families of the schema. */
  readonly families: readonly Family[];
  readonly columnTitles: DeclaredReference["columnTitles"];
}

/** A table with every default applied; what has a mistake, which is reported, is left out. */
export function resolveTable(
  declared: DeclaredReferenceTable,
  surroundings: Surroundings,
  report: SchemaReport,
): ReferenceTable {
  const { spec } = declared;
  reportTwice(declared, "families", report);
  reportTwice(declared, "columns", report);
  const table = {
    families: (spec?.families ?? []).filter(isGiven),
    heading: spec?.heading,
    columns: spec?.columns?.filter(isGiven),
  };
  return tableOf(table, surroundings);
}

function reportTwice(
  { spec, source, path }: DeclaredReferenceTable,
  key: "families" | "columns",
  report: SchemaReport,
): void {
  const seen = new Set<string>();
  spec?.[key]?.forEach((name, index) => {
    if (name === undefined) return;
    if (seen.has(name)) {
      report("listed-twice", { key, name }, locate(source, [...path, key, index], "value"));
    }
    seen.add(name);
  });
}

interface TableOptions {
  readonly families: readonly FamilySection[];
  readonly heading?: string | undefined;
  readonly columns?: readonly Shown[] | undefined;
}

/** A table of some sections, with defaults for its heading and columns. */
export function tableOf(
  { families: sections, heading, columns }: TableOptions,
  { families: all, columnTitles: titles }: Surroundings,
): ReferenceTable {
  const families = all.filter((family) => sections.includes(sectionOf(family)));
  return {
    heading: heading ?? headingOf(sections),
    families,
    columns: (columns ?? columnsFor(families)).map((shows) => ({
      shows,
      title: titles?.[shows] ?? TITLES[shows],
    })),
  };
}

/** The section of the schema that families of this type stand in. */
export function sectionOf({ type }: Family): FamilySection {
  return `${type}s`;
}

/** `Counters`; `Counters and gauges`; `Counters, gauges and histograms`. */
function headingOf(sections: readonly FamilySection[]): string {
  const last = sections.at(-1) ?? "";
  const text = sections.length < 2 ? last : `${sections.slice(0, -1).join(", ")} and ${last}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What there is to show of these families. */
function columnsFor(families: readonly Family[]): readonly Shown[] {
  const several = new Set(families.map(({ type }) => type)).size > 1;
  const any = (isShown: (family: Family) => boolean, column: Shown) =>
    families.some(isShown) ? [column] : [];
  return [
    "name",
    ...(several ? (["type"] as const) : []),
    ...any(({ vectors }) => vectors.length > 0, "vectors"),
    ...any(({ unit }) => unit !== undefined, "unit"),
    "description",
    ...any(({ type }) => type === "histogram", "buckets"),
    ...any(({ deprecated }) => deprecated !== undefined, "deprecated"),
  ];
}

const TITLES: Readonly<Record<Shown, string>> = {
  key: "Key",
  name: "Name",
  type: "Type",
  vectors: "Labels",
  unit: "Unit",
  description: "Description",
  buckets: "Buckets",
  series: "Series at most",
  deprecated: "Deprecated",
};

function isGiven<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** What is wrong with the path of a page, as the predicate of a sentence. */
export function pageProblem(page: string): string | undefined {
  if (/\p{Surrogate}|\p{Cc}/u.test(page)) return "has a character that no page's name should have";
  if (page.includes("\\")) return "has a backslash, where `/` parts folders";
  if (/^(?:\/|[a-zA-Z][a-zA-Z0-9+.-]*:)/.test(page)) return "is no relative path";
  if (page.split("/").includes("..")) return "leads out of the schema's folder";
  if (!/(?:^|\/)[^/]+\.(?:md|markdown)$/i.test(page)) return "is not that of a Markdown file";
  return undefined;
}
