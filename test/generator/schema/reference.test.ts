import { describe, expect, test } from "vitest";
import { compileFiles, compileText, marks } from "../../support/generator/compile-schema.js";

/** A schema whose reference has the given options, on line 2. */
const reference = (options: string) => `version: 1\noutputs: { reference: { ${options} } }\n`;
const tables = (list: string) => reference(`tables: ${list}`);
const page = (path: string) => reference(`page: ${path}`);

const MISTAKES: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] =
  [
    ["the section is a text", { given: "version: 1\noutputs: { reference: x }", want: ["wrong-type 2:23"] }],
    ["an unknown key", { given: reference("headin: x"), want: ["unknown-key 2:25"] }],
    ["a title is empty", { given: reference("title: ''"), want: ["empty-text 2:32"] }],
    ["a title is a number", { given: reference("title: 1"), want: ["wrong-type 2:32"] }],
    [
      "a title of a page that exists",
      { given: reference("page: a.md, title: A"), want: ["conflicting-keys 2:37"] },
    ],
    ["headings have a level too high", { given: reference("heading_level: 0"), want: ["out-of-range 2:40"] }],
    ["headings have a level too deep", { given: reference("heading_level: 6"), want: ["out-of-range 2:40"] }],
    ["headings have half a level", { given: reference("heading_level: 1.5"), want: ["wrong-type 2:40"] }],
    ["headings are a list", { given: reference("headings: []"), want: ["wrong-type 2:35"] }],
    ["an unknown heading", { given: reference("headings: { metric: A }"), want: ["unknown-key 2:37"] }],
    ["titles of columns are a text", { given: reference("column_titles: A"), want: ["wrong-type 2:40"] }],
    [
      "a title of an unknown column",
      { given: reference("column_titles: { help: A }"), want: ["unknown-key 2:42"] },
    ],
    [
      "a title of a column is empty",
      { given: reference("column_titles: { type: '' }"), want: ["empty-text 2:48"] },
    ],
    ["tables are a mapping", { given: tables("{}"), want: ["wrong-type 2:33"] }],
    ["a table is a text", { given: tables("[counters]"), want: ["wrong-type 2:34"] }],
    ["a table shows nothing", { given: tables("[{}]"), want: ["missing-key 2:34"] }],
    ["a table shows no families", { given: tables("[{ families: [] }]"), want: ["list-empty 2:46"] }],
    ["a table shows other things", { given: tables("[{ families: [counter] }]"), want: ["wrong-type 2:47"] }],
    ["a section twice", { given: tables("[{ families: [gauges, gauges] }]"), want: ["listed-twice 2:55"] }],
    ["no columns", { given: tables("[{ families: [gauges], columns: [] }]"), want: ["list-empty 2:65"] }],
    [
      "columns are a text",
      { given: tables("[{ families: [gauges], columns: name }]"), want: ["wrong-type 2:65"] },
    ],
    [
      "two columns that are unknown, and one twice",
      {
        given: tables("[{ families: [gauges], columns: [nam, key, 1, key, help] }]"),
        want: ["unknown-column 2:66", "wrong-type 2:76", "listed-twice 2:79", "unknown-column 2:84"],
      },
    ],
    ["an unknown alignment", { given: reference("align: middle"), want: ["wrong-type 2:32"] }],
    ["unknown values", { given: reference("values: some"), want: ["wrong-type 2:33"] }],
    ["a page is a list", { given: page("[]"), want: ["wrong-type 2:31"] }],
    ["a page is empty", { given: page("''"), want: ["invalid-page 2:31"] }],
    ["a page is a folder", { given: page("docs/"), want: ["invalid-page 2:31"] }],
    ["a page has no name", { given: page("docs/.md"), want: ["invalid-page 2:31"] }],
    ["a page is not Markdown", { given: page("generated/recorders.ts"), want: ["invalid-page 2:31"] }],
    ["a page is absolute", { given: page("/docs/a.md"), want: ["invalid-page 2:31"] }],
    ["a page is on a drive", { given: page("'C:/docs/a.md'"), want: ["invalid-page 2:31"] }],
    ["a page is in a home", { given: page("~/docs/a.md"), want: ["invalid-page 2:31"] }],
    ["a page is a URL", { given: page("https://example.com/a.md"), want: ["invalid-page 2:31"] }],
    ["a page has backslashes", { given: page("docs\\a.md"), want: ["invalid-page 2:31"] }],
    ["a page lies outside", { given: page("docs/../../a.md"), want: ["invalid-page 2:31"] }],
    ["a page is half a character", { given: page('"\\ud800.md"'), want: ["invalid-page 2:31"] }],
    ["a page's name has a line feed", { given: page('"a\\n.md"'), want: ["invalid-page 2:31"] }],
    ["a page with dots in its name", { given: page("./docs/..a/b..md"), want: [] }],
    ["a page with another ending of Markdown", { given: page("docs/README.MARKDOWN"), want: [] }],
  ];

describe("a mistake in the options of the reference is reported where it is", () => {
  test.each(MISTAKES)("%s", (_name, { given, want }) => {
    expect(marks(compileText(given))).toEqual(want);
  });
});

describe("families that no table shows are reported with a warning", () => {
  const families = "counters: { a: { description: A } }\ngauges: { b: { description: B } }\n";

  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["of one type", { given: tables("[{ families: [gauges] }]"), want: ["hidden-families 2:25"] }],
    ["of all types", { given: tables("[]"), want: ["hidden-families 2:25", "hidden-families 2:25"] }],
    [
      "but not types that the schema does not have",
      { given: tables("[{ families: [counters, gauges] }]"), want: [] },
    ],
    ["and not without `tables`", { given: tables(""), want: [] }],
    [
      "and not if a table could not be read",
      { given: tables("[{ families: [counter] }]"), want: ["wrong-type 2:47"] },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(marks(compileText(given + families))).toEqual(want);
  });

  test("and are not on the page", () => {
    const { catalog } = compileText(tables("[{ families: [gauges] }]") + families);
    expect(catalog?.outputs.reference?.tables.map(({ heading }) => heading)).toEqual(["Gauges"]);
  });
});

test("a reference of an imported file is reported", () => {
  const loaded = compileFiles({
    "metrics.schema.yaml": "version: 1\nimports: [shared.yaml]\n",
    "shared.yaml": reference(""),
  });
  expect(marks(loaded)).toContain("entry-only-key shared.yaml:2:1");
});
