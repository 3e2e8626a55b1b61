import fc from "fast-check";
import type { Draft, DraftFamily, DraftSet, DraftVector } from "../../../generator/import/draft.js";

/** A family with defaults for what is not given. */
export function family(given: Partial<DraftFamily> & Pick<DraftFamily, "key">): DraftFamily {
  const type = given.type ?? "counter";
  const buckets = type === "histogram" ? ["1"] : undefined;
  return { type, vectors: [], description: "Text.", unit: undefined, buckets, notes: [], ...given };
}

export function vector(name: string, set: DraftSet = { kind: "boolean" }): DraftVector {
  return { name, label: name, description: undefined, set, notes: [] };
}

export function draft(given: Partial<Draft>): Draft {
  return { namespace: undefined, notes: [], families: [], vectors: [], ...given };
}

/** Names that collide in generated code, are reserved, have a meaning in YAML, or are not legal. */
const NAMES = (
  "a aB a_b a_B a_bucket a_sum a_count a_total a_labels x on no null true y le quantile __a _ 1 1e3 2xx a:b " +
  "metricsmith metricsmith_x metrics exemplar constructor __proto__ toString code method record set_a ALabels"
).split(" ");

const TEXTS = [
  "All Requests",
  "true",
  "null",
  "~",
  "-",
  "---",
  "1e3",
  "0x1F",
  "a: b",
  "a #b",
  "# a",
  "'a'",
  '"a"',
  "a\\",
  "[a, b]",
  "{a}",
  "&a *b !c |d >e %f @g `h`",
  "*/",
  "a\nb\r\n\tc ",
  " a",
  "\u0000\u001b[31m\u007f\u0085\u2028\u2029\u202e\ufeff\ufffd\uffff",
  "\ud800",
  "é 漢 😀",
  "<<",
  "=",
  "\u00a0",
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: "binary", maxLength: 30 }), fc.lorem());
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 2, arbitrary: fc.stringMatching(/^[a-z_]{1,12}$/) },
  { weight: 1, arbitrary: text },
);
const notes = fc.array(text, { maxLength: 2 });

const set: fc.Arbitrary<DraftSet> = fc.oneof(
  fc.record({
    kind: fc.constant("closed" as const),
    values: fc.uniqueArray(
      text.filter((value) => value !== ""),
      { minLength: 1, maxLength: 30 },
    ),
  }),
  fc.constantFrom<DraftSet>({ kind: "boolean" }, { kind: "http_status" }, { kind: "http_method" }),
  fc.record({ kind: fc.constant("integer" as const), min: fc.integer({ max: 0 }), max: fc.nat() }),
  fc.record({
    kind: fc.constant("open" as const),
    maxValues: fc.integer({ min: 1, max: 100_000 }),
    otherwise: fc.constantFrom("other", "rest", "true"),
  }),
);

/** An upper bound in one of the spellings of sources. */
const bound = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: 1, max: 9 }).map((digit) => `.00${digit}`),
  fc.integer({ min: 1, max: 9 }).map((digit) => `1.${digit}e+06`),
);
const buckets = fc
  .uniqueArray(bound, { minLength: 1, maxLength: 6, selector: (token) => Number(token) + 0 })
  .map((tokens) => tokens.sort((a, b) => Number(a) - Number(b)));

/** Any draft that the type allows. */
export const anyDraft: fc.Arbitrary<Draft> = fc
  .uniqueArray(
    fc.record({
      name,
      label: fc.option(name, { nil: undefined, freq: 1 }),
      description: fc.option(text, { nil: undefined }),
      set,
      notes,
    }),
    { selector: (vector) => vector.name, maxLength: 8 },
  )
  .map((vectors) => vectors.map(({ label, ...vector }) => ({ ...vector, label: label ?? vector.name })))
  .chain((vectors) => {
    const names = vectors.map((vector) => vector.name);
    const base = {
      key: name,
      vectors: fc.subarray(names),
      description: text,
      unit: fc.constantFrom(undefined, "seconds", "bytes"),
      notes,
    };
    const family: fc.Arbitrary<DraftFamily> = fc.oneof(
      fc.record({ ...base, type: fc.constantFrom("counter", "gauge"), buckets: fc.constant(undefined) }),
      fc.record({ ...base, type: fc.constant("histogram"), buckets }),
    );
    return fc.record({
      namespace: fc.option(name, { nil: undefined }),
      notes,
      families: fc.array(family, { maxLength: 10 }),
      vectors: fc.constant(vectors),
    });
  });
