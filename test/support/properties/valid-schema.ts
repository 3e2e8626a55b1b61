import fc from "fast-check";

/** The YAML text of a schema without an error, with anything awkward that a schema may have. */
export function validSchema(): fc.Arbitrary<string> {
  return fc.record({ names: names(), vectors: manyOf(vector(), 6) }).chain(({ names, vectors }) => {
    const name = (at: number) => names[at] ?? "";
    const named = vectors.map(({ labelFrom, ...spec }, at) => {
      const label = labelFrom === undefined ? name(at) : name(labelFrom);
      return { name: name(at), label, spec: label === name(at) ? spec : { label, ...spec } };
    });
    const byName = new Map(named.map((one) => [one.name, one]));
    const vectorsOf = (one: { readonly spec: { readonly vectors: readonly string[] } }) =>
      one.spec.vectors.flatMap((of) => byName.get(of) ?? []);
    return fc
      .record({
        namespace: fc.constantFrom(undefined, "app", "a_1", "Z_"),
        families: manyOf(family(named), 5),
        recorders: fc.array(recorder(), { maxLength: 3 }),
      })
      .map(({ namespace, families, recorders }) => {
        const keyed = families.map((one, at) => ({ ...one, key: name(vectors.length + at) }));
        const joined = recorders.flatMap(({ description, picks }, at) => {
          const metrics: string[] = [];
          const joint: NamedVector[] = [];
          for (const pick of new Set(picks.map((pick) => pick % keyed.length))) {
            const metric = keyed[pick];
            if (metric === undefined || !vectorsOf(metric).every((one) => suits(one, joint))) continue;
            metrics.push(metric.key);
            joint.push(...vectorsOf(metric));
          }
          const key = name(vectors.length + keyed.length + at);
          return metrics.length < 2 ? [] : [[key, { description, metrics }] as const];
        });
        const section = (of: string) =>
          Object.fromEntries(
            keyed.filter(({ section }) => section === of).map(({ key, spec }) => [key, spec]),
          );
        return yamlOf({
          version: 1,
          namespace,
          series_budget: Number.MAX_SAFE_INTEGER,
          gauges: section("gauges"),
          counters: section("counters"),
          histograms: section("histograms"),
          vectors: Object.fromEntries(named.map(({ name, spec }) => [name, spec])),
          recorders: Object.fromEntries(joined),
        });
      });
  });
}

function manyOf<T>(item: fc.Arbitrary<T>, maxLength: number): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: 1, maxLength, size: "max" });
}

/** Words that mean something where they may come to stand in code, none of which collides with another. */
const AWKWARD_NAMES = (
  "delete class default constructor labels by now value values string number undefined null this new get set " +
  "readonly static await yield async of in instanceof typeof void toString valueOf hasOwnProperty prototype " +
  "object array promise error symbol map date math json record bind start stop read sample add name help type " +
  "buckets address families arguments eval let const enum interface package private hits_count hits_created " +
  "runs_total size_bucket size_sum app_info"
).split(" ");

/** Legal names that are distinct even as identifiers, and mean nothing to Prometheus. */
function names(): fc.Arbitrary<string[]> {
  const random = fc.stringMatching(/^_?[a-zA-Z][a-zA-Z0-9_]{0,10}$/).filter((name) => !RESERVED.test(name));
  return fc.uniqueArray(fc.oneof(fc.constantFrom(...AWKWARD_NAMES), random), {
    minLength: 14,
    maxLength: 14,
    selector: (name) => name.replaceAll("_", "").toLowerCase(),
  });
}

const RESERVED =
  /^_?(?:le|quantile|metricsmith|metrics|closed|open|boolean|integer)_*$|(?:labels|values|vector|ordinal|family|index|timer)_*$/i;

const HOSTILE_TEXTS: readonly string[] = [
  "*/",
  "/*",
  "//",
  '"',
  "'",
  "`",
  `\${x}`,
  "\\",
  "\n",
  "\r\n",
  "\r",
  "\u2028",
  "\u2029",
  "\0",
  "\t",
  "@deprecated",
  "\n@param x",
  "{@link",
  "|",
  "<!-- -->",
  "😀",
  "é",
  "__proto__",
  "constructor",
  "\uFEFF",
  "\u202E",
  "\x85",
  "#",
  ": ",
];

/** Text with at least one character that is not white space. */
function text(): fc.Arbitrary<string> {
  const part = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: "grapheme", maxLength: 6 }));
  return fc.array(part, { maxLength: 6 }).map((parts) => `${parts.join("")}x`);
}

/** A label value; not a lone surrogate, which no exposition can carry. */
export function labelValue(): fc.Arbitrary<string> {
  const hostile = fc.constantFrom(...HOSTILE_TEXTS);
  return fc.oneof(hostile, fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }));
}

interface NamedVector {
  readonly name: string;
  readonly label: string;
  readonly spec: VectorSpec;
}

/** Whether a vector takes a value of each other vector of its label. Ranges and lists may overlap, but here do not count. */
function suits(vector: NamedVector, others: readonly NamedVector[]): boolean {
  return others.every(
    (other) =>
      other === vector ||
      other.label !== vector.label ||
      (takesAnyString(vector.spec) && isOfStrings(other.spec)) ||
      (takesAnyString(other.spec) && isOfStrings(vector.spec)),
  );
}

function takesAnyString({ type, otherwise }: VectorSpec): boolean {
  return type === "string" || type === "http_method" || (type === undefined && otherwise !== undefined);
}

function isOfStrings(spec: VectorSpec): boolean {
  return (spec.type === undefined && spec.values !== undefined) || takesAnyString(spec);
}

interface VectorSpec {
  readonly description?: string | undefined;
  readonly type?: string;
  readonly values?: readonly (string | number)[];
  readonly otherwise?: string | undefined;
  readonly max_values?: number;
  readonly max_length?: number | undefined;
  readonly expire_after?: string | undefined;
  readonly min?: number;
  readonly max?: number;
}

/** A vector may have the name of another one as its label: then the two have one label, unless that one has another. */
function vector(): fc.Arbitrary<VectorSpec & { readonly labelFrom: number | undefined }> {
  const description = fc.option(text(), { nil: undefined });
  const otherwise = fc.option(labelValue(), { nil: undefined });
  const closed = fc
    .uniqueArray(labelValue(), { minLength: 2, maxLength: 7 })
    .chain(([last = "", ...values]) =>
      fc.constantFrom<VectorSpec[]>({ values, otherwise: last }, { values: [last, ...values] }),
    );
  const long = fc
    .integer({ min: 47, max: 60 })
    .map((length) => ({ values: Array.from({ length }, (_, index) => `v${index}`) }));
  const integer = fc
    .record({
      min: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.maxSafeInteger()),
      size: fc.oneof(fc.nat(9), fc.constantFrom(63, 64), fc.nat(2 ** 31 - 3)),
    })
    .map(({ min, size }) => ({ type: "integer", min, max: Math.min(min + size, Number.MAX_SAFE_INTEGER) }));
  const kinds = fc.oneof<fc.MaybeWeightedArbitrary<VectorSpec>[]>(
    closed,
    long,
    integer,
    fc.constantFrom(
      { type: "boolean" },
      { type: "http_status" },
      { type: "http_status_class" },
      { type: "http_method" },
    ),
    fc
      .uniqueArray(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 50 })
      .map((values) => ({ type: "http_status", values })),
    fc.constant({ type: "http_status", values: [200, 404], otherwise: "rest" }),
    fc.subarray(["GET", "PUT", "VERSION-CONTROL"], { minLength: 1 }).map((values) => ({
      type: "http_method",
      values,
    })),
    fc.constant({ type: "http_method", otherwise: "unknown method" }),
    fc
      .record({
        max_values: fc.integer({ min: 1, max: 4 }),
        max_length: fc.constantFrom(undefined, 1, 4, 10_000),
        expire_after: fc.constantFrom(undefined, undefined, "15m", "45m"),
        otherwise,
      })
      .map((bounds) => ({ type: "string", ...bounds })),
  );
  const labelFrom = fc.option(fc.nat(2), { nil: undefined });
  return fc
    .tuple(kinds, description, labelFrom)
    .map(([kind, description, labelFrom]) => ({ ...kind, description, labelFrom }));
}

/** The maximum number of label values of a vector. */
function sizeOf({ type, values, max_values, min, max }: VectorSpec): number {
  if (values !== undefined) return values.length + 1;
  if (min !== undefined && max !== undefined) return max - min + 1;
  const sizes = { boolean: 2, http_status: 500, http_status_class: 5, http_method: 41 };
  return type === "string"
    ? (max_values ?? 0) + 1
    : (Object.entries(sizes).find(([key]) => key === type)?.[1] ?? 1);
}

const UNITS =
  "nanoseconds microseconds milliseconds seconds minutes hours days bytes ratio class labels by now value values start " +
  "request_family request_index bound_request record_request set_request per_2_seconds number undefined";

function family(vectors: readonly NamedVector[]) {
  const common = {
    description: text(),
    unit: fc.option(fc.constantFrom(...UNITS.split(" ")), { nil: undefined }),
    deprecated: fc.option(text(), { nil: undefined }),
    vectors: fc.shuffledSubarray([...vectors], { maxLength: Math.min(4, vectors.length) }).map(affordable),
  };
  const bound = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -20, max: 20 }),
    fc.constantFrom(0.005, 0.01, 0.1, 1, 1e6, 1e-7),
  );
  const combine = fc.constantFrom(undefined, "sum", "max", "min", "average", "last");
  const buckets = fc
    .uniqueArray(
      bound.map((value) => value + 0),
      { minLength: 1, maxLength: 30 },
    )
    .map((bounds) => bounds.sort((a, b) => a - b));
  const kinds = fc.oneof(
    fc.record({ section: fc.constant("counters"), spec: fc.record(common) }),
    fc.record({ section: fc.constant("gauges"), spec: fc.record({ ...common, combine }) }),
    fc.record({ section: fc.constant("histograms"), spec: fc.record({ ...common, buckets }) }),
  );
  return fc.tuple(kinds, fc.boolean()).map(([{ section, spec }, initialize]) => {
    const specs = vectors.filter(({ name }) => spec.vectors.includes(name)).map((one) => one.spec);
    const labelSets = specs.reduce((product, one) => product * sizeOf(one), 1);
    const isClosed = specs.every(({ type }) => type !== "string");
    return { section, spec: initialize && isClosed && labelSets <= 200 ? { ...spec, initialize } : spec };
  });
}

/** Vectors of different labels whose worst-case number of series, even of a histogram, is a safe integer. */
function affordable(vectors: readonly NamedVector[]): readonly string[] {
  let samples = 64;
  const labels = new Set<string>();
  return vectors.flatMap(({ name, label, spec }) => {
    if (labels.has(label)) return [];
    labels.add(label);
    if (samples * sizeOf(spec) > Number.MAX_SAFE_INTEGER) return [];
    samples *= sizeOf(spec);
    return [name];
  });
}

function recorder() {
  return fc.record({ description: text(), picks: fc.array(fc.nat(9), { minLength: 2, maxLength: 4 }) });
}

/** JSON, which is YAML, but for the characters that only YAML wants escaped. */
export function yamlOf(schema: object): string {
  return JSON.stringify(schema, undefined, 1).replace(
    /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFD-\uFFFF]/g,
    (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    },
  );
}
