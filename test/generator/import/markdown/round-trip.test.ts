import { expect, test } from "vitest";
import type { Catalog } from "../../../../generator/catalog.js";
import { emitReference } from "../../../../generator/emit/reference-page.js";
import { draftMarkdown } from "../../../../generator/import/markdown/draft-markdown.js";
import { makeSoundSchema } from "../../../../generator/import/sound-schema.js";
import { compileText } from "../../../support/generator/compile-schema.js";
import { textSource } from "../../../support/generator/import-sources.js";

const SCHEMA = `version: 1
namespace: shop
outputs:
  reference:
counters:
  orders_total: { vectors: [payment, express], description: "Orders, by | and *how*; see \`payment\`." }
  visits_total: { vectors: [tenant, status], description: Visits, deprecated: Use orders. }
gauges:
  carts: { vectors: [shard, verb], description: Open carts, unit: carts }
  answers: { vectors: [class, kept, way, session], description: Answers }
  plain: { description: A value }
histograms:
  checkout: { vectors: [mood], description: "Time < 1 s?", unit: seconds, buckets: [.005, 0.1, 1e3] }
vectors:
  payment: { values: [card, pay-pal, "a|b", "*"], description: How it was paid. }
  express: { type: boolean, description: Fast. }
  tenant: { type: string, max_values: 1500, otherwise: rest, description: Who. }
  status: { type: http_status, description: What came of it. }
  verb: { type: http_method, description: What was asked. }
  class: { type: http_status_class, description: How it went. }
  kept: { type: http_status, values: [200, 404], otherwise: rest, description: What came. }
  way: { type: http_method, values: [GET, POST], description: Which way. }
  session: { type: string, max_values: 20, max_length: 1024, description: Whose. }
  shard: { type: integer, min: -1, max: 31, description: Where. }
  mood: { values: [good, bad], otherwise: unknown, description: Mood. }
`;

function compiled(text: string): Catalog {
  const { catalog, diagnostics } = compileText(text);
  expect(diagnostics).toEqual([]);
  if (catalog === undefined) throw new Error("there is no catalog, and no diagnostic");
  return catalog;
}

const LABELS = `version: 1
outputs:
  reference:
counters:
  orders_total: { vectors: [payment_type, shard], description: Orders. }
  refunds_total: { vectors: [payment_type], description: Refunds. }
  shop_orders_total: { vectors: [type], description: Orders of another shop. }
gauges:
  logins: { vectors: [login_type, near], description: Logins. }
vectors:
  payment_type: { label: type, values: [card, paypal], description: How it was paid. }
  shard: { type: integer, min: 0, max: 9 }
  type: { values: [card, cash] }
  login_type: { label: type, values: [password, passkey], otherwise: other }
  near: { label: shard, type: boolean, description: "Whether \`type\` is near." }
`;

test.each([
  ["namespace", "shop", SCHEMA],
  ["vectors with the same label", undefined, LABELS],
])("a generated reference is imported back to its schema, with its %s", async (_name, namespace, schema) => {
  const own = compiled(schema);
  const page = emitReference(own)
    .map(({ text }) => text)
    .join("");
  const { draft, diagnostics } = await draftMarkdown([textSource("metrics.md", page)], {
    namespace: undefined,
  });
  expect(diagnostics).toEqual([]);
  if (draft === undefined) throw new Error("there is no draft");
  const got = compiled(makeSoundSchema(draft).text);
  expect(got.namespace).toBe(namespace ?? "");
  expect(got.families).toEqual(own.families);
  expect(got.vectors).toEqual(own.vectors);
});
