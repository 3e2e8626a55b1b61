import { describe, expect, test } from "vitest";
import type { ExposedFamily } from "../../generator/exposition/exposition.js";
import { foreignFamilyMatcher } from "../../generator/foreign-families.js";
import { nameMatcher } from "../../runtime/text.js";

describe("a name is matched", () => {
  test.each<
    readonly [
      string,
      {
        readonly given: readonly string[];
        readonly matching: readonly string[];
        readonly others: readonly string[];
      },
    ]
  >([
    ["by no pattern", { given: [], matching: [], others: ["", "up"] }],
    ["exactly", { given: ["up"], matching: ["up"], others: ["up_", "sup", "UP", ""] }],
    ["by its beginning", { given: ["go_*"], matching: ["go_", "go_gc"], others: ["go", "a_go_gc"] }],
    ["by its end", { given: ["*_total"], matching: ["_total", "a_total"], others: ["total", "a_total_b"] }],
    ["by both, without overlap", { given: ["ab*ba"], matching: ["abba", "ab_ba"], others: ["aba"] }],
    ["by parts in order", { given: ["a*b*c"], matching: ["abc", "a_b_b_c"], others: ["acb", "a_c", "abcd"] }],
    ["by a part before the end", { given: ["a*bc*c"], matching: ["abcc"], others: ["abc"] }],
    ["by `*` alone", { given: ["*"], matching: ["", "up", "a\nb"], others: [] }],
    ["by one of several", { given: ["up", "go_*"], matching: ["up", "go_gc"], others: ["upgo_"] }],
    [
      "with characters of regular expressions, which mean nothing",
      { given: ["a.c+"], matching: ["a.c+"], others: ["abc", "a.cc"] },
    ],
  ])("%s", (_name, { given, matching, others }) => {
    const matches = nameMatcher(given);
    expect(matching.filter((name) => !matches(name))).toEqual([]);
    expect(others.filter(matches)).toEqual([]);
  });

  test("in linear time if the pattern has many parts and the last is missing", () => {
    expect(nameMatcher([`${"a*".repeat(200)}b`])("a".repeat(20_000))).toBe(false);
  });
});

describe("a foreign family", () => {
  test.each<
    readonly [
      string,
      {
        readonly given: Pick<ExposedFamily, "name" | "type">;
        readonly patterns?: readonly string[];
        readonly federated?: boolean;
        readonly want: boolean;
      },
    ]
  >([
    ["is not a program's own", { given: { name: "shop_orders_total", type: "counter" }, want: false }],
    ["is one of a client", { given: { name: "process_open_fds", type: "gauge" }, want: true }],
    ["is one of OpenTelemetry", { given: { name: "otel_scope_info", type: "gauge" }, want: true }],
    ["is an info of OpenMetrics by its whole name", { given: { name: "target", type: "info" }, want: true }],
    ["is not another family of that name", { given: { name: "target", type: "gauge" }, want: false }],
    ["is not a name of Prometheus in a program", { given: { name: "up", type: "gauge" }, want: false }],
    [
      "is one of Prometheus in a federated exposition",
      { given: { name: "up", type: "gauge" }, federated: true, want: true },
    ],
    [
      "is an alert in a federated exposition",
      { given: { name: "ALERTS", type: "unknown" }, federated: true, want: true },
    ],
    ["is one of the patterns", { given: { name: "pg_up", type: "gauge" }, patterns: ["pg_*"], want: true }],
    [
      "is one of the patterns by its name in the text format",
      { given: { name: "pg_reads", type: "counter" }, patterns: ["pg_reads_total"], want: true },
    ],
  ])("%s", (_name, { given, patterns = [], federated = false, want }) => {
    expect(foreignFamilyMatcher(patterns, federated)(given)).toBe(want);
  });
});
