import { durationOf } from "../../duration.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { Spot } from "../read/read-mapping.js";
import { locate } from "../yaml/locate.js";

/** The length of the duration at a key, in milliseconds; one that is none is reported. */
export function reportDuration(
  { source, path }: Pick<Spot, "source" | "path">,
  { key, text }: { key: string; text: string | undefined },
  report: SchemaReport,
): number | undefined {
  if (text === undefined) return undefined;
  const length = durationOf(text);
  if (typeof length === "number") return length;
  const at = locate(source, [...path, key], "value");
  report("invalid-duration", { duration: shortened(text), problem: length }, at);
  return undefined;
}
