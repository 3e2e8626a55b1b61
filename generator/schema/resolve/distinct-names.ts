import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { Spot } from "../read/read-mapping.js";
import { locate } from "../yaml/locate.js";
import { place } from "./place.js";

interface Keyed extends Spot {
  readonly key: string;
}

/** The declarations by key. A key that is declared twice is reported, and the first one counts. */
export function distinctNames<Declared extends Keyed>(
  declarations: readonly Declared[],
  what: (declared: Declared) => string,
  report: SchemaReport,
): ReadonlyMap<string, Declared> {
  const names = new Map<string, Declared>();
  for (const declared of declarations) {
    const earlier = names.get(declared.key);
    if (earlier === undefined) {
      names.set(declared.key, declared);
      continue;
    }
    const other = `the ${what(earlier)} at ${place(earlier)}`;
    const params = { what: what(declared), name: shortened(declared.key), other };
    report("duplicate-name", params, locate(declared.source, declared.path, "key"));
  }
  return names;
}
