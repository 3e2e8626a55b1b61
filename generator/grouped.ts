/** `20500` as `20,500`, with all its digits; without the system's locales, which take their time to load. */
export function grouped(count: number): string {
  const digits = Number.isFinite(count) ? BigInt(count).toString() : String(count);
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}
