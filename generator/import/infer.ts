import { LEGAL_NAME } from "../schema/format/text-format.js";
import { HTTP_METHODS } from "../schema/resolve/http-methods.js";
import { DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import type { DraftFamily, DraftSet } from "./draft.js";

/** The first word that all names share, if there are at least two and what follows is a name in each. */
export function commonNamespace(names: readonly string[]): string | undefined {
  const word = /^_*[a-zA-Z][a-zA-Z0-9]*(?=_)/.exec(names[0] ?? "")?.[0];
  if (word === undefined || names.length < 2) return undefined;
  const prefix = `${word}_`;
  const shared = names.every((name) => name.startsWith(prefix) && isKey(name.slice(prefix.length)));
  return shared ? word : undefined;
}

/** False for a rest that says nothing by itself, such as `total` in `requests_total`. */
function isKey(rest: string): boolean {
  return LEGAL_NAME.test(rest) && !/^_*(?:total|info|(?:seconds|bytes|ratio)(?:_total)?)$/.test(rest);
}

/** The unit at the end of a name, before a `_total`: https://prometheus.io/docs/practices/naming/ */
export function unitInName(name: string): string | undefined {
  return SUFFIX.exec(name)?.[1];
}

/** `seconds` for a histogram whose name speaks of a duration. */
export function unitOfDuration({ key, type }: Pick<DraftFamily, "key" | "type">): string | undefined {
  return type === "histogram" && DURATION.test(key) ? "seconds" : undefined;
}

const SUFFIX =
  /_(seconds|milliseconds|microseconds|nanoseconds|bytes|ratio|celsius|meters|volts|amperes|joules|grams|hertz)(?:_total)?$/;

const DURATION = /(?:^|_)(?:duration|latency)(?:_|$)/;

export function namesStatus(label: string): boolean {
  return /(?:^|_)(?:status|code)(?:$|_)|status_?code/i.test(label);
}

export function namesMethod(label: string): boolean {
  return /(?:^|_)(?:method|verb)$/i.test(label);
}

/** True for 100 to 599, the values of `http_status`. */
export function isStatusCode(value: string): boolean {
  return /^[1-5]\d\d$/.test(value);
}

/** True for `1xx` to `5xx`, the values of `http_status_class`. */
export function isStatusClass(value: string): boolean {
  return /^[1-5]xx$/.test(value);
}

/** True for a registered method, the values of `http_method`. */
export function isHttpMethod(value: string): boolean {
  return HTTP_METHODS.includes(value);
}

/** The set of a vector whose label values the source does not show. */
export const DEFAULT_OPEN_SET = {
  kind: "open",
  maxValues: 100,
  otherwise: DEFAULT_OTHERWISE,
} as const satisfies DraftSet;

/** The description of a family for which the source has none. */
export function placeholderDescription({ type, key }: Pick<DraftFamily, "type" | "key">): string {
  return `Write what ${key} ${type === "counter" ? "counts" : "measures"}.`;
}

/** The first note of a draft: where it comes from, and what the comments are for. */
export function sourceNote(names: readonly string[]): string {
  return `Imported from ${names.join(", ")}. The comments say what was inferred and what you have to decide.`;
}
