import type { z } from "zod";
import { nearestName } from "../../text/nearest-name.js";
import { shortened } from "../../text/words.js";
import { locate, type Path, sourceToken, type YamlSource } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { describeValue, translateIssue } from "./explain-issue.js";

/**
 * What could be read of a mapping. A key whose value is wrong is `undefined`; in a list, `undefined` keeps the
 * place of an element that is wrong, so that the others keep theirs. A key that the user wrote is an own
 * property, whatever came of its value.
 */
export type Read<T> = {
  readonly [K in keyof T]?: NonNullable<T[K]> extends readonly (infer Element)[]
    ? readonly (Element | undefined)[]
    : T[K];
};

/** A spot of a file, with a name for it that messages can use: "The counter `request`". */
export interface Spot {
  readonly source: YamlSource;
  readonly path: Path;
  readonly name: string;
}

/** Holds a mapping against its spec, key by key, so that one wrong key does not hide another. */
export function readMapping<Shape extends z.core.$ZodShape>(
  spec: z.ZodObject<Shape>,
  { value, spot, report }: { value: unknown; spot: Spot; report: SchemaReport },
): Read<z.output<z.ZodObject<Shape>>> | undefined {
  const { source, path, name } = spot;
  if (!isMapping(value)) {
    const expected = expectation(spec);
    const got = describeValue(value, sourceToken(source, path));
    const isValues = Array.isArray(value) && Object.hasOwn(spec.shape, "values");
    const help = isValues ? "Write the list behind `values:`." : undefined;
    report("wrong-type", { what: name, expected, got, help }, locate(source, path, "value"));
    return undefined;
  }
  const shape = spec.shape;
  reportUnknownKeys(Object.keys(shape), { value, spot, report });
  const read: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(shape)) {
    const given = Object.hasOwn(value, key);
    const result = (field as z.ZodType).safeParse(given ? value[key] : undefined); // each field of a shape is one
    if (result.success) {
      if (given || result.data !== undefined) read[key] = result.data;
    } else if (!given) {
      const help = `Add \`${key}:\` with ${result.error.issues[0]?.message ?? "a value"}.`;
      const params = { keys: [key], where: name, help };
      report("missing-key", params, locate(source, path, "key"));
    } else {
      const issues = result.error.issues;
      for (const issue of firstOfEach(issues))
        report(...translateIssue(issue, { source, path: [...path, key], value: value[key] }));
      read[key] = soundElements(value[key], issues);
    }
  }
  // Each key was parsed by its own field of the shape.
  return read as Read<z.output<z.ZodObject<Shape>>>;
}

/** The first issue of each path: what follows from a wrong type is no mistake of its own. */
function firstOfEach(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const seen = new Set<string>();
  return issues.filter(({ path }) => {
    const key = JSON.stringify(path);
    return !seen.has(key) && seen.add(key);
  });
}

/** A mapping of YAML; its keys are own properties, `__proto__` included. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function reportUnknownKeys(
  known: readonly string[],
  { value, spot, report }: { value: Readonly<Record<string, unknown>>; spot: Spot; report: SchemaReport },
): void {
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    const free = known.filter((name) => !Object.hasOwn(value, name));
    const hint = foreignKeyHint(key, known);
    const params = {
      key: shortened(key),
      where: spot.name,
      hint,
      nearest: nearestName(key, free) ?? nearestName(key, known),
      all: known,
    };
    report("unknown-key", params, locate(spot.source, [...spot.path, key], "key"));
  }
}

/** The elements of a list that no issue is about; nothing when the list as a whole is wrong. */
function soundElements(value: unknown, issues: readonly z.core.$ZodIssue[]): readonly unknown[] | undefined {
  const whole = issues.some((issue) => issue.path.length === 0 && issue.code !== "too_small");
  if (whole || !Array.isArray(value)) return undefined;
  const wrong = new Set(issues.map((issue) => issue.path[0]));
  return value.map((element, index) => (wrong.has(index) ? undefined : element));
}

function expectation(spec: z.ZodType): string {
  return spec.safeParse(undefined).error?.issues[0]?.message ?? "a mapping";
}

/** A value that is to be read, and where it stands. */
export interface Input {
  readonly value: unknown;
  readonly spot: Spot;
  readonly report: SchemaReport;
}

/** The entries of the list at a key of a mapping; the list may be left out or empty. */
export function listEntries(key: string, { value: section, spot, report }: Input): readonly Input[] {
  const value = isMapping(section) ? section[key] : undefined;
  if (value === undefined || value === null) return [];
  const { source } = spot;
  const path = [...spot.path, key];
  if (!Array.isArray(value)) {
    const got = describeValue(value, sourceToken(source, path));
    const params = { what: `\`${key}\``, expected: "a list", got, help: undefined };
    report("wrong-type", params, locate(source, path, "value"));
    return [];
  }
  return value.map((entry: unknown, index) => {
    return {
      value: entry,
      spot: { source, path: [...path, index], name: `An element of \`${key}\`` },
      report,
    };
  });
}

/** Words of client libraries for what the schema calls otherwise. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["labels", "vectors"],
  ["labelNames", "vectors"],
  ["label_names", "vectors"],
  ["help", "description"],
  ["desc", "description"],
  ["doc", "description"],
  ["enum", "values"],
  ["label_values", "values"],
  ["allowed", "values"],
  ["limit", "max_values"],
  ["default", "otherwise"],
  ["other", "otherwise"],
  ["prefix", "namespace"],
  ["subsystem", "namespace"],
  ["include", "imports"],
  ["listen", "address"],
]);

/** Help for a key that belongs elsewhere or has another name here; `undefined` for plain misspellings. */
export function foreignKeyHint(key: string, known: readonly string[]): string | undefined {
  const synonym = SYNONYMS.get(key);
  if (synonym !== undefined && known.includes(synonym)) return `It is called \`${synonym}\` here.`;
  if (key === "buckets" && known.includes("unit")) return "Only histograms have buckets.";
  if (key === "type" && known.includes("unit"))
    return "The section tells the type: `counters`, `gauges` or `histograms`.";
  if (key === "name" && known.includes("description")) return "The key above it is the name.";
  if (key === "summaries")
    return "There are no summaries: their quantiles cannot be aggregated. Write a histogram.";
  return undefined;
}

/** As `metrics.schema.yaml:12`. */
export function place({ source, path }: Pick<Spot, "source" | "path">): string {
  const { file, line } = locate(source, path, "key");
  return `${file}:${line}`;
}
