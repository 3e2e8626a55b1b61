import { describe, expect, test } from "vitest";
import type { Family, Vector } from "../../generator/catalog.js";
import { pascalCase } from "../../generator/identifiers.js";
import { closedSet, listValues } from "../../generator/label-values.js";
import { loadCatalog } from "../../generator/schema/load-catalog.js";
import { findStats } from "../../generator/stats.js";
import type { Metrics } from "../../runtime/index.js";
import { catalogOf } from "../support/generator/compile-schema.js";
import { project, runWith } from "../support/generator/run-command.js";

const SHOP = `version: 1
namespace: shop
series_budget: 1000
counters:
  boots_total: { description: Starts. }
  requests_total: { vectors: [method, code], description: Requests. }
gauges:
  sessions: { vectors: [tenant], description: Sessions. }
histograms:
  request_seconds: { vectors: [code], unit: seconds, buckets: [.1, 1], description: Time. }
vectors:
  method: { values: [GET, POST] }
  code: { type: http_status_class }
  tenant: { type: string, max_values: 300, max_length: 64 }
`;

describe("the worst case of a scrape is what is exposed when every label set is recorded with the longest texts", () => {
  test.each(["hostile-text", "histograms", "gauges", "labels", "http"])(
    "of the schema %s",
    async (golden) => {
      const catalog = loadCatalog(`test/fixtures/golden/${golden}/metrics.schema.yaml`).catalog;
      const recorders: Recorders = await import(`../fixtures/golden/${golden}/recorders.ts`);
      const families = (catalog?.families ?? []).filter(({ labelSets }) => labelSets <= 3_000);
      expect(families.length).toBeGreaterThan(3);
      for (const family of families) recordAll(family, recorders);
      const exposed = partsOf(new TextDecoder().decode(recorders.metrics.expose()));
      for (const { name, series, bytes } of findStats({ families }, "name").families) {
        const { header = "", samples = [] } = exposed.get(name) ?? {};
        expect([name, samples.length]).toEqual([name, series]);
        const longest = samples.map((sample) =>
          sample.replace(/\S+$/, (value) => longestFor(name, sample, value)),
        );
        expect([name, Buffer.byteLength(`${header}${longest.join("\n")}\n`)]).toEqual([name, bytes]);
      }
    },
  );

  type Recorders = Readonly<Record<string, (...args: readonly unknown[]) => unknown>> & {
    readonly metrics: Metrics;
  };

  function recordAll(family: Family, recorders: Recorders): void {
    const record = recorders[`${family.type === "gauge" ? "set" : "record"}${pascalCase(family.key)}`];
    if (family.vectors.length === 0) return void record?.(1);
    const sets = family.vectors.reduce<readonly (readonly (readonly [string, unknown])[])[]>(
      (before, vector) =>
        before.flatMap((set) => valuesOf(vector).map((value) => [...set, [vector.label, value] as const])),
      [[]],
    );
    for (const set of sets) record?.(Object.fromEntries(set), 1);
  }

  /** What an application gives to a recorder, for each label value. */
  function valuesOf(vector: Vector): readonly unknown[] {
    switch (vector.kind) {
      case "boolean":
        return [true, false];
      case "integer":
        return Array.from({ length: vector.size }, (_, at) => vector.min + at);
      case "statusClass":
        return [100, 200, 300, 400, 500];
      case "status":
        return [...vector.codes, 599];
      case "open": {
        const different = (at: number) => String.fromCharCode(0x4e00 + at).padStart(vector.maxLength, "€");
        return [...Array.from({ length: vector.maxValues }, (_, at) => different(at)), "one more"];
      }
      case "closed": {
        const set = closedSet(vector);
        return set === undefined ? [] : listValues(set);
      }
      default:
        return vector satisfies never;
    }
  }

  /** The lines of each family, by its name. */
  function partsOf(text: string) {
    const parts = text.split(/(?<=^|\n)(?=# HELP )/).map((part) => {
      const [help = "", type = "", ...samples] = part.trimEnd().split("\n");
      return [help.split(" ")[2] ?? "", { header: `${help}\n${type}\n`, samples }] as const;
    });
    return new Map(parts);
  }

  /** As long as the text of a value of this sample can be. */
  function longestFor(name: string, sample: string, value: string): string {
    expect(value).toMatch(/^\d+$/);
    if (sample.startsWith(`${name}_bucket`) || sample.startsWith(`${name}_count`)) return "9007199254740992";
    const isCounter =
      sample.startsWith(name) && /^(?:\{| )/.test(sample.slice(name.length)) && !GAUGES.test(name);
    return String(isCounter ? 1.2345678901234567e-6 : -1.2345678901234567e-6);
  }

  const GAUGES =
    /^(?:hostile_level|open_sessions|queue_size|load|up|shop_moves|shop_types|shop_http_requests_in_flight|shop_open_requests)$/;
});

test("a metric under two names has the series and bytes of both, and its cells once", () => {
  const statsFor = (counters: string) =>
    findStats(
      catalogOf(`
namespace: shop
counters:
${counters}
vectors: { code: { type: http_status_class } }
`),
      "name",
    ).totals;
  const renamed = statsFor(
    "  orders_total: { renamed_from: { name: sales_total, until: 2.0.0 }, vectors: [code], description: Orders. }",
  );
  const both = statsFor(`  orders_total: { vectors: [code], description: Orders. }
  sales_total: { vectors: [code], description: Orders. (old name of shop_orders_total) }`);
  expect(renamed).toEqual({ ...both, families: 1, cellBytes: both.cellBytes / 2 });
});

test("the digits of ranges are counted with their signs", () => {
  const bytesOf = (min: number, max: number) => {
    const { families } = catalogOf(
      `counters: { a_total: { vectors: [b], description: C } }\nvectors: { b: { type: integer, min: ${min}, max: ${max} } }`,
    );
    const { bytes = 0, series = 0 } = findStats({ families }, "name").families[0] ?? {};
    return (
      bytes - "# HELP a_total C\n# TYPE a_total counter\n".length - series * ('a_total{b=""} \n'.length + 24)
    );
  };
  for (const [min, max] of [
    [0, 0],
    [0, 9],
    [7, 12],
    [95, 1003],
    [-5, -5],
    [-12, -3],
    [-101, 99],
    [0, 10_000],
  ] as const) {
    const values = Array.from({ length: max - min + 1 }, (_, at) => String(min + at));
    expect([min, max, bytesOf(min, max)]).toEqual([min, max, values.join("").length]);
  }
});

describe("metricsmith stats", () => {
  test("shows a table, and sums", async () => {
    const { file } = project(SHOP);
    const { exitCode, stdout, stderr } = await runWith(["stats", "--schema", file]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      [
        "FAMILY                TYPE       SERIES  OF BUDGET   BYTES  LABELS",
        "shop_sessions         gauge         301       31 %  73,014  tenant 301",
        "shop_request_seconds  histogram      25        3 %   1,652  code 5",
        "shop_requests_total   counter        10        1 %     777  method 2 × code 5",
        "shop_boots_total      counter         1        1 %     106",
        "4 families with 3 labels, at most 337 series: 75,549 bytes in a scrape, 2,696 bytes of cells",
        "",
      ].join("\n"),
    );
  });

  test.each<readonly [string, readonly string[]]>([
    ["series", ["shop_sessions", "shop_request_seconds", "shop_requests_total", "shop_boots_total"]],
    ["bytes", ["shop_sessions", "shop_request_seconds", "shop_requests_total", "shop_boots_total"]],
    ["labels", ["shop_requests_total", "shop_sessions", "shop_request_seconds", "shop_boots_total"]],
    ["name", ["shop_boots_total", "shop_request_seconds", "shop_requests_total", "shop_sessions"]],
  ])("sorts by %s", async (order, want) => {
    const { file } = project(SHOP);
    const { stdout } = await runWith(["stats", "--schema", file, "--sort", order, "--format", "json"]);
    const { families } = JSON.parse(stdout) as { readonly families: readonly { readonly name: string }[] };
    expect(families.map(({ name }) => name)).toEqual(want);
  });

  test("as JSON has each family and the sums", async () => {
    const { file } = project(SHOP);
    const { stdout } = await runWith(["stats", "--schema", file, "--format", "json"]);
    const { families, totals } = JSON.parse(stdout);
    expect(families[2]).toEqual({
      name: "shop_requests_total",
      type: "counter",
      labels: [
        { name: "method", values: 2 },
        { name: "code", values: 5 },
      ],
      labelSets: 10,
      series: 10,
      seriesBudget: 1000,
      bytes: 777,
      cellBytes: 80,
    });
    expect(totals).toMatchObject({ families: 4, labels: 3, series: 337, cellBytes: 8 * 337 });
  });

  test("reports the mistakes of a schema, and exits with 1", async () => {
    const { file } = project(SHOP.replace("[method, code]", "[method, cod]"));
    const { exitCode, stdout, stderr } = await runWith(["stats", "--schema", file]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("unknown-vector");
  });
});
