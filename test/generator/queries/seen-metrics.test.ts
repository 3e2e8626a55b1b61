import { describe, expect, test } from "vitest";
import { check } from "../../support/generator/query-shop.js";
import { ruleQuery } from "../../support/generator/read-queries.js";
import { SEEN_SHOP, seenIn } from "../../support/generator/seen-shop.js";

/** Severity and code of each finding in an alert. */
function weighed(expr: string, known = seenIn([SEEN_SHOP])) {
  return check([ruleQuery(expr)], { known }).map(
    ({ diagnostic: { severity, code } }) => `${severity} ${code}`,
  );
}

describe("against metrics that were seen", () => {
  test.for([
    ["what was never seen is a warning", "shop_cart > 1", ["warning query-unseen-metric"]],
    [
      "a pattern that matches nothing is a warning",
      '{__name__=~"shop_x.*"}',
      ["warning query-unmatched-name"],
    ],
    [
      "a pattern that matches no value is a warning",
      'shop_orders_total{payment=~"x.+"} == 0',
      ["warning query-unmatched-value"],
    ],
    ["what cannot be is an error", "rate(shop_carts[5m]) > 1", ["error query-rate-of-gauge"]],
  ] as const)("%s", ([, expr, want]) => {
    expect(weighed(expr)).toEqual(want);
  });

  test("several expositions are joined", () => {
    const known = seenIn([SEEN_SHOP, 'node_load1{cpu="0"} 1\nshop_carts{store="south"} 1\n']);
    expect(weighed('shop_carts{store=~"north|south"} or node_load1{cpu="0"}', known)).toEqual([]);
  });

  test("a family with another type in another exposition is of an unknown type", () => {
    const known = seenIn([SEEN_SHOP, "# TYPE shop_carts counter\nshop_carts 1\n"]);
    expect(weighed("rate(shop_carts[5m]) > 1", known)).toEqual([]);
    expect(weighed("deriv(shop_carts[5m]) > 1", known)).toEqual([]);
  });

  test("prefixes say which names are checked, and others can be left out", () => {
    expect(weighed("node_load1 > 1", seenIn([SEEN_SHOP], { prefixes: ["shop_"] }))).toEqual([]);
    expect(weighed("node_load1 > 1", seenIn([SEEN_SHOP], { ignored: ["node_*"] }))).toEqual([]);
    expect(weighed("node_load1 > 1")).toEqual(["warning query-unseen-metric"]);
  });

  test("counters of OpenMetrics have the names of their samples", () => {
    const text = '# TYPE jobs counter\njobs_total{queue="a"} 1\njobs_created{queue="a"} 1\n# EOF\n';
    const known = seenIn([text], { format: "openmetrics" });
    expect(weighed("rate(jobs_total[5m]) > 1 and time() - jobs_created > 60", known)).toEqual([]);
    expect(weighed("deriv(jobs_total[5m]) > 1", known)).toEqual(["warning query-delta-of-counter"]);
    expect(weighed("jobs > 1", known)).toEqual(["warning query-unseen-metric"]);
  });
});
