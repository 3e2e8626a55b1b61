import type { Family, ReferencePage } from "../../catalog.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredReference } from "../read/schema-file.js";
import { FAMILY_SECTIONS } from "../spec/reference-spec.js";
import { locate } from "../yaml/locate.js";
import { pageProblem } from "./page-path.js";
import { type FamilySection, resolveTable, sectionOf, tableOf } from "./resolve-reference-table.js";

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
