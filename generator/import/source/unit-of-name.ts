/** Units by which names end, in the words of https://prometheus.io/docs/practices/naming/#base-units. */
const UNITS: readonly (readonly [ending: string, unit: string])[] = [
  ["milliseconds", "milliseconds"],
  ["microseconds", "microseconds"],
  ["nanoseconds", "nanoseconds"],
  ["seconds", "seconds"],
  ["minutes", "minutes"],
  ["hours", "hours"],
  ["days", "days"],
  ["ms", "milliseconds"],
  ["bytes", "bytes"],
  ["ratio", "ratio"],
  ["percent", "percent"],
  ["celsius", "celsius"],
  ["meters", "meters"],
  ["joules", "joules"],
  ["grams", "grams"],
  ["volts", "volts"],
  ["amperes", "amperes"],
];

/** The unit that a metric's name ends in, before `_total`. */
export function unitOfName(name: string): string | undefined {
  const base = name.replace(/_total$/, "");
  return UNITS.find(([ending]) => base.endsWith(`_${ending}`))?.[1];
}
