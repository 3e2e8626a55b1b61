import { z } from "zod";
import { locate, sourceToken } from "../../yaml/yaml-places.js";
import {
  columnTitlesSpec,
  referenceHeadingsSpec,
  referenceSpec,
  referenceTableSpec,
  scrapeSpec,
  staticConfigSpec,
} from "../format/output-formats.js";
import { describeValue, quoteHelp, quoteToken } from "./explain-issue.js";
import { type Input, isMapping, listEntries, type Read, readMapping } from "./read-mapping.js";
import type { DeclaredReference, DeclaredScrape, DeclaredTargetLabel } from "./schema-file.js";

const laterReadReference = z.unknown().optional();

/** The keys of the section; its mappings and tables are read one by one. */
const headSpecReadReference = z.strictObject(
  {
    ...referenceSpec.shape,
    headings: laterReadReference,
    tables: laterReadReference,
    column_titles: laterReadReference,
  },
  "a mapping",
);

/** Reads `outputs.reference` as far as it can be read; left empty, it asks for a page with every default. */
export function readReference({ value, spot, report }: Input): DeclaredReference {
  const section = value === null ? {} : value;
  const input: Input = { value: section, spot, report };
  const tables = isMapping(section) ? section["tables"] : undefined;
  return {
    ...spot,
    spec: readMapping(headSpecReadReference, input),
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

const later = z.unknown().optional();

/** The keys of the section; its list is read entry by entry. */
const headSpec = z.strictObject({ ...scrapeSpec.shape, static_configs: later }, "a mapping");

/** Its labels have names of the user's, `__proto__` included, which a record of zod's would leave out. */
const targetsSpec = z.strictObject({ ...staticConfigSpec.shape, labels: later }, "a mapping with targets");

/** Reads `outputs.scrape` as far as it can be read; left empty, it asks for a job with every default. */
export function readScrape({ value, spot, report }: Input): DeclaredScrape {
  const section = value === null ? {} : value;
  const spec = readMapping(headSpec, { value: section, spot, report });
  return {
    ...spot,
    spec,
    staticConfigs: listEntries("static_configs", { value: section, spot, report }).map((entry) => ({
      ...entry.spot,
      spec: readMapping(targetsSpec, entry),
      labels: readLabels(entry),
    })),
  };
}

function readLabels({ value: config, spot, report }: Input): readonly DeclaredTargetLabel[] {
  const labels = isMapping(config) ? config["labels"] : undefined;
  if (labels === undefined || labels === null) return [];
  const { source } = spot;
  const path = [...spot.path, "labels"];
  if (!isMapping(labels)) {
    const got = describeValue(labels, sourceToken(source, path));
    const expected = "a mapping of label names to label values";
    const params = { what: "`labels`", expected, got, help: undefined };
    report("wrong-type", params, locate(source, path, "value"));
    return [];
  }
  return Object.entries(labels).map(([key, value]) => {
    const at = { source, path: [...path, key], name: `The label ${quoteToken(key)}` };
    if (typeof value === "string") return { ...at, key, value };
    const token = sourceToken(source, at.path);
    const got = describeValue(value, token);
    const params = { what: at.name, expected: "a text", got, help: quoteHelp(value, token) };
    report("wrong-type", params, locate(source, at.path, "value"));
    return { ...at, key, value: undefined };
  });
}
