import { z } from "zod";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import {
  clientFormat,
  columnTitlesFormat,
  outputsFormat,
  referenceFormat,
  referenceHeadingsFormat,
  referenceTableFormat,
  scrapeFormat,
  staticConfigFormat,
} from "../format/output-formats.js";
import { quoteHelp, quoteToken, reportWrongType } from "./explain-issue.js";
import { memberOf, readList, readMapping } from "./read-mapping.js";
import type {
  DeclaredClient,
  DeclaredOutputs,
  DeclaredReference,
  DeclaredReferenceTable,
  DeclaredScrape,
  DeclaredStaticConfig,
  DeclaredTargetLabel,
  RawValue,
} from "./schema-file.js";

/** A key whose value is read by a function of its own. */
const unread = z.unknown().optional();

const OUTPUTS = z.strictObject(
  { ...outputsFormat.shape, scrape: unread, reference: unread, client: unread },
  "a mapping of outputs",
);

export const NO_OUTPUTS: DeclaredOutputs = {
  language: undefined,
  directory: undefined,
  scrape: undefined,
  reference: undefined,
  client: undefined,
  testing: undefined,
};

/** Reads the section `outputs`, as far as it can be read. */
export function readOutputs(section: RawValue, report: SchemaReport): DeclaredOutputs {
  if (section.value === null) return NO_OUTPUTS;
  const outputs = readMapping(OUTPUTS, section, report);
  if (outputs === undefined) return NO_OUTPUTS;
  // An output without options is switched on by its key alone.
  const { value } = section;
  const outputAt = (key: keyof typeof outputs): RawValue | undefined =>
    isMapping(value) && Object.hasOwn(value, key)
      ? { value: value[key] ?? {}, spot: section.spot.at(key), subject: `\`outputs.${key}\`` }
      : undefined;
  const scrape = outputAt("scrape");
  const reference = outputAt("reference");
  const client = outputAt("client");
  return {
    language: outputs.language,
    directory: outputs.directory,
    scrape: scrape && readScrape(scrape, report),
    reference: reference && readReference(reference, report),
    client: client && readClient(client, report),
    testing: isMapping(value) && Object.hasOwn(value, "testing") ? (outputs.testing ?? true) : undefined,
  };
}

/** `true` switches it on, as a mapping does. */
function readClient(section: RawValue, report: SchemaReport): DeclaredClient | undefined {
  if (section.value === false) return undefined;
  const mapping = section.value === true ? { ...section, value: {} } : section;
  return { of: readMapping(clientFormat, mapping, report)?.of };
}

const SCRAPE = z.strictObject({ ...scrapeFormat.shape, static_configs: unread }, "a mapping");

function readScrape(section: RawValue, report: SchemaReport): DeclaredScrape {
  const fields = readMapping(SCRAPE, section, report);
  const configs = readList("static_configs", section, report);
  return {
    spot: section.spot,
    subject: section.subject,
    fields,
    staticConfigs: configs.map((config) => readStaticConfig(config, report)),
  };
}

/** The labels are read apart, because a record of zod leaves out the key `__proto__`. */
const STATIC_CONFIG = z.strictObject(
  { ...staticConfigFormat.shape, labels: unread },
  "a mapping with targets",
);

function readStaticConfig(config: RawValue, report: SchemaReport): DeclaredStaticConfig {
  const fields = readMapping(STATIC_CONFIG, config, report);
  return { spot: config.spot, subject: config.subject, fields, labels: readTargetLabels(config, report) };
}

function readTargetLabels(config: RawValue, report: SchemaReport): readonly DeclaredTargetLabel[] {
  const labels = memberOf(config, "labels");
  if (labels === undefined) return [];
  if (!isMapping(labels.value)) {
    const expected = "a mapping of label names to label values";
    reportWrongType(labels, { expected, help: undefined }, report);
    return [];
  }
  return Object.entries(labels.value).map(([key, value]) => {
    const spot = labels.spot.at(key);
    if (typeof value === "string") return { key, spot, value };
    const label = { value, spot, subject: `The label ${quoteToken(key)}` };
    reportWrongType(label, { expected: "a text", help: quoteHelp(value, spot.text) }, report);
    return { key, spot, value: undefined };
  });
}

const REFERENCE = z.strictObject(
  { ...referenceFormat.shape, headings: unread, tables: unread, column_titles: unread },
  "a mapping",
);

function readReference(section: RawValue, report: SchemaReport): DeclaredReference {
  const fields = readMapping(REFERENCE, section, report);
  const headings = memberOf(section, "headings");
  const titles = memberOf(section, "column_titles");
  return {
    spot: section.spot,
    subject: section.subject,
    fields,
    headings: headings && readMapping(referenceHeadingsFormat, headings, report),
    columnTitles: titles && readMapping(columnTitlesFormat, titles, report),
    tables: memberOf(section, "tables") && readTables(section, report),
  };
}

function readTables(section: RawValue, report: SchemaReport): readonly DeclaredReferenceTable[] {
  return readList("tables", section, report).map((table) => ({
    spot: table.spot,
    subject: table.subject,
    fields: readMapping(referenceTableFormat, table, report),
  }));
}
