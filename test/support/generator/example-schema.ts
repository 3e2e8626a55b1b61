/** The schema that the examples of scrapes are about, as `docs/errors/` shows it. */
export const EXAMPLE_SCHEMA = `version: 1
namespace: shop
counters:
  orders_total: { vectors: [payment], description: Orders placed. }
  visits_total: { vectors: [country], series_budget: 3, description: Visits. }
  logins_total: { deprecated: Read shop_visits_total., description: Logins. }
gauges:
  stock: { unit: items, description: Items that are there. }
histograms:
  delay_seconds: { unit: seconds, buckets: [.5, 1], description: Time to deliver. }
vectors:
  payment: { values: [card, paypal] }
  country: { type: string, max_values: 2 }
`;
