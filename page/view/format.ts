import { PLAIN, type Unit } from "./unit.js";

/** Formats a value with its unit: three significant digits, or all digits of a short integer. */
export function formatValue(value: number, unit: Unit): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  const { kind, factor } = unit;
  switch (kind) {
    case "duration":
      return formatSeconds(value * factor);
    case "bytes":
      return formatScaled(value * factor, 1024, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]);
    case "ratio":
      return `${formatDigits(value * factor * 100)} %`;
    case "timestamp":
      return formatTimestamp(value * factor);
    case "number":
      return formatNumber(value);
    default:
      return kind satisfies never;
  }
}

/** Formats a rate: `2.5/s`, `12 KiB/s`. */
export function formatRate(perSecond: number, unit: Unit): string {
  const { kind } = unit;
  return Number.isNaN(perSecond)
    ? "–"
    : `${formatValue(perSecond, kind === "bytes" || kind === "duration" ? unit : PLAIN)}/s`;
}

/** In seconds: the last one with a year of four digits. */
const LATEST_TIMESTAMP = 253_402_300_799;

/** Formats a point in time in UTC; a value that is none as a number. */
function formatTimestamp(seconds: number): string {
  if (seconds < 0 || seconds > LATEST_TIMESTAMP) return formatNumber(seconds);
  return new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);
}

/**
 * Formats a point in time on an axis: as much of it as tells it from the next one.
 *
 * @param step seconds to the next one
 */
export function formatTimeTick(seconds: number, step: number): string {
  const text = formatTimestamp(seconds);
  if (step >= 86_400) return text.slice(0, 10);
  return step >= 60 ? text.slice(5, 16) : text.slice(11);
}

/** Formats a duration in a unit from microseconds to days. */
export function formatSeconds(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return "0 s";
  if (size < 0.001) return `${formatDigits(seconds * 1e6)} µs`;
  if (size < 1) return `${formatDigits(seconds * 1000)} ms`;
  if (size < 120) return `${formatDigits(seconds)} s`;
  if (size < 7200) return `${formatDigits(seconds / 60)} min`;
  return size < 172_800 ? `${formatDigits(seconds / 3600)} h` : `${formatDigits(seconds / 86_400)} d`;
}

function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1_000_000) return value.toLocaleString("en");
  const size = Math.abs(value);
  if ((size !== 0 && size < 0.001) || size >= 1e18) return value.toExponential(2);
  return formatScaled(value, 1000, ["", "k", "M", "G", "T", "P"]);
}

function formatScaled(value: number, step: number, units: readonly string[]): string {
  let [rest, power] = [value, 0];
  while (Math.abs(rest) >= (units[0] === "" && power === 0 ? 100_000 : step) && power < units.length - 1) {
    rest /= step;
    power += 1;
  }
  return `${formatDigits(rest)} ${units[power] ?? ""}`.trim();
}

function formatDigits(value: number): string {
  if (Math.abs(value) >= 1e9) return value.toExponential(2);
  const fine = Math.abs(value) < 1000;
  return value.toLocaleString("en", fine ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });
}
