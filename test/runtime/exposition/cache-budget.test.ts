import fc from "fast-check";
import { expect, test } from "vitest";
import { CacheBudget } from "../../../runtime/exposition/cached-text.js";

test.each([
  ["what is left", { given: [[0, 100]], want: [true] }],
  ["more than what is left", { given: [[0, 101]], want: [false] }],
  [
    "nothing",
    {
      given: [
        [0, 100],
        [0, 0],
        [0, 1],
      ],
      want: [true, true, false],
    },
  ],
  [
    "more than was taken",
    {
      given: [
        [0, 60],
        [60, 100],
        [0, 1],
      ],
      want: [true, true, false],
    },
  ],
  [
    "less than was taken",
    {
      given: [
        [0, 100],
        [100, 40],
        [0, 61],
        [0, 60],
      ],
      want: [true, true, false, true],
    },
  ],
  [
    "too much, which gives back what was taken",
    {
      given: [
        [0, 60],
        [60, 101],
        [0, 100],
      ],
      want: [true, false, true],
    },
  ],
] as const)("a budget of 100 allows an exchange for %s", (_, { given, want }) => {
  const budget = new CacheBudget(100);
  expect(given.map(([taken, wanted]) => budget.exchange(taken, wanted))).toEqual(want);
});

test("whatever several holders exchange, they hold no more than the bound, and all of it can be had again", () => {
  const exchanges = fc.array(fc.record({ holder: fc.nat({ max: 3 }), wanted: fc.nat({ max: 1000 }) }));
  fc.assert(
    fc.property(fc.nat({ max: 1500 }), exchanges, (bound, steps) => {
      const budget = new CacheBudget(bound);
      const held = [0, 0, 0, 0];
      for (const { holder, wanted } of steps) {
        const others = held.reduce((sum, each, other) => (other === holder ? sum : sum + each), 0);
        const allowed = budget.exchange(held[holder] ?? 0, wanted);
        expect(allowed).toBe(others + wanted <= bound);
        held[holder] = allowed ? wanted : 0;
      }
      for (const each of held) budget.exchange(each, 0);
      expect(budget.exchange(0, bound)).toBe(true);
    }),
  );
});
