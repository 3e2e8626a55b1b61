import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { HistogramForm } from "../../../generator/catalog.js";
import { checkQueries, parseExposition } from "../../../generator/index.js";
import { catalogOf } from "../../support/generator/compile-schema.js";
import { SHOP } from "../../support/generator/query-shop.js";
import { SEEN_SHOP } from "../../support/generator/seen-shop.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const RULES = "groups: [{ name: g, rules: [{ alert: A, expr: 'rate(shop_reqests_total[5m]) > 1' }] }]";

describe("checkQueries", () => {
  test("gives mistakes as data, with the query that has them", () => {
    const { mistakes, queries, unused } = checkQueries([{ file: "r.yml", text: RULES }], { catalog: SHOP });
    expect(mistakes).toEqual([
      expect.objectContaining({
        code: "query-unknown-metric",
        severity: "error",
        location: expect.objectContaining({ file: "r.yml", line: 1 }),
        fix: expect.objectContaining({ text: "shop_requests_total" }),
        query: {
          text: "rate(shop_reqests_total[5m]) > 1",
          owner: { kind: "alert", name: "A" },
          refId: undefined,
          column: 6,
        },
      }),
    ]);
    expect([queries, unused.families.length]).toEqual([1, 7]);
  });

  test("reads paths, and checks against expositions", () => {
    const file = join(temporaryFolder(), "q.promql");
    writeFileSync(file, "shop_crts\n\nrate(shop_carts[5m])\n");
    const exposition = parseExposition(SEEN_SHOP, { format: "text" });
    const { mistakes } = checkQueries([file], { exposition });
    expect(mistakes.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "warning query-unseen-metric",
      "error query-rate-of-gauge",
    ]);
  });

  test("takes the options of the command", () => {
    const text = "node_load1 + rate(shop_mystery_total[5m])";
    const files = [{ file: "q.promql", text }];
    const exposition = [parseExposition(SEEN_SHOP, { format: "text" })];
    expect(checkQueries(files, { exposition, ignored: ["*"] }).mistakes).toEqual([]);
    expect(checkQueries(files, { exposition, prefixes: ["node_"] }).mistakes).toHaveLength(1);
  });

  test("knows how Prometheus stores histograms from the schema's scrape job, unless an option says", () => {
    const files = [
      { file: "classic.promql", text: "rate(shop_time_sum[5m])" },
      { file: "native.promql", text: "histogram_quantile(0.9, rate(shop_time[5m]))" },
    ];
    const wrong = (keys: string, histograms?: HistogramForm) => {
      const catalog = catalogOf(`namespace: shop
outputs: { scrape: { ${keys} } }
histograms: { time: { description: Time taken, unit: seconds, buckets: [1, 5] } }`);
      return checkQueries(files, { catalog, histograms }).mistakes.map(({ location }) => location?.file);
    };
    expect(wrong("")).toEqual(["native.promql"]);
    expect(wrong("histograms: native")).toEqual(["classic.promql"]);
    expect(wrong("histograms: both")).toEqual([]);
    expect(wrong("histograms: both", "classic")).toEqual(["native.promql"]);
  });

  test("offers no repair for the series of a histogram that is stored as a native one", () => {
    const catalog = catalogOf(`namespace: shop
outputs: { scrape: { histograms: native } }
histograms: { time: { description: Time taken, buckets: [1, 5] } }`);
    const text = 'rate(shop_time_sum[5m]) / rate(shop_time_count[5m]) > 0 and shop_time_bucket{le="1"}';
    const { mistakes } = checkQueries([{ file: "q.promql", text }], { catalog });
    expect(mistakes.map(({ fix, help }) => [fix, help])).toEqual(
      Array.from({ length: 3 }, () => [undefined, expect.stringContaining("`histogram_sum`")]),
    );
  });

  test("knows the bare name that a native histogram had before", () => {
    const catalog = catalogOf(`namespace: shop
outputs: { scrape: { histograms: native } }
histograms: { time: { renamed_from: wait, description: Time taken, buckets: [1, 5] } }`);
    const files = [{ file: "q.promql", text: "rate(shop_wait[5m])" }];
    expect(checkQueries(files, { catalog }).mistakes.map(({ fix }) => fix?.text)).toEqual(["shop_time"]);
  });

  test("says what it passes over, and reads a file once that several paths lead to", () => {
    const folder = temporaryFolder();
    const loki =
      'groups: [{ name: g, rules: [{ alert: A, expr: \'sum(rate({app="a"} |= "x" [5m])) > 1\' }] }]';
    writeFileSync(join(folder, "loki.yml"), loki);
    writeFileSync(join(folder, "q.promql"), "shop_carts\n");
    const { queries, passedOver } = checkQueries([folder, join(folder, "q.promql")], { catalog: SHOP });
    expect(queries).toBe(1);
    expect(passedOver).toEqual([{ file: join(folder, "loki.yml"), reason: "LogQL", count: 1 }]);
  });

  test("reports files that cannot be read as queries", () => {
    const { mistakes } = checkQueries([{ file: "d.json", text: "{" }], { catalog: SHOP });
    expect(mistakes.map(({ code, query }) => [code, query])).toEqual([["json-syntax", undefined]]);
  });
});
