import { z } from "zod";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { exponentialFormat, linearFormat } from "../format/family-format.js";
import { memberOf, readMapping } from "./read-mapping.js";
import type { ComputedBuckets, RawValue } from "./schema-file.js";

/**
 * The `buckets` of a mapping that are not listed, but computed or written as a call; without `buckets` if they have a
 * mistake, which is reported. `undefined` for a list, or another value.
 */
export function readUnlistedBuckets(
  mapping: RawValue,
  report: SchemaReport,
): { readonly buckets: ComputedBuckets | undefined } | undefined {
  const written = memberOf(mapping, "buckets");
  if (written === undefined) return undefined;
  const called = calledBuckets(written.value);
  if (called !== undefined) {
    report("invalid-buckets", { ...called, problem: "are written as a call" }, written.spot);
    return { buckets: undefined };
  }
  return isMapping(written.value) ? { buckets: readComputedBuckets(written, report) } : undefined;
}

interface CalledBuckets {
  readonly key: "exponential" | "linear";
  readonly help: string | undefined;
}

/** Buckets as client libraries write them: `exponential(0.001, 2, 12)`, alone or in a list. */
function calledBuckets(value: unknown): CalledBuckets | undefined {
  const text = Array.isArray(value) ? value.join(",") : String(value);
  const [, name, given = ""] = /^(?:\w+\.)?(exponential|linear)\w*\s*\(([^)]*)/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const key = name.toLowerCase() === "linear" ? "linear" : "exponential";
  const [start, step, count, ...more] = given.split(",").map(Number);
  if (![start, step, count].every(Number.isFinite) || more.length > 0) return { key, help: undefined };
  const factor = key === "linear" ? "width" : "factor";
  return { key, help: `Write \`{ ${key}: { start: ${start}, ${factor}: ${step}, count: ${count} } }\`.` };
}

const unread = z.unknown().optional();

const COMPUTED = z.strictObject({ exponential: unread, linear: unread }, "a mapping");

function readComputedBuckets(buckets: RawValue, report: SchemaReport): ComputedBuckets | undefined {
  readMapping(COMPUTED, buckets, report);
  const [exponential, linear] = [memberOf(buckets, "exponential"), memberOf(buckets, "linear")];
  if (exponential !== undefined && linear !== undefined) {
    const help = "Keep one of the two.";
    report("conflicting-keys", { key: "exponential", with: "linear", help }, buckets.spot.at("linear").key);
    return undefined;
  }
  if (exponential !== undefined) {
    const { start, factor, count } = readMapping(exponentialFormat, exponential, report) ?? {};
    if (start === undefined || factor === undefined || count === undefined) return undefined;
    return { kind: "exponential", start, factor, count };
  }
  if (linear !== undefined) {
    const { start, width, count } = readMapping(linearFormat, linear, report) ?? {};
    if (start === undefined || width === undefined || count === undefined) return undefined;
    return { kind: "linear", start, width, count };
  }
  if (isMapping(buckets.value) && Object.keys(buckets.value).length === 0) {
    const help = "Write one of the two, or a list of upper bounds.";
    report("missing-key", { keys: ["exponential", "linear"], where: "`buckets`", help }, buckets.spot);
  }
  return undefined;
}
