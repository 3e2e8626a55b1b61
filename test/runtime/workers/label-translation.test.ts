import { expect, test } from "vitest";
import { closedVector, openVector } from "../../../runtime/labels.js";
import { LabelTranslation } from "../../../runtime/workers/recording-thread.js";

const kind = closedVector("kind", ["a", "b"]);

test("a label set of closed vectors has the same index in each thread", () => {
  expect(new LabelTranslation().indexOf([kind, kind], 3)).toBe(3);
});

test("an open vector's ordinals become those of the same label values here; unreported values have none", () => {
  const tenant = openVector("tenant", { maxValues: 9, otherwise: "other" });
  tenant.ordinalOf("x");
  const labels = new LabelTranslation();
  expect(labels.indexOf([tenant, kind], 2)).toBe(-1);
  labels.add(tenant, { text: "y", ordinal: 1 });
  labels.add(tenant, { text: "x", ordinal: 2 });
  const indices = [0, 1, 2, 3, 4].map((index) => labels.indexOf([tenant, kind], index));
  expect(indices).toEqual([0, 1, 4, 5, 2]);
  expect([1, 2].map(tenant.textOf)).toEqual(["x", "y"]);
});

test("a label value becomes `otherwise` if the vector is full", () => {
  const tenant = openVector("tenant", { maxValues: 1, otherwise: "other" });
  tenant.ordinalOf("x");
  const labels = new LabelTranslation();
  labels.add(tenant, { text: "y", ordinal: 1 });
  expect(labels.indexOf([tenant, kind], 3)).toBe(1);
});
