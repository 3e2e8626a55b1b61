import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Family, Vector } from "../../../../generator/catalog.js";
import type { ImportResult } from "../../../../generator/import/draft.js";
import { draftMarkdown } from "../../../../generator/import/markdown/draft-markdown.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";

function imported(text: string, namespace?: string): Promise<ImportResult> {
  return draftMarkdown([textSource("metrics.md", text)], { namespace });
}

test("a telemetry reference gives the families, labels, values and buckets of the default schema", async () => {
  const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
  const { draft, diagnostics } = await imported(read("test/fixtures/import/telemetry.md"), "authelia");
  expect(diagnostics).toEqual([]);
  if (draft === undefined) throw new Error("there is no draft");
  const { text, leftOut } = makeSoundSchema(draft);
  expect(leftOut).toEqual([]);
  const own = compileText(read("metrics.schema.yaml")).catalog;
  const got = compileText(text).catalog;
  expect(got?.namespace).toBe("authelia");
  expect(got?.vectors.map(withoutProse)).toEqual(own?.vectors.map(withoutProse));
  expect(got?.families.map(withoutProse)).toEqual(own?.families.map(withoutProse));
  expect(got?.families.map(({ help }) => help).slice(0, 4)).toEqual(
    own?.families.map(({ help }) => help).slice(0, 4),
  );
  expect(text).toContain("buckets: [.0005, .00075, .001, .005, .01, .025, .05, .075, 0.1, 0.2,");
});

/** Everything but the sentences, which are the page's own. */
function withoutProse(one: Family | Vector): object {
  if ("help" in one) return { ...one, help: "", vectors: one.vectors.map(withoutProse) };
  return { ...one, description: "" };
}

/** What was found, as `code line:column`. */
async function marks(text: string): Promise<readonly string[]> {
  const { diagnostics } = await imported(text);
  return diagnostics.map(({ code, location }) =>
    location === undefined ? code : `${code} ${location.line}:${location.column}`,
  );
}

const COUNTERS = `## Counters

| Name     | Vectors   | Description |
|:--------:|:---------:|:-----------:|
| requests | \`code\`  | Requests.   |
`;

const CODE = "## Vector Definitions\n\n### code\n\nThe HTTP status code.\n";

describe("tables of other shapes are read", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly object[] }]>([
    [
      "columns in another order, with other titles",
      {
        given: "# Counters\n\n| Help | Labels | Metric |\n|-|-|-|\n| Text. | `a`, b | `x` |\n",
        want: [{ key: "x", type: "counter", vectors: ["a"], description: "Text." }],
      },
    ],
    [
      "names in parts, which are joined unless the name has them already",
      {
        given: `| Namespace | Subsystem | Metric Name | Type |
|-|-|-|-|
| \`shop\` | \`web\` | \`requests_total\` | counter |
| shop_web | - | shop_web_errors_total | counter |
| shop_ | - | depth | gauge |
`,
        want: [{ key: "web_requests_total" }, { key: "web_errors_total" }, { key: "depth" }],
      },
    ],
    [
      "labels without back-ticks, and none",
      {
        given: "# Counters\n\n| Name | Labels |\n|-|-|\n| x | a, b |\n| y | - |\n",
        want: [
          { key: "x", vectors: ["a", "b"] },
          { key: "y", vectors: [] },
        ],
      },
    ],
    [
      "gauges",
      {
        given: "# Metrics\n## Vectored Gauges\n\n| Name | Unit |\n|-|-|\n| size | Bytes |\n",
        want: [{ key: "size", type: "gauge", unit: "bytes" }],
      },
    ],
    [
      "types in a column, which take precedence over the heading",
      {
        given: "# Counters\n\n| Name | Type |\n|-|-|\n| x | `gauge` |\n| y | Histogram |\n| z | |\n",
        want: [
          { key: "x", type: "gauge" },
          { key: "y", type: "histogram" },
          { key: "z", type: "counter" },
        ],
      },
    ],
    [
      "a type in the title of the names",
      { given: "# Ours\n\n| Counter | Labels |\n|-|-|\n| x | |\n", want: [{ key: "x", type: "counter" }] },
    ],
    [
      "a type by the ending of a name",
      {
        given: "# Ours\n\n| Name | Labels |\n|-|-|\n| x_total | |\n",
        want: [{ key: "x_total", type: "counter" }],
      },
    ],
    [
      "buckets with an infinite bound, in any brackets",
      {
        given: "# Ours\n\n| Name | Buckets |\n|-|-|\n| x | `[.5, 1, 1e+06, +Inf]` |\n",
        want: [{ key: "x", type: "histogram", buckets: [".5", "1", "1e+06"] }],
      },
    ],
    [
      "units by the ending of a name",
      {
        given: "# Counters\n\n| Name |\n|-|\n| read_bytes_total |\n",
        want: [{ key: "read_bytes_total", unit: "bytes", notes: [] }],
      },
    ],
    [
      "a table within a list and one within a quote",
      {
        given: "# Counters\n\n- here:\n\n  | Name |\n  |-|\n  | x |\n\n> | Name |\n> |-|\n> | y |\n",
        want: [{ key: "x" }, { key: "y" }],
      },
    ],
    [
      "pipes, underscores and markup in cells",
      {
        given: "# Counters\n\n| Name | Help |\n|-|-|\n| a\\_b | **Bold** `a\\|b` and [a link](x)<br>more |\n",
        want: [{ key: "a_b", description: "Bold `a|b` and a link more" }],
      },
    ],
    [
      "a name with a remark",
      { given: "# Counters\n\n| Name |\n|-|\n| `x` (since 1.2) |\n", want: [{ key: "x" }] },
    ],
    [
      "deprecated families",
      {
        given: "# Counters\n\n| Name | Deprecated |\n|-|-|\n| x | Use y. |\n",
        want: [{ key: "x", deprecated: "Use y." }],
      },
    ],
  ])("%s", async (_name, { given, want }) => {
    expect((await imported(given)).draft?.families).toMatchObject(want);
  });
});

describe("the label values of a vector are read from", () => {
  test.each<readonly [string, { readonly given: string; readonly want: object }]>([
    [
      "a list",
      { given: "Its name:\n\n- a\n- `b`: the second\n- c - the third\n", want: closed("a", "b", "c") },
    ],
    [
      "a table",
      { given: "| Value | Meaning |\n|-|-|\n| `a` | First. |\n| b | Second. |\n", want: closed("a", "b") },
    ],
    ["code in the description", { given: "One of `a` and `b`.", want: closed("a", "b") }],
    ["the two booleans", { given: "If so (`true`) or not (`false`).", want: { kind: "boolean" } }],
    ["a question", { given: "Whether it was so.", want: { kind: "boolean" } }],
    [
      "a mention of HTTP status codes",
      { given: "The HTTP response status code.", want: { kind: "http_status" } },
    ],
    ["a mention of HTTP methods", { given: "The HTTP request method.", want: { kind: "http_method" } }],
    ["HTTP status classes", { given: "HTTP status class, `2xx` or `5xx`.", want: closed("2xx", "5xx") }],
    [
      "a sentence about a range",
      { given: "A whole number from -1 to 31.", want: { kind: "integer", min: -1, max: 31 } },
    ],
    [
      "a sentence about a limit",
      {
        given:
          "Name.\n\nUp to 1,000 different values of at most 256 characters; any other is recorded as `rest`.",
        want: { kind: "open", maxValues: 1000, maxLength: 256, otherwise: "rest" },
      },
    ],
    [
      "a list and a sentence about other values",
      {
        given: "- a\n- rest\n\nAny other is recorded as `rest`.",
        want: { ...closed("a"), otherwise: "rest" },
      },
    ],
    ["nothing", { given: "Its name.", want: { kind: "open", maxValues: 100, otherwise: "other" } }],
  ])("%s", async (_name, { given, want }) => {
    const page = `${COUNTERS}\n## Vector Definitions\n\n### code\n\n${given}\n`;
    const { draft, diagnostics } = await imported(page);
    expect(diagnostics).toEqual([]);
    expect(draft?.vectors.map(({ set }) => set)).toEqual([want]);
  });

  test.each([
    [
      "in a table of labels",
      "## Labels\n\n| Label | Description | Values |\n|-|-|-|\n| code | Text. | `a`, `b` |\n",
    ],
    [
      "in a table below a heading of labels",
      "## Labels\n\n| Name | Values | Help |\n|-|-|-|\n| code | a, b | Text. |\n",
    ],
    ["below a heading anywhere", "## Others\n\n### `code`\n\nText.\n\n* a\n* b\n"],
  ])("a definition %s", async (_name, given) => {
    const { draft, diagnostics } = await imported(COUNTERS + given);
    expect(diagnostics).toEqual([]);
    expect(draft?.vectors).toEqual([
      { name: "code", label: "code", description: "Text.", set: closed("a", "b"), notes: [] },
    ]);
  });
});

describe("several definitions of one label", () => {
  const shop = (name: string, values: string) =>
    `## ${name}\n\n### Counters\n\n| Name | Labels |\n|-|-|\n| ${name}_total | type |\n\n` +
    `### Labels\n\n#### type\n\nOf ${name}.\n\n${values}\n\n`;

  test("make a vector each, for the metrics below the same heading", async () => {
    const page = `# Metrics\n\n${shop("orders", "- card\n- cash")}${shop("logins", "- password\n- passkey")}`;
    const { draft, diagnostics } = await imported(page);
    expect(diagnostics).toEqual([]);
    expect(draft?.families.map(({ key, vectors }) => [key, ...vectors])).toEqual([
      ["orders_total", "orders_type"],
      ["logins_total", "logins_type"],
    ]);
    expect(draft?.vectors).toMatchObject([
      { name: "orders_type", label: "type", set: closed("card", "cash"), description: "Of orders." },
      { name: "logins_type", label: "type", set: closed("password", "passkey"), description: "Of logins." },
    ]);
  });

  test("make one vector if they have the same values, with the first description", async () => {
    const page = `# Metrics\n\n${shop("orders", "- card\n- cash")}${shop("refunds", "- card\n- cash")}`;
    const { draft, diagnostics } = await imported(page);
    expect(diagnostics.map(({ code, location }) => `${code} ${location?.line}`)).toEqual([
      "import-to-decide 30",
    ]);
    expect(draft?.vectors).toMatchObject([{ name: "type", description: "Of orders." }]);
    expect(draft?.families.flatMap(({ vectors }) => vectors)).toEqual(["type", "type"]);
  });
});

function closed(...values: readonly string[]) {
  return { kind: "closed", values };
}

describe("what is not imported is reported with its location", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["a page without metrics", { given: "# Nothing\n", want: ["import-nothing"] }],
    [
      "a table of something else",
      {
        given: `${COUNTERS}${CODE}\n## Ports\n\n| Port | For |\n|-|-|\n| 80 | HTTP |\n`,
        want: ["import-tables-unread 14:1"],
      },
    ],
    [
      "a table that may be of metrics",
      {
        given: `${COUNTERS}${CODE}\n## Ours\n\n| Name | Help |\n|-|-|\n| x | X |\n`,
        want: ["import-tables-unread 14:1"],
      },
    ],
    [
      "a table in HTML",
      {
        given: `${COUNTERS}${CODE}\n<table><tr><td>x</td></tr></table>\n`,
        want: ["import-tables-unread 12:1"],
      },
    ],
    [
      "several tables of something else, in one finding",
      {
        given: `${COUNTERS}${CODE}\n## Ports\n\n| Port |\n|-|\n| 80 |\n\nAnd:\n\n| Port |\n|-|\n| 443 |\n`,
        want: ["import-tables-unread 14:1"],
      },
    ],
    [
      "a column of something else",
      { given: `# Counters\n\n| Name | Since |\n|-|-|\n| x | 1.2 |\n`, want: ["import-column-unread 3:10"] },
    ],
    [
      "a column of values beside families",
      { given: "# Counters\n\n| Name | Values |\n|-|-|\n| x | a |\n", want: ["import-column-unread 3:10"] },
    ],
    ["a label without a definition", { given: COUNTERS, want: ["import-to-decide 5:14"] }],
    [
      "a definition without a label",
      { given: `${COUNTERS}${CODE}\n### mode\n\nMode.\n`, want: ["import-definition-unread 12:1"] },
    ],
    [
      "a second definition",
      { given: `${COUNTERS}${CODE}\n### code\n\nCode.\n`, want: ["import-to-decide 12:1"] },
    ],
    [
      "a summary",
      { given: "# Summaries\n\n| Name |\n|-|\n| x |\n", want: ["import-left-out 5:3", "import-nothing"] },
    ],
    [
      "an unknown type",
      {
        given: "# Counters\n\n| Name | Type |\n|-|-|\n| x | info |\n| y | |\n",
        want: ["import-left-out 5:3"],
      },
    ],
    [
      "a family without a type",
      {
        given: "# Ours\n\n| Name | Labels |\n|-|-|\n| x | |\n| y_total | |\n",
        want: ["import-left-out 5:3"],
      },
    ],
    [
      "a row without a name",
      { given: "# Counters\n\n| Name |\n|-|\n| x |\n|  |\n", want: ["import-to-decide 6:1"] },
    ],
    [
      "a histogram without buckets",
      { given: "# Histograms\n\n| Name |\n|-|\n| x |\n", want: ["import-to-decide 5:3"] },
    ],
    [
      "an upper bound that is not a number",
      {
        given: "# Histograms\n\n| Name | Buckets |\n|-|-|\n| x | 5ms, 1 |\n",
        want: ["import-to-decide 5:7"],
      },
    ],
    [
      "upper bounds that do not ascend",
      { given: "# Histograms\n\n| Name | Buckets |\n|-|-|\n| x | 2, 1 |\n", want: ["import-to-decide 5:7"] },
    ],
    [
      "a unit that is not a word",
      { given: "# Gauges\n\n| Name | Unit |\n|-|-|\n| x | % |\n", want: ["import-to-decide 5:7"] },
    ],
  ])("%s", async (_name, { given, want }) => {
    expect(await marks(given)).toEqual(want);
  });

  test("front matter is not read, but its lines count", async () => {
    const matter = "---\ntitle: Counters\nlist: |\n  | Name |\n  |-|\n---\n";
    expect(await marks(matter + COUNTERS)).toEqual(["import-to-decide 11:14"]);
  });
});

describe("the namespace is", () => {
  const page = (...names: readonly string[]) =>
    `# Counters\n\n| Name |\n|-|\n${names.map((name) => `| ${name} |\n`).join("")}`;

  test.each<
    readonly [string, { readonly given: readonly string[]; readonly chosen?: string; readonly want: object }]
  >([
    [
      "the first word of all names",
      { given: ["shop_a", "shop_b"], want: { namespace: "shop", keys: ["a", "b"] } },
    ],
    [
      "none, where names differ",
      { given: ["shop_a", "b"], want: { namespace: undefined, keys: ["shop_a", "b"] } },
    ],
    ["the chosen one", { given: ["a", "b"], chosen: "shop", want: { namespace: "shop", keys: ["a", "b"] } }],
    [
      "the chosen one, which names may have",
      { given: ["shop_a", "b"], chosen: "shop", want: { namespace: "shop", keys: ["a", "b"] } },
    ],
  ])("%s", async (_name, { given, chosen, want }) => {
    const { draft } = await imported(page(...given), chosen);
    expect({ namespace: draft?.namespace, keys: draft?.families.map(({ key }) => key) }).toEqual(want);
  });
});

test("several pages are one reference", async () => {
  const pages = [textSource("counters.md", COUNTERS), textSource("labels.md", CODE)];
  const { draft, diagnostics } = await draftMarkdown(pages, { namespace: undefined });
  expect(diagnostics).toEqual([]);
  expect(draft?.vectors).toMatchObject([{ name: "code", set: { kind: "http_status" } }]);
});

test("a family in several pages is imported once, and the other rows are reported", async () => {
  const other = `## Histograms\n\n| Name | Vectors | Buckets |\n|-|-|-|\n| requests | \`zone\` | 1 |\n`;
  const pages = [textSource("a.md", COUNTERS + CODE), textSource("b.md", other)];
  const { draft, diagnostics } = await draftMarkdown(pages, { namespace: undefined });
  if (draft === undefined) throw new Error("there is no draft");
  const { text } = makeSoundSchema(draft);
  expect(compileText(text).catalog?.families).toMatchObject([{ key: "requests", type: "counter" }]);
  expect(text).not.toMatch(/ignore|zone/);
  expect(diagnostics.filter(({ message }) => message.includes("`requests`"))).toMatchObject([
    { code: "import-to-decide", location: { file: "b.md", line: 5 } },
  ]);
});

test("a page with illegal names gives a schema that compiles", async () => {
  const text = `# Counters\n\n| Name | Labels |\n|-|-|\n| a-b | \`x y\` |\n| on | \`le\`, \`no\` |\n| ok | no |\n`;
  const { draft } = await imported(text);
  if (draft === undefined) throw new Error("there is no draft");
  const { text: schema, leftOut } = makeSoundSchema(draft);
  expect(leftOut.map(({ family }) => [family.key, family.location?.line])).toEqual([
    ["a-b", 5],
    ["on", 6],
  ]);
  expect(compileText(schema).diagnostics).toEqual([]);
});

describe("quotes and lists", () => {
  test.each([
    ["quotes within quotes", "> ".repeat(5_000)],
    ["items within items of one line", "1. - ".repeat(5_000)],
    ["lists within lists", Array.from({ length: 600 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n")],
  ])("that are nested too deeply are an error: %s", async (_name, deep) => {
    const { draft, diagnostics } = await imported(`${COUNTERS}\n${deep}\n`);
    expect(draft).toBeUndefined();
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ["nesting-too-deep", "error"],
    ]);
  });

  test.each([
    ["twenty levels", Array.from({ length: 20 }, (_, at) => `${"  ".repeat(at)}- x`).join("\n")],
    ["a long line across the page", "- ".repeat(200)],
    ["code far to the right", `\`\`\`\n${" ".repeat(400)}x\n\`\`\``],
  ])("are read if they are not nested too deeply: %s", async (_name, text) => {
    expect((await imported(`${COUNTERS}\n${text}\n`)).draft?.families).toHaveLength(1);
  });
});
