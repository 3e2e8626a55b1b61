import { expect, test } from "vitest";
import { canonicalNumber } from "../../../generator/exposition/canonical-number.js";

test.each([
  // OpenMetrics 1.0, section "Canonical Numbers"
  ..."0.0 0.001 0.002 0.01 0.1 0.9 0.95 0.99 0.999 1.0 1.7 10.0".split(" "),
  ..."1e-10 1e-09 1e-05 0.0001 0.1 1.0 100000.0 1e+06 1e+10".split(" "),
  ..."-1.0 1.1e+23 1.234567e+06 +Inf -Inf".split(" "),
])("%s is spelled so", (text) => {
  expect(canonicalNumber(Number(text.replace("Inf", "Infinity")))).toBe(text);
});
