import type { z } from "zod";
import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { reportIssue, reportWrongType } from "./explain-issue.js";
import type { RawValue, Read } from "./schema-file.js";

/** Reads a mapping key by key, so that one wrong key does not hide another. `undefined` if it is not a mapping. */
export function readMapping<Shape extends z.core.$ZodShape>(
  format: z.ZodObject<Shape>,
  mapping: RawValue,
  report: SchemaReport,
): Read<z.output<z.ZodObject<Shape>>> | undefined {
  const { value, spot, subject } = mapping;
  const { shape } = format;
  if (!isMapping(value)) {
    const isList = Array.isArray(value) && Object.hasOwn(shape, "values");
    const help = isList ? "Write the list behind `values:`." : undefined;
    reportWrongType(mapping, { expected: expectedBy(format), help }, report);
    return undefined;
  }
  reportUnknownKeys({ value, spot, subject }, Object.keys(shape), report);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const isWritten = Object.hasOwn(value, key);
    const result = (field as z.ZodType).safeParse(isWritten ? value[key] : undefined); // each field of a shape is a type
    if (result.success) {
      if (isWritten || result.data !== undefined) fields[key] = result.data;
    } else if (!isWritten) {
      const help = `Add \`${key}:\` with ${result.error.issues[0]?.message ?? "a value"}.`;
      report("missing-key", { keys: [key], where: subject, help }, spot.key);
    } else {
      const { issues } = result.error;
      const given = { value: value[key], spot: spot.at(key) };
      for (const issue of firstOfEachPath(issues)) reportIssue(issue, given, report);
      fields[key] = validElements(value[key], issues);
    }
  }
  // Each key was parsed by its own field of the shape.
  return fields as Read<z.output<z.ZodObject<Shape>>>;
}

/** The value of a key of a mapping; `undefined` if the mapping does not have the key, or if its value is empty. */
export function memberOf({ value, spot }: RawValue, key: string): RawValue | undefined {
  const member = isMapping(value) ? value[key] : undefined;
  if (member === undefined || member === null) return undefined;
  return { value: member, spot: spot.at(key), subject: `\`${key}\`` };
}

/** The elements of the list at a key of a mapping. The key may be absent or empty. */
export function readList(key: string, mapping: RawValue, report: SchemaReport): readonly RawValue[] {
  const list = memberOf(mapping, key);
  if (list === undefined) return [];
  if (!Array.isArray(list.value)) {
    reportWrongType(list, { expected: "a list", help: undefined }, report);
    return [];
  }
  return list.value.map((value: unknown, index) => ({
    value,
    spot: list.spot.at(index),
    subject: `An element of \`${key}\``,
  }));
}

/** The first issue of each path: later ones follow from it. */
function firstOfEachPath(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}

/** The elements of a list, with `undefined` for those that have an issue; `undefined` if the whole list is wrong. */
function validElements(value: unknown, issues: readonly z.core.$ZodIssue[]): readonly unknown[] | undefined {
  const isWhole = issues.some((issue) => issue.path.length === 0 && issue.code !== "too_small");
  if (isWhole || !Array.isArray(value)) return undefined;
  const wrong = new Set(issues.map((issue) => issue.path[0]));
  return value.map((element, index) => (wrong.has(index) ? undefined : element));
}

/** The expected value in the words of the format. */
function expectedBy(format: z.ZodType): string {
  return format.safeParse(undefined).error?.issues[0]?.message ?? "a mapping";
}

function reportUnknownKeys(
  { value, spot, subject }: RawValue & { readonly value: Readonly<Record<string, unknown>> },
  keys: readonly string[],
  report: SchemaReport,
): void {
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const absent = keys.filter((name) => !Object.hasOwn(value, name));
    const params = {
      key: shorten(key),
      where: subject,
      hint: keyHint(key, keys),
      nearest: nearestName(key, absent) ?? nearestName(key, keys),
      all: keys,
    };
    report("unknown-key", params, spot.at(key).key);
  }
}

/** Keys of client libraries and other formats, with the schema's key of the same meaning. */
const KEY_SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["labels", "vectors"],
  ["labelNames", "vectors"],
  ["label_names", "vectors"],
  ["help", "description"],
  ["desc", "description"],
  ["doc", "description"],
  ["enum", "values"],
  ["label_values", "values"],
  ["allowed", "values"],
  ["limit", "max_values"],
  ["default", "otherwise"],
  ["other", "otherwise"],
  ["prefix", "namespace"],
  ["subsystem", "namespace"],
  ["include", "imports"],
  ["listen", "address"],
]);

/** Help for a key that belongs elsewhere or has another name here; `undefined` for other keys, such as misspellings. */
function keyHint(key: string, keys: readonly string[]): string | undefined {
  const synonym = KEY_SYNONYMS.get(key);
  if (synonym !== undefined && keys.includes(synonym)) return `It is called \`${synonym}\` here.`;
  if (key === "buckets" && keys.includes("unit")) return "Only histograms have buckets.";
  if (key === "type" && keys.includes("unit"))
    return "The section is the type: `counters`, `gauges` or `histograms`.";
  if (key === "name" && keys.includes("description")) return "The key above it is the name.";
  if (key === "summaries")
    return "There are no summaries: their quantiles cannot be aggregated. Write a histogram.";
  return undefined;
}
