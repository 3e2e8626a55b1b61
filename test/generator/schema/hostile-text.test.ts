import { describe, expect, test } from "vitest";
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
  [
    "3,000 nested block lists after a key",
    { given: `version: 1\n${"- ".repeat(3000)}\nb: 2\n`, want: ["nesting-too-deep 2:131"] },
  ],
  [
    "40,000 quotes",
    { given: `version: 1\ncounters:\n  a: ${'"'.repeat(40_000)}`, want: ["yaml-syntax 3:8"] },
  ],
  ["an alias bomb", { given: ALIAS_BOMB, want: ["alias-expansion 8:8"] }],
  ["a list that contains itself", { given: "&a [*a]", want: ["alias-expansion 1:5"] }],
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

test.each([
  ["characters", { given: `version: 1\nnamespace: "${"\\q".repeat(40_000)}"\n`, code: "yaml-syntax" }],
  ["keys", { given: `version: 1\n${"a: 1\n".repeat(2000)}`, code: "duplicate-key" }],
])(
  "of thousands of wrong %s, the first are reported, and that the reading ends",
  (_name, { given, code }) => {
    const codes = compileText(given).diagnostics.map((diagnostic) => diagnostic.code);
    expect(codes).toEqual([...Array.from({ length: 49 }, () => code), "too-much-yaml"]);
  },
);

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
  expect(marks(loaded)).toEqual(["unknown-key 2:1", "reserved-label 4:3"]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("escape sequences for terminals in a key are escaped in the message", () => {
  const { diagnostics, sources } = compileText('version: 1\n"a\\e[31m\\u202Eb": 1\n');
  const text = formatDiagnostics(diagnostics, sources, "pretty", { colour: false });
  expect(text).toContain("a\\u001B[31m\\u202Eb");
});
