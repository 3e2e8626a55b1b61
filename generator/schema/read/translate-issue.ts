import type { z } from "zod";
import type { Where } from "../../diagnostics/define.js";
import { nearestName } from "../../diagnostics/nearest-name.js";
import { shortened } from "../../shortened.js";
import type { SchemaFinding } from "../codes.js";
import { COLUMNS } from "../spec/reference-spec.js";
import { DURATION } from "../spec/scrape-spec.js";
import { VECTOR_TYPES } from "../spec/vector-spec.js";
import { locate, sourceToken } from "../yaml/locate.js";
import type { Path, YamlSource } from "../yaml/yaml-source.js";
import { describeValue, listHelp, quoteHelp } from "./describe-value.js";
import { illegalName } from "./illegal-name.js";

interface Field {
  readonly source: YamlSource;
  /** Path of the field; its last step is the key. */
  readonly path: Path;
  readonly value: unknown;
}

/** What is to be reported of an issue. By the convention of the specs, its message says what was expected. */
export function translateIssue(issue: z.core.$ZodIssue, field: Field): SchemaFinding {
  const steps = issue.path.filter((step) => typeof step !== "symbol");
  const path = [...field.path, ...steps];
  const at = locate(field.source, path, "value");
  const key = String(field.path.at(-1));
  const value = valueAt(field.value, steps);
  const what = steps.length === 0 ? `\`${key}\`` : `An element of \`${key}\``;
  const token = sourceToken(field.source, path);
  const got = describeValue(value, token);
  switch (issue.code) {
    case "invalid_format":
      return illegalName({ what: key, name: String(value) }, at);
    case "too_small":
      if (issue.origin === "string") return ["empty-text", { what }, at];
      if (issue.origin === "array") return emptyList(key, { value, at });
      return ["out-of-range", { what, expected: issue.message, got: got ?? "nothing" }, at];
    case "too_big":
      return ["out-of-range", { what, expected: issue.message, got: got ?? "nothing" }, at];
    default:
      break;
  }
  if (key === "version") return ["unsupported-version", { got: shortened(token) }, at];
  if (key === "type" && typeof value === "string") {
    const nearest = nearestName(value, VECTOR_TYPES);
    return ["unknown-type", { type: shortened(value), nearest, all: VECTOR_TYPES }, at];
  }
  if (key === "columns" && steps.length > 0 && typeof value === "string") {
    const nearest = nearestName(value, COLUMNS);
    return ["unknown-column", { column: shortened(value), nearest, all: COLUMNS }, at];
  }
  if (key === "buckets" && steps.length > 0) {
    return ["bucket-not-finite", { got: got ?? "nothing", infinite: isPositiveInfinity(value) }, at];
  }
  return ["wrong-type", { what, expected: issue.message, got, help: typeHelp(issue, { value, token }) }, at];
}

function emptyList(key: string, { value, at }: { value: unknown; at: Where }): SchemaFinding {
  switch (key) {
    case "buckets":
      return ["buckets-empty", {}, at];
    case "targets":
      return ["list-empty", { key, consequence: "which Prometheus would scrape nothing by" }, at];
    case "families":
    case "columns":
      return ["list-empty", { key, consequence: "so the table would show nothing" }, at];
    case "metrics":
      return ["too-few-metrics", { count: Array.isArray(value) ? value.length : 0 }, at];
    default:
      return ["values-empty", {}, at];
  }
}

function valueAt(value: unknown, steps: Path): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  return Array.isArray(value) && typeof step === "number" ? valueAt(value[step], rest) : undefined;
}

function isPositiveInfinity(value: unknown): boolean {
  return (
    value === Number.POSITIVE_INFINITY || (typeof value === "string" && /^\+?\.?inf(inity)?$/i.test(value))
  );
}

function typeHelp(
  issue: z.core.$ZodIssue,
  { value, token }: { value: unknown; token: string },
): string | undefined {
  if (issue.message === DURATION) return "Write a number and its unit, such as `15s`.";
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "array") return listHelp(value);
  return issue.expected === "string" ? quoteHelp(value, token) : undefined;
}
