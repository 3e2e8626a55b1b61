import { describe, expect, test } from "vitest";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { clusterTimeout, idleTimeoutOf, resolveLimits } from "../../../runtime/server/limits.js";

const DEFAULTS = {
  timeouts: { read: 6000, write: 6000, idle: 30_000, scrape: 60_000, close: 10_000 },
  buffers: { read: 4096 },
  limits: { connections: 256, scrapes: 20, texts: 33_554_432 },
};

describe("resolveLimits", () => {
  test("has Authelia's time-outs and buffers by default", () => {
    expect(resolveLimits({})).toEqual(DEFAULTS);
    expect(resolveLimits({ timeouts: {}, buffers: {}, limits: {} })).toEqual(DEFAULTS);
  });

  test("uses the given limits, and the defaults for the others", () => {
    const given = { timeouts: { read: 1, close: 250 }, buffers: { read: 512 }, limits: { scrapes: 1 } };
    expect(resolveLimits(given)).toEqual({
      timeouts: { ...DEFAULTS.timeouts, read: 1, close: 250 },
      buffers: { ...DEFAULTS.buffers, read: 512 },
      limits: { ...DEFAULTS.limits, scrapes: 1 },
    });
  });

  test.each([
    [{ timeouts: { read: 0 } }, "the option timeouts.read is 0; expected whole milliseconds, from 1 to"],
    [{ timeouts: { write: NaN } }, "the option timeouts.write is NaN; expected whole milliseconds"],
    [{ timeouts: { idle: Infinity } }, "the option timeouts.idle is Infinity; expected"],
    [{ timeouts: { scrape: "6s" } }, 'the option timeouts.scrape is "6s"; expected'],
    [{ timeouts: { close: 1.5 } }, "the option timeouts.close is 1.5; expected"],
    [{ timeouts: 6000 }, "the option timeouts is 6000; expected an object"],
    [{ timeouts: null }, "the option timeouts is null; expected an object"],
    [
      { buffers: { read: 511 } },
      "the option buffers.read is 511; expected a whole number of bytes, from 512",
    ],
    [{ buffers: { read: -1 } }, "the option buffers.read is -1; expected"],
    [{ limits: { connections: 0 } }, "the option limits.connections is 0; expected a whole number, from 1"],
    [{ limits: { scrapes: 2 ** 31 } }, "the option limits.scrapes is 2147483648; expected"],
  ])("refuses %j", (given, want) => {
    const resolve = () => resolveLimits(given as object); // an untyped caller's
    expect(resolve).toThrow(MetricsServerError);
    expect(resolve).toThrow(want);
  });
});

test.each([
  ["the time for one to begin, and to arrive", { idle: 30_000, read: 6000, want: 36_000 }],
  ["no more than a timer can wait for", { idle: 2 ** 31 - 1, read: 6000, want: 2 ** 31 - 1 }],
])("a connection may be without a request for %s", (_, { idle, read, want }) => {
  expect(idleTimeoutOf({ ...DEFAULTS.timeouts, idle, read })).toBe(want);
});

describe("clusterTimeout", () => {
  test.each([
    [true, 1000],
    [{}, 1000],
    [{ timeout: 250 }, 250],
  ] as const)("of %j is %i ms", (option, want) => {
    expect(clusterTimeout(option)).toBe(want);
  });

  test.each([0, -1, NaN, Infinity, "1000"])("refuses %j", (timeout) => {
    expect(() => clusterTimeout({ timeout: timeout as number })).toThrow(MetricsServerError); // an untyped caller's
    expect(() => clusterTimeout({ timeout: timeout as number })).toThrow(
      /^the option cluster.timeout is .*; expected milliseconds, 1 or more$/,
    );
  });
});
