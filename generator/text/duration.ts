/** Largest unit first, each at most once: https://pkg.go.dev/github.com/prometheus/common/model#ParseDuration */
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** The units in milliseconds. A year has 365 days. */
const UNITS = [365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];

const UNIT_NAMES = ["y", "w", "d", "h", "m", "s", "ms"];

/** Prometheus counts nanoseconds in 64 bits. */
const LONGEST = 2 ** 63 / 1e6;

/**
 * Parses a duration of Prometheus, such as `1m30s`.
 *
 * @returns its length in milliseconds, or what is wrong as the end of a sentence: `is not of the form of a duration`
 */
export function durationOf(text: string): number | string {
  const parts = text === "" ? null : DURATION.exec(text);
  if (parts === null) return "is not of the form of a duration";
  const milliseconds = UNITS.reduce((sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * unit, 0);
  if (milliseconds === 0) return "is nothing, where time must pass";
  return milliseconds < LONGEST ? milliseconds : "is longer than Prometheus can count, about 292 years";
}

/** A length in milliseconds as a duration of Prometheus: `1h30m`. */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  return UNITS.map((unit, at) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? "" : `${count}${UNIT_NAMES[at]}`;
  }).join("");
}
