import { describe, expect, test } from "vitest";
import type { Family } from "../../../generator/catalog.js";
import { compileFiles, compileText } from "../../support/generator/compile-schema.js";

function boundsOf(family: Family | undefined) {
  if (family?.type !== "histogram") throw new Error("not a histogram");
  return { buckets: family.buckets, spelled: family.spelledBuckets };
}

/** The bounds of the last histogram of a schema. */
function compiled(text: string) {
  const { catalog, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  return boundsOf(catalog?.families.at(-1));
}

const histogram = (buckets: string, key = "h") => `  ${key}:\n    description: h\n    buckets: ${buckets}\n`;

describe("upper bounds keep the spelling of the schema", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["with and without a leading zero", { given: "[.0005, 0.1, 1]", want: [".0005", "0.1", "1"] }],
    ["with zeroes at the end", { given: "[0.10, 1.00]", want: ["0.10", "1.00"] }],
    ["in scientific notation", { given: "[1e-3, 1E3, +2e6]", want: ["1e-3", "1E3", "+2e6"] }],
    ["in hexadecimal", { given: "[0x0F, 0x10]", want: ["0x0F", "0x10"] }],
    ["in a block", { given: "\n      - .5 # half\n      -   1\n", want: [".5", "1"] }],
    ["over lines", { given: "[\n      .5,\n      1 ]", want: [".5", "1"] }],
    ["with anchors on them", { given: "[&a .5, &b 1]", want: [".5", "1"] }],
  ])("%s", (_name, { given, want }) => {
    const { buckets, spelled } = compiled(`version: 1\nhistograms:\n${histogram(given)}`);
    expect(spelled).toEqual(want);
    expect(buckets).toEqual(want.map(Number));
  });

  test("through an alias of the list, of one bound, and of a whole family", () => {
    const list = `${histogram("&bounds [.50, 1]", "a")}${histogram("*bounds")}`;
    expect(compiled(`version: 1\nhistograms:\n${list}`).spelled).toEqual([".50", "1"]);
    const one = `${histogram("[&half .50, 1]", "a")}${histogram("[*half, 2]")}`;
    expect(compiled(`version: 1\nhistograms:\n${one}`).spelled).toEqual([".50", "2"]);
    const merged = "  a: &a\n    description: a\n    buckets: [.50]\n  b:\n    <<: *a\n    description: b\n";
    expect(compiled(`version: 1\nhistograms:\n${merged}`).spelled).toEqual([".50"]);
  });

  test("of an imported file", () => {
    const { catalog } = compileFiles({
      "metrics.schema.yaml": `version: 1\nimports: [shared.yaml]\nhistograms:\n${histogram("[1.0]")}`,
      "shared.yaml": `version: 1\nhistograms:\n${histogram("[.50]", "shared")}`,
    });
    expect(catalog?.families.map((family) => boundsOf(family).spelled)).toEqual([[".50"], ["1.0"]]);
  });
});

describe("upper bounds are computed", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly number[] }]>([
    [
      "by a factor",
      {
        given: "{ exponential: { start: .001, factor: 2, count: 5 } }",
        want: [0.001, 0.002, 0.004, 0.008, 0.016],
      },
    ],
    [
      "by a factor, without errors of binary fractions",
      { given: "{ exponential: { start: .1, factor: 3, count: 4 } }", want: [0.1, 0.3, 0.9, 2.7] },
    ],
    ["by a width", { given: "{ linear: { start: .1, width: .1, count: 4 } }", want: [0.1, 0.2, 0.3, 0.4] }],
    [
      "by a width, from below zero",
      { given: "{ linear: { start: -5, width: 5, count: 3 } }", want: [-5, 0, 5] },
    ],
  ])("%s", (_name, { given, want }) => {
    const { buckets, spelled } = compiled(`version: 1\nhistograms:\n${histogram(given)}`);
    expect(buckets).toEqual(want);
    expect(spelled).toEqual(want.map(String));
  });

  test.each([
    ["a factor of 1", "{ exponential: { start: 1, factor: 1, count: 5 } }", "invalid-buckets"],
    ["a start of 0", "{ exponential: { start: 0, factor: 2, count: 5 } }", "invalid-buckets"],
    ["a width of 0", "{ linear: { start: 0, width: 0, count: 5 } }", "invalid-buckets"],
    [
      "bounds that are infinite",
      "{ exponential: { start: 1e300, factor: 100, count: 9 } }",
      "invalid-buckets",
    ],
    ["a width below the precision", "{ linear: { start: 1, width: 1e-15, count: 5 } }", "invalid-buckets"],
    ["a count of 0", "{ linear: { start: 0, width: 1, count: 0 } }", "out-of-range"],
    ["a count that is missing", "{ linear: { start: 0, width: 1 } }", "missing-key"],
    [
      "both",
      "{ linear: { start: 0, width: 1, count: 1 }, exponential: { start: 1, factor: 2, count: 1 } }",
      "conflicting-keys",
    ],
    ["neither", "{}", "missing-key"],
    ["another key", "{ exponentail: { start: 1, factor: 2, count: 1 } }", "unknown-key"],
  ])("but not with %s", (_name, given, code) => {
    const { diagnostics } = compileText(`version: 1\nhistograms:\n${histogram(given)}`);
    expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });
});
