import type { ScrapedType } from "../exposition.js";
import type { Combine } from "../measure/lines.js";
import type { PageFamily } from "./page-family.js";

/** What a family's values measure. */
export interface Unit {
  /** How values are shown. A timestamp is a point in time since 1970. */
  readonly kind: "duration" | "bytes" | "ratio" | "timestamp" | "number";
  /** A value of 1 in seconds or bytes, or as a ratio: 0.001 for milliseconds. */
  readonly factor: number;
  /** As charts name it: `milliseconds`; empty if it is not known. */
  readonly name: string;
}

export const PLAIN: Unit = { kind: "number", factor: 1, name: "" };
export const BYTES: Unit = { kind: "bytes", factor: 1, name: "bytes" };

/** Units by the words for them in schemas and at the end of names. */
const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...unit({ kind: "duration", factor: 1, name: "seconds" }, "s", "sec", "secs", "second"),
  ...unit({ kind: "duration", factor: 1e-3, name: "milliseconds" }, "ms", "msec", "msecs", "millis"),
  ...unit({ kind: "duration", factor: 1e-6, name: "microseconds" }, "us", "usec", "usecs", "micros"),
  ...unit({ kind: "duration", factor: 1e-9, name: "nanoseconds" }, "ns", "nsec", "nanos"),
  ...unit({ kind: "duration", factor: 60, name: "minutes" }),
  ...unit({ kind: "duration", factor: 3600, name: "hours" }),
  ...unit({ kind: "duration", factor: 86_400, name: "days" }),
  ...unit(BYTES, "byte"),
  ...unit({ kind: "bytes", factor: 1e3, name: "kilobytes" }, "kb"),
  ...unit({ kind: "bytes", factor: 1e6, name: "megabytes" }, "mb"),
  ...unit({ kind: "bytes", factor: 1e9, name: "gigabytes" }, "gb"),
  ...unit({ kind: "bytes", factor: 2 ** 10, name: "kibibytes" }, "kib"),
  ...unit({ kind: "bytes", factor: 2 ** 20, name: "mebibytes" }, "mib"),
  ...unit({ kind: "bytes", factor: 2 ** 30, name: "gibibytes" }, "gib"),
  ...unit({ kind: "ratio", factor: 1, name: "ratio" }, "ratios", "fraction"),
  ...unit({ kind: "ratio", factor: 0.01, name: "percent" }, "percents", "percentage", "pct"),
  ...unit(timestamp(1), "timestamp", "timestamps", "timestamp_seconds", "unixtime", "unix_time"),
  ...unit(timestamp(1e-3), "timestamp_milliseconds"),
  ...["celsius", "meters", "volts", "amperes", "joules", "grams", "watts", "hertz"].flatMap((name) =>
    unit({ ...PLAIN, name }),
  ),
]);

function unit(measured: Unit, ...words: readonly string[]): readonly (readonly [string, Unit])[] {
  return [measured.name, ...words].map((word) => [word, measured] as const);
}

function timestamp(factor: number): Unit {
  return { kind: "timestamp", factor, name: "date and time, UTC" };
}

/**
 * The schema's unit, whatever the name of the family is. Without one in the schema, that of the name's last word, if it
 * is written in full. A gauge in a unit of time shows points in time if its values are so large; while they are 0, if its
 * name says so.
 */
export function unitOf({ name, type, unit: declared, history }: UnitSource): Unit {
  const known = declared === undefined ? unitInName(name) : (UNITS.get(declared) ?? namedUnit(declared));
  if (type !== "gauge" && type !== "untyped") return known;
  const isSaid = /_timestamp(?:_[a-z]+)?$/.test(name);
  if (known.kind !== "duration" && !(isSaid && declared === undefined && known === PLAIN)) return known;
  let largest = 0;
  for (const { latest } of history?.samples ?? []) if (latest > largest) largest = latest;
  const isPointInTime = largest === 0 ? isSaid : largest * known.factor >= EARLIEST_TIMESTAMP;
  return isPointInTime ? timestamp(known.factor) : known;
}

/** What of a family its unit depends on. */
type UnitSource = Pick<PageFamily, "name" | "type" | "unit"> & {
  readonly history: { readonly samples: readonly { readonly latest: number }[] } | undefined;
};

/** In seconds: the year 2001, or 31 years as a duration. */
const EARLIEST_TIMESTAMP = 1e9;

/** Short words such as `s` or `min` mean something else at the end of many names. */
function unitInName(name: string): Unit {
  const word = /_([a-z]+)$/.exec(name.replace(/_total$/, ""))?.[1] ?? "";
  const found = UNITS.get(word);
  return found?.name === word ? found : PLAIN;
}

function namedUnit(word: string): Unit {
  return { ...PLAIN, name: word.replaceAll("_", " ") };
}

/** What a chart of a family shows, as `bytes per second`; empty for values in no unit. */
export function chartUnit(type: ScrapedType, { name }: Unit): string {
  return type === "counter" ? `${name} per second`.trim() : name;
}

/** How several series of a gauge become one value. The sum of ratios or of points in time means nothing. */
export function combineBy({ kind }: Unit): Combine {
  if (kind === "timestamp") return "latest";
  return kind === "ratio" ? "mean" : "sum";
}

/** Seconds, bytes: steps between the marks of an axis that give round texts. `undefined` for decimal steps. */
export function axisSteps({ kind, factor }: Unit): readonly number[] | undefined {
  if (factor !== 1) return undefined;
  switch (kind) {
    case "bytes":
      return Array.from({ length: 60 }, (_, power) => 2 ** power);
    case "duration":
    case "timestamp":
      return TIME_STEPS;
    case "ratio":
    case "number":
      return undefined;
    default:
      return kind satisfies never;
  }
}

const DECIMAL_STEPS = Array.from({ length: 9 }, (_, at) =>
  [1, 2, 5].map((digit) => Number(`${digit}e${at - 9}`)),
);

const TIME_STEPS: readonly number[] = [
  ...DECIMAL_STEPS.flat(),
  ...[1, 2, 5, 10, 20, 30].flatMap((count) => [count, count * 60]),
  ...[1, 2, 4, 6, 12].map((hours) => hours * 3600),
  ...Array.from({ length: 24 }, (_, power) => 86_400 * 2 ** power),
].sort((one, other) => one - other);
