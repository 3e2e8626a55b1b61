import { expect, test } from "vitest";
import { ExpositionParser } from "../../../generator/exposition/parse-exposition.js";
import { parseExposition } from "../../../generator/index.js";

const codes = (findings: readonly { readonly line: number; readonly code: string }[]) =>
  findings.map(({ line, code }) => `${line} ${code}`);

test("a line of more than 16 MB is an error and is not stored, and the next line is read", () => {
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

test("a piece may be overwritten after `write`", () => {
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

test("pieces may be cut anywhere, even within a character", () => {
  const bytes = Buffer.from('a{b="😀é"} 1\n# TYPE c countre\nc 2');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const parser = new ExpositionParser({ format: "text" });
    const parts = [bytes.subarray(0, cut), bytes.subarray(cut)].map((piece) => parser.write(piece));
    parts.push(parser.end());
    expect(parts.flatMap(({ errors }) => codes(errors))).toEqual(["2 bad-type"]);
    const families = parts.flatMap((part) => part.families);
    expect(families).toMatchObject([
      { name: "a", samples: [{ labels: [{ name: "b", value: "😀é" }], value: 1 }] },
      { name: "c", samples: [{ value: 2 }] },
    ]);
  }
});

test("each piece returns the samples that it completes, each once", () => {
  const text = `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3 1395066363000
shop_queue 7
# TYPE shop_seconds histogram
shop_seconds_bucket{le="0.5"} 1
shop_seconds_bucket{le="+Inf"} 2
shop_seconds_sum 1.5
shop_orders_total{payment="cash"} NaN
shop_seconds_count 2
`;
  const cut = text.indexOf("_queue");
  const pieces = [text.slice(0, cut), text.slice(cut, cut + 10), text.slice(cut + 10)];
  const parser = new ExpositionParser({ format: "text" });
  const parts = pieces.map((piece) => parser.write(Buffer.from(piece)));
  parts.push(parser.end());
  expect(parts.map(({ families }) => families.map(({ name, samples }) => [name, samples.length]))).toEqual([
    [["shop_orders_total", 1]],
    [["shop_queue", 1]],
    [
      ["shop_seconds", 4],
      ["shop_orders_total", 1],
    ],
    [],
  ]);
  expect(parts[2]?.families[1]).toMatchObject({ type: "counter", line: 1, samples: [{ line: 8 }] });
});

test("half a character at the end of a text is read as U+FFFD", () => {
  expect(parseExposition('a{c="\ud83d"} 1\n', { format: "text" }).families).toMatchObject([
    { samples: [{ labels: [{ name: "c", value: "\ufffd" }] }] },
  ]);
  expect(parseExposition("a 1\ud83d", { format: "text" }).errors).toMatchObject([{ line: 1, column: 3 }]);
});

test("a finding about several pieces has the right line", () => {
  const parser = new ExpositionParser({ format: "openmetrics" });
  const lines = ["# TYPE a histogram", 'a_bucket{le="1.0"} 1', "# TYPE b gauge", "b 1", "b 2", "# EOF"];
  const parts = lines.map((line) => parser.write(Buffer.from(`${line}\n`)));
  parts.push(parser.end());
  expect(parts.flatMap(({ warnings }) => codes(warnings))).toEqual([
    "2 no-inf-bucket",
    "5 conflicting-series",
  ]);
});

test("an ended parser throws", () => {
  const parser = new ExpositionParser({ format: "text" });
  parser.end();
  expect(() => parser.write(Buffer.from("a 1\n"))).toThrow("has ended");
  expect(() => parser.end()).toThrow("has ended");
});
