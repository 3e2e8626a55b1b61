import type { Instrument } from "./instruments.js";

/**
 * The name that Prometheus gives an instrument of OpenTelemetry: with its unit, and `_total` for a counter.
 *
 * Source: https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-metadata-1. What it leaves
 * open is as in https://github.com/prometheus/otlptranslator, with which Prometheus receives OTLP.
 *
 * @param unit in UCUM; empty if there is none
 */
export function exposedNameOf(name: string, unit: string, { type, isRatio }: Instrument): string {
  const words = name.split(/[^a-zA-Z0-9]+/).filter((word) => word !== "");
  const withUnit = [...words, ...unitWords(unit, words)];
  const suffix = type === "counter" ? "total" : isRatio && unit === "1" ? "ratio" : undefined;
  const all = suffix === undefined ? withUnit : [...withUnit.filter((word) => word !== suffix), suffix];
  const exposed = all.join("_");
  return /^\d/.test(exposed) ? `_${exposed}` : exposed;
}

/** The words of a unit that a name does not have: `seconds`; `bytes`, `per`, `second`. */
function unitWords(unit: string, words: readonly string[]): readonly string[] {
  const [main = "", ...rest] = unit.split("/");
  const own = wordOf(main, UNITS);
  const per = wordOf(rest.join("/"), UNITS_PER);
  return [
    ...(own === undefined || words.includes(own) ? [] : [own]),
    ...(per === undefined || words.includes(per) ? [] : ["per", per]),
  ];
}

/** `{request}` counts something, and is no unit. */
function wordOf(code: string, known: ReadonlyMap<string, string>): string | undefined {
  const unit = code.trim();
  if (unit === "" || /[{}]/.test(unit)) return undefined;
  const word = known.get(unit) ?? (unit.match(/[a-zA-Z0-9]+/g) ?? []).join("_");
  return word === "" ? undefined : word;
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ["d", "days"],
  ["h", "hours"],
  ["min", "minutes"],
  ["s", "seconds"],
  ["ms", "milliseconds"],
  ["us", "microseconds"],
  ["ns", "nanoseconds"],
  ["By", "bytes"],
  ["KiBy", "kibibytes"],
  ["MiBy", "mebibytes"],
  ["GiBy", "gibibytes"],
  ["TiBy", "tibibytes"],
  ["KBy", "kilobytes"],
  ["MBy", "megabytes"],
  ["GBy", "gigabytes"],
  ["TBy", "terabytes"],
  ["m", "meters"],
  ["V", "volts"],
  ["A", "amperes"],
  ["J", "joules"],
  ["W", "watts"],
  ["g", "grams"],
  ["Cel", "celsius"],
  ["Hz", "hertz"],
  ["1", ""],
  ["%", "percent"],
]);

const UNITS_PER: ReadonlyMap<string, string> = new Map([
  ["s", "second"],
  ["m", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
  ["mo", "month"],
  ["y", "year"],
]);

/** The label name of an attribute: `http_request_method` of `http.request.method`. */
export function labelNameOf(attribute: string): string {
  const label = attribute.replace(/[^a-zA-Z0-9_]/g, "_").replace(/_{2,}/g, "_");
  return /^\d/.test(label) ? `key_${label}` : label;
}
