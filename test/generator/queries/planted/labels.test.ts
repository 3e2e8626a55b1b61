import { describe } from "vitest";
import { type Planted, testPlanted, testValid } from "../../../support/generator/planted.js";

const PLANTED: readonly Planted[] = [
  [
    "a label that the metric does not have",
    {
      given: 'increase(shop_logins{facto="totp"}[1h]) > 1',
      want: [["query-unknown-label", "facto"]],
      right: 'increase(shop_logins{factor="totp"}[1h]) > 1',
    },
  ],
  [
    "a value that is not recorded, in a rule",
    {
      given: `
- record: factor:logins:sum
  expr: sum by (factor) (shop_logins{factor="topt"})
`,
      want: [["query-unknown-value", "topt"]],
      right: `
- record: factor:logins:sum
  expr: sum by (factor) (shop_logins{factor="totp"})
`,
    },
  ],
];

const VALID: readonly string[] = ["sum by (factor) (rate(shop_logins[5m])) > 1"];

describe("planted mistakes of labels are found, and the valid queries beside them are not", () =>
  testPlanted(PLANTED));
describe("valid queries of labels give nothing", () => testValid(VALID));
