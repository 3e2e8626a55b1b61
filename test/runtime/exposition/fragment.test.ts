import fc from "fast-check";
import { expect, test } from "vitest";
import { fragmentOf } from "../../../runtime/exposition/byte-writer.js";

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
