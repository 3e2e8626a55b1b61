import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../../../generator/catalog.js";
import { draftExpositions } from "../../../../generator/import/exposition/draft-exposition.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { formatByEnd } from "../../../../generator/source/read-source.js";
import { verifyExposition } from "../../../../generator/verify/verification.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";
import { unevenExposition } from "../../../support/properties/uneven-exposition.js";

const DECLARED = "# HELP shop_boots Starts.\n# TYPE shop_boots gauge\nshop_boots 1\n";

/** The catalog that is imported from expositions; `undefined` if one of them is refused. */
async function importFrom(texts: readonly string[], includeDefaults = false) {
  const sources = texts.map((text, at) => textSource(`${at}.txt`, text));
  const options = { namespace: undefined, includeDefaults };
  const { draft, diagnostics, findBroken } = await draftExpositions(sources, options);
  if (draft === undefined) return undefined;
  const { text, leftOut } = makeSoundSchema(draft, findBroken);
  const { catalog, diagnostics: faults } = compileText(text);
  if (catalog === undefined) throw new Error(`a schema does not compile: ${faults[0]?.message}`);
  return {
    catalog,
    text,
    leftOut: leftOut.map(({ name }) => name),
    marks: diagnostics.map(({ code, message }) => `${code}: ${message}`),
  };
}

/** The codes of what `verify` finds in an exposition, but for ways of writing that Prometheus accepts. */
function findingsIn(text: string, catalog: Catalog): readonly string[] {
  const bytes = Buffer.from(text);
  const exposition = { name: "metrics.txt", format: formatByEnd(bytes), bytes };
  const { diagnostics } = verifyExposition(catalog, exposition);
  return diagnostics.map(({ code }) => code).filter((code) => !ACCEPTED.includes(code));
}

const ACCEPTED: readonly string[] = ["irregular-exposition", "nothing-observed"];

/** The catalog that is imported from a text, and the codes that `verify` reports for the same text. */
async function roundTrip(text: string) {
  const imported = await importFrom([text]);
  if (imported === undefined) throw new Error("an exposition is refused");
  return { ...imported, codes: findingsIn(text, imported.catalog) };
}

describe("what a schema cannot declare is ignored, so that the source verifies against the imported schema:", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["nothing, if all is declared", { given: "", want: [] }],
    [
      "a summary",
      {
        given: '# TYPE shop_x summary\nshop_x{quantile="0.5"} 1\nshop_x_sum 1\nshop_x_count 1\n',
        want: ["shop_x"],
      },
    ],
    ["families without a type", { given: "shop_net_a 1\nshop_net_b 2\n", want: ["shop_net_*"] }],
    [
      "a family whose name the schema cannot have",
      {
        given: "# HELP shop_boots:sum Starts.\n# TYPE shop_boots:sum gauge\nshop_boots:sum 1\n",
        want: ["shop_boots:sum"],
      },
    ],
    [
      "no family for the end of its name",
      {
        given: "# HELP shop_boots_count Starts.\n# TYPE shop_boots_count gauge\nshop_boots_count 1\n",
        want: [],
      },
    ],
    ["no families of clients, which are known", { given: "# TYPE go_x gauge\ngo_x 1\n", want: [] }],
  ])("%s", async (_name, { given, want }) => {
    const { catalog, codes } = await roundTrip(DECLARED + given);
    expect(catalog.ignore).toEqual(want);
    expect(codes).toEqual([]);
  });
});

test.each([
  ["no help", "# TYPE shop_x gauge\nshop_x 1\n"],
  ["an empty help", "# HELP shop_x \n# TYPE shop_x gauge\nshop_x 1\n"],
  ["a help with blanks at its end", "# HELP shop_x Text.  \n# TYPE shop_x gauge\nshop_x 1\n"],
])("a family with %s verifies once it was imported", async (_name, text) => {
  expect((await roundTrip(DECLARED + text)).codes).toEqual([]);
});

const BUCKETS = `# TYPE usec histogram
usec_bucket{cmd="get",le="1"} 1
usec_bucket{cmd="get",le="+Inf"} 1
usec_sum{cmd="get"} 1
usec_count{cmd="get"} 1
usec_bucket{cmd="set",le="8"} 1
usec_bucket{cmd="set",le="+Inf"} 1
usec_sum{cmd="set"} 5
usec_count{cmd="set"} 1
`;

describe("what differs between label sets is said, and accepted by `verify` once it was imported:", () => {
  test.each([
    ["buckets", BUCKETS, "import-to-decide: `usec` has label sets with different buckets."],
    [
      "labels",
      '# TYPE x gauge\nx{a="1",b="2"} 1\nx{a="1"} 1\n',
      "import-to-decide: `x` has samples without the label `b`.",
    ],
    [
      "empty labels, which are missing ones",
      '# TYPE x gauge\nx{a="1",b="2",c=""} 1\nx{a="1",b="",c=""} 1\n',
      "import-to-decide: `x` has samples without the labels `b` and `c`.",
    ],
  ])("%s", async (_name, text, want) => {
    const { codes, marks, catalog } = await roundTrip(text);
    expect(marks).toContain(want);
    expect(catalog.families).toMatchObject([{ uneven: true }]);
    expect(codes).toEqual([]);
    const even = catalog.families.map((family) => ({ ...family, uneven: false }));
    expect(findingsIn(text, { ...catalog, families: even })).not.toEqual([]);
  });
});

test("each of several pages verifies, though their buckets and labels differ", async () => {
  const pages = [
    BUCKETS.replaceAll('"8"', '"1"'),
    BUCKETS.replaceAll('"1"', '"8"').replaceAll("cmd=", "command="),
    '# TYPE x gauge\nx{a="1"} 1\n',
    "# TYPE x gauge\nx 1\n",
  ];
  const imported = await importFrom(pages);
  if (imported === undefined) throw new Error("an exposition is refused");
  const { families } = imported.catalog;
  for (const page of pages) {
    const own = families.filter(({ name }) => page.includes(name));
    expect(findingsIn(page, { ...imported.catalog, families: own })).toEqual([]);
  }
});

test("`max_values` is not below what one family shows, however much it is lowered", async () => {
  const reads = Array.from({ length: 65 }, (_, at) => `reads_total{device="d${at}x"} 1\n`);
  const labels = (at: number) =>
    Array.from({ length: 9 }, (_, label) => `l${label}="v-${at}-l${label}"`).join(",");
  const mounts = [0, 1, 2, 3, 4].map((at) => `mount_info{device="d${at}x",${labels(at)}} 1\n`);
  const text = `# TYPE reads_total counter\n${reads.join("")}# TYPE mount_info gauge\n${mounts.join("")}`;
  const { catalog, codes } = await roundTrip(text);
  expect(codes).toEqual([]);
  expect(catalog.families.map(({ name }) => name)).toEqual(["reads_total", "mount_info"]);
});

test("a family is left out if what it shows is more than can be counted, and `verify` ignores it", async () => {
  const values = (at: number) => Array.from({ length: 12 }, (_, label) => `l${label}="${at}-x"`).join(",");
  const series = Array.from({ length: 40 }, (_, at) => `wide{${values(at)}} 1\n`);
  const { catalog, codes } = await roundTrip(`${DECLARED}# TYPE wide gauge\n${series.join("")}`);
  expect(codes).toEqual([]);
  expect(catalog.ignore).toEqual(["wide"]);
});

describe("a suffix is judged beside the name of its family:", () => {
  test("a gauge whose name ends in `_created` keeps its labels", async () => {
    const labels = '{namespace="a",pod="p-1"}';
    const text = `# TYPE kube_pod_created gauge\nkube_pod_created${labels} 1.7e9\n# TYPE kube_pod_info gauge\nkube_pod_info${labels} 1\n`;
    for (const page of [text, `${text}# EOF\n`]) {
      const { catalog, codes } = await roundTrip(page);
      expect(codes).toEqual([]);
      expect(catalog.families.map(({ vectors }) => vectors.map(({ label }) => label))).toEqual([
        ["namespace", "pod"],
        ["namespace", "pod"],
      ]);
    }
  });

  test("a gauge has no creation times, so that a family of that name is undeclared", async () => {
    const { catalog } = await roundTrip("# TYPE kube_pod gauge\nkube_pod 1\n");
    const created = "# TYPE kube_pod gauge\nkube_pod 1\n# TYPE kube_pod_created gauge\nkube_pod_created 1\n";
    expect(findingsIn(created, catalog)).toEqual(["undeclared-family"]);
  });

  test("an untyped family that is ignored is no part of a histogram that is declared", async () => {
    const text = `usec_sum 1\n${BUCKETS.replaceAll(/usec_sum.*\n/g, "")}`;
    const { catalog, codes } = await roundTrip(text);
    expect(catalog.ignore).toEqual(["usec_sum", "usec"]);
    expect(codes).toEqual([]);
  });
});

test.each([
  [
    "a histogram without buckets in a label set",
    `${BUCKETS}usec_sum{cmd="del"} 1\nusec_count{cmd="del"} 1\n`,
  ],
  ["a histogram whose buckets fall", BUCKETS.replace('{cmd="get",le="1"} 1', '{cmd="get",le="1"} 2')],
  ["a histogram without a sum", BUCKETS.replaceAll(/usec_sum.*\n/g, "")],
  ["a negative counter", "# TYPE usec counter\nusec -1\n"],
  ["a series with two values", '# TYPE usec gauge\nusec{a="1"} 1\nusec{a="1"} 2\n'],
])("a family that is broken is left out, and ignored: %s", async (_name, text) => {
  const { leftOut, codes } = await roundTrip(DECLARED + text);
  expect(leftOut).toEqual(["usec"]);
  expect(codes).toEqual([]);
});

test.each([
  [
    "a `le` that is no number",
    '# TYPE h histogram\nh_bucket{le="low"} 1\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n',
  ],
  [
    "a name that another has in the text format",
    "# TYPE x counter\nx_total 1\n# TYPE x_total gauge\nx_total 1\n# EOF\n",
  ],
  ["a unit that no schema has", "# TYPE x_Bytes gauge\n# UNIT x_Bytes Bytes\nx_Bytes 1\n# EOF\n"],
  ["a value that is too long", `# TYPE x gauge\nx{a="${"a".repeat(10_001)}"} 1\n`],
])("a family with %s is left out, and ignored", async (_name, text) => {
  const { marks, catalog, codes } = await roundTrip(DECLARED + text);
  expect(marks.filter((mark) => !mark.startsWith("irregular-exposition"))).toEqual([
    expect.stringMatching(/^import-families-left-out: /),
  ]);
  expect(catalog.families.map(({ name }) => name)).toEqual(["shop_boots"]);
  expect(codes).toEqual([]);
});

/** In `npm test` few. `PROPERTY_RUNS=5000` looks longer. */
const RUNS = Number(process.env["PROPERTY_RUNS"] ?? 15);

test.each(["text", "openmetrics"] as const)(
  "whatever %s is imported, the same page verifies",
  async (format) => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(unevenExposition(format), async (text) => {
        const imported = await importFrom([text], true);
        if (imported === undefined) return;
        taken += 1;
        expect(findingsIn(text, imported.catalog), imported.text).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    expect(taken).toBeGreaterThan(RUNS / 4);
  },
);
