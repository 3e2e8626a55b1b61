/** Milliseconds in each unit. Authelia's months and years are longer than any timer. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
]);

/**
 * A duration in milliseconds: whole numbers with units, `1m30s`, or a whole number of seconds; `undefined` if it is
 * none.
 *
 * Source: https://www.authelia.com/configuration/prologue/common/#duration. Where a rate limit of a web
 * configuration has a number alone, it is nanoseconds, as that format says.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^(?:\d+(?:ms|[wdhms]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+)([a-z]+)/g)) {
    sum += Number(amount) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}
