import type { ExpositionFormat } from "../../../generator/exposition/exposition.js";
import { parseExposition } from "../../../generator/exposition/parse-exposition.js";
import type { KnownMetrics, KnownOptions } from "../../../generator/queries/known-metrics.js";
import { SeenMetrics } from "../../../generator/queries/seen-metrics.js";

const DEFAULTS: KnownOptions = { prefixes: [], ignored: [], targetLabels: [] };

/** What is known of metrics from expositions. */
export function seenIn(
  texts: readonly string[],
  { format = "text", ...options }: Partial<KnownOptions> & { readonly format?: ExpositionFormat } = {},
): KnownMetrics {
  const seen = new SeenMetrics();
  for (const text of texts) {
    const exposition = parseExposition(text, { format });
    if (exposition.errors.length > 0) throw new Error(JSON.stringify(exposition.errors));
    seen.addExposition(exposition);
  }
  return seen.known({ ...DEFAULTS, ...options });
}

/** An exposition with a family of each type. */
export const SEEN_SHOP = `# TYPE shop_orders_total counter
shop_orders_total{payment="card",express="true"} 3
shop_orders_total{payment="paypal"} 1
# TYPE shop_errors_total counter
# TYPE shop_carts gauge
shop_carts{store="north"} 4
# TYPE shop_checkout_seconds histogram
shop_checkout_seconds_bucket{route="/pay",le="0.1"} 1
shop_checkout_seconds_bucket{route="/pay",le="1"} 2
shop_checkout_seconds_bucket{route="/pay",le="+Inf"} 2
shop_checkout_seconds_sum{route="/pay"} 0.7
shop_checkout_seconds_count{route="/pay"} 2
# TYPE shop_pause_seconds summary
shop_pause_seconds{quantile="0.5"} 0.1
shop_pause_seconds_sum 1
shop_pause_seconds_count 4
# TYPE shop_mystery untyped
shop_mystery 1
`;
