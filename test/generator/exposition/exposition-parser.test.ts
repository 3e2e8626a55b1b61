import { expect, test } from "vitest";
import { ExpositionParser } from "../../../generator/index.js";

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
