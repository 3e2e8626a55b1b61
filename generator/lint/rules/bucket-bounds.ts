import type { HistogramFamily } from "../../catalog.js";
import type { LintCheck, LintedSchema, LintReport } from "../lint-rule.js";
import { readDeclaredUnit } from "./unit-words.js";

/** More upper bounds seldom make quantiles better, and each is a series of each label set. */
const MOST_BOUNDS = 30;

/** Neighbours that differ by less do not make quantiles better. */
const LEAST_DIFFERENCE = 0.05;

/** The upper bounds of histograms. One list has one finding: with bounds in another unit, the others do not matter. */
export const checkBuckets: LintCheck = (schema, report) => {
  for (const family of schema.catalog.families) {
    if (family.type === "histogram" && family.deprecated === undefined) checkBounds(family, schema, report);
  }
};

function checkBounds(family: HistogramFamily, schema: LintedSchema, report: LintReport): void {
  const { key, buckets, spelledBuckets, objectives } = family;
  for (const [at, objective] of objectives.entries()) {
    const place = schema.family(family, "objectives", at);
    if (!buckets.includes(objective)) report("lint-missed-objective", { key, objective: place.text }, place);
  }
  const where = () => schema.family(family, "buckets");
  const scale = findOtherScale(family);
  const close = findCloseBounds(buckets);
  if (scale !== undefined) {
    report("lint-bucket-scale", { key, ...scale }, where());
  } else if (buckets.length === 1) {
    report("lint-single-bucket", { key, bound: spelledBuckets[0] ?? "" }, where());
  } else if (buckets.length > MOST_BOUNDS) {
    report("lint-many-buckets", { key, count: buckets.length, most: MOST_BOUNDS }, where());
  } else if (close !== undefined) {
    const [lower = "", upper = ""] = spelledBuckets.slice(close);
    report("lint-close-buckets", { key, lower, upper, percent: LEAST_DIFFERENCE * 100 }, where());
  }
}

interface OtherScale {
  readonly unit: string;
  /** An upper bound that is hardly one of the unit. */
  readonly bound: string;
  /** The unit that is meant. */
  readonly meant: string;
  /** How the bounds get the family's unit. */
  readonly conversion: string;
}

/** The other unit that the upper bounds look like; `undefined` if they suit the unit of the family. */
function findOtherScale({ unit, buckets, spelledBuckets }: HistogramFamily): OtherScale | undefined {
  const base = unit === undefined ? undefined : readDeclaredUnit(unit)?.base;
  const spelled = (at: number) => spelledBuckets.at(at) ?? "";
  if (unit === "seconds" && isInMilliseconds(buckets)) {
    return { unit, bound: spelled(-1), meant: "milliseconds", conversion: "divide them by 1,000" };
  }
  const fraction = buckets.findIndex((bound) => bound > 0 && bound < 1);
  if (unit === "bytes" && fraction >= 0) {
    return { unit, bound: spelled(fraction), meant: "a larger unit", conversion: "write them in bytes" };
  }
  const highest = buckets.at(-1) ?? 0;
  if (base === "ratio" && unit === "ratio" && highest > 1) {
    const meant = highest <= 100 ? "percent" : "another unit";
    return { unit, bound: spelled(-1), meant, conversion: "divide them by 100" };
  }
  return undefined;
}

/** Bounds of seconds from here on are those of slow work, such as builds and backups. */
const SLOW_BOUND = 500;

/**
 * Whether upper bounds of seconds are those of milliseconds: most of them in the range of 10 to 10,000, and round in
 * the decimal system, where long times in seconds are whole minutes, or powers of a factor.
 */
function isInMilliseconds(buckets: readonly number[]): boolean {
  const highest = buckets.at(-1) ?? 0;
  const median = buckets[Math.floor(buckets.length / 2)] ?? 0;
  if (highest < SLOW_BOUND || median < 10 || isGeometric(buckets)) return false;
  const long = buckets.filter((bound) => bound >= 60);
  return long.filter((bound) => bound % 30 === 0).length * 2 < long.length;
}

/** Whether all neighbours differ by one factor: nobody has written the bounds one by one. */
function isGeometric(buckets: readonly number[]): boolean {
  const factors = buckets.slice(1).map((bound, at) => bound / (buckets[at] ?? 1));
  const [first = 1] = factors;
  return factors.length > 1 && factors.every((factor) => Math.abs(factor / first - 1) < 0.01);
}

/** The index of the first upper bound whose successor is hardly larger; `undefined` if there is none. */
function findCloseBounds(buckets: readonly number[]): number | undefined {
  const at = buckets.slice(1).findIndex((upper, index) => {
    const lower = buckets[index] ?? 0;
    const isNearWhole = lower >= 0.9 && upper <= 1; // shares of all, such as .95 and .99, are far from each other
    return lower > 0 && upper - lower < upper * LEAST_DIFFERENCE && !isNearWhole;
  });
  return at < 0 ? undefined : at;
}
