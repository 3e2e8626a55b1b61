import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { formatDiagnostics } from "../../../generator/codes.js";
import { compileText, marks } from "../../support/generator/compile-schema.js";

const ALIAS_BOMB = ["version: 1", "a: &a [x, x, x, x, x, x, x, x, x]"]
  .concat(
    [..."bcdefghij"].map(
      (name, index) => `${name}: &${name} [${nineTimes(`*${"abcdefghij".charAt(index)}`)}]`,
    ),
  )
  .join("\n");

function nineTimes(token: string): string {
  return Array.from({ length: 9 }, () => token).join(", ");
}

const CASES: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] = [
  ["an empty file", { given: "", want: ["wrong-type 1:1"] }],
  ["only a comment", { given: "# nothing\n", want: ["wrong-type 1:1"] }],
  ["an empty list", { given: "[]", want: ["wrong-type 1:1"] }],
  ["null", { given: "null", want: ["wrong-type 1:1"] }],
  ["a scalar", { given: "hello", want: ["wrong-type 1:1"] }],
  ["a NUL byte", { given: "version: 1\0", want: ["illegal-character 1:11"] }],
  ["bytes that are not UTF-8", { given: "version: 1\nnamespace: \uFFFD", want: ["illegal-character 2:12"] }],
  ["a byte order mark", { given: "\uFEFFversion: 2", want: ["unsupported-version 1:10"] }],
  ["CRLF", { given: "version: 1\r\ncounters:\r\n  a-b: { description: x }\r\n", want: ["illegal-name 3:3"] }],
  [
    "a line of 10 MB",
    {
      given: `version: 1\ncounters: { a: { description: ${"y".repeat(1e7)}, foo: 1 } }`,
      want: ["unknown-key 2:10000033"],
    },
  ],
  ["100,000 nested brackets", { given: "[".repeat(100_000), want: ["nesting-too-deep 1:65"] }],
  ["20,000 nested block lists", { given: "- ".repeat(20_000), want: ["nesting-too-deep 1:129"] }],
  ["20,000 nested keys", { given: "? ".repeat(20_000), want: ["nesting-too-deep 1:129"] }],
  ["an alias bomb", { given: ALIAS_BOMB, want: ["alias-expansion 3:8"] }],
  ["a list that contains itself", { given: "&a [*a]", want: ["wrong-type 1:4"] }],
  ["a mapping that merges itself", { given: "&a { <<: *a }", want: ["alias-expansion 1:10"] }],
  ["a second document", { given: "version: 1\n---\nversion: 1\n", want: ["yaml-syntax 2:1"] }],
  ["an unknown tag", { given: "version: !one 1\n", want: ["yaml-syntax 1:10"] }],
  ["YAML 1.1 by directive", { given: "%YAML 1.1\n---\nversion: 1\nnamespace: yes\n", want: [] }],
  ["a list as a key", { given: "version: 1\n? [a]\n: 1\n", want: ["yaml-syntax 2:3"] }],
];

describe("hostile text gives diagnostics", () => {
  test.each(CASES)("%s", (_name, { given, want }) => {
    const loaded = compileText(given);
    expect(marks(loaded)).toEqual(want);
    expect(
      formatDiagnostics(loaded.diagnostics, loaded.sources, "pretty", { colour: false }).length,
    ).toBeLessThan(2_000);
  });
});

test("names of object methods are names like others", () => {
  const { catalog, diagnostics } = compileText(`
version: 1
counters:
  constructor: { description: x, vectors: [toString, valueOf] }
vectors:
  toString: { values: [__proto__, hasOwnProperty] }
  valueOf: { type: boolean }
`);
  expect(diagnostics).toEqual([]);
  expect(catalog?.vectors.map(({ name }) => name)).toEqual(["toString", "valueOf"]);
});

test("`__proto__` is an unknown key and a reserved label, and sets no prototype", () => {
  const loaded = compileText(`version: 1
__proto__: { polluted: 1 }
vectors:
  __proto__: { type: boolean }
`);
  expect(marks(loaded)).toEqual(["unknown-key 2:1", "reserved-label 4:3", "unused-vector 4:3"]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("escape sequences for terminals in a key are escaped in the message", () => {
  const { diagnostics, sources } = compileText('version: 1\n"a\\e[31m\\u202Eb": 1\n');
  const text = formatDiagnostics(diagnostics, sources, "pretty", { colour: false });
  expect(text).toContain("a\\u001B[31m\\u202Eb");
});

test("no text throws, and there is a catalog if and only if there is no error", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), checkInvariants));
});

test("no YAML value throws, at any place of a schema", () => {
  const key = fc.constantFrom(...SCHEMA_WORDS, "__proto__", "constructor", "a-b", "");
  const leaf = fc.constantFrom<unknown>(
    ...SCHEMA_WORDS,
    "le",
    "__proto__",
    "",
    1,
    -0.5,
    1e300,
    Number.NaN,
    true,
    null,
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 6 }),
    ),
  }));
  const entry = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 4 }), value), { maxKeys: 5 });
  const section = fc.oneof(fc.dictionary(key, entry, { maxKeys: 4 }), value);
  const schema = fc.record(
    {
      version: fc.oneof(fc.constant(1), value),
      namespace: leaf,
      imports: fc.oneof(fc.array(leaf), value),
      server: value,
      outputs: fc.oneof(
        fc.dictionary(
          fc.constantFrom("scrape", "reference"),
          fc.oneof(section, fc.dictionary(key, fc.array(entry))),
        ),
        value,
      ),
      counters: section,
      gauges: section,
      histograms: section,
      vectors: section,
      recorders: section,
    },
    { requiredKeys: [] },
  );
  const given = fc.oneof(value, schema);
  fc.assert(
    fc.property(given, (tree) => checkInvariants(stringify(tree))),
    { numRuns: 500 },
  );
});

const SCHEMA_WORDS = (
  "version namespace imports server address series_budget counters gauges histograms vectors recorders metrics " +
  "outputs scrape job_name scrape_interval scheme http https static_configs targets labels " +
  "reference page title heading_level headings tables families heading columns column_titles align name key series " +
  "description unit buckets deprecated values type boolean http_status http_method string integer max_values min max otherwise"
).split(" ");

function checkInvariants(text: string): void {
  const { catalog, diagnostics, sources } = compileText(text);
  expect(catalog === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  for (const { message, location } of diagnostics) {
    expect(message).not.toMatch(/invalid_|Invalid input|undefined|\[object/);
    expect(location).toBeDefined();
  }
  for (const format of ["pretty", "json", "github", "sarif"] as const) {
    formatDiagnostics(diagnostics, sources, format, { colour: true });
  }
}
