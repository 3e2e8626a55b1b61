import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import { shortened } from "../read/describe-value.js";
import type { Spot } from "../read/read-mapping.js";
import { locate } from "../yaml/locate.js";

/** The length of the duration at a key, in milliseconds; one that is none is reported. */
export function reportDuration(
  { source, path }: Pick<Spot, "source" | "path">,
  { key, text }: { key: string; text: string | undefined },
  report: Report,
): number | undefined {
  if (text === undefined) return undefined;
  const length = lengthOf(text);
  if (typeof length === "number") return length;
  const at = locate(source, [...path, key], "value");
  report(diagnose("invalid-duration", { duration: shortened(text), problem: length }, at));
  return undefined;
}

/** Largest unit first, each at most once: https://pkg.go.dev/github.com/prometheus/common/model#ParseDuration */
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** Of the units in milliseconds; a year is 365 days. */
const UNITS = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];

/** Prometheus counts nanoseconds in 64 bits. */
const LONGEST = 2 ** 63 / 1e6;

/** In milliseconds, or the predicate of a sentence about what is wrong. */
function lengthOf(text: string): number | string {
  const parts = text === "" ? null : DURATION.exec(text);
  if (parts === null) return "is not of the form of a duration";
  const milliseconds = UNITS.reduce((sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * unit, 0);
  if (milliseconds === 0) return "is nothing, where time must pass";
  return milliseconds < LONGEST ? milliseconds : "is longer than Prometheus can count, about 292 years";
}
