import { describe, expect, test } from "vitest";
import type { Catalog } from "../../../generator/catalog.js";
import type { Draft } from "../../../generator/import/draft.js";
import { makeSoundSchema } from "../../../generator/import/sound-schema.js";
import { compileText } from "../../support/generator/compile-schema.js";
import { draft, family, vector } from "../../support/generator/drafts.js";

function compiled(text: string): Catalog {
  const { catalog, diagnostics } = compileText(text);
  expect(diagnostics, text).toEqual([]);
  if (catalog === undefined) throw new Error("there is no catalog, and no diagnostic");
  return catalog;
}

const OPEN = { kind: "open", maxValues: 99, otherwise: "other" } as const;

test("a schema has the order, the notes and the spelling of upper bounds of the draft", () => {
  const given = draft({
    namespace: "shop",
    notes: ["Imported from a page.", "A second note."],
    families: [
      family({
        type: "histogram",
        key: "duration",
        vectors: ["success"],
        unit: "seconds",
        buckets: [".005", "0.1", "1e+06"],
        description: "Time: how long.",
      }),
      family({ key: "orders_total", vectors: ["payment", "code"], notes: ["Seen twice."] }),
      family({ type: "gauge", key: "on", description: "" }),
    ],
    vectors: [
      vector("success"),
      { ...vector("payment", { kind: "closed", values: ["card", "no", "404"] }), description: "How." },
      { ...vector("code", { kind: "open", maxValues: 9, otherwise: "rest" }), notes: ["Decide."] },
    ],
  });
  expect(
    makeSoundSchema(given).text,
  ).toBe(`# yaml-language-server: $schema=./node_modules/metricsmith/generator/dist/schema.json
#
# Imported from a page.
#
# A second note.
version: 1
namespace: shop

histograms:
  duration:
    vectors: [success]
    unit: seconds
    buckets: [.005, 0.1, 1e+06]
    description: "Time: how long."

counters:
  # Seen twice.
  orders_total:
    vectors: [payment, code]
    description: Text.

gauges:
  "on":
    description: Write what on measures.

vectors:
  success:
    type: boolean
  payment:
    values: [card, "no", "404"]
    description: How.
  # Decide.
  code:
    type: string
    max_values: 9
    otherwise: rest
`);
});

describe("families that no schema can declare are left out, with the compiler's reason in a comment", () => {
  test.each<
    readonly [string, { readonly given: Partial<Draft>; readonly want: Readonly<Record<string, string>> }]
  >([
    [
      "a name that is not legal",
      { given: { families: [family({ key: "job:up" })] }, want: { "job:up": "recording rules" } },
    ],
    [
      "a name of a histogram's series",
      {
        given: {
          families: [
            { ...family({ key: "jobs", type: "histogram" }), buckets: ["1"] },
            family({ key: "jobs_count", type: "gauge" }),
          ],
        },
        want: { jobs_count: "taken by a series of the histogram `jobs`" },
      },
    ],
    [
      "a name that the runtime uses",
      {
        given: { families: [family({ key: "metricsmith_series" })] },
        want: { metricsmith_series: "the runtime's own" },
      },
    ],
    [
      "the later of two names that collide in generated code",
      {
        given: { families: [family({ key: "a_b" }), family({ key: "aB" })] },
        want: { aB: "`aBFamily` twice" },
      },
    ],
    [
      "the later of two families of one name",
      {
        given: { families: [family({ key: "a" }), family({ key: "a", type: "gauge" })] },
        want: { a: "taken by the counter" },
      },
    ],
    [
      "a family with a reserved label",
      {
        given: { families: [family({ key: "a", vectors: ["le"] })], vectors: [vector("le", OPEN)] },
        want: { a: "`le` is reserved" },
      },
    ],
    [
      "a name that is too long for a YAML key",
      { given: { families: [family({ key: "a".repeat(2_000) })] }, want: { ["a".repeat(2_000)]: "1024" } },
    ],
  ])("%s", (_name, { given, want }) => {
    const families = [family({ key: "kept" }), ...(given.families ?? [])];
    const { text, leftOut } = makeSoundSchema(draft({ ...given, families }));
    expect(leftOut.map((one) => one.family.key)).toEqual(Object.keys(want));
    for (const { family, reason } of leftOut) {
      expect(reason).toContain(want[family.key]);
      expect(text.replaceAll(/\n# /g, " ")).toContain(`Left out: ${family.key}. ${reason}`);
    }
    expect(compiled(text).families.length).toBe(families.length - leftOut.length);
  });

  test("and are ignored, unless another family has their name", () => {
    const families = [family({ key: "a", type: "gauge" }), family({ key: "a" }), family({ key: "a-b" })];
    expect(makeSoundSchema(draft({ families })).draft.ignore).toEqual(["a-b"]);
  });

  test("but not a family that only collides with one that is left out", () => {
    const vectors = [vector("le", OPEN)];
    const families = [family({ key: "a_b", vectors: ["le"] }), family({ key: "aB" })];
    const { draft: declared } = makeSoundSchema(draft({ families, vectors }));
    expect(declared.families.map(({ key }) => key)).toEqual(["aB"]);
  });
});

describe("families that can be corrected are not left out:", () => {
  test("the namespace moves into the keys if they are legal names only with it", () => {
    const given = draft({ namespace: "http", families: [family({ key: "2xx" }), family({ key: "all" })] });
    expect(compiled(makeSoundSchema(given).text)).toMatchObject({
      namespace: "",
      families: [{ key: "http_2xx" }, { key: "http_all" }],
    });
  });

  test("a closed set is opened if the name of its type is taken, and a note has its values", () => {
    const vectors = [vector("metrics", { kind: "closed", values: ["a", "b"] })];
    const { text, leftOut } = makeSoundSchema(
      draft({ families: [family({ key: "x", vectors: ["metrics"] })], vectors }),
    );
    expect(leftOut).toEqual([]);
    expect(text).toContain("  # The values a, b are not listed here");
    expect(compiled(text).vectors).toMatchObject([{ kind: "open", maxValues: 2 }]);
  });

  test("a budget is raised, and a comment has the number of series", () => {
    const vectors = ["a", "b", "c"].map((name) => vector(name, OPEN));
    const { text } = makeSoundSchema(
      draft({ families: [family({ key: "x", type: "histogram", vectors: ["a", "b", "c"] })], vectors }),
    );
    expect(text).toContain(
      "    # Up to 100 × 100 × 100 × 4 series (a × b × c × samples of a label set) = 4,000,000.",
    );
    expect(text).toContain("\n    series_budget: 4000000\n");
    compiled(text);
  });

  test("`max_values` is lowered, the largest first, if the series are too many to count", () => {
    const names = ["a", "b", "c", "d"];
    const vectors = names.map((name, at) =>
      vector(name, { kind: "open", maxValues: 10 ** (at + 2), otherwise: "other" }),
    );
    const wider = [...vectors, vector("e", { kind: "integer", min: 0, max: 1_000_000 })];
    const { text, leftOut } = makeSoundSchema(
      draft({ families: [family({ key: "x", vectors: [...names, "e"] })], vectors: wider }),
    );
    expect(leftOut).toEqual([]);
    const [one] = compiled(text).families;
    expect(one?.series).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
    expect(text).toContain("`max_values` was lowered");
  });

  test("an unpaired surrogate is written as the replacement character", () => {
    const vectors = [vector("v", { kind: "closed", values: ["\ud800", ""] })];
    const { text } = makeSoundSchema(draft({ families: [family({ key: "x", vectors: ["v"] })], vectors }));
    expect(compiled(text).vectors).toMatchObject([{ values: ["\uFFFD"] }]);
  });
});
