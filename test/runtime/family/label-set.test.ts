import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countLabelSets, labelFault, labelsOf, ordinalsOf } from "../../../runtime/family/label-set.js";
import { booleanVector, closedVector, integerVector } from "../../../runtime/labels.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";
import { indexOf } from "../../support/runtime/label-set-index.js";

const success = booleanVector("success");
const method = closedVector("method", ["GET", "POST", "PUT"]);
const id = integerVector("id", { min: 1, max: 2 ** 30 });

describe("a label set's index", () => {
  test.each([
    ["no vectors", { given: [], want: 1 }],
    ["one", { given: [method], want: 3 }],
    ["several", { given: [success, method, id], want: 6 * 2 ** 30 }],
  ])("%s have the right number of label sets", (_, { given, want }) => {
    expect(countLabelSets(given)).toBe(want);
  });

  test("has the last vector's ordinal as its lowest digit", () => {
    expect(ordinalsOf([success, method], 4)).toEqual([1, 1]);
    expect(labelsOf([success, method], 4)).toEqual({ success: "true", method: "POST" });
    expect(Object.keys(labelsOf([method, success], 4))).toEqual(["method", "success"]);
  });

  test("can be split into its ordinals again, beyond 32 bits too", () => {
    const ordinals = fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 2 }), fc.nat({ max: 2 ** 30 - 1 }));
    fc.assert(
      fc.property(ordinals, ([first, second, third]) => {
        const index = (first * 3 + second) * 2 ** 30 + third;
        expect(ordinalsOf([success, method, id], index)).toEqual([first, second, third]);
      }),
    );
  });
});

describe("labelFault", () => {
  const vectors = [method, success];

  test.each([
    ["a good label set", { given: { method: "PUT", success: false }, want: undefined }],
    ["a further label, which is ignored", { given: { method: "PUT", success: true, x: 1 }, want: undefined }],
    ["no label set", { given: undefined, want: "missing_label" }],
    ["a string for a label set", { given: "GET", want: "missing_label" }],
    ["a label set without a label", { given: { success: true }, want: "missing_label" }],
    ["a label that is null", { given: { method: null, success: true }, want: "missing_label" }],
    ["an unknown label value", { given: { method: "get", success: true }, want: "unknown_label_value" }],
  ])("%s", (_, { given, want }) => {
    expect(labelFault(vectors, given)?.reason).toBe(want);
  });

  test("names the label, quotes its value and says what is expected", () => {
    expect(labelFault(vectors, { method: 'g"et', success: true })?.detail).toBe(
      'label method is "g\\"et"; expected one of "GET", "POST", "PUT"',
    );
    expect(labelFault(vectors, { method: "GET" })?.detail).toBe(
      "label success is missing; expected true or false",
    );
  });

  test("names every label that is missing or bad, and has the reason of the first", () => {
    expect(labelFault(vectors, {})).toEqual({
      reason: "missing_label",
      detail:
        'label method is missing; expected one of "GET", "POST", "PUT"; ' +
        "label success is missing; expected true or false",
      labels: ["method", "success"],
    });
    expect(labelFault(vectors, { method: "get" })).toEqual({
      reason: "unknown_label_value",
      detail:
        'label method is "get"; expected one of "GET", "POST", "PUT"; ' +
        "label success is missing; expected true or false",
      labels: ["method", "success"],
    });
  });

  test.each(HOSTILE_VALUES)("reports %s without throwing", (_, value) => {
    expect(labelFault(vectors, { method: value, success: true })).toBeDefined();
    expect(indexOf(vectors, { method: value, success: true })).toBe(-1);
  });
});
