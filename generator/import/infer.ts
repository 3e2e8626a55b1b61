import { LEGAL_NAME } from "../schema/format/text-format.js";
import { HTTP_METHODS } from "../schema/resolve/http-methods.js";
import { DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import type { DraftFamily, DraftSet } from "./draft.js";

/** The first word of two or more names, if they share it and the rest of each is a name of its own. */
export function commonNamespace(names: readonly string[]): string | undefined {
  const word = /^_*[a-zA-Z][a-zA-Z0-9]*(?=_)/.exec(names[0] ?? "")?.[0];
  if (word === undefined || names.length < 2) return undefined;
  const prefix = `${word}_`;
  const shared = names.every((name) => name.startsWith(prefix) && isKey(name.slice(prefix.length)));
  return shared ? word : undefined;
}

/** Of `requests_total` and `requests_duration_seconds`, what is left of the first says nothing. */
function isKey(rest: string): boolean {
  return LEGAL_NAME.test(rest) && !/^_*(?:total|info|(?:seconds|bytes|ratio)(?:_total)?)$/.test(rest);
}

/** A unit that a name ends in, as https://prometheus.io/docs/practices/naming/ wants it; a counter's before `_total`. */
export function unitInName(name: string): string | undefined {
  return SUFFIX.exec(name)?.[1];
}

/** The unit of what a histogram most likely times, where its name does not end in one. */
export function unitOfDuration({ key, type }: Pick<DraftFamily, "key" | "type">): string | undefined {
  return type === "histogram" && DURATION.test(key) ? "seconds" : undefined;
}

const SUFFIX =
  /_(seconds|milliseconds|microseconds|nanoseconds|bytes|ratio|celsius|meters|volts|amperes|joules|grams|hertz)(?:_total)?$/;

const DURATION = /(?:^|_)(?:duration|latency)(?:_|$)/;

/** Whether the name of a label speaks of status codes of HTTP. */
export function namesStatus(label: string): boolean {
  return /(?:^|_)(?:status|code)(?:$|_)|status_?code/i.test(label);
}

/** Whether the name of a label speaks of methods of HTTP. */
export function namesMethod(label: string): boolean {
  return /(?:^|_)(?:method|verb)$/i.test(label);
}

/** From 100 to 599, which `http_status` stands for. */
export function isStatusCode(value: string): boolean {
  return /^[1-5]\d\d$/.test(value);
}

/** A registered one, as `http_method` has them. */
export function isHttpMethod(value: string): boolean {
  return HTTP_METHODS.includes(value);
}

/** What servers and clients call the status code of a response, which is a number also where no type says so. */
export const STATUS_ACCESS = /\.(?:statusCode|status)$/;

/** The set of a vector of which the source tells no label values. */
export const UNTOLD_SET = {
  kind: "open",
  maxValues: 100,
  otherwise: DEFAULT_OTHERWISE,
} as const satisfies DraftSet;

/** The description of a family of which the source has none: a text that asks for it. */
export function askedDescription({ type, key }: Pick<DraftFamily, "type" | "key">): string {
  return `Write what ${key} ${type === "counter" ? "counts" : "measures"}.`;
}

/** The first note of a draft: where it comes from, and what its comments are. */
export function importedFrom(names: readonly string[]): string {
  return `Imported from ${names.join(", ")}. Comments say what was inferred, and what is to be decided.`;
}
