import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter, fragmentOf } from "../../../runtime/exposition/byte-writer.js";

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
  ])("repeats bytes of its buffer: %s", (_, { text, from }) => {
    const writer = started();
    writer.write(fragmentOf(text));
    writer.repeat(from, text.length);
    writer.repeat(0, text.length);
    expect(finished(writer)).toBe(text + text.slice(from) + text);
  });

  test("writes a line from a part of its buffer, a fragment and a value", () => {
    const writer = started();
    writer.write(fragmentOf('requests{code="200",'));
    for (const [value, number] of [0, 1_234_567, Number.NaN].entries()) {
      writer.writeLine(0, 9, fragmentOf(`code="${value}"} `), number);
    }
    expect(finished(writer)).toBe(
      'requests{code="200",requests{code="0"} 0\nrequests{code="1"} 1234567\nrequests{code="2"} NaN\n',
    );
  });

  test("writes bytes from elsewhere, and a number without a line feed", () => {
    const writer = started();
    const text = Buffer.from("über ".repeat(10_000));
    writer.writeBytes(text.subarray(6));
    writer.writeAscii("-0.5");
    writer.writeBytes(new Uint8Array(0));
    writer.writeAscii("12");
    expect(finished(writer)).toBe(`${"über ".repeat(10_000).slice(5)}-0.512`);
  });

  test("returns what was written from a position on, and removes it", () => {
    const writer = started();
    writer.write(fragmentOf("kept "));
    const { length } = writer;
    writer.write(fragmentOf("x".repeat(100_000)));
    writer.writeValue(3);
    expect(decode(writer.since(length))).toBe(`${"x".repeat(100_000)}3\n`);
    writer.rewind(length);
    expect([writer.length, writer.since(length).length]).toEqual([5, 0]);
    writer.writeValue(4);
    expect(finished(writer)).toBe("kept 4\n");
  });

  test("keeps its content while it grows", () => {
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

  test("does not change what it returned, unless that is reused", () => {
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

test.each([
  ["nothing", { given: "", want: "" }],
  ["less than a word", { given: "abc", want: "abc" }],
  ["exactly a word", { given: "abcdefgh", want: "abcdefgh" }],
  ["more than a word", { given: 'name{x="ü\u{1f600}"', want: 'name{x="ü\u{1f600}"' }],
  ["a lone surrogate", { given: "a\ud800", want: "a\ufffd" }],
] as const)("a fragment of %s has its UTF-8 bytes", (_, { given, want }) => {
  expect(textOf(given)).toBe(want);
});

test("a fragment of any text reads back as that text, and no word of it is NaN", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(textOf(text)).toBe(Buffer.from(text).toString());
      expect(fragmentOf(text).words).not.toContain(Number.NaN);
    }),
  );
});

function textOf(text: string): string {
  const { words, length } = fragmentOf(text);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(words.buffer, 0, length));
}
