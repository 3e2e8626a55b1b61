import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteWriter, type Fragment } from "../../../runtime/exposition/byte-writer.js";
import {
  escapeHelp,
  escapeLabelValue,
  LabelSetText,
  LabelText,
} from "../../../runtime/exposition/label-text.js";
import { countLabelSets, labelsOf } from "../../../runtime/family/label-set.js";
import { booleanVector, closedVector, integerVector, openVector } from "../../../runtime/labels.js";

const code = integerVector("code", { min: 1, max: 2 ** 40 });
const ok = booleanVector("ok");
const path = closedVector("path", ["/", "/\u{1f600}\x7f", "ü".repeat(50)]);

test.each([
  ["no labels", { vectors: [] }],
  ["one", { vectors: [path] }],
  ["two", { vectors: [path, ok] }],
  ["three, of more label sets than 32 bits can number", { vectors: [path, code, ok] }],
])("label sets of %s are written with their labels, in any order", (_, { vectors }) => {
  const index = fc.maxSafeNat().map((number) => number % countLabelSets(vectors));
  fc.assert(
    fc.property(fc.array(index), (indices) => {
      const text = new LabelSetText("name", { vectors, constant: "" });
      const writer = new ByteWriter();
      writer.start(undefined);
      let want = "";
      for (const each of [...indices, ...indices.toSorted((a, b) => a - b)]) {
        text.write(writer, each);
        text.writeLine(writer, each, each);
        const labels = Object.entries(labelsOf(vectors, each)).map(([name, value]) => `${name}="${value}"`);
        const line = labels.length > 0 ? `name{${labels.join(",")}} ` : "name ";
        want += `${line}${line}${each}\n`;
      }
      expect(new TextDecoder().decode(writer.finish())).toBe(want);
    }),
  );
});

test("after a restart, nothing is copied from the lines before", () => {
  const text = new LabelSetText("name", { vectors: [path, ok], constant: "" });
  const writer = new ByteWriter();
  for (let exposition = 0; exposition < 2; exposition++) {
    writer.start(undefined);
    text.restart();
    text.write(writer, 1);
    expect(new TextDecoder().decode(writer.finish())).toBe('name{path="/",ok="true"} ');
  }
});

describe("escapeLabelValue", () => {
  test.each([
    ["nothing to escape", { given: "GET /", want: "GET /" }],
    ["a backslash", { given: "a\\b", want: "a\\\\b" }],
    ["a double quote", { given: 'a"b', want: 'a\\"b' }],
    ["a line feed", { given: "a\nb", want: "a\\nb" }],
    ["a backslash before an n", { given: "a\\n", want: "a\\\\n" }],
    ["a carriage return, which is not escaped", { given: "a\rb", want: "a\rb" }],
    ["all, twice", { given: '\\"\n\\"\n', want: '\\\\\\"\\n\\\\\\"\\n' }],
  ] as const)("%s", (_, { given, want }) => {
    expect(escapeLabelValue(given)).toBe(want);
  });

  test("an escaped value ends where its quote is, and reads back as it was", () => {
    fc.assert(
      fc.property(hostileText(), (value) => {
        const line = `${escapeLabelValue(value)}"`;
        const [quoted, inner = ""] = /^((?:[^"\\\n]|\\[\\"n])*)"$/.exec(line) ?? [];
        expect(quoted).toBe(line);
        expect(unescapeText(inner)).toBe(value);
      }),
    );
  });
});

describe("escapeHelp", () => {
  test.each([
    ["a backslash", { given: "a\\b", want: "a\\\\b" }],
    ["a double quote, which is not escaped", { given: 'a"b', want: 'a"b' }],
    ["a line feed", { given: "a\nb", want: "a\\nb" }],
  ] as const)("%s", (_, { given, want }) => {
    expect(escapeHelp(given)).toBe(want);
  });

  test("an escaped text is one line, and reads back as it was", () => {
    fc.assert(
      fc.property(hostileText(), (text) => {
        expect(escapeHelp(text)).not.toContain("\n");
        expect(unescapeText(escapeHelp(text))).toBe(text);
      }),
    );
  });
});

describe("LabelText", () => {
  test("writes the label of an ordinal between two texts", () => {
    const text = LabelText.of(closedVector("path", ["/", 'ü"\u{1f600}']), ",", "} ");
    expect(decode(text.fragment(0))).toBe(',path="/"} ');
    expect(decode(text.fragment(1))).toBe(',path="ü\\"\u{1f600}"} ');
  });

  test("encodes a label once for all families that write it in the same way", () => {
    const vector = openVector("tenant", { maxValues: 2, otherwise: "other" });
    const ordinal = vector.ordinalOf("a");
    const fragment = LabelText.of(vector, ",", "").fragment(ordinal);
    expect(LabelText.of(vector, ",", "").fragment(ordinal)).toBe(fragment);
    expect(decode(LabelText.of(vector, "", ",").fragment(ordinal))).toBe('tenant="a",');
    expect(decode(fragment)).toBe(',tenant="a"');
  });
});

function hostileText(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.constantFrom("\\", '"', "\n", "n", "\r", "{", "}", "#"),
    fc.string({ unit: "binary" }),
  );
  return fc.array(unit).map((parts) => parts.join(""));
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

function decode({ words, length }: Fragment): string {
  return new TextDecoder().decode(new Uint8Array(words.buffer, 0, length));
}
