import type { SchemaReport } from "../codes.js";
import { locate, sourceToken } from "../yaml/locate.js";
import { describeValue } from "./describe-value.js";
import { isMapping, type Spot } from "./read-mapping.js";

/** A value that is to be read, and where it stands. */
export interface Input {
  readonly value: unknown;
  readonly spot: Spot;
  readonly report: SchemaReport;
}

/** The entries of the list at a key of a mapping; the list may be left out or empty. */
export function listEntries(key: string, { value: section, spot, report }: Input): readonly Input[] {
  const value = isMapping(section) ? section[key] : undefined;
  if (value === undefined || value === null) return [];
  const { source } = spot;
  const path = [...spot.path, key];
  if (!Array.isArray(value)) {
    const got = describeValue(value, sourceToken(source, path));
    const params = { what: `\`${key}\``, expected: "a list", got, help: undefined };
    report("wrong-type", params, locate(source, path, "value"));
    return [];
  }
  return value.map((entry: unknown, index) => {
    return {
      value: entry,
      spot: { source, path: [...path, index], name: `An element of \`${key}\`` },
      report,
    };
  });
}
