import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../../generator/exposition/findings.js";
import { ExpositionParser } from "../../../generator/exposition/parse-exposition.js";
import { type ExpositionFinding, type ExpositionFormat, parseExposition } from "../../../generator/index.js";
import { OPENMETRICS_CASES } from "../../support/generator/openmetrics-cases.js";
import { type ExpositionCase, TEXT_CASES } from "../../support/generator/text-cases.js";

const found = (findings: readonly ExpositionFinding[]) =>
  findings.map(({ line, column, code }) => `${line}:${column} ${code}`);

const CASES = [
  ...TEXT_CASES.map(([name, one]) => ["text", name, one] as const),
  ...OPENMETRICS_CASES.map(([name, one]) => ["openmetrics", name, one] as const),
] satisfies readonly (readonly [ExpositionFormat, string, ExpositionCase])[];

describe.each(CASES)("%s: %s", (format, _name, { given, errors = [], warnings = [] }) => {
  test("has these findings at these places", () => {
    const exposition = parseExposition(given, { format });
    expect({ errors: found(exposition.errors), warnings: found(exposition.warnings) }).toEqual({
      errors,
      warnings,
    });
  });

  test("has the same findings and samples in pieces of one byte", () => {
    const whole = parseExposition(given, { format });
    const parser = new ExpositionParser({ format });
    const parts = [...Buffer.from(given)].map((byte) => parser.write(Buffer.of(byte)));
    parts.push(parser.end());
    expect(parts.flatMap((part) => part.errors)).toEqual(whole.errors);
    expect(parts.flatMap((part) => part.warnings)).toEqual(whole.warnings);
    const samples = parts.flatMap((part) => part.families.flatMap((family) => family.samples));
    const wanted = whole.families.flatMap((family) => family.samples);
    expect(samples).toEqual(wanted.sort((left, right) => left.line - right.line));
  });
});

test("the cases contain every finding, except for a line of 16 MB", () => {
  const codes = CASES.flatMap(([, , { errors = [], warnings = [] }]) =>
    [...errors, ...warnings].map((finding) => finding.replace(/^\S+ /, "")),
  );
  expect(Object.keys(FINDINGS).filter((code) => !codes.includes(code))).toEqual(["long-line"]);
});

test("a finding says what is wrong and what to write, and spans the token", () => {
  const { errors } = parseExposition("# TYPE foo countre\n", { format: "text" });
  expect(errors).toEqual([
    {
      code: "bad-type",
      message: "`countre` is not a type.",
      help: "Did you mean `counter`?",
      line: 1,
      column: 12,
      endColumn: 19,
    },
  ]);
});
