import { readFileSync } from "node:fs";
import type { Nodes } from "mdast";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../../../generator/catalog.js";
import { emitReference } from "../../../../generator/emit/reference-page.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { parseMarkdown, seen } from "../../../support/generator/parse-markdown.js";

const DEFAULT_SCHEMA = readFileSync(new URL("../../../../metrics.schema.yaml", import.meta.url), "utf8");

// The tables of Authelia's telemetry reference, byte for byte.
const COUNTERS = `|        Name         |           Vectors           |     Description      |
|:-------------------:|:---------------------------:|:--------------------:|
|       request       |      \`code\`, \`method\`       |     All Requests     |
|        authz        |           \`code\`            |    Authz Requests    |
|        authn        |     \`success\`, \`banned\`     | Authn Requests (1FA) |
| authn_second_factor | \`success\`, \`banned\`, \`type\` | Authn Requests (2FA) |
`;
const HISTOGRAMS = `|              Name               |      Vectors       |                                                    Buckets                                                    |
|:-------------------------------:|:------------------:|:-------------------------------------------------------------------------------------------------------------:|
|         authn_duration          |     \`success\`      | .0005, .00075, .001, .005, .01, .025, .05, .075, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.9, 1, 5, 10, 15, 30, 60 |
|        request_duration         |       \`code\`       |                   .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60                    |
| request_duration_openid_connect | \`endpoint\`, \`code\` |                   .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 15, 20, 30, 40, 50, 60                    |
`;

describe("the default schema's page is of the shape of Authelia's telemetry reference", () => {
  const page = pageOf(DEFAULT_SCHEMA);

  test("its tables are the same, byte for byte, under the same headings", () => {
    expect(page).toContain(
      `#### Recorded Metrics

##### Vectored Counters

${COUNTERS}
##### Vectored Histograms

${HISTOGRAMS}
#### Vector Definitions

##### code
`,
    );
  });

  test("its definitions have the same order and the same lists of values", () => {
    const blocks = parseMarkdown(page.slice(page.indexOf("#### Vector Definitions"))).children;
    const outline = blocks.map((block) => {
      if (block.type === "heading") return `${"#".repeat(block.depth)} ${seen(block)}`;
      if (block.type !== "list") return block.type;
      return block.children.map((item) => item.children.map(seen).join(""));
    });
    expect(outline).toEqual([
      "#### Vector Definitions",
      ...["##### code", "paragraph", "##### method", "paragraph"],
      ...["##### success", "paragraph", "##### banned", "paragraph"],
      ...["##### type", "paragraph"],
      ...["##### endpoint", "paragraph", "paragraph"],
      [
        ...["authorization", "pushed_authorization_request", "token", "userinfo", "revocation"],
        ...["introspection", "openid_configuration", "oauth_configuration", "jwks"],
      ],
    ]);
    expect(page).toMatch(/##### type\n\n.*`webauthn`, `totp` or `duo`/);
  });
});

/** A schema of every type, with a page that has these options. */
const schema = (options: string) => `version: 1
namespace: shop
outputs: { reference: { ${options} } }
counters:
  orders_total: { vectors: [payment], description: Orders placed, deprecated: Use \`sales_total\`. }
  starts_total: { description: Starts }
gauges:
  open_carts: { description: Carts with something in them }
histograms:
  checkout: { unit: seconds, vectors: [payment, ok], buckets: [.5, 1e1], description: Time to pay }
vectors:
  payment: { values: [card, paypal], description: How it was paid. }
  ok: { type: boolean }
`;

describe("without options a page has the complete reference", () => {
  test("with a table for each type, no empty columns, and the possible values of every vector", () => {
    expect(pageOf(schema(""))).toBe(`# Metrics

## Recorded metrics

### Counters

| Name                | Labels    | Description   | Deprecated         |
| ------------------- | --------- | ------------- | ------------------ |
| \`shop_orders_total\` | \`payment\` | Orders placed | Use \`sales_total\`. |
| \`shop_starts_total\` |           | Starts        |                    |

### Gauges

| Name              | Description                  |
| ----------------- | ---------------------------- |
| \`shop_open_carts\` | Carts with something in them |

### Histograms

| Name            | Labels          | Unit    | Description | Buckets |
| --------------- | --------------- | ------- | ----------- | ------- |
| \`shop_checkout\` | \`payment\`, \`ok\` | seconds | Time to pay | .5, 1e1 |

## Labels

### payment

How it was paid.

Values:

- card
- paypal

### ok

Either \`true\` or \`false\`.
`);
  });

  test.each(["reference:", "reference: {}"])("%j is such a page", (key) => {
    expect(pageOf(`version: 1\noutputs: { ${key} }\ncounters: { a: { description: A } }\n`)).toContain(
      "### Counters\n\n| Name | Description |\n",
    );
  });

  test("and only its title if there are no families", () => {
    expect(pageOf("version: 1\noutputs: { reference: }\n")).toBe("# Metrics\n");
  });

  test("there is no page if the schema has no reference", () => {
    const { catalog } = compileText("version: 1\n");
    expect(catalog && emitReference(catalog)).toEqual([]);
  });
});

describe("options give a page another shape", () => {
  test("one table of all types, with types and worst-case series, aligned to the right", () => {
    const tables =
      "{ families: [histograms, counters], columns: [type, key, series] }, { families: [gauges] }";
    expect(pageOf(schema(`align: right, tables: [${tables}], column_titles: { key: Metric }`))).toContain(
      `### Histograms and counters

|      Type |       Metric | Series at most |
| --------: | -----------: | -------------: |
|   counter | orders_total |              2 |
|   counter | starts_total |              1 |
| histogram |     checkout |             20 |

### Gauges
`,
    );
  });

  test("a table with several types has a column for them by default", () => {
    expect(pageOf(schema("tables: [{ families: [counters, gauges, histograms] }]"))).toContain(
      "### Counters, gauges and histograms\n\n| Name                | Type      | Labels ",
    );
  });

  test("depth and words of headings", () => {
    const page = pageOf(schema("title: T, heading_level: 5, headings: { metrics: M, vectors: V }"));
    expect(page.match(/^#.*$/gm)).toEqual([
      ...["# T", "##### M", "###### Counters", "###### Gauges", "###### Histograms"],
      ...["##### V", "###### payment", "###### ok"],
    ]);
  });

  test("a section of a page has neither a title nor a file of its own", () => {
    const { catalog } = compileText(schema("page: docs/telemetry.md"));
    expect(catalog && emitReference(catalog)).toMatchObject([
      {
        kind: "section",
        page: "docs/telemetry.md",
        text: expect.stringMatching(/^<!-- Generated .* -->\n\n## Recorded metrics\n\n###/),
      },
    ]);
  });
});

test("columns are padded to the width that characters have", () => {
  const page = pageOf(`version: 1
outputs: { reference: { align: center } }
counters:
  a: { description: 请求 }
  b: { description: größe }
  c: { description: "👩🏽‍🚀 e\\u0301" }
`);
  expect(page).toContain(`| Name | Description |
|:----:|:-----------:|
| \`a\`  |    请求     |
| \`b\`  |    größe    |
| \`c\`  |    👩🏽‍🚀 e\u0301     |
`);
});

test("a page of hostile texts has no markup but its own", () => {
  const golden = new URL("../../../fixtures/golden/hostile-text/metrics.md", import.meta.url);
  const [banner, ...blocks] = parseMarkdown(readFileSync(golden, "utf8")).children;
  expect(banner?.type).toBe("html");
  const types = new Set<string>();
  const visit = (node: Nodes): void => {
    const isAddress = node.type === "link" && !seen(node).startsWith("<link");
    types.add(isAddress ? "text" : node.type);
    if ("children" in node) node.children.forEach(visit);
  };
  blocks.forEach(visit);
  expect([...types].sort()).toEqual([
    "heading",
    "inlineCode",
    "list",
    "listItem",
    "paragraph",
    "table",
    "tableCell",
    "tableRow",
    "text",
  ]);
});

/** The Catalog of a schema that has no mistake. */
function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileText(text);
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return catalog;
}

/** The reference page of a schema, without its banner. */
function pageOf(text: string): string {
  const [output] = emitReference(catalogOf(text));
  return output?.text.replace(/^<!-- .* -->\n\n/, "") ?? "";
}
