import { z } from "zod";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { reportIssue, reportWrongType } from "./explain-issue.js";
import type { RawValue, Read } from "./schema-file.js";
import { reportUnknownKeys } from "./unknown-keys.js";

/** Reads a mapping key by key, so that one wrong key does not hide another. `undefined` if it is not a mapping. */
export function readMapping<Shape extends z.core.$ZodShape>(
  format: z.ZodObject<Shape>,
  mapping: RawValue,
  report: SchemaReport,
): Read<z.output<z.ZodObject<Shape>>> | undefined {
  const { value, spot, subject } = mapping;
  const { shape } = format;
  if (!isMapping(value)) {
    reportWrongType(
      mapping,
      { expected: expectedBy(format), help: mapping.help ?? mappingHelp(mapping, shape) },
      report,
    );
    return undefined;
  }
  const all = Object.keys(shape);
  // Each field of a shape is a type.
  const required = () => all.filter((key) => !(shape[key] as z.ZodType).safeParse(undefined).success);
  const meant = reportUnknownKeys({ value, spot, subject }, { all, required }, report);
  const fields: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const isWritten = Object.hasOwn(value, key);
    if (meant.has(key)) {
      fields[key] = undefined; // its name is wrong: that it is missing would be the same mistake
      continue;
    }
    const form = isWritten ? formOf(field as z.ZodType, value[key]) : (field as z.ZodType); // each field of a shape is a type
    if (form instanceof z.ZodObject) {
      const member = { value: value[key], spot: spot.at(key), subject: `\`${key}\`` };
      fields[key] = readMapping(form, member, report);
      continue;
    }
    const result = form.safeParse(isWritten ? value[key] : undefined);
    if (result.success) {
      if (isWritten || result.data !== undefined) fields[key] = result.data;
    } else if (!isWritten) {
      const expected = result.error.issues[0]?.message ?? "a value";
      const help = key === "version" ? "Begin with `version: 1`." : `Add \`${key}:\` with ${expected}.`;
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

/** What a value is read as, of a key that takes a mapping or another value: a mapping as the former. */
function formOf(field: z.ZodType, value: unknown): z.ZodType {
  const type = field instanceof z.ZodOptional ? field.unwrap() : field;
  if (!(type instanceof z.ZodUnion)) return field;
  const isForm = (option: unknown) => option instanceof z.ZodObject === isMapping(value);
  const forms = type.options.filter(isForm);
  return forms.length === 1 ? (forms[0] as z.ZodType) : field; // each option of a union is a type
}

/** The smallest schema, for a file that is none yet. */
const SMALLEST_SCHEMA =
  "Begin with `version: 1`, and on the next line `counters: { orders_total: { description: Orders placed. } }`, or have `metricsmith import` write the schema.";

/** Help for another value in place of a mapping. */
function mappingHelp({ value, spot }: RawValue, shape: z.core.$ZodShape): string | undefined {
  if (spot.path.length === 0) return SMALLEST_SCHEMA;
  if (Array.isArray(value) && Object.hasOwn(shape, "values")) return "Write the list behind `values:`.";
  if (!Object.hasOwn(shape, "description")) return undefined;
  if (Array.isArray(value)) return isMapping(value[0]) ? "Write its keys without a list." : undefined;
  if (typeof value !== "string") return undefined;
  const [, key] = /^(\w+):\S/.exec(value) ?? [];
  if (key !== undefined && Object.hasOwn(shape, key)) return `Write a space behind \`${key}:\`.`;
  return Object.hasOwn(shape, "values")
    ? "Write the value into a list: `values: [\u2026]`."
    : "Write the text behind `description:`, on a line of its own.";
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
