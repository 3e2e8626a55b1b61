import { expect, test } from "vitest";
import type { ExposedFamily } from "../../../generator/exposition/exposition.js";
import { foreignFamilyMatcher } from "../../../generator/foreign-families.js";

type Named = Pick<ExposedFamily, "name" | "type">;

interface Case {
  readonly given: Named;
  readonly patterns?: readonly string[];
  readonly federated?: boolean;
  readonly want: boolean;
}

test.each<readonly [string, Case]>([
  ["a program's own is not", { given: { name: "shop_orders_total", type: "counter" }, want: false }],
  ["a client's is", { given: { name: "process_open_fds", type: "gauge" }, want: true }],
  ["OpenTelemetry's is", { given: { name: "otel_scope_info", type: "gauge" }, want: true }],
  ["an info of OpenMetrics is, by its whole name", { given: { name: "target", type: "info" }, want: true }],
  ["nothing else of that name is", { given: { name: "target", type: "gauge" }, want: false }],
  ["what Prometheus adds is not in a program", { given: { name: "up", type: "gauge" }, want: false }],
  ["but at its federation", { given: { name: "up", type: "gauge" }, federated: true, want: true }],
  ["where its alerts are too", { given: { name: "ALERTS", type: "unknown" }, federated: true, want: true }],
  ["a given one is", { given: { name: "pg_up", type: "gauge" }, patterns: ["pg_*"], want: true }],
  [
    "also by the name that OpenMetrics shortens",
    { given: { name: "pg_reads", type: "counter" }, patterns: ["pg_reads_total"], want: true },
  ],
])("%s", (_name, { given, patterns = [], federated = false, want }) => {
  expect(foreignFamilyMatcher(patterns, federated)(given)).toBe(want);
});
