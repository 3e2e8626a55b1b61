import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { headingText, inlineText, paragraphs, valueItems } from "../../generator/emit/markdown.js";
import { parseMarkdown, seen } from "../support/generator/parse-markdown.js";

const MARKUP = [..."\\`*_{}[]()<>#+-.!|~$&;:=^@/\"' \t\na1é請"];
const PIECES = [
  "https://",
  "www.",
  "a@b.c",
  "<!-- ",
  " -->",
  "&amp;",
  "    ",
  "\n\n",
  "1. ",
  "```",
  "[^1]",
  "|-|",
];

/** Text that is all markup, and any text. */
const text = fc.oneof(
  fc.array(fc.constantFrom(...MARKUP, ...PIECES), { maxLength: 30 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
);
const plain = text.map((given) => given.replaceAll("`", ""));

/** On one line, with what is not seen as U+FFFD. */
function line(given: string): string {
  return given
    .replace(/[^\P{Cc}\n\t\r]|\p{Cs}|[\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD")
    .replace(/[ \t\r\n\u2028\u2029]+/g, " ")
    .replace(/^ | $/g, "");
}

const RUNS = { numRuns: 500 };

describe("a reader of GitHub's Markdown sees any text as it is", () => {
  test("in paragraphs", () => {
    fc.assert(
      fc.property(plain, (given) => {
        const nodes = parseMarkdown(paragraphs(given).join("\n\n")).children;
        expect(line(nodes.map(seen).join(" "))).toBe(line(given));
      }),
      RUNS,
    );
  });

  test("in a heading", () => {
    fc.assert(
      fc.property(plain, (given) => {
        const [heading, ...others] = parseMarkdown(`## ${headingText(given)}\n`).children;
        expect(others).toEqual([]);
        expect(heading?.type === "heading" && seen(heading)).toBe(line(given));
      }),
      RUNS,
    );
  });

  test("in a cell, beside others", () => {
    fc.assert(
      fc.property(plain, plain, (given, other) => {
        const cells = [given, other].map((cell) => inlineText(cell, "cell"));
        const [table, ...others] = parseMarkdown(`| a | b |\n|---|---|\n| ${cells.join(" | ")} |\n`).children;
        expect(others).toEqual([]);
        if (table?.type !== "table") throw new Error("no table");
        expect(table.children[1]?.children.map(seen)).toEqual([line(given), line(other)]);
      }),
      RUNS,
    );
  });

  test("its code, too, in a paragraph and in a cell", () => {
    const code = text.map((given) => line(given.replaceAll("`", ""))).filter((given) => given !== "");
    fc.assert(
      fc.property(plain, code, plain, (before, inCode, after) => {
        const given = `x${before}\`${inCode}\`${after}`;
        const [paragraph] = parseMarkdown(inlineText(given, "paragraph")).children;
        expect(paragraph && seen(paragraph)).toBe(line(given));
        const [table] = parseMarkdown(`| a |\n|---|\n| ${inlineText(given, "cell")} |\n`).children;
        const cell = table?.type === "table" ? table.children[1]?.children[0] : undefined;
        expect(cell && seen(cell)).toBe(line(given));
      }),
      RUNS,
    );
  });

  test("as an item of a list of label values, or as a literal that can be read back", () => {
    fc.assert(
      fc.property(
        fc.array(
          text.filter((value) => value !== ""),
          { minLength: 1, maxLength: 4 },
        ),
        (values) => {
          const [list, ...others] = parseMarkdown(`${valueItems(values).join("\n")}\n\n<!-- -->`).children;
          expect(others.map(({ type }) => type)).toEqual(["html"]);
          if (list?.type !== "list") throw new Error("no list");
          expect(list.children.map((item) => valueIn(item.children.map(seen).join("")))).toEqual(values);
        },
      ),
      RUNS,
    );
  });
});

/** A label value as an item shows it. */
function valueIn(item: string): unknown {
  const code = /^`([\s\S]*)`$/.exec(item)?.[1];
  if (code === undefined) return item;
  return code.length > 1 && code.startsWith('"') && code.endsWith('"') ? JSON.parse(code) : code;
}
