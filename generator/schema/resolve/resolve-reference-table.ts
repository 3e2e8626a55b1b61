import type { Family, ReferenceColumn, ReferenceTable } from "../../catalog.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredReference, DeclaredReferenceTable } from "../read/schema-file.js";
import type { FAMILY_SECTIONS } from "../spec/reference-spec.js";
import { locate } from "../yaml/locate.js";

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
