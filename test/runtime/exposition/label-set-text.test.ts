import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWriter } from "../../../runtime/exposition/byte-writer.js";
import { LabelSetText } from "../../../runtime/exposition/label-text.js";
import { countLabelSets, labelsOf } from "../../../runtime/family/label-set.js";
import { booleanVector, closedVector, integerVector } from "../../../runtime/labels.js";

const code = integerVector("code", { min: 1, max: 2 ** 40 });
const ok = booleanVector("ok");
const path = closedVector("path", ["/", "/\u{1f600}\x7f", "ü".repeat(50)]);

test.each([
  ["no labels", { vectors: [] }],
  ["one", { vectors: [path] }],
  ["two", { vectors: [path, ok] }],
  ["three, of more label sets than 32 bits can number", { vectors: [path, code, ok] }],
])("label sets of %s are written as their labels, in any order of theirs", (_, { vectors }) => {
  const index = fc.maxSafeNat().map((number) => number % countLabelSets(vectors));
  fc.assert(
    fc.property(fc.array(index), (indices) => {
      const text = new LabelSetText("name", vectors, vectors.length > 0 ? "} " : " ");
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

test("after a restart, nothing is copied from what the writer held before", () => {
  const text = new LabelSetText("name", [path, ok], "} ");
  const writer = new ByteWriter();
  for (let exposition = 0; exposition < 2; exposition++) {
    writer.start(undefined);
    text.restart();
    text.write(writer, 1);
    expect(new TextDecoder().decode(writer.finish())).toBe('name{path="/",ok="true"} ');
  }
});
