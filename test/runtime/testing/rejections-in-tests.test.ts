import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { failOnRejections } from "../../../runtime/testing/index.js";
import {
  bindOrdersTotal,
  metrics,
  type OrdersTotalLabels,
  recordOrdersTotal,
  recordStartsTotal,
  sampleMemoryBytes,
} from "../../fixtures/golden/testing/recorders.js";
import {
  expectNoRejections,
  readMemoryBytes,
  readOrdersTotal,
  resetMetrics,
  takeRejections,
} from "../../fixtures/golden/testing/testing.js";

const BAD = { payment: "cash", express: true, status: 200 } as unknown as OrdersTotalLabels; // from a user
const DETAIL = 'label payment is "cash"; expected one of "card", "paypal", "7"';
const GOLDEN = "../../fixtures/golden/testing/testing.js";

beforeEach(() => {
  resetMetrics();
  metrics.configure({ strict: false, warn: () => undefined });
});

/** The error that a function throws, and the line of its caller. */
function thrownBy(run: () => void): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("it did not throw");
}

/** The place of the caller, without its column: `/…/rejections-in-tests.test.ts:12`. */
function here(): string {
  const [, , line = ""] = (new Error("here").stack ?? "").split("\n");
  return /\(?(\/\S+?:\d+):\d+\)?$/.exec(line)?.[1] ?? "";
}

describe("expectNoRejections", () => {
  test("throws the place of each rejected sample, once", () => {
    const first = [recordOrdersTotal(BAD), here()][1];
    const bound = bindOrdersTotal(BAD);
    const second = [bound.record(), here()][1];
    const third = [recordStartsTotal(-1), here()][1];
    const { message, stack } = thrownBy(expectNoRejections);
    const column = (text: string) => text.replace(/(\.test\.ts:\d+):\d+/g, "$1");
    expect(column(message)).toBe(
      [
        "3 samples were rejected:",
        `  shop_orders_total: ${DETAIL}\n    recorded at ${first}`,
        `  shop_orders_total: ${DETAIL}\n    recorded at ${second}`,
        `  shop_starts_total: a counter cannot be increased by -1\n    recorded at ${third}`,
      ].join("\n"),
    );
    expect(column(stack ?? "")).toContain(`recorded at ${third}\n    at ${first}\n    at ${second}\n`);
    expectNoRejections();
  });

  test("throws for a callback that failed", () => {
    sampleMemoryBytes(() => {
      throw new Error("no memory");
    });
    expect(readMemoryBytes()).toBe(0);
    expect(thrownBy(expectNoRejections).message).toContain(
      "shop_memory_bytes: the callback of a sampled series threw: no memory\n    read by a scrape",
    );
    sampleMemoryBytes(() => 0);
  });

  test("counts what is more than a hundred", () => {
    for (let times = 0; times < 105; times++) recordStartsTotal(-1);
    const { message } = thrownBy(expectNoRejections);
    expect(message).toMatch(/^105 samples were rejected:/);
    expect(message).toMatch(/\n {2}and 5 more$/);
  });

  test("does not throw after resetMetrics and takeRejections", () => {
    recordOrdersTotal(BAD);
    const place = expect.stringContaining("rejections-in-tests.test.ts:");
    expect(takeRejections()).toEqual([
      {
        metric: "shop_orders_total",
        reason: "unknown_label_value",
        detail: DETAIL,
        labels: ["payment"],
        place,
      },
    ]);
    expectNoRejections();
    recordOrdersTotal(BAD);
    resetMetrics();
    expectNoRejections();
  });
});

describe("failOnRejections", () => {
  test("registers a hook that throws, also where a framework swallows what strict mode throws", async () => {
    const hooks: (() => void)[] = [];
    failOnRejections(metrics, (hook) => hooks.push(hook));
    metrics.configure({ strict: true });
    const app = express();
    app.get("/", (_request, response) => {
      recordOrdersTotal(BAD);
      response.send("ok");
    });
    app.use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(500).send("failed");
    });
    const server = createServer(app).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    expect(thrownBy(() => hooks[0]?.()).message).toMatch(
      /^1 sample was rejected:\n {2}shop_orders_total: .*\n {4}recorded at .*rejections-in-tests\.test\.ts:\d+:\d+$/,
    );
    hooks[0]?.();
  });

  test("takes the metrics of several schemas, and the global afterEach", () => {
    const hooks: (() => void)[] = [];
    const before: unknown = Reflect.get(globalThis, "afterEach");
    Reflect.set(globalThis, "afterEach", (hook: () => void) => hooks.push(hook));
    onTestFinished(() => void Reflect.set(globalThis, "afterEach", before));
    failOnRejections([metrics]);
    recordStartsTotal(-1);
    expect(() => hooks[0]?.()).toThrow("1 sample was rejected");
  });

  test("throws for what it cannot use", () => {
    expect(() => failOnRejections({} as never)).toThrow("failOnRejections: the metrics are an object");
    expect(() => failOnRejections(metrics, 1 as never)).toThrow("there is no global afterEach");
  });
});

test("two copies of the module read the same families and have the same rejections", async () => {
  const copy = (await import(`${GOLDEN}?copy`)) as typeof import("../../fixtures/golden/testing/testing.js");
  recordOrdersTotal({ payment: "card", express: true, status: 200 });
  recordOrdersTotal(BAD);
  expect(copy.readOrdersTotal).not.toBe(readOrdersTotal);
  expect(copy.readOrdersTotal()).toBe(1);
  expect(copy.takeRejections()).toHaveLength(1);
  expectNoRejections();
});
