import { baseUnit } from "../../schema/format/base-units.js";

/** A word that is a unit. */
export interface UnitWord {
  /** The unit in which Prometheus wants the values; `undefined` if the word is short for several. */
  readonly base: string | undefined;
  readonly kind: "base" | "other" | "abbreviation";
  /** How values get the base unit; `undefined` if they have it already. */
  readonly conversion: string | undefined;
}

/** The unit that a word of a metric's name is; `undefined` for other words. */
export function readUnitWord(word: string): UnitWord | undefined {
  if (BASE_UNITS.has(word)) return { kind: "base", base: word, conversion: undefined };
  const other = readOtherUnit(word);
  if (other !== undefined) return { kind: "other", ...other };
  const abbreviation = readAbbreviation(word.toLowerCase());
  return abbreviation && { kind: "abbreviation", ...abbreviation };
}

/** The unit of a key `unit`, which can also be a unit in the singular; `undefined` for a unit of the schema's own. */
export function readDeclaredUnit(unit: string): UnitWord | undefined {
  const word = readUnitWord(unit);
  if (word?.kind === "base" || word?.kind === "other") return word;
  const known = baseUnit(unit);
  return known && { kind: "abbreviation", base: known.unit, conversion: known.conversion };
}

/** https://prometheus.io/docs/practices/naming/#base-units, and those that client_golang's promlint knows. */
const BASE_UNITS: ReadonlySet<string> = new Set([
  "amperes",
  "bytes",
  "celsius",
  "grams",
  "joules",
  "kelvin",
  "meters",
  "metres",
  "ratio",
  "seconds",
  "volts",
]);

type Converted = Omit<UnitWord, "kind">;

/** Full names of units that are no base units. */
const OTHER_UNITS: ReadonlyMap<string, Converted> = new Map([
  ["minutes", { base: "seconds", conversion: "multiply the values by 60" }],
  ["hours", { base: "seconds", conversion: "multiply the values by 3,600" }],
  ["days", { base: "seconds", conversion: "multiply the values by 86,400" }],
  ["weeks", { base: "seconds", conversion: "multiply the values by 604,800" }],
  ["kelvins", { base: "kelvin", conversion: undefined }],
  ["fahrenheit", { base: "celsius", conversion: "subtract 32 from the values and multiply them by 5/9" }],
  ["rankine", { base: "celsius", conversion: "multiply the values by 5/9 and subtract 273.15" }],
  ["inches", { base: "meters", conversion: "multiply the values by 0.0254" }],
  ["yards", { base: "meters", conversion: "multiply the values by 0.9144" }],
  ["miles", { base: "meters", conversion: "multiply the values by 1,609.344" }],
  ["bits", { base: "bytes", conversion: "divide the values by 8" }],
  ["calories", { base: "joules", conversion: "multiply the values by 4.184" }],
  ["pounds", { base: "grams", conversion: "multiply the values by 453.59237" }],
  ["ounces", { base: "grams", conversion: "multiply the values by 28.349523" }],
  ["percent", { base: "ratio", conversion: "divide the values by 100" }],
  ["percentage", { base: "ratio", conversion: "divide the values by 100" }],
  ["pct", { base: "ratio", conversion: "divide the values by 100" }],
]);

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ["pico", "divide the values by 1,000,000,000,000"],
  ["nano", "divide the values by 1,000,000,000"],
  ["micro", "divide the values by 1,000,000"],
  ["milli", "divide the values by 1,000"],
  ["centi", "divide the values by 100"],
  ["deci", "divide the values by 10"],
  ["deca", "multiply the values by 10"],
  ["hecto", "multiply the values by 100"],
  ["kilo", "multiply the values by 1,000"],
  ["mega", "multiply the values by 1,000,000"],
  ["giga", "multiply the values by 1,000,000,000"],
  ["tera", "multiply the values by 1,000,000,000,000"],
  ["peta", "multiply the values by 1,000,000,000,000,000"],
  ["kibi", "multiply the values by 1,024"],
  ["mebi", "multiply the values by 1,024²"],
  ["mibi", "multiply the values by 1,024²"], // promlint spells it so
  ["gibi", "multiply the values by 1,024³"],
  ["tebi", "multiply the values by 1,024⁴"],
  ["pebi", "multiply the values by 1,024⁵"],
]);

function readOtherUnit(word: string): Converted | undefined {
  const known = OTHER_UNITS.get(word);
  if (known !== undefined) return known;
  for (const [prefix, conversion] of PREFIXES) {
    if (!word.startsWith(prefix)) continue;
    const rest = word.slice(prefix.length);
    if (BASE_UNITS.has(rest)) return { base: rest, conversion };
    const other = OTHER_UNITS.get(rest);
    if (other !== undefined) return { base: other.base, conversion: "convert the values" };
  }
  return undefined;
}

/** What promlint takes for an abbreviated unit, and other spellings. `min` is not here: it is mostly a minimum. */
const ABBREVIATIONS: ReadonlySet<string> = new Set([
  ...[
    "s",
    "sec",
    "secs",
    "ms",
    "msec",
    "msecs",
    "millis",
    "us",
    "usec",
    "usecs",
    "micros",
    "ns",
    "nsec",
    "nanos",
  ],
  ...["m", "mins", "h", "hrs", "d", "b", "kb", "kib", "mb", "mib", "gb", "gib", "tb", "tib", "pb", "pib"],
]);

/** Abbreviations that are not written for `unit`. An `m` is of minutes, or of meters. */
const LETTERS: ReadonlyMap<string, Converted> = new Map([
  ["m", { base: undefined, conversion: undefined }],
  ["h", { base: "seconds", conversion: "multiply the values by 3,600" }],
  ["d", { base: "seconds", conversion: "multiply the values by 86,400" }],
  ["b", { base: "bytes", conversion: undefined }],
  ["tb", { base: "bytes", conversion: PREFIXES.get("tera") }],
  ["tib", { base: "bytes", conversion: PREFIXES.get("tebi") }],
  ["pb", { base: "bytes", conversion: PREFIXES.get("peta") }],
  ["pib", { base: "bytes", conversion: PREFIXES.get("pebi") }],
]);

function readAbbreviation(word: string): Converted | undefined {
  if (!ABBREVIATIONS.has(word)) return undefined;
  const known = baseUnit(word);
  return known === undefined ? LETTERS.get(word) : { base: known.unit, conversion: known.conversion };
}
