import { z } from "zod";
import {
  columnTitlesSpec,
  referenceHeadingsSpec,
  referenceSpec,
  referenceTableSpec,
} from "../spec/reference-spec.js";
import { type Input, listEntries } from "./list-entries.js";
import { isMapping, type Read, readMapping } from "./read-mapping.js";
import type { DeclaredReference } from "./schema-file.js";

const later = z.unknown().optional();

/** The keys of the section; its mappings and tables are read one by one. */
const headSpec = z.strictObject(
  { ...referenceSpec.shape, headings: later, tables: later, column_titles: later },
  "a mapping",
);

/** Reads `outputs.reference` as far as it can be read; left empty, it asks for a page with every default. */
export function readReference({ value, spot, report }: Input): DeclaredReference {
  const section = value === null ? {} : value;
  const input: Input = { value: section, spot, report };
  const tables = isMapping(section) ? section["tables"] : undefined;
  return {
    ...spot,
    spec: readMapping(headSpec, input),
    headings: readMember("headings", referenceHeadingsSpec, input),
    columnTitles: readMember("column_titles", columnTitlesSpec, input),
    tables:
      tables === undefined || tables === null
        ? undefined
        : listEntries("tables", input).map((entry) => ({
            ...entry.spot,
            spec: readMapping(referenceTableSpec, entry),
          })),
  };
}

/** A mapping within the section, which may be left out or empty. */
function readMember<Shape extends z.core.$ZodShape>(
  key: string,
  spec: z.ZodObject<Shape>,
  { value: section, spot, report }: Input,
): Read<z.output<z.ZodObject<Shape>>> | undefined {
  const value = isMapping(section) ? section[key] : undefined;
  if (value === undefined || value === null) return undefined;
  const at = { source: spot.source, path: [...spot.path, key], name: `\`${key}\`` };
  return readMapping(spec, { value, spot: at, report });
}
