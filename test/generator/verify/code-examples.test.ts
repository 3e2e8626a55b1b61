import { describe, expect, test } from "vitest";
import type { DiagnosticRules } from "../../../generator/diagnostics/define.js";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { EXPOSITION_CODES } from "../../../generator/exposition/codes.js";
import { VERIFY_CODES } from "../../../generator/verify/codes.js";
import { Verification } from "../../../generator/verify/verification.js";
import { EXAMPLE_SCHEMA } from "../../support/generator/example-schema.js";
import { catalogOf } from "../../support/generator/verify-shop.js";

const RULES: DiagnosticRules = { ...VERIFY_CODES.rules, ...EXPOSITION_CODES.rules };
const SHOP = catalogOf(EXAMPLE_SCHEMA);

/** Stands between the scrapes of an example. */
const NEXT_SCRAPE = "# the next scrape\n";

/** What an example leaves out, because it is about something else. */
const LEFT_OUT: readonly string[] = ["missing-family", "help-mismatch"];

function codesIn(code: string, example: string): readonly string[] {
  const texts = example.split(NEXT_SCRAPE);
  const verification = new Verification(SHOP, {
    repeated: texts.length > 1,
    ...(code === "coverage-too-low" && { minCoverage: 80 }),
  });
  for (const text of texts) {
    const format = text.endsWith("# EOF") ? "openmetrics" : "text";
    verification.startScrape({ name: "metrics.txt", format });
    verification.write(Buffer.from(`${text}\n`));
    verification.endScrape();
  }
  const found = verification.report().diagnostics.filter((one) => !isAboutOtherFamily(one));
  return found.map((one) => one.code).filter((one) => one === code || !LEFT_OUT.includes(one));
}

/** An example exposes the families that it is about. */
function isAboutOtherFamily({ code, message }: Diagnostic): boolean {
  return code === "missing-family" && !message.includes("shop_orders_total");
}

const examples = Object.entries(RULES).flatMap(([code, { wrong, right }]) =>
  wrong === undefined || right === undefined ? [] : [{ code, wrong, right }],
);

describe.each(examples)("$code", ({ code, wrong, right }) => {
  test("is found in its wrong example", () => {
    expect(codesIn(code, wrong)).toContain(code);
  });

  test("is not found in its right example", () => {
    expect(codesIn(code, right)).not.toContain(code);
    expect(codesIn("", right)).toEqual([]);
  });
});
