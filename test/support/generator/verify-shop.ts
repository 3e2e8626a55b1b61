import type { Catalog } from "../../../generator/catalog.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";

/** A schema with each type of family and each kind of vector. */
export const SHOP_SCHEMA = `version: 1
namespace: shop
counters:
  orders_total: { vectors: [payment, express], description: Orders placed }
  visits: { vectors: [country], description: Visits of the shop, series_budget: 4 }
  boots: { description: Starts, deprecated: Ask the operating system. }
gauges:
  stock: { vectors: [shelf], unit: items, description: Items that are there }
  build_info: { description: What was built }
histograms:
  delay_seconds: { vectors: [payment], unit: seconds, buckets: [.5, 1], description: Time to deliver }
vectors:
  payment: { values: [card, paypal] }
  express: { type: boolean }
  country: { type: string, max_values: 2 }
  shelf: { type: integer, min: 0, max: 31 }
`;

export function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileSchema({ file: "shop.yaml", text, readImport: () => undefined });
  if (catalog === undefined) throw new Error(JSON.stringify(diagnostics, undefined, 2));
  return catalog;
}

export const SHOP = catalogOf(SHOP_SCHEMA);

/** The exposition of a program with the schema. Line 25 is the last. */
export const SHOP_TEXT = `# HELP shop_orders_total Orders placed
# TYPE shop_orders_total counter
shop_orders_total{payment="card",express="true"} 3
shop_orders_total{payment="paypal",express="false"} 2
# HELP shop_visits Visits of the shop
# TYPE shop_visits counter
shop_visits{country="at"} 7
shop_visits{country="other"} 1
# HELP shop_boots Starts
# TYPE shop_boots counter
shop_boots 0
# HELP shop_stock Items that are there
# TYPE shop_stock gauge
shop_stock{shelf="7"} 0
# HELP shop_build_info What was built
# TYPE shop_build_info gauge
shop_build_info 1
# HELP shop_delay_seconds Time to deliver
# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{payment="card",le="0.5"} 1
shop_delay_seconds_bucket{payment="card",le="1"} 2
shop_delay_seconds_bucket{payment="card",le="+Inf"} 2
shop_delay_seconds_sum{payment="card"} 0.8
shop_delay_seconds_count{payment="card"} 2
process_start_time_seconds 1700000000
`;

/** The same in OpenMetrics. */
export const SHOP_OPENMETRICS = `# TYPE shop_orders counter
# HELP shop_orders Orders placed
shop_orders_total{payment="card",express="true"} 3
shop_orders_created{payment="card",express="true"} 1700000000.5
# TYPE shop_visits unknown
# HELP shop_visits Visits of the shop
shop_visits{country="at"} 7
# TYPE shop_boots unknown
# HELP shop_boots Starts
shop_boots 0
# TYPE shop_stock gauge
# HELP shop_stock Items that are there
shop_stock{shelf="7"} 0
# TYPE shop_build info
# HELP shop_build What was built
shop_build_info 1
# TYPE shop_delay_seconds histogram
# UNIT shop_delay_seconds seconds
# HELP shop_delay_seconds Time to deliver
shop_delay_seconds_bucket{payment="card",le="0.5"} 1
shop_delay_seconds_bucket{payment="card",le="1.0"} 2
shop_delay_seconds_bucket{payment="card",le="+Inf"} 2
shop_delay_seconds_sum{payment="card"} 0.8
shop_delay_seconds_count{payment="card"} 2
shop_delay_seconds_created{payment="card"} 1700000000.5
# TYPE target info
target_info{service="shop"} 1
# EOF
`;
