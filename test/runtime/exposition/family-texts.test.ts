import { expect, test } from "vitest";
import { FamilyTexts } from "../../../runtime/exposition/family-texts.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";

const family = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });

test("has one text for a family, format and labels, until other labels are used more", () => {
  const texts = new FamilyTexts([family], 1 << 16);
  const [first] = texts.in("text", { at: "0" });
  expect(texts.in("text", { at: "0" })[0]).toBe(first);
  expect(texts.in("openmetrics", { at: "0" })[0]).not.toBe(first);
  for (let at = 1; at < 20; at++) texts.in("text", { at: String(at) });
  expect(texts.in("text", { at: "0" })[0]).not.toBe(first);
});
