import { expect, test } from "vitest";
import { HashSet } from "../../../generator/exposition/known-bytes.js";

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

test("a hash is new only once, even 0", () => {
  const set = new HashSet();
  for (const high of numbers(0, 1_000)) expect(set.add(0, high)).toBe(high !== 1); // 1 stands for 0
  for (const high of numbers(0, 1_000)) expect(set.add(0, high)).toBe(false);
});

test("a full set still finds its hashes, and takes no others", () => {
  const set = new HashSet(1_000);
  for (const low of numbers(1, 1_001)) expect(set.add(low, 7)).toBe(true);
  for (const low of numbers(1_001, 9_001)) {
    expect(set.add(low, 7)).toBe(true);
    expect(set.has(low, 7)).toBe(false);
  }
  for (const low of numbers(1, 1_001)) expect(set.add(low, 7)).toBe(false);
  set.clear();
  expect(set.add(1, 7)).toBe(true);
});
