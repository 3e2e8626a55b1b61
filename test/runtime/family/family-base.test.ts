import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { incrementFault, numberFault } from "../../../runtime/family/family-base.js";
import type { RejectedSample } from "../../../runtime/family/rejection.js";
import { closedVector } from "../../../runtime/vector/closed-vector.js";
import { HOSTILE_VALUES } from "../hostile-values.js";

describe("incrementFault", () => {
  test.each([
    ["0", { given: 0, want: undefined }],
    ["a positive number", { given: 0.5, want: undefined }],
    ["a negative number", { given: -1, want: "negative" }],
    ["Infinity", { given: Infinity, want: "infinite" }],
    ["-Infinity", { given: -Infinity, want: "negative" }],
    ["NaN", { given: Number.NaN, want: "not_a_number" }],
    ["a string", { given: "1", want: "not_a_number" }],
  ])("of %s", (_, { given, want }) => {
    expect(incrementFault(given)?.reason).toBe(want);
  });
});

describe("numberFault", () => {
  test.each(HOSTILE_VALUES)("%s is a fault unless it is a number", (_, value) => {
    const want = typeof value === "number" && !Number.isNaN(value) ? undefined : "not_a_number";
    expect(numberFault(value)?.reason).toBe(want);
  });
});

describe("a family", () => {
  const definition = { name: "m", help: "h", vectors: [closedVector("method", ["GET", "POST"])] };

  test("knows how many label sets it can have", () => {
    expect(new CounterFamily(definition).labelSets).toBe(2);
  });

  test("tells the latest sink alone, of the label set before the value", () => {
    const family = new CounterFamily(definition);
    const samples: RejectedSample[] = [];
    family.onReject(() => expect.unreachable("the first sink was replaced"));
    family.onReject((sample) => samples.push(sample));
    family.record(-1, -1, { method: "PUT" });
    family.record(0, -1, { method: "GET" });
    expect(samples.map(({ metric, reason }) => [metric, reason])).toEqual([
      ["m", "unknown_label_value"],
      ["m", "negative"],
    ]);
  });

  test("rejects in silence until there is a sink", () => {
    expect(() => new CounterFamily(definition).record(-1, 1, {})).not.toThrow();
  });
});
