import { beforeAll, describe, expect, test } from "vitest";
import { parseExposition } from "../../generator/index.js";
import { OPENMETRICS_CASES } from "../support/generator/openmetrics-cases.js";
import { TEXT_CASES } from "../support/generator/text-cases.js";
import { pythonVerdicts } from "../support/programs/exposition-readers.js";
import { prometheusVerdicts } from "../support/programs/prometheus-verdicts.js";

let verdicts: readonly string[] = [];
beforeAll(async () => {
  verdicts = await prometheusVerdicts([
    ...TEXT_CASES.map(([, { given }]) => ({ format: "text", body: given }) as const),
    ...OPENMETRICS_CASES.map(([, { given }]) => ({ format: "openmetrics", body: given }) as const),
  ]);
}, 120_000);

describe("text 0.0.4: an error is what Prometheus refuses", () => {
  test.each(TEXT_CASES.map(([name, one], index) => [name, index, one] as const))(
    "%s",
    (_name, index, { given, prometheus }) => {
      const { errors } = parseExposition(given, { format: "text" });
      const refused = verdicts[index] !== "";
      if (prometheus === undefined)
        expect({ refused, why: verdicts[index] }).toMatchObject({ refused: errors.length > 0 });
      else expect(refused, "the case says that it differs").not.toBe(errors.length > 0);
    },
  );
});

describe("OpenMetrics: an error is what Prometheus refuses", () => {
  test.each(OPENMETRICS_CASES.map(([name, one], index) => [name, TEXT_CASES.length + index, one] as const))(
    "%s",
    (_name, index, { given, prometheus }) => {
      const { errors } = parseExposition(given, { format: "openmetrics" });
      const refused = verdicts[index] !== "";
      if (prometheus === undefined)
        expect({ refused, why: verdicts[index] }).toMatchObject({ refused: errors.length > 0 });
      else expect(refused, "the case says that it differs").not.toBe(errors.length > 0);
    },
  );
});

describe("OpenMetrics: a finding is what the parser of Python's client refuses, or an unusual spelling", () => {
  let pythons: readonly string[] = [];
  beforeAll(async () => {
    pythons = await pythonVerdicts(OPENMETRICS_CASES.map(([, { given }]) => given));
  });

  test.each(OPENMETRICS_CASES.map(([name, one], index) => [name, index, one] as const))(
    "%s",
    (_name, index, { given, python }) => {
      const { errors, warnings } = parseExposition(given, { format: "openmetrics" });
      const found = [...errors, ...warnings].filter(({ code }) => !SPELLINGS.includes(code));
      const isAsHere = (pythons[index] !== "") === found.length > 0;
      expect(isAsHere, pythons[index]).toBe(python === undefined);
    },
  );
});

/** Findings that the specification does not forbid. */
const SPELLINGS = ["unknown-escape", "uncommon-number"];
