import { beforeEach, describe, expect, test } from "vitest";
import { metricMatchers } from "../../../runtime/testing/index.js";
import {
  metrics,
  type OrdersTotalLabels,
  recordOrdersTotal,
  recordRequestDurationSeconds,
  recordStartsTotal,
  setQueueDepth,
} from "../../fixtures/golden/testing/recorders.js";
import {
  readOrdersTotal,
  readQueueDepth,
  readRequestDurationSeconds,
  readStartsTotal,
  resetMetrics,
  withMetrics,
} from "../../fixtures/golden/testing/testing.js";

expect.extend(metricMatchers);

const CARD = { payment: "card", express: true, status: 200 } as const;
const order = () => recordOrdersTotal(CARD);

beforeEach(() => {
  resetMetrics();
  metrics.configure({ strict: false, warn: () => undefined });
});

async function failureOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) return error.message.replace(/:\d+:\d+$/m, "");
  }
  throw new Error("it did not fail");
}

describe("toHaveIncremented passes", () => {
  test("for a function, and for what withMetrics returns", async () => {
    await expect(order).toHaveIncremented(readOrdersTotal, CARD);
    await expect(async () => order()).toHaveIncremented(readOrdersTotal, { payment: "card" }, 1);
    await expect(() => undefined).not.toHaveIncremented(readOrdersTotal);
    const changes = await withMetrics(() => {
      order();
      recordOrdersTotal({ ...CARD, payment: "paypal" }, 2);
    });
    expect(changes).toHaveIncremented(readOrdersTotal, { payment: "paypal" }, 2);
    expect(changes).toHaveIncremented(readOrdersTotal, {}, 3);
    expect(changes).not.toHaveIncremented(readOrdersTotal, { payment: "7" });
    expect(changes).not.toHaveIncremented(readOrdersTotal, { payment: "card" }, 2);
    expect(changes).not.toHaveIncremented(readStartsTotal);
  });

  test("by the observations of a histogram, and by how much higher a gauge is", async () => {
    setQueueDepth({ payment: "card", shard: 0 }, 5);
    const changes = await withMetrics(() => {
      recordRequestDurationSeconds({ payment: "card", status: 200 }, 0.3);
      recordRequestDurationSeconds({ payment: "card", status: 200 }, 0.3);
      setQueueDepth({ payment: "card", shard: 0 }, 7);
    });
    expect(changes).toHaveIncremented(readRequestDurationSeconds, { payment: "card" }, 2);
    expect(changes).toHaveIncremented(readQueueDepth, { payment: "card" }, 2);
  });
});

describe("the message of toHaveIncremented says", () => {
  test("what changed instead: near label sets first, and rejected samples", async () => {
    const failure = await failureOf(() =>
      expect(() => {
        recordOrdersTotal({ ...CARD, payment: "paypal" });
        recordStartsTotal(2);
        recordRequestDurationSeconds({ payment: "card", status: 200 }, 0.3);
        setQueueDepth({ payment: "card", shard: 0 }, 5);
        recordOrdersTotal({ ...CARD, payment: "cash" } as unknown as OrdersTotalLabels); // from a user
      }).toHaveIncremented(readOrdersTotal, { payment: "card" }),
    );
    const file = /recorded at (\S+matchers\.test\.ts)/.exec(failure)?.[1];
    expect(failure).toBe(
      [
        'Expected: shop_orders_total{payment="card"} to go up by 1',
        "Received: it did not change",
        "",
        "Other series of shop_orders_total that changed:",
        '  shop_orders_total{payment="paypal",express="true",status="200"} +1',
        "",
        "Other metrics that changed:",
        "  shop_starts_total +2",
        '  shop_queue_depth{payment="card",shard="0"} no series -> 5',
        '  shop_request_duration_seconds{payment="card",status="200"} +1 observed, sum +0.3',
        "",
        "Rejected meanwhile:",
        '  shop_orders_total: label payment is "cash"; expected one of "card", "paypal", "7"',
        `    recorded at ${file}`,
      ].join("\n"),
    );
  });

  test("by how much it went up, for one label set and for several", async () => {
    const changes = await withMetrics(() => {
      recordOrdersTotal(CARD, 2);
      recordOrdersTotal({ ...CARD, status: 201 });
    });
    expect(await failureOf(() => expect(changes).toHaveIncremented(readOrdersTotal, CARD))).toMatch(
      /^Expected: .* to go up by 1\nReceived: it went up by 2\n\nOther series of shop_orders_total/,
    );
    const failure = await failureOf(() => expect(changes).not.toHaveIncremented(readOrdersTotal));
    expect(failure).toBe(
      [
        "Expected: shop_orders_total not to change",
        "Received: it went up by 3",
        "",
        "Series of shop_orders_total that changed:",
        '  shop_orders_total{payment="card",express="true",status="200"} +2',
        '  shop_orders_total{payment="card",express="true",status="201"} +1',
      ].join("\n"),
    );
  });

  test("that nothing changed", async () => {
    const changes = await withMetrics(() => undefined);
    expect(await failureOf(() => expect(changes).toHaveIncremented(readStartsTotal))).toMatch(
      /it did not change\n\nNo other metric of the schema changed\.$/,
    );
  });
});

test.each([
  ["a value", () => expect(5).toHaveIncremented(readStartsTotal), "pass a function to expect"],
  ["a table of somebody else", () => expect([]).toHaveIncremented(readStartsTotal), "did not return"],
  ["no read", () => expect(order).toHaveIncremented(order as never), "is no read"],
  ["no number", () => expect(order).toHaveIncremented(readStartsTotal, {}, Number.NaN), "argument is NaN"],
  [
    "no label",
    () => expect(order).toHaveIncremented(readOrdersTotal, { paid: "card" } as object),
    "shop_orders_total has no label paid",
  ],
])("toHaveIncremented throws for %s", async (_, run, message) => {
  await expect(async () => run()).rejects.toThrow(message);
});
