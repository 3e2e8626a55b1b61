import { describe, expect, test } from "vitest";
import { headingText, inlineText, paragraphs, valueItems } from "../../../../generator/emit/markdown.js";

describe("text is written so that Markdown means nothing in it", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string }]>([
    [
      "words as they are",
      { given: "Authn Requests (1FA), 100% & more", want: "Authn Requests (1FA), 100% & more" },
    ],
    ["code as code", { given: "`true` or `false`", want: "`true` or `false`" }],
    ["a name with underscores as it is", { given: "authn_second_factor", want: "authn_second_factor" }],
    ["emphasis", { given: "_a_ *b* **c** ~d~", want: "\\_a\\_ \\*b\\* \\*\\*c\\*\\* \\~d\\~" }],
    ["a link", { given: "[a](javascript:b) ![c](d)", want: "\\[a\\](javascript:b) !\\[c\\](d)" }],
    ["HTML and comments", { given: "<b> <!-- c -->", want: "\\<b\\> \\<!-- c --\\>" }],
    ["an entity", { given: "&lt; R&D &#38;", want: "\\&lt; R&D \\&#38;" }],
    ["templates of site generators", { given: "{{ a }} {% b %}", want: "\\{\\{ a \\}\\} \\{% b %\\}" }],
    ["mathematics", { given: "$5 and $6", want: "\\$5 and \\$6" }],
    ["a back-tick without another", { given: "a ` b", want: "a \\` b" }],
    ["code with back-ticks", { given: "``a`b``", want: "``a`b``" }],
    ["code with back-ticks at its ends", { given: "`` `a` ``", want: "`` `a` ``" }],
    ["back-ticks of unequal number", { given: "``a`", want: "\\`\\`a\\`" }],
    ["an address", { given: "See https://a.b/c_d?e=1#f.", want: "See https://a.b/c_d?e=1#f." }],
    ["an address that needs escapes", { given: "https://a.b/*c", want: "https\\://a.b/\\*c" }],
    ["lines as one", { given: " a\n  b\r\nc\u2028d ", want: "a b c d" }],
    ["what is not seen", { given: "a\0b\u202Ec\ud800", want: "a\uFFFDb\uFFFDc\uFFFD" }],
  ])("%s", (_name, { given, want }) => {
    expect(inlineText(given, "paragraph")).toBe(want);
  });

  test.each<readonly [string, { readonly given: string; readonly want: string }]>([
    ["a pipe", { given: "a | b", want: "a \\| b" }],
    ["a pipe in code", { given: "`a|b`", want: "`a\\|b`" }],
    ["a backslash before a pipe", { given: "a \\| b", want: "a \\\\\\| b" }],
    ["a backslash before a pipe in code, which is then none", { given: "`a\\|b`", want: "\\`a\\\\\\|b\\`" }],
  ])("in a cell, %s", (_name, { given, want }) => {
    expect(inlineText(given, "cell")).toBe(want);
  });

  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["a heading", { given: "# a", want: ["\\# a"] }],
    ["a list", { given: "- a\n+ b\n\n1. c\n\n2) d", want: ["\\- a + b", "1\\. c", "2\\) d"] }],
    ["a rule", { given: "a\n\n---\n\n===\n\n***", want: ["a", "\\---", "\\===", "\\*\\*\\*"] }],
    ["a quotation", { given: "> a", want: ["\\> a"] }],
    ["indented code", { given: "a\n\n    b", want: ["a", "b"] }],
    ["nothing", { given: " \n\n ", want: [] }],
  ])("at the start of a paragraph, %s", (_name, { given, want }) => {
    expect(paragraphs(given)).toEqual(want);
  });

  test("of a heading, what would close it", () => {
    expect(headingText("In C #")).toBe("In C \\#");
    expect(headingText("C##")).toBe("C\\#\\#");
  });
});

describe("label values are items of a list", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: readonly string[] }]>([
    ["as they are", { given: ["user_info", "v1.0", "a b"], want: ["- user_info", "- v1.0", "- a b"] }],
    ["all as code if one needs it", { given: ["a", "*"], want: ["- `a`", "- `*`"] }],
    ["with back-ticks", { given: ["`", "a``b"], want: ["- `` ` ``", "- ```a``b```"] }],
    ["between back-ticks", { given: ["`a`"], want: ["- `` `a` ``"] }],
    ["in quotes, which a literal has too", { given: ['"a"', "*"], want: ['- `"\\"a\\""`', "- `*`"] }],
    ["that look like a list", { given: ["-", "1. a"], want: ["- `-`", "- `1. a`"] }],
    ["with blanks that would not be seen", { given: [" ", "a  b"], want: ['- `" "`', '- `"a  b"`'] }],
    ["with line ends", { given: ["a\nb", "\u2028"], want: ['- `"a\\nb"`', '- `"\\u2028"`'] }],
    ["with quotes and backslashes", { given: ['a"b', "c\\d"], want: ['- `a"b`', "- `c\\d`"] }],
  ])("%s", (_name, { given, want }) => {
    expect(valueItems(given)).toEqual(want);
  });
});
