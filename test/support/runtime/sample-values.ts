import fc from "fast-check";

/** Sample values of every kind and length of text, many of them beside a change of length. */
export function sampleValues(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.nat({ max: 12 }) },
    { weight: 4, arbitrary: fc.constantFrom(...EDGES) },
    { weight: 1, arbitrary: fc.double() },
    { weight: 1, arbitrary: fc.maxSafeInteger() },
  );
}

const EDGES = [
  0,
  -0,
  9,
  10,
  99,
  100,
  999_999_999,
  1_000_000_000,
  2 ** 53 - 1,
  2 ** 53,
  -1,
  -10,
  0.5,
  -0.25,
  5e-324,
  -2.2250738585072014e-308,
  1.7976931348623157e308,
  Infinity,
  -Infinity,
  Number.NaN,
];
