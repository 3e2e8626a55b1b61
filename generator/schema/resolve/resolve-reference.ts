import type { Family, ReferenceColumn, ReferencePage, ReferenceTable } from "../../catalog.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import { shortened } from "../read/describe-value.js";
import type { DeclaredReference, DeclaredReferenceTable } from "../read/schema-file.js";
import { FAMILY_SECTIONS } from "../spec/reference-spec.js";
import { locate } from "../yaml/locate.js";
import { pageProblem } from "./page-path.js";

type Section = (typeof FAMILY_SECTIONS)[number];
type Shown = ReferenceColumn["shows"];

/** The reference page with every default applied; what has a mistake, which is reported, is left out. */
export function resolveReference(
  declared: DeclaredReference,
  families: readonly Family[],
  report: Report,
): ReferencePage | undefined {
  const { spec, headings, columnTitles, tables } = declared;
  if (spec === undefined) return undefined;
  reportPage(declared, report);
  reportHiddenFamilies(declared, families, report);
  const resolved =
    tables === undefined
      ? FAMILY_SECTIONS.map((section) => tableOf({ families: [section] }, families, columnTitles))
      : tables.map((table) => resolveTable(table, { families, columnTitles }, report));
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

function reportPage({ spec, source, path }: DeclaredReference, report: Report): void {
  const page = spec?.page;
  if (page === undefined) return;
  const problem = pageProblem(page);
  if (problem !== undefined) {
    const at = locate(source, [...path, "page"], "value");
    report(diagnose("invalid-page", { page: shortened(page), problem }, at));
  }
  if (spec !== undefined && Object.hasOwn(spec, "title")) {
    const help = "A page that exists has its title already: keep `title` for a page of its own.";
    const at = locate(source, [...path, "title"], "key");
    report(diagnose("conflicting-keys", { key: "title", with: "page", help }, at));
  }
}

/** Warns of sections whose families no table shows: nobody would miss them in the page. */
function reportHiddenFamilies(
  { tables, source, path }: DeclaredReference,
  families: readonly Family[],
  report: Report,
): void {
  if (tables === undefined || tables.some(({ spec }) => isUnread(spec?.families))) return;
  const shown = new Set(tables.flatMap(({ spec }) => spec?.families ?? []));
  for (const section of FAMILY_SECTIONS) {
    if (shown.has(section) || !families.some((family) => sectionOf(family) === section)) continue;
    report(diagnose("hidden-families", { section }, locate(source, [...path, "tables"], "key")));
  }
}

/** Which sections a table would have shown whose list could not be read is not known. */
function isUnread(sections: readonly (Section | undefined)[] | undefined): boolean {
  return sections === undefined || sections.includes(undefined);
}

interface Surroundings {
  readonly families: readonly Family[];
  readonly columnTitles: DeclaredReference["columnTitles"];
}

function resolveTable(
  declared: DeclaredReferenceTable,
  { families, columnTitles }: Surroundings,
  report: Report,
): ReferenceTable {
  const { spec } = declared;
  reportTwice(declared, "families", report);
  reportTwice(declared, "columns", report);
  const table = {
    families: (spec?.families ?? []).filter(isGiven),
    heading: spec?.heading,
    columns: spec?.columns?.filter(isGiven),
  };
  return tableOf(table, families, columnTitles);
}

function reportTwice(
  { spec, source, path }: DeclaredReferenceTable,
  key: "families" | "columns",
  report: Report,
): void {
  const seen = new Set<string>();
  spec?.[key]?.forEach((name, index) => {
    if (name === undefined) return;
    if (seen.has(name)) {
      report(diagnose("listed-twice", { key, name }, locate(source, [...path, key, index], "value")));
    }
    seen.add(name);
  });
}

interface TableOptions {
  readonly families: readonly Section[];
  readonly heading?: string | undefined;
  readonly columns?: readonly Shown[] | undefined;
}

function tableOf(
  { families: sections, heading, columns }: TableOptions,
  all: readonly Family[],
  titles: DeclaredReference["columnTitles"],
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

function sectionOf({ type }: Family): Section {
  return `${type}s`;
}

/** `Counters`; `Counters and gauges`; `Counters, gauges and histograms`. */
function headingOf(sections: readonly Section[]): string {
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
