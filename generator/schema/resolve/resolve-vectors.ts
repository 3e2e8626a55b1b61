import type { ClosedVector, Vector } from "../../catalog.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import { durationOf } from "../../text/duration.js";
import { nearestName } from "../../text/nearest-name.js";
import { groupDigits, shorten } from "../../text/words.js";
import type { SchemaReport } from "../codes.js";
import type { VECTOR_TYPES } from "../format/vector-format.js";
import type { DeclaredFamily, DeclaredVector } from "../read/schema-file.js";
import { HTTP_METHODS } from "./http-methods.js";
import { checkLabelName } from "./resolve-names.js";

/** The label value for strings outside of a set, unless the vector has an `otherwise`. */
export const DEFAULT_OTHERWISE = "other";

/** Maximum number of characters of a value of an open vector, unless it has a `max_length`. */
export const DEFAULT_MAX_LENGTH = 128;

/** A vector with every default applied; `undefined` if it has a mistake, which is reported. */
export function resolveVector(declared: DeclaredVector, report: SchemaReport): Vector | undefined {
  const { fields, spot, key: name } = declared;
  const label = resolveLabelName(declared, report);
  if (fields === undefined) return undefined;
  const areKeysValid = checkKeys(declared, report);
  const values = resolveValues(declared, report);
  const { type, min, max, max_values: maxValues, max_length: maxLength, otherwise } = fields;
  if (min !== undefined && max !== undefined && min > max) {
    report("invalid-range", { min, max }, spot.at("min"));
    return undefined;
  }
  if (!areKeysValid || label === undefined) return undefined;
  const base = { name, label, description: fields.description ?? "" };
  const others = otherwise ?? DEFAULT_OTHERWISE;
  switch (type) {
    case undefined:
      return values && closedVector({ ...base, listed: true, values, otherwise });
    case "boolean":
      return { ...base, kind: "boolean", size: 2 };
    case "http_status":
      if (!Object.hasOwn(fields, "values"))
        return { ...base, kind: "integer", min: 100, max: 599, size: 500 };
      if (values === undefined) return undefined;
      return {
        ...base,
        kind: "status",
        codes: values.map(Number),
        otherwise: others,
        size: values.length + 1,
      };
    case "http_status_class":
      return { ...base, kind: "statusClass", size: 5 };
    case "http_method":
      if (Object.hasOwn(fields, "values"))
        return values && closedVector({ ...base, listed: true, values, otherwise: others });
      return closedVector({ ...base, listed: false, values: HTTP_METHODS, otherwise: others });
    case "string":
      if (maxValues === undefined || (maxLength === undefined && Object.hasOwn(fields, "max_length")))
        return undefined;
      return {
        ...base,
        kind: "open",
        maxValues,
        maxLength: maxLength ?? DEFAULT_MAX_LENGTH,
        otherwise: others,
        size: maxValues + 1,
        expireAfter: resolveExpiry(declared, report),
      };
    case "integer":
      if (min === undefined || max === undefined) return undefined;
      if (max - min >= WIDEST_RANGE) return reportWidth(declared, max - min, report);
      return { ...base, kind: "integer", min, max, size: max - min + 1 };
    default:
      return type satisfies never;
  }
}

/** The label name, which is the key by default; `undefined` if it could not be read. */
function resolveLabelName({ key, fields, spot }: DeclaredVector, report: SchemaReport): string | undefined {
  const isWritten = fields !== undefined && Object.hasOwn(fields, "label");
  const label = isWritten ? fields.label : key;
  const where = isWritten ? spot.at("label") : spot.key;
  return label === undefined || !checkLabelName(label, where, report) ? undefined : label;
}

/** The runtime counts the values of a vector with a 32-bit integer. */
const WIDEST_RANGE = 2 ** 31 - 1;

function reportWidth({ spot, key }: DeclaredVector, width: number, report: SchemaReport): undefined {
  const params = {
    what: `The range of the vector \`${key}\``,
    expected: `narrower than ${groupDigits(WIDEST_RANGE)}`,
    got: groupDigits(width),
  };
  report("out-of-range", params, spot.at("max"));
}

/** In milliseconds; `undefined` if nothing expires, or if the duration is not valid, which is reported. */
function resolveExpiry({ fields, spot }: DeclaredVector, report: SchemaReport): number | undefined {
  const duration = fields?.expire_after;
  if (duration === undefined) return undefined;
  const expiry = durationOf(duration);
  if (typeof expiry === "number") return expiry;
  report("invalid-duration", { duration: shorten(duration), problem: expiry }, spot.at("expire_after"));
  return undefined;
}

function closedVector(vector: Omit<ClosedVector, "kind" | "size">): ClosedVector {
  const size = vector.values.length + (vector.otherwise === undefined ? 0 : 1);
  return { ...vector, kind: "closed", size };
}

/** The listed values; `undefined` if there are none or one of them is wrong. */
function resolveValues(
  { fields, spot }: DeclaredVector,
  report: SchemaReport,
): readonly string[] | undefined {
  const values = new Set<string>();
  let areValid = true;
  fields?.values?.forEach((element, index) => {
    const where = spot.at("values", index);
    const value = element === undefined ? undefined : String(element); // a status code is a number
    if (value === undefined || !checkLabelValue(value, where, report)) {
      areValid = false;
    } else if (values.has(value)) {
      report("value-duplicate", { value: shorten(value), otherwise: false }, where);
      areValid = false;
    } else {
      values.add(value);
      if (fields.type === "http_method" && !HTTP_METHODS.includes(value)) {
        report("unregistered-method", { value: shorten(value), nearest: nearestMethod(value) }, where);
        areValid = false;
      }
    }
  });
  const otherwise = fields?.otherwise;
  if (otherwise !== undefined) {
    const where = spot.at("otherwise");
    checkLabelValue(otherwise, where, report);
    const isTaken =
      values.has(otherwise) || (fields?.type === "http_method" && HTTP_METHODS.includes(otherwise));
    if (isTaken) report("value-duplicate", { value: shorten(otherwise), otherwise: true }, where);
  }
  return areValid && values.size > 0 ? [...values] : undefined;
}

function nearestMethod(value: string): string | undefined {
  return nearestName(value.toUpperCase(), HTTP_METHODS);
}

/** Reports a text that cannot be a label value. Returns whether it can be one. */
export function checkLabelValue(value: string, where: Place, report: SchemaReport): boolean {
  if (value === "") {
    report("value-empty", {}, where);
    return false;
  }
  if (!SURROGATE.test(value)) return true;
  report("value-surrogate", { value: JSON.stringify(shorten(value)) }, where);
  return false;
}

/** A lone surrogate, which UTF-8 cannot encode: two such values would be exposed as one. */
const SURROGATE = /\p{Surrogate}/u;

type OptionKey = "values" | "max_values" | "max_length" | "expire_after" | "min" | "max" | "otherwise";

type RequiredKey = Extract<OptionKey, "values" | "max_values" | "min" | "max">;

interface KeyRule {
  readonly requires: readonly RequiredKey[];
  readonly allows: readonly OptionKey[];
}

const KEY_RULES: Readonly<Record<(typeof VECTOR_TYPES)[number] | "values", KeyRule>> = {
  values: { requires: [], allows: ["values", "otherwise"] },
  boolean: { requires: [], allows: [] },
  http_status: { requires: [], allows: ["values", "otherwise"] },
  http_status_class: { requires: [], allows: [] },
  http_method: { requires: [], allows: ["values", "otherwise"] },
  string: { requires: ["max_values"], allows: ["max_values", "max_length", "expire_after", "otherwise"] },
  integer: { requires: ["min", "max"], allows: ["min", "max"] },
};

const OPTION_KEYS: readonly OptionKey[] = [
  "values",
  "max_values",
  "max_length",
  "expire_after",
  "min",
  "max",
  "otherwise",
];

const HELP_FOR_CONFLICTING: Readonly<Record<OptionKey, string>> = {
  values: "Keep `values` for a closed set, or `type` for one that is known without a list.",
  max_values: "`max_values` belongs to `type: string`.",
  max_length: "`max_length` belongs to `type: string`.",
  expire_after: "`expire_after` belongs to `type: string`.",
  min: "`min` belongs to `type: integer`.",
  max: "`max` belongs to `type: integer`.",
  otherwise: "`otherwise` belongs to `values`, `type: http_method` and `type: string`.",
};

const HELP_FOR_MISSING: Readonly<Record<RequiredKey, string>> = {
  values:
    "Add `values:` with the status codes that have a label value of their own, such as `[200, 404, 500]`.",
  max_values: "Add `max_values:` with the maximum number of different strings, such as 100.",
  min: "Add `min:` with the lowest value.",
  max: "Add `max:` with the highest value.",
};

/** Reports keys of a vector that do not go together, and missing ones. Returns whether there are none. */
function checkKeys({ fields, spot, subject }: DeclaredVector, report: SchemaReport): boolean {
  if (fields === undefined) return false;
  const isWritten = (key: string) => Object.hasOwn(fields, key);
  if (!isWritten("type") && !isWritten("values")) {
    const help = "List the label values with `values: […]`, or name a `type`.";
    report("missing-key", { keys: ["values", "type"], where: subject, help }, spot.key);
    return false;
  }
  if (isWritten("type") && fields.type === undefined) return false;
  const kind = fields.type ?? "values";
  const { requires, allows } = KEY_RULES[kind];
  if (isWritten("values") && !allows.includes("values")) {
    report(
      "conflicting-keys",
      { key: "type", with: "values", help: HELP_FOR_CONFLICTING.values },
      spot.at("type").key,
    );
    return false;
  }
  const conflicting = OPTION_KEYS.filter((key) => isWritten(key) && !allows.includes(key));
  // All codes are in the set already, unless it is narrowed.
  const needsValues = kind === "http_status" && isWritten("otherwise");
  const missing = [...requires, ...(needsValues ? (["values"] as const) : [])].filter(
    (key) => !isWritten(key),
  );
  for (const key of conflicting) {
    const other = kind === "values" ? "values" : `type: ${kind}`;
    report("conflicting-keys", { key, with: other, help: HELP_FOR_CONFLICTING[key] }, spot.at(key).key);
  }
  const [first] = missing;
  if (first !== undefined) {
    const help = missing.map((key) => HELP_FOR_MISSING[key]).join(" ");
    report("missing-key", { keys: missing, all: true, where: subject, help }, spot.key);
  }
  return conflicting.length === 0 && missing.length === 0;
}

/** The names in the `vectors` of families, each once. */
export function vectorNamesIn(families: readonly DeclaredFamily[]): readonly string[] {
  const names = families.flatMap(({ fields }) => fields?.vectors ?? []);
  return [...new Set(names)].flatMap((name) => name ?? []);
}
