import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseNumber } from "../../generator/exposition/bytes.js";
import { ExpositionParser } from "../../generator/exposition/parse-exposition.js";
import { type Exposition, type ExpositionFormat, parseExposition } from "../../generator/index.js";
import { OPENMETRICS_CASES } from "../support/generator/openmetrics-cases.js";
import { TEXT_CASES } from "../support/generator/text-cases.js";
import { mutatedExposition } from "../support/properties/mutated-exposition.js";
import { writtenExposition } from "../support/properties/written-exposition.js";

const FORMATS = ["text", "openmetrics"] as const;

const BASES: Readonly<Record<ExpositionFormat, readonly (string | Uint8Array)[]>> = {
  text: TEXT_CASES.map(([, { given }]) => given),
  openmetrics: OPENMETRICS_CASES.map(([, { given }]) => given),
};

describe.each(FORMATS)("%s", (format) => {
  test("a written exposition is read back", () => {
    fc.assert(
      fc.property(writtenExposition(format), ({ text, families }) => {
        const exposition = parseExposition(text, { format });
        expect(exposition).toEqual({ families, errors: [], warnings: [], omitted: 0 });
      }),
      { numRuns: 250 },
    );
  });

  test("pieces that are cut anywhere have the samples and findings of the whole", () => {
    const cuts = fc.array(fc.nat(200), { maxLength: 8 });
    const given = fc.oneof(
      writtenExposition(format).map(({ text }) => Buffer.from(text)),
      mutatedExposition(BASES[format]),
    );
    fc.assert(
      fc.property(given, cuts, (bytes, cuts) => {
        const whole = parseExposition(bytes, { format });
        const parts = inPieces(bytes, cuts, format);
        expect(parts.flatMap(({ errors }) => errors)).toEqual(whole.errors);
        expect(parts.flatMap(({ warnings }) => warnings)).toEqual(whole.warnings);
        expect(samplesOf(parts)).toEqual(samplesOf([whole]));
      }),
      { numRuns: 250 },
    );
  });

  test("mutated bytes do not throw, and findings are located within them", () => {
    const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: mutatedExposition(BASES[format]) }, { weight: 1, arbitrary: noise }),
        (bytes) => {
          const { errors, warnings, families } = parseExposition(bytes, { format });
          const lines = bytes.toString("utf8").split("\n");
          for (const { line, column, endColumn, message, help } of [...errors, ...warnings]) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(endColumn).toBeGreaterThan(column);
            expect(endColumn).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 2);
            expect(`${message} ${help}`).toMatch(/\S$/);
          }
          for (const { samples } of families)
            for (const sample of samples) expect(sample.line).toBeLessThanOrEqual(lines.length);
        },
      ),
      { numRuns: 1_500 },
    );
  });
});

test("a number is read as JavaScript reads it", () => {
  const decimal = fc
    .tuple(fc.constantFrom("", "-", "+"), fc.stringMatching(/^\d{1,22}(\.\d{0,22})?(e[+-]?\d{1,3})?$/))
    .map(([sign, digits]) => sign + digits);
  const written = fc.oneof(decimal, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
  fc.assert(
    fc.property(written, (text) => {
      const bytes = Buffer.from(`x${text}x`);
      const value = Number(text);
      expect(parseNumber(bytes, 1, bytes.length - 1)).toBe(Number.isFinite(value) ? value : undefined);
    }),
    { numRuns: 2_500 },
  );
});

function inPieces(
  bytes: Uint8Array,
  cuts: readonly number[],
  format: ExpositionFormat,
): readonly Exposition[] {
  const parser = new ExpositionParser({ format });
  const parts: Exposition[] = [];
  let from = 0;
  for (const length of cuts) {
    parts.push(parser.write(bytes.subarray(from, from + length)));
    from += length;
  }
  parts.push(parser.write(bytes.subarray(from)), parser.end());
  return parts;
}

function samplesOf(parts: readonly Exposition[]) {
  return parts
    .flatMap(({ families }) => families.flatMap(({ samples }) => samples))
    .sort((left, right) => left.line - right.line);
}
