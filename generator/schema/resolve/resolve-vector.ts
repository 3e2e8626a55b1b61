import type { ClosedVector, Vector } from "../../catalog.js";
import { grouped } from "../../grouped.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredVector } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { HTTP_METHODS } from "./http-method.js";
import { isLabelValue } from "./label-value.js";
import { reportKeyConflicts } from "./vector-keys.js";

/** What values outside a set are recorded as, unless the vector says otherwise. */
export const OTHERWISE = "other";

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
      return closed({ ...base, listed: false }, HTTP_METHODS, otherwise ?? OTHERWISE);
    case "string":
      if (maxValues === undefined) return undefined;
      return { ...base, kind: "open", maxValues, otherwise: otherwise ?? OTHERWISE, size: maxValues + 1 };
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
