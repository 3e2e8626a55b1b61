import { expect, test } from "vitest";
import { ExpositionParser, parseExpositionStream } from "../../../generator/index.js";

const codes = (findings: readonly { readonly line: number; readonly code: string }[]) =>
  findings.map(({ line, code }) => `${line} ${code}`);

test("a line of more than 16 MB is an error, is not kept, and the next is read", () => {
  const parser = new ExpositionParser({ format: "text" });
  parser.write(Buffer.from("a 1\n"));
  const piece = Buffer.alloc(1 << 20, "x");
  for (let count = 0; count < 20; count += 1) {
    expect(parser.write(piece)).toEqual({ families: [], errors: [], warnings: [], omitted: 0 });
  }
  const { families, errors } = parser.write(Buffer.from("x 1\nb 2\n"));
  expect(codes(errors)).toEqual(["2 long-line"]);
  expect(families).toMatchObject([{ name: "b", line: 3 }]);
});

test("a piece may be overwritten once it is written", () => {
  const parser = new ExpositionParser({ format: "text" });
  const piece = Buffer.from('a{b="one"} 1\na{b="tw');
  const { families } = parser.write(piece);
  piece.fill("x");
  const last = parser.write(Buffer.from('o"} 2\n'));
  const labels = [...families, ...last.families].flatMap(({ samples }) =>
    samples.flatMap((one) => one.labels),
  );
  expect(labels).toEqual([
    { name: "b", value: "one" },
    { name: "b", value: "two" },
  ]);
});

test("pieces may be text, cut anywhere, within a character of two code units too", async () => {
  const text = 'a{b="😀é"} 1\n# TYPE c countre\nc 2';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const parts = [];
    for await (const part of parseExpositionStream([text.slice(0, cut), text.slice(cut)], {
      format: "text",
    })) {
      parts.push(part);
    }
    expect(parts.flatMap(({ errors }) => codes(errors))).toEqual(["2 bad-type"]);
    const families = parts.flatMap((part) => part.families);
    expect(families).toMatchObject([
      { name: "a", samples: [{ labels: [{ name: "b", value: "😀é" }], value: 1 }] },
      { name: "c", samples: [{ value: 2 }] },
    ]);
  }
});

test.each([
  ["bytes follow it", [Buffer.from('b"} 1\n')]],
  ["text follows it", ['b"} 1\n']],
])("half a character is U+FFFD where %s", (_, rest) => {
  const parser = new ExpositionParser({ format: "text" });
  const parts = ['a{c="\ud83d', ...rest].map((piece) => parser.write(piece));
  const samples = [...parts, parser.end()].flatMap(({ families }) => families).flatMap((one) => one.samples);
  expect(samples).toMatchObject([{ labels: [{ name: "c", value: "\ufffdb" }] }]);
});

test("half a character at the end is in the last line", () => {
  const parser = new ExpositionParser({ format: "text" });
  parser.write("a 1\ud83d");
  expect(parser.end().errors).toMatchObject([{ line: 1, column: 3 }]);
});

test("what is found across pieces is found at its line", () => {
  const parser = new ExpositionParser({ format: "openmetrics" });
  const lines = ["# TYPE a histogram", 'a_bucket{le="1.0"} 1', "# TYPE b gauge", "b 1", "b 2", "# EOF"];
  const parts = lines.map((line) => parser.write(Buffer.from(`${line}\n`)));
  parts.push(parser.end());
  expect(parts.flatMap(({ errors }) => codes(errors))).toEqual(["2 no-inf-bucket", "5 duplicate-series"]);
});

test("an exposition ends once", () => {
  const parser = new ExpositionParser({ format: "text" });
  parser.end();
  expect(() => parser.write(Buffer.from("a 1\n"))).toThrow("has ended");
  expect(() => parser.end()).toThrow("has ended");
});
