import { type AfterEach, failOnRejections, metricMatchers } from "@metricsmith/runtime/testing";
import { afterEach, expect, expectTypeOf, test } from "vitest";
import { metrics, type OrdersTotalLabels } from "../fixtures/golden/testing/recorders.js";
import {
  type MetricChange,
  readMemoryBytes,
  readOrdersTotal,
  readQueueDepth,
  readRequestDurationSeconds,
  readRetriesTotal,
  readStartDurationSeconds,
  readStartsTotal,
  withMetrics,
} from "../fixtures/golden/testing/testing.js";

test("a read takes some of its recorder's labels", () => {
  expectTypeOf<Parameters<typeof readOrdersTotal>[0]>().toEqualTypeOf<
    Partial<OrdersTotalLabels> | undefined
  >();
  expectTypeOf(readOrdersTotal({ payment: "card", express: true })).toEqualTypeOf<number>();
  expectTypeOf(readQueueDepth({ shard: -2 })).toEqualTypeOf<number>();
  expectTypeOf(readRetriesTotal({ class: 503, code: 418, method: "BREW" })).toEqualTypeOf<number>();
  // @ts-expect-error a wrong label value
  readOrdersTotal({ payment: "cash" });
  // @ts-expect-error the exposed text instead of the value
  readOrdersTotal({ express: "true" });
  // @ts-expect-error a wrong label
  readOrdersTotal({ paymnt: "card" });
  // @ts-expect-error a label that may be absent
  readOrdersTotal({ payment: undefined });
  // @ts-expect-error the metric has no labels
  readStartsTotal({ payment: "card" });
  expectTypeOf(readMemoryBytes()).toEqualTypeOf<number>();
});

test("a read of a histogram has its upper bounds", () => {
  const { count, sum, buckets } = readRequestDurationSeconds({ payment: "card" });
  expectTypeOf([count, sum]).toEqualTypeOf<number[]>();
  expectTypeOf(buckets["1e+06"]).toEqualTypeOf<number>();
  // @ts-expect-error no upper bound of the metric
  buckets["0.5"];
  expectTypeOf(readStartDurationSeconds().buckets).toEqualTypeOf<
    Readonly<Record<"0.5" | "1" | "+Inf", number>>
  >();
});

test("the metric of a change decides which labels and numbers it has", async () => {
  expectTypeOf(await withMetrics(() => undefined)).toEqualTypeOf<readonly MetricChange[]>();
  const change = {} as MetricChange; // for its type alone
  expectTypeOf<"shop_orders_total">().toExtend<typeof change.metric>();
  if (change.metric === "shop_orders_total") {
    expectTypeOf(change.by).toEqualTypeOf<number>();
    expectTypeOf(change.labels.express).toEqualTypeOf<string>();
    // @ts-expect-error no label of the metric
    change.labels.shard;
  }
  if (change.metric === "shop_queue_depth") expectTypeOf(change.to).toEqualTypeOf<number | undefined>();
  if (change.metric === "shop_request_duration_seconds") {
    expectTypeOf(change.buckets["0.01"]).toEqualTypeOf<number>();
  }
});

test("toHaveIncremented takes the labels of the read", async () => {
  expect.extend(metricMatchers);
  const run = () => undefined;
  const changes = await withMetrics(run);
  expectTypeOf(expect(run).toHaveIncremented(readOrdersTotal)).toEqualTypeOf<Promise<void>>();
  expectTypeOf(expect(changes).toHaveIncremented(readOrdersTotal)).toEqualTypeOf<void>();
  expect(changes).not.toHaveIncremented(readRequestDurationSeconds, { status: 200 }, 2);
  // @ts-expect-error a wrong label value
  expect(changes).toHaveIncremented(readOrdersTotal, { payment: "cash" });
  // @ts-expect-error a label of another metric
  expect(changes).toHaveIncremented(readOrdersTotal, { shard: 1 });
  // @ts-expect-error no read
  expect(changes).toHaveIncremented(run, {});
});

test("failOnRejections takes the afterEach of vitest and of node:test", () => {
  expectTypeOf(afterEach).toExtend<AfterEach>();
  expectTypeOf<typeof import("node:test").afterEach>().toExtend<AfterEach>();
  expectTypeOf(failOnRejections).toBeCallableWith([metrics], afterEach);
});
