import { describe, expect, test } from "vitest";
import { verifyExposition } from "../../../generator/verify/verification.js";
import { SHOP, SHOP_TEXT } from "../../support/generator/verify-shop.js";

describe("a label that the schema does not declare", () => {
  test.each([
    ["that all series have", { given: `${labelled(SHOP_TEXT)}process_a{app="shop"} 1\n` }],
    [
      "of which a family of others has its own value",
      { given: `${labelled(SHOP_TEXT)}process_a{app="a"} 1\n` },
    ],
  ])("%s is a constant label, and no finding", (_, { given }) => {
    expect(codesOf(given)).toEqual([]);
  });

  test.each([
    ["that a family of others does not have", { given: `${labelled(SHOP_TEXT)}process_a 1\n` }],
    [
      "that only families of the schema have",
      { given: labelled(SHOP_TEXT.replace(/^(?!shop_|# [A-Z]+ shop_).*\n/gm, "")) },
    ],
    ["that has several values", { given: labelled(SHOP_TEXT).replace('app="shop"', 'app="other"') }],
  ])("%s is a finding", (_, { given }) => {
    expect(codesOf(given)).toContain("undeclared-label");
  });
});

function codesOf(text: string): readonly string[] {
  const { diagnostics } = verifyExposition(SHOP, { name: "x", format: "text", bytes: Buffer.from(text) });
  return diagnostics.map(({ code }) => code);
}

/** Adds a label to each sample of a text. */
function labelled(text: string): string {
  return text.replace(/^([a-z_]+)(?:\{(.*)\})? /gm, (_sample, name, labels) =>
    labels === undefined ? `${name}{app="shop"} ` : `${name}{${labels},app="shop"} `,
  );
}
