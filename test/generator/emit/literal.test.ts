import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listLiteral, stringLiteral } from "../../../generator/emit/typescript.js";

describe("a string literal", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string }]>([
    ["quotes and backslashes", { given: "a\"b'c`d\\e", want: '"a\\"b\'c`d\\\\e"' }],
    ["a backslash at the end", { given: "a\\\\", want: '"a\\\\\\u005c"' }],
    ["line ends", { given: "\r\n\u2028\u2029", want: '"\\r\\n\\u2028\\u2029"' }],
    ["control characters", { given: "\0\u001B\u007F\u0085", want: '"\\u0000\\u001b\\u007f\\u0085"' }],
    ["what reorders text", { given: "\u202E\u2066\u200F", want: '"\\u202e\\u2066\\u200f"' }],
    ["a lone surrogate", { given: "\uD800", want: '"\\ud800"' }],
    ["an emoji", { given: "😀", want: '"😀"' }],
    ["a template", { given: `\${x}`, want: `"\${x}"` }],
  ])("%s", (_name, { given, want }) => {
    expect(stringLiteral(given)).toBe(want);
  });

  test("is read back as the same string, whatever it contains", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(new Function(`return ${stringLiteral(text)};`)()).toBe(text);
      }),
    );
  });
});

describe("a list literal", () => {
  test("is on one line if it fits", () => {
    expect(listLiteral(["1", "2"], "x = ")).toBe("[1, 2]");
    expect(listLiteral([], "x = ")).toBe("[]");
  });

  test("is wrapped into lines of at most 100 columns otherwise", () => {
    const items = Array.from({ length: 60 }, (_, index) => String(1000 + index));
    const lines = listLiteral(items, "").split("\n");
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(new Function(`return ${lines.join("\n")};`)()).toEqual(items.map(Number));
  });

  test("does not lose an item that is longer than a line", () => {
    const items = [`"${"x".repeat(200)}"`, '"y"'];
    expect(new Function(`return ${listLiteral(items, "")};`)()).toEqual(["x".repeat(200), "y"]);
  });
});
