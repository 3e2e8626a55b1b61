import { expect, test } from "vitest";
import { RateLimiter } from "../../../../runtime/server/web-config/web-access.js";

test("a burst is let through at once, and one more for each interval", () => {
  const limiter = new RateLimiter({ interval: 100, burst: 2 }, 0);
  const times = [0, 0, 0, 99, 100, 101, 199, 200];
  expect(times.map((time) => limiter.take(time))).toEqual([
    true,
    true,
    false,
    false,
    true,
    false,
    false,
    true,
  ]);
});

test("no more than a burst is saved up", () => {
  const limiter = new RateLimiter({ interval: 100, burst: 2 }, 0);
  expect([10_000, 10_000, 10_000].map((time) => limiter.take(time))).toEqual([true, true, false]);
});
