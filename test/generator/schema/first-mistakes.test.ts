import { expect, test } from "vitest";
import { formatDiagnostics } from "../../../generator/codes.js";
import { compileFiles } from "../../support/generator/compile-schema.js";
import { messagesDocument } from "../../support/generator/messages.js";
import { project } from "../../support/generator/run-command.js";

/** What a newcomer writes wrong in a schema: a text, or several files. */
type Row = readonly [name: string, schema: string | Readonly<Record<string, string>>];

const ORDERS = `version: 1
namespace: shop
counters:
  orders_total:
    vectors: [payment]
    description: Orders placed
vectors:
  payment:
    values: [card, paypal]
`;

/** The schema of orders, with one text in place of another. */
function orders(before: string, after: string): string {
  if (!ORDERS.includes(before)) throw new Error(`the schema does not have ${before}`);
  return ORDERS.replace(before, () => after);
}

/** A schema of the given sections. */
const schema = (...lines: readonly string[]) => `version: 1\n${lines.join("\n")}\n`;
/** A counter or a histogram with the given keys. */
const counter = (...keys: readonly string[]) =>
  schema("counters:", "  a:", ...keys.map((key) => `    ${key}`));
const histogram = (...keys: readonly string[]) =>
  schema("histograms:", "  a:", "    description: x", ...keys.map((key) => `    ${key}`));

const ROWS: readonly Row[] = [
  ["a sound schema", ORDERS],
  ["a misspelt key at the top level", orders("counters:", "conters:")],
  ["a misspelt key in a family", orders("description:", "descripton:")],
  ["a key that is indented less than its siblings", orders("    description", "   description")],
  ["a family that is not indented", schema("counters:", "orders_total:", "  description: Orders placed")],
  [
    "families that are not indented",
    ORDERS.replace("counters:\n  ", "counters:\n").replace("vectors:\n  ", "vectors:\n"),
  ],
  [
    "keys that are not indented below a family",
    orders("    vectors: [payment]\n    desc", "  vectors: [payment]\n  desc"),
  ],
  ["keys that are not indented below a vector", orders("    values", "  values")],
  [
    "an unknown key for a required one",
    histogram("buckets: { exponential: { begin: 1, factor: 2, count: 3 } }"),
  ],
  ["an unknown key for a section", orders("vectors:\n", "vecs:\n")],
  ["no space behind a colon", counter("description:x")],
  ["a family as a list", counter("- description: x")],
  ["a tab", orders("    vectors: [payment]", "\tvectors: [payment]")],
  ["tabs on many lines", ORDERS.replaceAll("    ", "\t\t").replaceAll("  ", "\t")],
  ["a tab within brackets", schema("counters: {", "\ta: { description: x }", "}")],
  ["a family twice", orders("vectors:\n", "  orders_total:\n    description: again\nvectors:\n")],
  [
    "a counter and a gauge of one name",
    orders("\nvectors:\n", "\ngauges:\n  orders_total:\n    description: again\nvectors:\n"),
  ],
  ["an unknown vector", orders("[payment]", "[paymnet]")],
  ["vectors as a text", orders("[payment]", "payment")],
  ["vectors as a mapping", orders("[payment]", "{payment: x}")],
  ["descending buckets", histogram("buckets: [1, 0.5, 2]")],
  ["buckets as texts, and +Inf", histogram('buckets: ["0.1", 0.5, fast, +Inf]')],
  ["a histogram without buckets", histogram()],
  ["a counter with buckets", counter("description: x", "buckets: [1,2]")],
  [
    "reserved labels",
    `${histogram("buckets: [1,2]", "vectors: [le]")}vectors:\n  le:\n    values: [a, b]\n  __name__:\n    type: boolean\n`,
  ],
  [
    "names that are not legal",
    schema(
      "counters:",
      ...["orders-total", "9lives", "class"].map((name) => `  ${name}: { description: x }`),
    ),
  ],
  [
    "names that are one in generated code",
    `${schema("counters:", ...["order_total", "order__total", "Order_total"].map((name) => `  ${name}: { description: x }`))}counters2: {}\n`,
  ],
  [
    "counters with the names of a histogram's series",
    schema(
      "counters:",
      "  h_count: { description: x }",
      "  h_bucket: { description: x }",
      "histograms:",
      "  h: { description: x, buckets: [1] }",
    ),
  ],
  ["a gauge that ends in _count, without a histogram", schema("gauges:", "  h_count: { description: x }")],
  [
    "too many series",
    `${counter("description: x", "vectors: [user, code, m]")}vectors:
  user: {type: string, max_values: 100000}
  code: {type: http_status}
  m: {type: http_method}
`,
  ],
  ["an alias without an anchor", histogram("buckets: *nope")],
  ["a misspelt alias", `${histogram("buckets: &fast [1]")}  b: { description: x, buckets: *fats }\n`],
  [
    "a key for anchors without x-",
    schema("defaults: &d", "  description: x", "counters:", "  a:", "    <<: *d"),
  ],
  ["a key for anchors", schema("x-defaults: &d", "  description: x", "counters:", "  a:", "    <<: *d")],
  [
    "a merged mapping",
    schema(
      "counters:",
      "  a: &a",
      "    description: x",
      "    vectors: []",
      "  b:",
      "    <<: *a",
      "    description: y",
    ),
  ],
  [
    "a misspelt import",
    {
      "metrics.schema.yaml": schema("imports: [shared/vectrs.yaml]", "counters: { a: { description: x } }"),
      "shared/vectors.yaml": "version: 1\n",
    },
  ],
  [
    "an import from a folder that does not exist",
    schema("imports: [shard/vectors.yaml]", "counters: { a: { description: x } }"),
  ],
  [
    "an import of the schema itself",
    schema("imports: [metrics.schema.yaml]", "counters: { a: { description: x } }"),
  ],
  ["imports as a text", schema("imports: other.yaml", "counters: { a: { description: x } }")],
  ["an empty file", ""],
  ["a file of comments", "# todo\n"],
  ["lines that end in CR LF", ORDERS.replaceAll("\n", "\r\n")],
  ["a mistake in lines that end in CR LF", orders("[payment]", "[paymnet]").replaceAll("\n", "\r\n")],
  ["a byte order mark", `\uFEFF${ORDERS}`],
  ["a file in UTF-16", Buffer.from(`\uFEFF${ORDERS}`, "utf16le").toString("utf8")],
  ["a file in Latin-1", Buffer.from(orders("placed", "placé"), "latin1").toString("utf8")],
  [
    "JSON",
    '{"version":1,"namespace":"shop","counters":{"orders_total":{"description":"x","vectors":["p"]}},"vectors":{"p":{"values":["a"]}}}',
  ],
  ["JSON with commas at the ends", '{"version":1,"counters":{"orders_total":{"description":"x",}},}'],
  ["no version", orders("version: 1\n", "")],
  ["version 2", orders("version: 1", "version: 2")],
  ["the version as a text", orders("version: 1", 'version: "1"')],
  ["values that YAML does not read as texts", orders("[card, paypal]", "[yes, no, true, 1, null]")],
  ["a value twice, and an empty one", orders("[card, paypal]", '[card, card, ""]')],
  ["a vector without values", orders("values: [card, paypal]", "description: foo")],
  ["a misspelt max_values", orders("values: [card, paypal]", "type: string\n    max_value: 5")],
  ["a vector of texts without max_values", orders("values: [card, paypal]", "type: string")],
  ["a vector of integers without a range", orders("values: [card, paypal]", "type: integer")],
  ["a colon in a description", orders("Orders placed", "Orders: placed")],
  ["a description that begins with @", orders("Orders placed", "@todo write")],
  ["a description that begins with a back-tick", orders("Orders placed", "`x` is")],
  [
    "counters as a list",
    schema("counters:", "  - name: orders_total", "    description: x", "    labels: [a]"),
  ],
  [
    "the words of client libraries",
    orders("vectors: [payment]", "labels: [payment]").replace("description:", "help:"),
  ],
  [
    "metrics at the top level",
    schema("metrics:", "  orders_total:", "    type: counter", "    help: Orders"),
  ],
  ["an empty description", orders("description: Orders placed", "description:")],
  [
    "a recorder of an unknown metric, and one of none",
    schema(
      "counters: { a: { description: x } }",
      "recorders:",
      "  r: { metrics: [a, bb], description: y }",
      "  q: { metrics: [], description: y }",
    ),
  ],
  ["a port in place of an address", `${ORDERS}server:\n  address: 9959\n`],
  [
    "a port that is none, and a key for the port",
    `${ORDERS}server:\n  address: tcp://localhost:99999/metrics\n  port: 1\n`,
  ],
  ["a port as a text in place of an address", `${ORDERS}server:\n  address: "9959"\n`],
  ["two documents", `${ORDERS}---\n${ORDERS}`],
  ["a text in place of a schema", "hello\n"],
  ["an open bracket", counter("vectors: [a, b", "description: x")],
  ["an open quote", counter('description: "unclosed')],
  ["a namespace with a hyphen", orders("namespace: shop", "namespace: my-shop")],
  [
    "sixty equal mistakes",
    schema("counters:", ...Array.from({ length: 60 }, (_, at) => `  c${at}_total: { descripton: x }`)),
  ],
  [
    "too many families",
    schema("counters:", ...Array.from({ length: 5001 }, (_, at) => `  c${at}_total: { description: x }`)),
  ],
  [
    "aliases that expand",
    schema(
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...["ab", "bc", "cd"].map(([from, to]) => `${to}: &${to} [${`*${from},`.repeat(8)}*${from}]`),
      "counters: { a_total: { description: x, vectors: *d } }",
    ),
  ],
  ["an unknown type of a vector", orders("values: [card, paypal]", "type: http_code")],
  ["values with max_values", orders("values: [card, paypal]", "values: [card]\n    max_values: 5")],
  ["deprecated: true", orders("Orders placed", "Orders placed\n    deprecated: true")],
  ["buckets as a call in a list", histogram("buckets: [exponentialBuckets(0.001, 2, 12)]")],
  ["buckets as a call", histogram("buckets: exponential(0.001, 2, 12)")],
];

/** Mistakes that `generate` finds when the schema is read. */
const GENERATED: readonly (readonly [name: string, schema: string])[] = [["no families", "version: 1\n"]];

test("each first mistake has the message that a newcomer needs", async () => {
  const messages = ROWS.map(([name, given]) => [name, messagesOf(given)] as const);
  const generated = GENERATED.map(async ([name, given]) => [name, await messagesOfGenerate(given)] as const);
  const document = messagesDocument([...messages, ...(await Promise.all(generated))]);
  await expect(document).toMatchFileSnapshot("../../fixtures/messages/schema.txt");
});

function messagesOf(given: Row[1]): string {
  const files = typeof given === "string" ? { "metrics.schema.yaml": given } : given;
  const { diagnostics, sources } = compileFiles(files);
  return abridge(formatDiagnostics(diagnostics, sources, "pretty", { colour: false })) || "(none)";
}

/** Of many messages, the first three and the end. */
function abridge(messages: string): string {
  const blocks = messages.split("\n\n");
  return blocks.length <= 20 ? messages : [...blocks.slice(0, 3), "[…]", ...blocks.slice(-3)].join("\n\n");
}

async function messagesOfGenerate(schema: string): Promise<string> {
  const { generate, folder } = project(schema);
  return (await generate()).stderr.replaceAll(`${folder}/`, "");
}
