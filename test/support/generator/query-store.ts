import type { Catalog } from "../../../generator/catalog.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";

const SCHEMA = `
version: 1
namespace: store
counters:
  orders_total: { vectors: [payment, express], description: x }
  requests_total: { vectors: [code, method], description: x }
  worker_restarts_total: { description: x }
  sent_bytes_total: { unit: bytes, description: x }
  busy_seconds_total: { unit: seconds, description: x }
gauges:
  carts: { vectors: [region], description: x }
  queue_length: { description: x }
  disk_free_bytes: { unit: bytes, description: x }
  disk_size_bytes: { unit: bytes, description: x }
  oldest_job_seconds: { unit: seconds, description: x }
  last_order_timestamp_seconds: { unit: seconds, description: x }
  cache_hit_ratio: { unit: ratio, description: x }
histograms:
  checkout_seconds: { vectors: [payment], unit: seconds, buckets: [0.1, 0.5, 1, 5], description: x }
  upload_bytes: { unit: bytes, buckets: [1000, 1000000], description: x }
vectors:
  payment: { values: [card, paypal, invoice] }
  express: { type: boolean }
  code: { type: http_status }
  method: { values: [get, post], otherwise: other }
  region: { values: [eu, us] }
`;

/** A schema with units, and histograms whose last buckets end early. */
export const STORE: Catalog = compileStore();

function compileStore(): Catalog {
  const { catalog, diagnostics } = compileSchema({
    file: "m.yaml",
    text: SCHEMA,
    readImport: () => undefined,
  });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}
