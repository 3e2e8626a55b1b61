/**
 * A sample value as the text formats write it: the shortest decimal that reads back to the same number,
 * and `+Inf`, `-Inf`, `NaN`.
 */
export function sampleText(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  return String(value);
}

/**
 * An upper bound as Prometheus prints it in the label `le`: as Go's `strconv.FormatFloat(bound, 'g', -1, 64)`,
 * with an exponent of at least two digits below 1e-4 and from 1e+06 on. A bound is part of its series'
 * identity, so it must be spelled as other programs spell it.
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

/**
 * An upper bound or a quantile as OpenMetrics writes it (section "Canonical Numbers"): the same, but a whole number as
 * `1.0`.
 */
export function floatText(bound: number): string {
  const text = boundText(bound);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
