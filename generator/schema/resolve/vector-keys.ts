import type { SchemaReport } from "../codes.js";
import type { DeclaredVector } from "../read/schema-file.js";
import type { VECTOR_TYPES } from "../spec/vector-spec.js";
import { locate } from "../yaml/locate.js";

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
