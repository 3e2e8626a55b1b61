import type { z } from "zod";
import type { Place } from "../../diagnostics/diagnostic.js";
import { durationOf } from "../../text/duration.js";
import { versionMeant } from "../../text/milestone.js";
import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import { isMapping, type Path, type Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { baseUnit } from "../format/base-units.js";
import { EXPECTED_MILESTONE } from "../format/lifecycle-format.js";
import { COLUMNS } from "../format/output-formats.js";
import { EXPECTED_DURATION, LEGAL_NAME } from "../format/text-format.js";
import { VECTOR_TYPES } from "../format/vector-format.js";
import type { RawValue } from "./schema-file.js";

/** Reports an issue that zod found in the value of a key. The formats give each issue the expected value as its message. */
export function reportIssue(
  issue: z.core.$ZodIssue,
  { value: whole, spot: field }: Pick<RawValue, "value" | "spot">,
  report: SchemaReport,
): void {
  const steps = issue.path.filter((step) => typeof step !== "symbol");
  const spot = field.at(...steps);
  const key = String(field.path.at(-1));
  const value = valueAt(whole, steps);
  const isElement = steps.length > 0;
  const what = isElement ? `An element of \`${key}\`` : `\`${key}\``;
  const got = describeValue(value, spot.text);
  switch (issue.code) {
    case "invalid_format":
      if (issue.format === "url") {
        const problem = "is not an `http` or `https` URL";
        report("invalid-link", { key, link: shorten(String(value)), problem }, spot);
        return;
      }
      if (key === "label") reportIllegalLabelName(String(value), spot, report);
      else reportIllegalName({ what: key, name: String(value) }, spot, report);
      return;
    case "too_small":
      if (issue.origin === "string") report("empty-text", { what }, spot);
      else if (issue.origin === "array") reportEmptyList(key, { value, spot }, report);
      else report("out-of-range", { what, expected: issue.message, got: got ?? "nothing" }, spot);
      return;
    case "too_big":
      report("out-of-range", { what, expected: issue.message, got: got ?? "nothing" }, spot);
      return;
    default:
      break;
  }
  if (key === "version") {
    report("unsupported-version", { got: shorten(spot.text), value }, spot);
  } else if (key === "type" && typeof value === "string") {
    const nearest = nearestName(value, VECTOR_TYPES);
    report("unknown-type", { type: shorten(value), nearest, all: VECTOR_TYPES }, spot);
  } else if (key === "columns" && isElement && typeof value === "string") {
    const nearest = nearestName(value, COLUMNS);
    report("unknown-column", { column: shorten(value), nearest, all: COLUMNS }, spot);
  } else if (key === "buckets" && isElement) {
    report("bucket-not-finite", { got: got ?? "nothing", help: boundHelp(value) }, spot);
  } else {
    const help =
      value === null
        ? emptyHelp(spot, { key, isElement, issue })
        : typeHelp(issue, { key, value, token: spot.text });
    report("wrong-type", { what, expected: issue.message, got, help }, spot);
  }
}

export function reportWrongType(
  { value, spot, subject: what }: RawValue,
  { expected, help }: { readonly expected: string; readonly help: string | undefined },
  report: SchemaReport,
): void {
  report("wrong-type", { what, expected, got: describeValue(value, spot.text), help }, spot);
}

function reportEmptyList(
  key: string,
  { value, spot }: Pick<RawValue, "value" | "spot">,
  report: SchemaReport,
): void {
  switch (key) {
    case "buckets":
      report("buckets-empty", {}, spot);
      break;
    case "targets":
      report("list-empty", { key, consequence: "so Prometheus would scrape nothing" }, spot);
      break;
    case "families":
    case "columns":
      report("list-empty", { key, consequence: "so the table would show nothing" }, spot);
      break;
    case "only":
      report("list-empty", { key, consequence: "so nothing would be imported" }, spot);
      break;
    case "metrics":
      report("too-few-metrics", { count: Array.isArray(value) ? value.length : 0 }, spot);
      break;
    default:
      report("values-empty", {}, spot);
  }
}

function valueAt(value: unknown, steps: Path): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  return Array.isArray(value) && typeof step === "number" ? valueAt(value[step], rest) : undefined;
}

/** Help for an upper bound that is no number. */
function boundHelp(value: unknown): string {
  const text = String(value).trim();
  if (/^\+?\.?inf(inity)?$/i.test(text)) return "Leave it out: the bucket `+Inf` is implied.";
  if (text !== "" && Number.isFinite(Number(text))) return `Write ${shorten(text)}, without quotes.`;
  const duration = typeof value === "string" ? durationOf(text) : undefined;
  return typeof duration === "number"
    ? `Write a number in the unit of the metric: ${shorten(text)} are ${duration / 1000} seconds.`
    : "Write a number, such as 0.25.";
}

/** Help for an empty value. `null` and `~` are empty, too. */
function emptyHelp(
  { text }: Spot,
  {
    key,
    isElement,
    issue,
  }: { readonly key: string; readonly isElement: boolean; readonly issue: z.core.$ZodIssue },
): string {
  if (text !== "" && /\b(text|name)\b/.test(issue.message))
    return `To write the word itself, quote it: "${text}".`;
  return isElement ? "Write one behind the `-`, or remove it." : `Write it behind \`${key}:\`.`;
}

interface WrongValue {
  readonly key: string;
  readonly value: unknown;
  readonly token: string;
}

function typeHelp(issue: z.core.$ZodIssue, { key, value, token }: WrongValue): string | undefined {
  if (issue.message === EXPECTED_MILESTONE) return milestoneHelp(token);
  if (issue.message === EXPECTED_DURATION) return "Write a number and its unit, such as `15s`.";
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "array") return listHelp(value);
  if (issue.expected !== "string") return undefined;
  if (key === "address" && typeof value === "number") return `Write \`tcp://:${shorten(token)}\`.`;
  if (key === "deprecated" && value === false) return "Remove the key.";
  if (key === "deprecated" && value === true)
    return "Write why it goes away, and what to use instead, such as `deprecated: Use orders_placed_total.`.";
  return quoteHelp(value, token);
}

/** Help for a number in place of a version: YAML reads `2.0` as a number. */
function milestoneHelp(token: string): string {
  const meant = versionMeant(token);
  return meant === undefined ? "Write it as a text." : `Write \`${meant}\`, with all three numbers.`;
}

/** A value in words, with the token as written: YAML has several spellings. `undefined` for an empty value. */
function describeValue(value: unknown, token: string): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return value.trim() === "" ? "an empty text" : `the text ${quoteToken(value)}`;
    case "number":
      return Number.isFinite(value) ? `the number ${shorten(token)}` : quoteToken(token);
    case "boolean":
      return `the boolean ${shorten(token)}`;
    default:
      return "a mapping";
  }
}

/** Help for a number or boolean in place of a text: YAML reads `404` as a number, and `"404"` as a text. */
export function quoteHelp(value: unknown, token: string): string | undefined {
  if (typeof value !== "number" && typeof value !== "boolean") return undefined;
  return `Quote it: "${shorten(token)}".`;
}

/** Help for one name, or the names of a mapping, in place of a list of names. */
function listHelp(value: unknown): string | undefined {
  const names = isMapping(value) ? Object.keys(value) : [value];
  const areShort = names.length > 0 && names.length <= 5;
  return areShort && names.every((name) => typeof name === "string" && /^[\w.-]+$/.test(name))
    ? `Write \`[${names.join(", ")}]\`.`
    : undefined;
}

/** The token in back-ticks, on one line and shortened. */
export function quoteToken(token: string): string {
  return `\`${shorten(token)}\``;
}

/** Reports a name of a family, namespace, unit or recorder that Prometheus or the generated code cannot have. */
export function reportIllegalName(
  { what, name }: { readonly what: string; readonly name: string },
  where: Place,
  report: SchemaReport,
): void {
  const suggestion = makeLegal(name);
  const params = {
    what,
    name: shorten(name),
    rule: brokenRule(name),
    suggestion:
      what === "unit" ? (baseUnit(name.toLowerCase())?.unit ?? suggestion?.toLowerCase()) : suggestion,
  };
  report("illegal-name", params, where);
}

/** Reports a label name that Prometheus or the generated code cannot have. */
export function reportIllegalLabelName(name: string, where: Place, report: SchemaReport): void {
  const params = { name: shorten(name), rule: brokenRule(name), suggestion: makeLegal(name) };
  report("illegal-label-name", params, where);
}

function brokenRule(name: string): string {
  if (name === "") return "it is empty";
  if (name.includes(":")) return "`:` is for the names of recording rules";
  const wrong = /[^a-zA-Z0-9_]/u.exec(name)?.[0];
  if (wrong !== undefined) {
    const character = /\s/.test(wrong) ? "white space" : `\`${wrong}\``;
    return `names are made of letters, digits and underscores, and it has ${character}`;
  }
  if (LEGAL_NAME.test(name)) return "units are words in lower case, with one underscore between two";
  return "a letter must come before the first digit";
}

/** A legal name made of the words of an illegal one; `undefined` if it has none, or if it is too long to suggest. */
function makeLegal(name: string): string | undefined {
  const words = name.replace(/[^a-zA-Z0-9]+/g, "_").replace(/^[_0-9]+|_$/g, "");
  return words.length <= 60 && LEGAL_NAME.test(words) ? words : undefined;
}
