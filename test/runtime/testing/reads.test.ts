import { beforeEach, describe, expect, test } from "vitest";
import {
  addQueueDepth,
  bindOrdersTotal,
  metrics,
  recordOrder,
  recordOrdersTotal,
  recordRequestDurationSeconds,
  recordRetriesTotal,
  recordStartsTotal,
  removeQueueDepth,
  sampleMemoryBytes,
  sampleQueueDepth,
  setMemoryBytes,
  setQueueDepth,
  setVisitors,
  startStartDurationSecondsTimer,
} from "../../fixtures/golden/testing/recorders.js";
import {
  readMemoryBytes,
  readOrdersTotal,
  readQueueDepth,
  readRequestDurationSeconds,
  readRetriesTotal,
  readStartDurationSeconds,
  readStartsTotal,
  readVisitors,
  resetMetrics,
  sampleMetrics,
  takeRejections,
  withMetrics,
} from "../../fixtures/golden/testing/testing.js";

const CARD = { payment: "card", express: true, status: 200 } as const;
const PAYPAL = { payment: "paypal", express: false, status: 503 } as const;

beforeEach(() => {
  resetMetrics();
  metrics.configure({ strict: false, warn: () => undefined });
});

describe("a read", () => {
  test("sums the series that have the given labels", () => {
    recordOrdersTotal(CARD, 2);
    recordOrdersTotal({ ...CARD, express: false });
    bindOrdersTotal(PAYPAL).record(5);
    expect(readOrdersTotal(CARD)).toBe(2);
    expect(readOrdersTotal({ payment: "card" })).toBe(3);
    expect(readOrdersTotal({ express: false })).toBe(6);
    expect(readOrdersTotal()).toBe(8);
  });

  test("is 0 without a series, and adds none", () => {
    expect(readOrdersTotal(CARD)).toBe(0);
    expect(readVisitors({ guest: "nobody" })).toBe(0);
    expect(readStartsTotal()).toBe(0);
    const empty = { "0.5": 0, "1": 0, "+Inf": 0 };
    expect(readStartDurationSeconds()).toEqual({ count: 0, sum: 0, buckets: empty });
    setVisitors({ guest: "a" }, 1);
    setVisitors({ guest: "b" }, 2);
    expect(readVisitors({ guest: "a" })).toBe(1); // the place of "nobody" was free
  });

  test("takes label values as the recorder takes them", () => {
    recordRetriesTotal({ class: 503, code: 418, method: "BREW" }, 4);
    expect(readRetriesTotal({ class: 500 })).toBe(4);
    expect(readRetriesTotal({ code: 302, method: "other" })).toBe(4);
    expect(readRetriesTotal({ class: 200 })).toBe(0);
  });

  test("gives the count, the sum and the cumulative buckets of a histogram", () => {
    const labels = { payment: "card", status: 200 } as const;
    recordRequestDurationSeconds(labels, 0.005);
    recordRequestDurationSeconds({ ...labels, status: 500 }, 0.5);
    recordRequestDurationSeconds(labels, 3);
    expect(readRequestDurationSeconds({ payment: "card" })).toEqual({
      count: 3,
      sum: 3.505,
      buckets: { "0.01": 1, "0.1": 1, "1": 2, "1e+06": 3, "+Inf": 3 },
    });
    startStartDurationSecondsTimer()();
    expect(readStartDurationSeconds().count).toBe(1);
  });

  test("calls the callbacks of sampled gauges", () => {
    let waiting = 3;
    sampleQueueDepth({ payment: "card", shard: 0 }, () => waiting);
    setQueueDepth({ payment: "card", shard: -2 }, 10);
    expect(readQueueDepth({ payment: "card" })).toBe(13);
    waiting = 4;
    expect(readQueueDepth({ shard: 0 })).toBe(4);
  });

  test("of a callback that returns a promise has what sampleMetrics has waited for", async () => {
    let bytes = 3;
    sampleMemoryBytes(async () => bytes);
    setMemoryBytes(1);
    expect(readMemoryBytes()).toBe(1);
    bytes = 4;
    await sampleMetrics();
    expect(readMemoryBytes()).toBe(4);
    expect(takeRejections()).toEqual([]);
    sampleMemoryBytes(() => 0);
  });

  test.each([
    [{ paymnt: "card" }, "shop_orders_total has no label paymnt; its labels are payment, express, status"],
    [
      { payment: "cash" },
      'the label payment of shop_orders_total is "cash"; expected one of "card", "paypal", "7"',
    ],
    [{ payment: undefined }, "the label payment of shop_orders_total is undefined"],
  ])("of %j throws", (labels, message) => {
    expect(() => readOrdersTotal(labels as object)).toThrow(`metricsmith: ${message}`);
  });

  test("has the name of the metric", () => {
    expect(readOrdersTotal.metric).toBe("shop_orders_total");
  });
});

describe("withMetrics returns the series that changed", () => {
  test("in the order of the schema and of the label values", async () => {
    recordOrdersTotal(CARD, 7);
    setQueueDepth({ payment: "paypal", shard: 1 }, 2);
    const changes = await withMetrics(async () => {
      setVisitors({ guest: "b" }, 1);
      setVisitors({ guest: "a" }, 1);
      addQueueDepth({ payment: "card", shard: 3 }, 1);
      removeQueueDepth({ payment: "paypal", shard: 1 });
      await Promise.resolve();
      recordOrder({ ...PAYPAL }, 0.05);
      recordOrdersTotal(CARD, 2);
      recordStartsTotal();
    });
    expect(changes).toEqual([
      { metric: "shop_orders_total", labels: { payment: "card", express: "true", status: "200" }, by: 2 },
      { metric: "shop_orders_total", labels: { payment: "paypal", express: "false", status: "503" }, by: 1 },
      { metric: "shop_starts_total", labels: {}, by: 1 },
      { metric: "shop_queue_depth", labels: { payment: "card", shard: "3" }, from: undefined, to: 1 },
      { metric: "shop_queue_depth", labels: { payment: "paypal", shard: "1" }, from: 2, to: undefined },
      { metric: "shop_visitors", labels: { guest: "a" }, from: undefined, to: 1 },
      { metric: "shop_visitors", labels: { guest: "b" }, from: undefined, to: 1 },
      {
        metric: "shop_request_duration_seconds",
        labels: { payment: "paypal", status: "503" },
        count: 1,
        sum: 0.05,
        buckets: { "0.01": 0, "0.1": 1, "1": 1, "1e+06": 1, "+Inf": 1 },
      },
    ]);
  });

  test("without the noise of additions", async () => {
    recordStartsTotal(0.2);
    const changes = await withMetrics(() => recordStartsTotal(0.1));
    expect(changes).toEqual([{ metric: "shop_starts_total", labels: {}, by: 0.1 }]);
  });

  test("sampled ones, too, after their promises", async () => {
    let bytes = 1;
    sampleMemoryBytes(async () => bytes);
    const changes = await withMetrics(() => {
      bytes = 2;
    });
    expect(changes).toEqual([{ metric: "shop_memory_bytes", labels: {}, from: 1, to: 2 }]);
    sampleMemoryBytes(() => 0);
  });

  test("and none of those that are the same again", async () => {
    setMemoryBytes(1);
    expect(
      await withMetrics(() => {
        addQueueDepth({ payment: "7", shard: 0 }, 0);
        removeQueueDepth({ payment: "7", shard: 0 });
      }),
    ).toEqual([]);
  });

  test("and throws what the function throws", async () => {
    const error = new Error("no stock");
    await expect(withMetrics(() => Promise.reject(error))).rejects.toBe(error);
    const thrown = withMetrics(() => {
      throw error;
    });
    await expect(thrown).rejects.toBe(error);
    expect(await withMetrics(() => recordStartsTotal())).toHaveLength(1);
  });
});
