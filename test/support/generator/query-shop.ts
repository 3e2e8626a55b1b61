import type { Catalog } from "../../../generator/catalog.js";
import { findMistakes, type QueryFinding } from "../../../generator/queries/check-queries.js";
import {
  declaredMetrics,
  type KnownMetrics,
  type KnownOptions,
} from "../../../generator/queries/known-metrics.js";
import type { Query } from "../../../generator/queries/query.js";
import type { Intervals } from "../../../generator/queries/rules/rule.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";

const SCHEMA = `
version: 1
namespace: shop
outputs:
  scrape:
    job_name: shop
    static_configs:
      - targets: ["shop-1:9959"]
        labels: { region: eu }
counters:
  requests_total: { vectors: [code, method], description: x }
  logins: { vectors: [success, factor], description: x }
  answers_total: { vectors: [class, kept], description: x }
gauges:
  queue_length: { vectors: [queue], description: x }
  version_info: { vectors: [version], description: x }
histograms:
  request_duration_seconds: { vectors: [method], unit: seconds, buckets: [.00005, .1, 1, 2.5, 1000000], description: x }
  upload_bytes: { unit: bytes, buckets: [1000, 1000000], description: x }
vectors:
  code: { type: http_status, description: x }
  method: { description: x, values: [get, post, put], otherwise: other }
  success: { type: boolean, description: x }
  class: { label: status, type: http_status_class, description: x }
  kept: { type: http_status, values: [200, 404], description: x }
  factor: { description: x, values: [webauthn, totp, "c++"] }
  queue: { type: string, max_values: 10, otherwise: other, description: x }
  version: { type: string, max_values: 10, otherwise: other, description: x }
`;

/** A schema with a family of each type, and a vector of each kind. */
export const SHOP: Catalog = catalogOf(SCHEMA);

/** The same without a namespace. */
export const UNNAMED: Catalog = catalogOf(SCHEMA.replace("namespace: shop\n", ""));

function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileSchema({ file: "m.yaml", text, readImport: () => undefined });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics));
  return catalog;
}

const DEFAULTS: KnownOptions = { prefixes: [], ignored: [], targetLabels: [] };

/** A schema, or what is known from elsewhere. */
export interface CheckedAgainst extends Partial<KnownOptions> {
  readonly catalog?: Catalog;
  readonly known?: KnownMetrics;
  readonly intervals?: Partial<Intervals>;
}

export function check(
  queries: readonly Query[],
  { catalog = SHOP, known, intervals, ...options }: CheckedAgainst = {},
): readonly QueryFinding[] {
  return findMistakes(known ?? declaredMetrics(catalog, { ...DEFAULTS, ...options }), queries, {
    scrape: undefined,
    scrapeOfOthers: undefined,
    evaluation: undefined,
    ...intervals,
  });
}

/** Each finding as its code and the text that it points at. */
export function pointsOf(findings: readonly QueryFinding[]): readonly (readonly [string, string])[] {
  return findings.map(({ diagnostic: { code, location }, query: { source } }) => {
    if (location === undefined) throw new Error(`${code} has no location`);
    const { line, column, endColumn } = location;
    const text = source.text.split("\n")[line - 1] ?? "";
    return [code, text.slice(column - 1, endColumn - 1)];
  });
}
