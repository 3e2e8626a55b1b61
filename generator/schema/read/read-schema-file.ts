import { z } from "zod";
import { listAnd, shorten } from "../../text/words.js";
import { isMapping, Spot, type YamlSource } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import {
  computedHistogramFormat,
  counterFormat,
  gaugeFormat,
  listedHistogramFormat,
} from "../format/family-format.js";
import { recorderFormat, schemaFormat, serverFormat } from "../format/schema-format.js";
import { LEGAL_NAME } from "../format/text-format.js";
import { statusVectorFormat, textVectorFormat } from "../format/vector-format.js";
import { quoteToken, reportIllegalLabelName, reportIllegalName, reportWrongType } from "./explain-issue.js";
import { readUnlistedBuckets } from "./read-buckets.js";
import { readImportEntries } from "./read-import-entries.js";
import { NO_LINT, readLint } from "./read-lint.js";
import { readMapping } from "./read-mapping.js";
import { NO_OUTPUTS, readOutputs } from "./read-outputs.js";
import type {
  DeclaredFamily,
  DeclaredRecorder,
  DeclaredVector,
  RawValue,
  SchemaFile,
} from "./schema-file.js";
import { checkServerAddress } from "./server-address.js";
import { isForAnchors } from "./unknown-keys.js";

/** A section that is read by a function of its own, entry by entry. */
const unread = z.unknown().optional();

const FILE = z.strictObject(
  {
    ...schemaFormat.shape,
    imports: unread,
    server: unread,
    outputs: unread,
    lint: unread,
    counters: unread,
    gauges: unread,
    histograms: unread,
    vectors: unread,
    recorders: unread,
  },
  "a mapping that begins with `version: 1`",
);

const FAMILY_SECTIONS = ["counters", "gauges", "histograms"] as const;
const FAMILY_TYPES = { counters: "counter", gauges: "gauge", histograms: "histogram" } as const;

/** Reads one file, as far as it can be read. `undefined` if its root is not a mapping. */
export function readSchemaFile(source: YamlSource, report: SchemaReport): SchemaFile | undefined {
  const spot = new Spot(source);
  const fields = readMapping(FILE, { value: source.value, spot, subject: "The schema" }, report);
  if (fields === undefined || !isMapping(source.value)) return undefined;
  let families: readonly DeclaredFamily[] = [];
  let vectors: readonly DeclaredVector[] = [];
  let recorders: readonly DeclaredRecorder[] = [];
  let address: string | undefined;
  let outputs = NO_OUTPUTS;
  let lint = NO_LINT;
  const isUnread = (key: keyof typeof fields) => Object.hasOwn(fields, key) && fields[key] === undefined;
  const imports = readImportEntries(
    { value: source.value["imports"], spot: spot.at("imports"), subject: "`imports`" },
    report,
  );
  const areOthersKnown =
    source.isComplete && imports.isComplete && !hasUnknownSection(source.value, { fields, spot });
  const allNamesKnown = {
    vectors: areOthersKnown && !isUnread("vectors"),
    families: areOthersKnown && !FAMILY_SECTIONS.some(isUnread),
  };
  for (const [key, value] of Object.entries(source.value)) {
    const section: RawValue = { value, spot: spot.at(key), subject: `\`${key}\`` };
    switch (key) {
      case "server":
        address = readServer(section, report);
        break;
      case "outputs":
        outputs = readOutputs(section, report);
        break;
      case "lint":
        lint = readLint(section, report);
        break;
      case "counters":
      case "gauges":
      case "histograms": {
        const entries = readEntries(section, FAMILY_TYPES[key], report);
        if (entries === undefined) allNamesKnown.families = false;
        else families = [...families, ...readFamilies(entries, FAMILY_TYPES[key], report)];
        break;
      }
      case "vectors": {
        const entries = readEntries(section, "vector", report);
        if (entries === undefined) allNamesKnown.vectors = false;
        else vectors = readVectors(entries, report);
        break;
      }
      case "recorders":
        recorders = readRecorders(readEntries(section, "recorder", report) ?? [], report);
        break;
      default:
        break;
    }
  }
  const { namespace, series_budget: seriesBudget, initialize, ignore } = fields;
  return {
    spot,
    namespace,
    address,
    outputs,
    lint,
    seriesBudget,
    initialize,
    imports: imports.entries,
    ignore: ignore ?? [],
    families,
    vectors,
    recorders,
    allNamesKnown,
  };
}

/** Whether there is a section of an unknown name that is not a misspelt one: it may declare each name. */
function hasUnknownSection(
  file: Readonly<Record<string, unknown>>,
  { fields, spot }: { readonly fields: Readonly<Record<string, unknown>>; readonly spot: Spot },
): boolean {
  const keys = Object.keys(FILE.shape);
  const unknown = Object.entries(file).filter(([key, value]) => {
    const isSection = isMapping(value) && Object.keys(value).length > 0;
    return isSection && !keys.includes(key) && !isForAnchors(key, spot);
  });
  const meant = keys.filter(
    (key) => Object.hasOwn(fields, key) && fields[key] === undefined && !Object.hasOwn(file, key),
  );
  return unknown.length > meant.length;
}

function readServer(section: RawValue, report: SchemaReport): string | undefined {
  if (section.value === null) return undefined;
  const address = readMapping(serverFormat, section, report)?.address;
  if (address === undefined) return undefined;
  const checked = checkServerAddress(address);
  if (checked.isValid) return checked.address;
  const { problem, hint } = checked;
  report("invalid-address", { address, problem, hint }, section.spot.at("address"));
  return undefined;
}

type Entry = RawValue & { readonly key: string };

/** The entries of a section, which may be empty; `undefined` if the section is not a mapping. */
function readEntries(section: RawValue, what: EntryType, report: SchemaReport): readonly Entry[] | undefined {
  const { value, spot } = section;
  if (value === null) return [];
  if (!isMapping(value)) {
    const help = Array.isArray(value) ? listedEntriesHelp(value) : undefined;
    reportWrongType(section, { expected: `a mapping of names to ${what}s`, help }, report);
    return undefined;
  }
  const stray = strayKeys(value, ENTRY_KEYS[what]);
  return Object.entries(value).flatMap(([key, entry]) => {
    if (stray.has(key)) return [];
    const keys = [...stray].filter(([, owner]) => owner === key).map(([name]) => name);
    const help = keys.length === 0 ? undefined : `Indent ${listAnd(keys)} below it.`;
    return [{ key, value: entry, spot: spot.at(key), subject: `The ${what} ${quoteToken(key)}`, help }];
  });
}

type EntryType = DeclaredFamily["type"] | "vector" | "recorder";

const ENTRY_KEYS: Readonly<Record<EntryType, readonly string[]>> = {
  counter: Object.keys(counterFormat.shape),
  gauge: Object.keys(gaugeFormat.shape),
  histogram: Object.keys(listedHistogramFormat.shape),
  vector: Object.keys(textVectorFormat.shape),
  recorder: Object.keys(recorderFormat.shape),
};

/** Keys of an entry that stand beside it, because they are not indented, and that entry: it is empty, and right before. */
function strayKeys(
  section: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): ReadonlyMap<string, string> {
  const stray = new Map<string, string>();
  let owner: string | undefined;
  for (const [key, value] of Object.entries(section)) {
    if (owner !== undefined && keys.includes(key) && !isMapping(value)) stray.set(key, owner);
    else owner = value === null ? key : undefined;
  }
  return stray;
}

/** Help for a list of entries, as other formats have it: `- name: orders_total`. */
function listedEntriesHelp([first]: readonly unknown[]): string {
  const named = isMapping(first) ? first["name"] : first;
  const name = typeof named === "string" && LEGAL_NAME.test(named) ? shorten(named) : "name";
  return `Write each name as a key, without \`-\`, and the other keys below it: \`${name}:\`.`;
}

function readFamilies(
  entries: readonly Entry[],
  type: DeclaredFamily["type"],
  report: SchemaReport,
): readonly DeclaredFamily[] {
  return entries.map((entry) => {
    const { key, spot, subject } = entry;
    checkName(entry, `${type} name`, report);
    const unlisted = type === "histogram" ? readUnlistedBuckets(entry, report) : undefined;
    if (unlisted === undefined) {
      const fields = readFamily(entry, type, report);
      return { type, key, spot, subject, fields, computedBuckets: undefined };
    }
    const { buckets, ...fields } = readMapping(computedHistogramFormat, entry, report) ?? {};
    return { type, key, spot, subject, fields, computedBuckets: unlisted.buckets };
  });
}

function readFamily(entry: Entry, type: DeclaredFamily["type"], report: SchemaReport) {
  switch (type) {
    case "counter":
      return readMapping(counterFormat, entry, report);
    case "gauge":
      return readMapping(gaugeFormat, entry, report);
    case "histogram":
      return readMapping(listedHistogramFormat, entry, report);
    default:
      return type satisfies never;
  }
}

function readVectors(entries: readonly Entry[], report: SchemaReport): readonly DeclaredVector[] {
  return entries.map((entry) => {
    const { key, spot, subject } = entry;
    const isStatus = isMapping(entry.value) && typeOf(entry.value) === "http_status";
    const fields = readMapping(isStatus ? statusVectorFormat : textVectorFormat, entry, report);
    if (fields !== undefined && Object.hasOwn(fields, "label")) checkName(entry, "vector name", report);
    else if (!LEGAL_NAME.test(key)) reportIllegalLabelName(key, spot.key, report);
    return { key, spot, subject, fields };
  });
}

/** The type of a vector, also behind a misspelt key: of its other keys, none has the name of a type. */
function typeOf(vector: Readonly<Record<string, unknown>>): unknown {
  if (Object.hasOwn(vector, "type")) return vector["type"];
  return Object.entries(vector).find(
    ([key, value]) => value === "http_status" && !TEXT_KEYS.includes(key),
  )?.[1];
}

const TEXT_KEYS: readonly string[] = ["label", "description", "otherwise"];

function readRecorders(entries: readonly Entry[], report: SchemaReport): readonly DeclaredRecorder[] {
  return entries.map((entry) => {
    const { key, spot, subject } = entry;
    checkName(entry, "recorder name", report);
    return { key, spot, subject, fields: readMapping(recorderFormat, entry, report) };
  });
}

function checkName({ key, spot }: Entry, what: string, report: SchemaReport): void {
  if (!LEGAL_NAME.test(key)) reportIllegalName({ what, name: key }, spot.key, report);
}
