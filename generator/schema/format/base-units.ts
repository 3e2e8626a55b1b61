interface BaseUnit {
  readonly unit: string;
  /** What is to be done to values, such as "divide by 1,000"; `undefined` for another name of the base unit. */
  readonly factor: string | undefined;
}

/**
 * The base unit of a name that people write for it or for a part of it; `undefined` for other words. Full names of units
 * of time, such as `milliseconds`, are not aliases: timers measure in them.
 *
 * https://prometheus.io/docs/practices/naming/#base-units
 */
export function baseUnit(name: string): BaseUnit | undefined {
  const known = ALIASES.find(({ names }) => names.includes(name));
  return known && { unit: known.unit, factor: known.factor };
}

const ALIASES: readonly (BaseUnit & { readonly names: readonly string[] })[] = [
  { unit: "seconds", factor: undefined, names: ["s", "sec", "secs", "second"] },
  { unit: "seconds", factor: "divide by 1,000", names: ["ms", "msec", "msecs", "millis", "millisecond"] },
  { unit: "seconds", factor: "divide by 1,000,000", names: ["us", "usec", "usecs", "micros", "microsecond"] },
  { unit: "seconds", factor: "divide by 1,000,000,000", names: ["ns", "nsec", "nanos", "nanosecond"] },
  { unit: "seconds", factor: "multiply by 60", names: ["min", "mins", "minute"] },
  { unit: "seconds", factor: "multiply by 3,600", names: ["hr", "hrs", "hour"] },
  { unit: "seconds", factor: "multiply by 86,400", names: ["day"] },
  { unit: "bytes", factor: undefined, names: ["byte", "octet", "octets"] },
  { unit: "bytes", factor: "divide by 8", names: ["bit", "bits"] },
  { unit: "bytes", factor: "multiply by 1,000", names: ["kb", "kilobyte", "kilobytes"] },
  { unit: "bytes", factor: "multiply by 1,000,000", names: ["mb", "megabyte", "megabytes"] },
  { unit: "bytes", factor: "multiply by 1,000,000,000", names: ["gb", "gigabyte", "gigabytes"] },
  { unit: "bytes", factor: "multiply by 1,024", names: ["kib", "kibibyte", "kibibytes"] },
  { unit: "bytes", factor: "multiply by 1,048,576", names: ["mib", "mebibyte", "mebibytes"] },
  { unit: "bytes", factor: "multiply by 1,073,741,824", names: ["gib", "gibibyte", "gibibytes"] },
  { unit: "ratio", factor: "divide by 100", names: ["%", "percent", "percents", "percentage", "pct"] },
  { unit: "ratio", factor: undefined, names: ["ratios", "fraction"] },
  { unit: "celsius", factor: undefined, names: ["degc", "degree_celsius", "degrees_celsius"] },
  { unit: "meters", factor: undefined, names: ["meter", "metre", "metres"] },
  { unit: "volts", factor: undefined, names: ["volt"] },
  { unit: "amperes", factor: undefined, names: ["amp", "amps", "ampere"] },
  { unit: "joules", factor: undefined, names: ["joule"] },
  { unit: "grams", factor: undefined, names: ["gram"] },
];
