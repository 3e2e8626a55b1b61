import { LEGAL_NAME } from "../schema/spec/text-spec.js";

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
