// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of Grafana

import { describe, expect, test } from "vitest";
import { parseQuery } from "../../../generator/queries/promql/parse-query.js";
import { allExpressions } from "../../../generator/queries/promql/syntax-tree.js";
import { check, pointsOf } from "../../support/generator/query-shop.js";
import { panelQuery, ruleQuery } from "../../support/generator/read-queries.js";

/** Places of Grafana's variables, in queries that are valid with the right values. */
const PLACES: readonly (readonly [string, string])[] = [
  [
    "a part of a number",
    "histogram_quantile(0.$p, sum by (le) (rate(shop_request_duration_seconds_bucket[5m])))",
  ],
  ["a number before a point", "shop_queue_length > ${a}.5"],
  ["labels with a comma of their own", "sum(rate(shop_logins[5m])) by (success $more)"],
  ["labels without their brackets", "sum by $labels (rate(shop_logins[5m]))"],
  ["labels of on and group_left", "shop_logins * on $labels group_left ($more) shop_queue_length"],
  ["a part of a function's name", "${f}_over_time(shop_queue_length[5m])"],
  ["the name of an aggregation", "$agg(shop_logins) by (success)"],
  [
    "the operator of a matcher",
    'shop_logins{factor$op"totp"} + shop_logins{factor $op "totp", success="true"}',
  ],
  ["the operator and value of a matcher", "shop_logins{factor $rest}"],
  [
    "matchers without commas",
    'shop_logins{job="a" $filters} + shop_logins{$filters job="a"} + shop_logins{[[f]]}',
  ],
  ["two in a range", "rate(shop_logins[$n$unit]) + rate(shop_logins[5$unit])"],
  ["the step of a subquery", "max_over_time(shop_queue_length[$__range:$step])"],
  ["an operator before bool", "shop_logins $op bool 5"],
  ["an operator and its modifiers", "shop_logins $op on (job) group_left shop_queue_length"],
  ["a clause", "sum $by (shop_logins) + sum(shop_logins) $by"],
  ["the word of a clause", "sum $by (success) (shop_logins)"],
  ["an offset", "shop_logins offset $shift + shop_logins offset -$shift + rate(shop_logins[5m] offset $n$u)"],
  ["a moment", "shop_logins @ $t + shop_logins @ ${__to}"],
  ["modifiers", "rate(shop_logins[5m] $offset) / rate(shop_logins[5m])"],
  ["a range with its brackets", "rate(shop_logins$range)"],
  ["a comparison behind an expression", "sum(shop_logins) $comparison or vector(0)"],
  ["several arguments", 'label_replace(shop_logins, $arguments) + label_join(shop_logins, "a", $rest)'],
  ["the first words", "$prefix shop_logins + ($prefix sum(shop_logins))"],
  [
    "parts of a name",
    'shop_${kind}_total + ${ns}_logins + shop_log$rest + {__name__="shop_$x"} + {"shop_$x"}',
  ],
];

describe("a variable of Grafana can be", () => {
  test.each(PLACES)("%s", (_name, text) => {
    const query = panelQuery(text);
    expect(parseQuery(query).expression).toBeDefined();
    expect(pointsOf(check([query]))).toEqual([]);
  });
});

test("a name that is none with each value of its variable is found", () => {
  const found = check([panelQuery("rate(shop_${kind}_totl[5m]) + shop_${kind}_total")]);
  expect(pointsOf(found)).toEqual([["query-unmatched-name", "shop_${kind}_totl"]]);
  expect(found[0]?.diagnostic.message).toContain("`shop_${kind}_totl`");
});

const MISTAKES: readonly (readonly [string, string, string])[] = [
  ["sum(rate(shop_logins[$__rate_interval])", "", "The expression ends too early"],
  ["rate(shop_logins{factor=$f}) > $t", "shop_logins{factor=$f}", "takes a range vector"],
  ["sum(rate($metric[$__interval]) by (success)", "by", "`by` is not expected here"],
  ["rate(shop_logins[$range]) and 5", "and", "here is a scalar"],
];

test.each(MISTAKES)("a mistake beside variables is found in the user's words: %s", (text, token, words) => {
  const [found] = check([panelQuery(text)]);
  expect(found === undefined ? [] : pointsOf([found])).toEqual([["query-syntax", token]]);
  expect(found?.diagnostic.message).toContain(words);
});

describe("a query of more than ten thousand operators", () => {
  const repeated = (between: string, count = 10_001) =>
    Array.from({ length: count }, () => "up").join(between);

  test.each([
    ["sums", `${repeated(" + ")} + shop_login`],
    ["powers", `${repeated(" ^ ")} ^ shop_login`],
    ["alternatives", `${repeated(" or ")} or shop_login`],
    ["brackets", `${"(".repeat(10_001)}shop_login${")".repeat(10_001)}`],
    ["functions", `${"abs(".repeat(10_001)}shop_login${")".repeat(10_001)}`],
    ["signs", `${"-".repeat(10_001)}shop_login`],
  ])("is checked: %s", (_name, text) => {
    expect(pointsOf(check([ruleQuery(text)]))).toEqual([["query-unknown-metric", "shop_login"]]);
  });

  test("is an error where it becomes too large", () => {
    const [found, ...others] = check([ruleQuery(repeated("+", 60_002))]);
    expect(others).toEqual([]);
    expect(found?.diagnostic).toMatchObject({ code: "query-too-large", severity: "error" });
    expect(found?.column).toBe("up".length * 60_001 + 60_001);
  });

  test("is parsed into the same tree as a short one", () => {
    const { expression } = parseQuery(ruleQuery("up + -up ^ up * up or up"));
    if (expression === undefined) throw new Error("it parses");
    const kinds = allExpressions(expression).map((part) => {
      return part.kind === "binary" ? part.operator.name : part.kind;
    });
    expect(kinds.join(" ")).toBe("or + selector * signed ^ selector selector selector selector");
  });
});
