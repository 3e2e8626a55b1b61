/**
 * Formats a sample value as the text formats do: the shortest decimal that reads back as the same number, or `+Inf`,
 * `-Inf`, `NaN`.
 */
export function sampleText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

/**
 * Formats an upper bound as Prometheus does in the label `le`, like Go's `strconv.FormatFloat(bound, 'g', -1, 64)`: with
 * an exponent of at least two digits below 1e-4 and from 1e+06 on. A bound is part of a series' identity, so that it
 * must have the text that other programs give it.
 */
export function boundText(bound: number): string {
  const [mantissa, exponentText] = bound.toExponential().split("e");
  const exponent = Number(exponentText);
  if (!Number.isFinite(bound) || (exponent >= -4 && exponent < 6)) {
    return Object.is(bound, -0) ? "-0" : sampleText(bound);
  }
  const digits = String(Math.abs(exponent)).padStart(2, "0");
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${digits}`;
}

/** The length of a unit of time in milliseconds, such as 1000 for `seconds`; `undefined` for another unit. */
export function millisecondsIn(unit: string): number | undefined {
  return MILLISECONDS.get(unit);
}

const MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ["nanoseconds", 1e-6],
  ["microseconds", 1e-3],
  ["milliseconds", 1],
  ["seconds", 1000],
  ["minutes", 60_000],
  ["hours", 3_600_000],
  ["days", 86_400_000],
]);

/** Formats a bound or a quantile as `boundText`, but a whole number as `1.0`: OpenMetrics, "Canonical Numbers". */
export function floatText(bound: number): string {
  const text = boundText(bound);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A test whether a name matches one of the patterns. Each `*` stands for any characters, or none. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map(matcherOf);
  return (name) => matchers.some((matches) => matches(name));
}

/** Compares part by part: a regular expression with many `.*` would backtrack for very long if the last part is missing. */
function matcherOf(pattern: string): (name: string) => boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(start) || !name.endsWith(end)) return false;
    let at = start.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + end.length <= name.length;
  };
}
