interface BaseUnit {
  readonly unit: string;
  /** How values get this unit, such as "divide the values by 1,000"; `undefined` for another name of the base unit. */
  readonly conversion: string | undefined;
}

/**
 * The base unit of a name that people write for it or for a part of it; `undefined` for other words. Full names of units
 * of time, such as `milliseconds`, are not aliases: timers measure in them.
 *
 * https://prometheus.io/docs/practices/naming/#base-units
 */
export function baseUnit(name: string): BaseUnit | undefined {
  const known = ALIASES.find(({ names }) => names.includes(name));
  return known && { unit: known.unit, conversion: known.conversion };
}

const ALIASES: readonly (BaseUnit & { readonly names: readonly string[] })[] = [
  { unit: "seconds", conversion: undefined, names: ["s", "sec", "secs", "second"] },
  {
    unit: "seconds",
    conversion: "divide the values by 1,000",
    names: ["ms", "msec", "msecs", "millis", "millisecond"],
  },
  {
    unit: "seconds",
    conversion: "divide the values by 1,000,000",
    names: ["us", "usec", "usecs", "micros", "microsecond"],
  },
  {
    unit: "seconds",
    conversion: "divide the values by 1,000,000,000",
    names: ["ns", "nsec", "nanos", "nanosecond"],
  },
  { unit: "seconds", conversion: "multiply the values by 60", names: ["min", "mins", "minute"] },
  { unit: "seconds", conversion: "multiply the values by 3,600", names: ["hr", "hrs", "hour"] },
  { unit: "seconds", conversion: "multiply the values by 86,400", names: ["day"] },
  { unit: "bytes", conversion: undefined, names: ["byte", "octet", "octets"] },
  { unit: "bytes", conversion: "divide the values by 8", names: ["bit", "bits"] },
  { unit: "bytes", conversion: "multiply the values by 1,000", names: ["kb", "kilobyte", "kilobytes"] },
  { unit: "bytes", conversion: "multiply the values by 1,000,000", names: ["mb", "megabyte", "megabytes"] },
  {
    unit: "bytes",
    conversion: "multiply the values by 1,000,000,000",
    names: ["gb", "gigabyte", "gigabytes"],
  },
  { unit: "bytes", conversion: "multiply the values by 1,024", names: ["kib", "kibibyte", "kibibytes"] },
  { unit: "bytes", conversion: "multiply the values by 1,048,576", names: ["mib", "mebibyte", "mebibytes"] },
  {
    unit: "bytes",
    conversion: "multiply the values by 1,073,741,824",
    names: ["gib", "gibibyte", "gibibytes"],
  },
  {
    unit: "ratio",
    conversion: "divide the values by 100",
    names: ["%", "percent", "percents", "percentage", "pct"],
  },
  { unit: "ratio", conversion: undefined, names: ["ratios", "fraction"] },
  { unit: "celsius", conversion: undefined, names: ["degc", "degree_celsius", "degrees_celsius"] },
  { unit: "meters", conversion: undefined, names: ["meter", "metre", "metres"] },
  { unit: "volts", conversion: undefined, names: ["volt"] },
  { unit: "amperes", conversion: undefined, names: ["amp", "amps", "ampere"] },
  { unit: "joules", conversion: undefined, names: ["joule"] },
  { unit: "grams", conversion: undefined, names: ["gram"] },
];
