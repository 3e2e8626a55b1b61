import { describe, expect, test } from "vitest";
import { type FamilyHistory, History } from "../../page/history.js";
import { histogramLines } from "../../page/measure/histogram-lines.js";
import { counterLines, type Grouping, gaugeLines } from "../../page/measure/lines.js";
import { headline, seriesRows } from "../../page/measure/summary.js";

const TOTAL: Grouping = { kind: "total" };

/** Scrapes ten seconds apart, each of a family `a`. */
function scraped(type: string, texts: readonly string[]) {
  const history = new History();
  for (const [index, text] of texts.entries())
    history.addScrape(`up 1\n# TYPE a ${type}\n${text}\n`, index * 10);
  const family = history.families.get("a");
  if (family === undefined) throw new Error("no family a");
  return { history, family };
}

function lineQuery(of: { history: History; family: FamilyHistory }, grouping: Grouping, windowSeconds = 10) {
  return { ...of, grouping, windowSeconds };
}

describe("counterLines", () => {
  const rates = (values: readonly (number | "")[], windowSeconds = 10) => {
    const of = scraped(
      "counter",
      values.map((value) => (value === "" ? "" : `a ${value}`)),
    );
    return [...(counterLines(lineQuery(of, TOTAL, windowSeconds)).lines[0]?.values ?? [])];
  };

  test("are increases per second", () => {
    expect(rates([100, 120, 120, 150])).toEqual([Number.NaN, 2, 0, 3]);
  });

  test("take a smaller value for a reset of the counter, as Prometheus does", () => {
    expect(rates([100, 30, 40])).toEqual([Number.NaN, 3, 1]);
  });

  test("count a series as 0 in scrapes that do not expose it", () => {
    expect(rates(["", 50, "", 20])).toEqual([Number.NaN, 5, 0, 2]);
  });

  test("are averages over the window, and over a shorter one at the start", () => {
    expect(rates([0, 10, 40, 40, 40], 20)).toEqual([Number.NaN, 1, 2, 1.5, 0]);
  });

  const labelled = scraped("counter", [
    'a{b="x",c="1"} 0\na{b="x",c="2"} 0\na{b="y",c="1"} 0',
    'a{b="x",c="1"} 10\na{b="x",c="2"} 20\na{b="y",c="1"} 40',
  ]);

  test.each([
    ["all together", TOTAL, [["all", 7]]],
    [
      "by a label",
      { kind: "label", label: "b" },
      [
        ["x", 3],
        ["y", 4],
      ],
    ],
    [
      "each",
      { kind: "each" },
      [
        ['b="x", c="1"', 1],
        ['b="x", c="2"', 2],
        ['b="y", c="1"', 4],
      ],
    ],
  ] as const)("add up series %s", (_, grouping, want) => {
    const { lines } = counterLines(lineQuery(labelled, grouping));
    expect(lines.map(({ title, values }) => [title, values.at(-1)])).toEqual(want);
  });

  test("are the eight largest of more lines, in their order", () => {
    const text = (by: number) =>
      Array.from({ length: 10 }, (_, index) => `a{i="${index}"} ${index * by}`).join("\n");
    const { lines, omitted } = counterLines(
      lineQuery(scraped("counter", [text(1), text(2)]), { kind: "label", label: "i" }),
    );
    expect(omitted).toBe(2);
    expect(lines.map(({ title }) => title)).toEqual(["2", "3", "4", "5", "6", "7", "8", "9"]);
  });
});

describe("gaugeLines", () => {
  test("are values with gaps", () => {
    const of = scraped("gauge", ["a 3", "", "a -1"]);
    expect([...(gaugeLines(lineQuery(of, TOTAL)).lines[0]?.values ?? [])]).toEqual([3, Number.NaN, -1]);
  });

  test("add up the series that a scrape exposes", () => {
    const of = scraped("gauge", ['a{b="x"} 3\na{b="y"} 4', 'a{b="y"} 5']);
    expect([...(gaugeLines(lineQuery(of, TOTAL)).lines[0]?.values ?? [])]).toEqual([7, 5]);
  });
});

test.each([
  ["sum", [12, 9]],
  ["latest", [8, 9]],
  ["mean", [6, 9]],
] as const)("a gauge's series are combined by their %s, in lines and in the headline", (combine, want) => {
  const of = scraped("gauge", ['a{b="x"} 4\na{b="y"} 8', 'a{b="y"} 9']);
  expect([...(gaugeLines({ ...lineQuery(of, TOTAL), combine }).lines[0]?.values ?? [])]).toEqual(want);
  expect(headline({ ...of, windowSeconds: 10, combine }).latest).toBe(9);
});

describe("histogramLines", () => {
  const row = (label: string, [small, all]: readonly [number, number]) =>
    `a_bucket{b="${label}",le="1"} ${small}\na_bucket{b="${label}",le="2"} ${all}\na_bucket{b="${label}",le="+Inf"} ${all}\n` +
    `a_sum{b="${label}"} ${all * 1.5}\na_count{b="${label}"} ${all}`;
  const of = scraped("histogram", [
    `${row("x", [100, 100])}\n${row("y", [0, 0])}`,
    `${row("x", [110, 110])}\n${row("y", [0, 10])}`,
  ]);

  test("are quantiles of the window's observations of all series", () => {
    const { lines } = histogramLines({ ...lineQuery(of, TOTAL), quantile: 0.5 });
    expect(lines.map(({ title, values }) => [title, values.at(-1)])).toEqual([
      ["p50", 1],
      ["p95", 1.9],
      ["p99", 1.98],
    ]);
    expect(lines[0]?.values[0]).toBeNaN();
  });

  test("are one quantile for each group", () => {
    const { lines } = histogramLines({ ...lineQuery(of, { kind: "label", label: "b" }), quantile: 0.5 });
    expect(lines.map(({ title, values }) => [title, values.at(-1)])).toEqual([
      ["x", 0.5],
      ["y", 1.5],
    ]);
  });

  test("have a row for each series: count, rate, mean and quantiles", () => {
    const rows = seriesRows(of.history, of.family, 10);
    expect(rows.map(({ labels, values }) => [labels["b"], ...values])).toEqual([
      ["x", 110, 1, 1.5, 0.5, 0.95, 0.99],
      ["y", 10, 1, 1.5, 1.5, 1.95, 1.99],
    ]);
  });
});

describe("headline", () => {
  test.each([
    ["counter", ["a 10", "a 30"], "rate", 2],
    ["gauge", ["a 10", "a 30"], "value", 30],
    ["untyped", ["a 10", "a 30"], "value", 30],
    ["summary", ['a{quantile="0.5"} 1', 'a{quantile="0.5"} 3'], "value", Number.NaN],
  ] as const)("of a %s has its kind and its current value", (type, texts, kind, want) => {
    const { history, family } = scraped(type, texts);
    expect(headline({ history, family, windowSeconds: 10 })).toMatchObject({ kind, latest: want });
  });
});
