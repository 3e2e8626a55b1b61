import type { ClosedVector, Vector } from "../../catalog.js";
import type { SourceLocation } from "../../diagnostics/diagnostic.js";
import { nearestName } from "../../text/nearest-name.js";
import { grouped, shortened } from "../../text/words.js";
import { locate } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import type { VECTOR_TYPES } from "../format/vector-format.js";
import type { DeclaredFamily, DeclaredVector, SchemaFile } from "../read/schema-file.js";
import { HTTP_METHODS } from "./http-methods.js";

/** What values outside a set are recorded as, unless the vector says otherwise. */
export const DEFAULT_OTHERWISE = "other";

/** A vector with every default applied; `undefined` when a mistake in it is reported, here or before. */
export function resolveVector(declared: DeclaredVector, report: SchemaReport): Vector | undefined {
  const { spec, source, path, key: name } = declared;
  if (spec === undefined) return undefined;
  const sound = reportKeyConflicts(declared, report);
  const values = reportValues(declared, report);
  const { type, min, max, max_values: maxValues, otherwise } = spec;
  if (min !== undefined && max !== undefined && min > max) {
    report("invalid-range", { min, max }, locate(source, [...path, "min"], "value"));
    return undefined;
  }
  if (!sound) return undefined;
  const base = { name, description: spec.description ?? "" };
  switch (type) {
    case undefined:
      return values === undefined ? undefined : closed({ ...base, listed: true }, values, otherwise);
    case "boolean":
      return { ...base, kind: "boolean", size: 2 };
    case "http_status":
      return { ...base, kind: "integer", min: 100, max: 599, size: 500 };
    case "http_method":
      return closed({ ...base, listed: false }, HTTP_METHODS, otherwise ?? DEFAULT_OTHERWISE);
    case "string":
      if (maxValues === undefined) return undefined;
      return {
        ...base,
        kind: "open",
        maxValues,
        otherwise: otherwise ?? DEFAULT_OTHERWISE,
        size: maxValues + 1,
      };
    case "integer":
      if (min === undefined || max === undefined) return undefined;
      if (max - min >= WIDEST_RANGE) return reportWidth(declared, max - min, report);
      return { ...base, kind: "integer", min, max, size: max - min + 1 };
    default:
      return type satisfies never;
  }
}

/** An ordinal is a 32-bit integer. */
const WIDEST_RANGE = 2 ** 31 - 1;

function reportWidth({ source, path, key }: DeclaredVector, width: number, report: SchemaReport): undefined {
  const params = {
    what: `The range of the vector \`${key}\``,
    expected: `narrower than ${grouped(WIDEST_RANGE)}`,
    got: grouped(width),
  };
  report("out-of-range", params, locate(source, [...path, "max"], "value"));
}

type Base = Pick<ClosedVector, "name" | "description" | "listed">;

function closed(base: Base, values: readonly string[], otherwise: string | undefined): Vector {
  const size = values.length + (otherwise === undefined ? 0 : 1);
  return { ...base, kind: "closed", values, otherwise, size };
}

/** The values, when all of them are sound. */
function reportValues(
  { spec, source, path }: DeclaredVector,
  report: SchemaReport,
): readonly string[] | undefined {
  const seen = new Set<string>();
  let sound = true;
  spec?.values?.forEach((value, index) => {
    const at = () => locate(source, [...path, "values", index], "value");
    if (value === undefined || !isLabelValue(value, at, report)) sound = false;
    else if (!seen.has(value)) seen.add(value);
    else {
      report("value-duplicate", { value: shortened(value), otherwise: false }, at());
      sound = false;
    }
  });
  const otherwise = spec?.otherwise;
  if (otherwise === undefined) return sound && seen.size > 0 ? [...seen] : undefined;
  const at = () => locate(source, [...path, "otherwise"], "value");
  isLabelValue(otherwise, at, report);
  const taken = spec?.type === "http_method" ? HTTP_METHODS.includes(otherwise) : seen.has(otherwise);
  if (taken) report("value-duplicate", { value: shortened(otherwise), otherwise: true }, at());
  return sound && seen.size > 0 ? [...seen] : undefined;
}

type VectorType = (typeof VECTOR_TYPES)[number];
type BoundKey = "max_values" | "min" | "max" | "otherwise";

interface KeyRule {
  readonly needs: readonly BoundKey[];
  readonly allows: readonly BoundKey[];
}

const RULES: Readonly<Record<VectorType | "values", KeyRule>> = {
  values: { needs: [], allows: ["otherwise"] },
  boolean: { needs: [], allows: [] },
  http_status: { needs: [], allows: [] },
  http_method: { needs: [], allows: ["otherwise"] },
  string: { needs: ["max_values"], allows: ["max_values", "otherwise"] },
  integer: { needs: ["min", "max"], allows: ["min", "max"] },
};

const HELP: Readonly<Record<BoundKey, string>> = {
  max_values: "`max_values` belongs to `type: string`.",
  min: "`min` belongs to `type: integer`.",
  max: "`max` belongs to `type: integer`.",
  otherwise: "`otherwise` belongs to `values`, `type: http_method` and `type: string`.",
};

const NEEDED: Readonly<Record<BoundKey, string>> = {
  max_values: "Add `max_values:` with how many different strings are kept apart, such as 100.",
  min: "Add `min:` with the least value.",
  max: "Add `max:` with the greatest value.",
  otherwise: "Add `otherwise:` with the label value of all others.",
};

/** Whether the keys of a vector go together; those that do not, or are missing, are reported. */
export function reportKeyConflicts(declared: DeclaredVector, report: SchemaReport): boolean {
  const { spec, source, path, name: where } = declared;
  if (spec === undefined) return false;
  const given = (key: string) => Object.hasOwn(spec, key);
  if (given("type") && given("values")) {
    const help = "Keep `values` for a closed set, or `type` for one that is known without a list.";
    const at = locate(source, [...path, "type"], "key");
    report("conflicting-keys", { key: "type", with: "values", help }, at);
    return false;
  }
  if (!given("type") && !given("values")) {
    const help = "List the label values with `values: […]`, or name a `type`.";
    report("missing-key", { keys: ["values", "type"], where, help }, locate(source, path, "key"));
    return false;
  }
  if (given("type") && spec.type === undefined) return false;
  const kind = spec.type ?? "values";
  const beside = kind === "values" ? "values" : `type: ${kind}`;
  const { needs, allows } = RULES[kind];
  const stray = BOUND_KEYS.filter((key) => given(key) && !allows.includes(key));
  const missing = needs.filter((key) => !given(key));
  for (const key of stray) {
    const at = locate(source, [...path, key], "key");
    report("conflicting-keys", { key, with: beside, help: HELP[key] }, at);
  }
  for (const key of missing) {
    const params = { keys: [key], where, help: NEEDED[key] };
    report("missing-key", params, locate(source, path, "key"));
  }
  return stray.length === 0 && missing.length === 0;
}

const BOUND_KEYS: readonly BoundKey[] = ["max_values", "min", "max", "otherwise"];

/** Whether a text can be a label value; one that cannot is reported. */
export function isLabelValue(value: string, at: () => SourceLocation, report: SchemaReport): boolean {
  if (value === "") {
    report("value-empty", {}, at());
    return false;
  }
  if (!SURROGATE.test(value)) return true;
  report("value-surrogate", { value: JSON.stringify(shortened(value)) }, at());
  return false;
}

/** A lone surrogate, which no UTF-8 can hold: exposed, two such values would be one. */
const SURROGATE = /\p{Surrogate}/u;

/** The vectors of a schema by name, and which of them its families name. */
export interface VectorReferences {
  /** A name that is declared but wrong maps to `undefined`: it is known, and its mistake is told elsewhere. */
  readonly vectors: ReadonlyMap<string, Vector | undefined>;
  /** Whether all declarations could be read; if not, a missing name is no news. */
  readonly complete: boolean;
  readonly used: Set<string>;
  /** Names that a misspelt reference seems to mean: neither used nor worth a warning. */
  readonly meant: Set<string>;
}

/** The vectors that a family names; `undefined` when one of them is not sound. */
export function resolveReferences(
  { spec, source, path }: DeclaredFamily,
  references: VectorReferences,
  report: SchemaReport,
): readonly Vector[] | undefined {
  const { vectors, complete, used, meant } = references;
  if (spec?.vectors === undefined) return undefined;
  const seen = new Set<string>();
  const resolved: Vector[] = [];
  spec.vectors.forEach((name, index) => {
    if (name === undefined) return;
    const at = () => locate(source, [...path, "vectors", index], "value");
    if (seen.has(name)) {
      report("duplicate-vector", { name: shortened(name) }, at());
      return;
    }
    seen.add(name);
    used.add(name);
    const vector = vectors.get(name);
    if (vector !== undefined) resolved.push(vector);
    if (vectors.has(name) || !complete) return;
    const nearest = nearestName(name, vectors.keys());
    if (nearest !== undefined) meant.add(nearest);
    report("unknown-vector", { name: shortened(name), nearest, all: [...vectors.keys()] }, at());
  });
  return resolved.length === spec.vectors.length ? resolved : undefined;
}

/** Warns of vectors of the entry file that no family names; a shared file may well hold more than one needs. */
export function reportUnusedVectors(
  {
    families,
    declared,
    references,
  }: {
    families: readonly DeclaredFamily[];
    declared: SchemaFile["vectors"];
    references: VectorReferences;
  },
  report: SchemaReport,
): void {
  if (families.some(hasUnreadVectors)) return;
  const { used, meant } = references;
  for (const { key: name, source, path } of declared) {
    if (used.has(name) || meant.has(name)) continue;
    report("unused-vector", { name: shortened(name) }, locate(source, path, "key"));
  }
}

/** What a family whose `vectors` could not be read would have used is not known. */
function hasUnreadVectors({ spec }: DeclaredFamily): boolean {
  return spec?.vectors === undefined || spec.vectors.includes(undefined);
}
