import { describe, expect, test } from "vitest";
import { EXEMPLAR_LIMIT, ExemplarPool, FamilyExemplars } from "../../runtime/family/exemplars.js";

describe("the pool of exemplars", () => {
  test("has the last exemplar of each cell", () => {
    const exemplars = new FamilyExemplars(new ExemplarPool());
    exemplars.store(7, 1, exemplarOf(1));
    exemplars.store(9, 2, exemplarOf(2));
    exemplars.store(7, 3, exemplarOf(3));
    expect([exemplarIn(exemplars, 7), exemplarIn(exemplars, 9), exemplarIn(exemplars, 8)]).toEqual([
      { traceId: exemplarOf(3).traceId, spanId: exemplarOf(3).spanId, value: 3 },
      { traceId: exemplarOf(2).traceId, spanId: exemplarOf(2).spanId, value: 2 },
      undefined,
    ]);
  });

  test("has no more exemplars than its limit, all families together, and drops the oldest", () => {
    const pool = new ExemplarPool(100);
    const [one, other] = [new FamilyExemplars(pool), new FamilyExemplars(pool)];
    for (let cell = 0; cell < 60; cell++) one.store(cell, cell, exemplarOf(cell + 1));
    for (let cell = 0; cell < 60; cell++) other.store(cell, cell, exemplarOf(cell + 1001));
    expect([one.size, other.size]).toEqual([40, 60]);
    expect(exemplarIn(one, 19)).toBeUndefined();
    for (let cell = 20; cell < 60; cell++)
      expect(exemplarIn(one, cell)?.traceId).toBe(exemplarOf(cell + 1).traceId);
    for (let cell = 0; cell < 60; cell++)
      expect(exemplarIn(other, cell)?.traceId).toBe(exemplarOf(cell + 1001).traceId);
  });

  test("does not drop what a family has stored again after clear", () => {
    const pool = new ExemplarPool(4);
    const [one, other] = [new FamilyExemplars(pool), new FamilyExemplars(pool)];
    one.store(0, 1, exemplarOf(1));
    one.clear();
    one.store(0, 2, exemplarOf(2));
    for (let cell = 0; cell < 3; cell++) other.store(cell, 3, exemplarOf(3)); // the third is given the first slot again
    expect(exemplarIn(one, 0)?.value).toBe(2);
  });

  test("has a limit for a process", () => {
    const exemplars = new FamilyExemplars();
    for (let cell = 0; cell < EXEMPLAR_LIMIT + 100; cell++) exemplars.store(cell, cell, exemplarOf(1));
    expect(exemplars.size).toBe(EXEMPLAR_LIMIT);
  });
});

function exemplarOf(number: number) {
  return { traceId: number.toString(16).padStart(32, "0"), spanId: number.toString(16).padStart(16, "a") };
}

function exemplarIn(exemplars: FamilyExemplars, cell: number) {
  const slot = exemplars.slotOf(cell);
  if (slot === undefined) return undefined;
  const { pool } = exemplars;
  const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  return {
    traceId: decode(pool.traceIdOf(slot)),
    spanId: decode(pool.spanIdOf(slot)),
    value: pool.valueOf(slot),
  };
}
