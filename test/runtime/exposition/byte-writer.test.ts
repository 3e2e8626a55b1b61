import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter } from "../../../runtime/exposition/byte-writer.js";
import { fragmentOf } from "../../../runtime/exposition/fragment.js";

describe("ByteWriter", () => {
  test("appends fragments, and values that end their line", () => {
    const writer = started();
    writer.write(fragmentOf("über "));
    writer.writeValue(40);
    writer.write(fragmentOf("b "));
    writer.writeValue(Infinity);
    expect(writer.length).toBe("über 40\nb +Inf\n".length + 1);
    expect(finished(writer)).toBe("über 40\nb +Inf\n");
  });

  test.each([
    ["less than a word", { text: "abc", from: 1 }],
    ["a word", { text: "abcdefgh", from: 0 }],
    ["more than a word", { text: "0123456789abcdefghij", from: 3 }],
  ])("repeats what stands in its buffer: %s", (_, { text, from }) => {
    const writer = started();
    writer.write(fragmentOf(text));
    writer.repeat(from, text.length);
    writer.repeat(0, text.length);
    expect(finished(writer)).toBe(text + text.slice(from) + text);
  });

  test("writes a line from what stands in its buffer, a fragment and a value", () => {
    const writer = started();
    writer.write(fragmentOf('requests{code="200",'));
    for (const [value, number] of [0, 1_234_567, Number.NaN].entries()) {
      writer.writeLine(0, 9, fragmentOf(`code="${value}"} `), number);
    }
    expect(finished(writer)).toBe(
      'requests{code="200",requests{code="0"} 0\nrequests{code="1"} 1234567\nrequests{code="2"} NaN\n',
    );
  });

  test.each([
    0,
    9,
    10,
    99,
    100,
    999,
    1000,
    9999,
    10_000,
    99_999,
    100_000,
    999_999,
    1_000_000,
    9_999_999,
    10_000_000,
    99_999_999,
    100_000_000,
    999_999_999,
    1_000_000_000,
    1_000_000_001,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    999_999_999_999_999,
    1_000_000_000_000_000,
    2 ** 53 - 1,
    2 ** 53,
    1e21,
    -1,
    0.1,
    5e-324,
    1.7976931348623157e308,
  ])("writes %d", (value) => {
    expect(written(value)).toBe(`${value}\n`);
  });

  test.each([
    ["-0", { given: -0, want: "0\n" }],
    ["Infinity", { given: Infinity, want: "+Inf\n" }],
    ["-Infinity", { given: -Infinity, want: "-Inf\n" }],
    ["NaN", { given: Number.NaN, want: "NaN\n" }],
  ] as const)("writes %s", (_, { given, want }) => {
    expect(written(given)).toBe(want);
  });

  test("writes any number so that it reads back as the same", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.maxSafeInteger(),
      fc.nat(),
    );
    fc.assert(fc.property(number, (value) => Number(written(value)) === value));
  });

  test("grows and keeps what it has, whatever it is given", () => {
    const step = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.double(),
      fc.constant("x".repeat(40_000)),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const writer = started();
        let want = "";
        for (const given of steps) {
          const start = writer.length;
          writer.write(fragmentOf(typeof given === "string" ? given : "v "));
          if (typeof given === "string") writer.repeat(start, writer.length);
          else writer.writeValue(given);
          want += typeof given === "string" ? given + given : `v ${written(given)}`;
        }
        expect(finished(writer)).toBe(Buffer.from(want).toString());
      }),
      { numRuns: 30 },
    );
  });

  test("what it gave stays as it is, unless it may be overwritten", () => {
    const writer = started();
    writer.write(fragmentOf("first"));
    const first = writer.finish();
    writer.start(undefined);
    writer.write(fragmentOf("2"));
    const second = writer.finish();
    expect([decode(first), decode(second)]).toEqual(["first", "2"]);
    writer.start(first);
    writer.write(fragmentOf("third, much longer".repeat(10_000)));
    expect([finished(writer), decode(second)]).toEqual(["third, much longer".repeat(10_000), "2"]);
  });
});

function started(): ByteWriter {
  const writer = new ByteWriter();
  writer.start(undefined);
  return writer;
}

function finished(writer: ByteWriter): string {
  return decode(writer.finish());
}

function written(value: number): string {
  const writer = started();
  writer.write(fragmentOf("v "));
  writer.writeValue(value);
  return finished(writer).slice(2);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
