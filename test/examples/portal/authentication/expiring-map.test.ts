import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ExpiringMap } from "../../../../examples/portal/authentication/expiring-map.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("forgets a value after its time", () => {
  const map = new ExpiringMap<string>(10);
  map.set("key", "value");
  vi.setSystemTime(Date.now() + 9_999);
  expect(map.get("key")).toBe("value");
  vi.setSystemTime(Date.now() + 1);
  expect(map.get("key")).toBeUndefined();
});

test("returns a value only once if it is taken", () => {
  const map = new ExpiringMap<string>(10);
  map.set("key", "value");
  expect(map.take("key")).toBe("value");
  expect(map.take("key")).toBeUndefined();
});

test("forgets the oldest value if there are too many", () => {
  const map = new ExpiringMap<number>(10);
  for (let number = 0; number <= 10_000; number += 1) map.set(String(number), number);
  expect([map.get("0"), map.get("1"), map.get("10000")]).toEqual([undefined, 1, 10_000]);
});
