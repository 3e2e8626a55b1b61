import type { z } from "zod";
import type { Where } from "../../diagnostics/define.js";
import { nearestName } from "../../text/nearest-name.js";
import { shortened } from "../../text/words.js";
import { locate, type Path, sourceToken, type YamlSource } from "../../yaml/yaml-places.js";
import type { SchemaFinding } from "../codes.js";
import { COLUMNS, DURATION } from "../format/output-formats.js";
import { LEGAL_NAME } from "../format/text-format.js";
import { VECTOR_TYPES } from "../format/vector-format.js";

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

/**
 * What the user wrote, in words: `the number 404`, `a list`; `undefined` for nothing. The token is the text
 * of a number or a boolean, of which YAML may have other spellings.
 */
export function describeValue(value: unknown, token: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? "an empty text" : `the text ${quoteToken(value)}`;
    case "number":
      return Number.isFinite(value) ? `the number ${shortened(token)}` : quoteToken(token);
    case "boolean":
      return `the boolean ${shortened(token)}`;
    default:
      return "a mapping";
  }
}

/** YAML reads `404` and `true` as a number and a boolean; quotes make them texts. */
export function quoteHelp(value: unknown, token: string): string | undefined {
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  return `Quote it: "${shortened(token)}".`;
}

/** One name where a list of names is wanted. */
export function listHelp(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]+$/.test(value) ? `Write \`[${value}]\`.` : undefined;
}

/** The token in back-ticks, on one line and cut to a length that a message can hold. */
export function quoteToken(token: string): string {
  return `\`${shortened(token)}\``;
}

/** A metric, namespace, unit or recorder name that the data model or the generated code cannot carry. */
export function illegalName({ what, name }: { what: string; name: string }, where: Where): SchemaFinding {
  const { suggestion, ...explanation } = explained(name);
  const written = what === "unit" ? suggestion?.toLowerCase() : suggestion;
  return ["illegal-name", { what, ...explanation, suggestion: written }, where];
}

/** A label name may not even have the `:` that some metric names have. */
export function illegalLabelName(name: string, where: Where): SchemaFinding {
  return ["illegal-label-name", explained(name), where];
}

function explained(name: string) {
  return { name: shortened(name), rule: rule(name), suggestion: legalised(name) };
}

function rule(name: string): string {
  if (name === "") return "it is empty";
  if (name.includes(":")) return "`:` is for the names of recording rules";
  const wrong = /[^a-zA-Z0-9_]/u.exec(name)?.[0];
  if (wrong !== undefined)
    return `names are made of letters, digits and underscores, and it has ${characterName(wrong)}`;
  if (LEGAL_NAME.test(name)) return "units are words in lower case, with one underscore between two";
  return "a letter must come before the first digit";
}

function characterName(character: string): string {
  if (/\s/.test(character)) return "white space";
  return `\`${character}\``;
}

function legalised(name: string): string | undefined {
  const words = name.replace(/[^a-zA-Z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "");
  return words.length <= 60 && LEGAL_NAME.test(words) ? words : undefined;
}
