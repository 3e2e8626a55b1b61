import { defineCodes, error, warning } from "../diagnostics/define.js";
import { groupDigits, listAnd } from "../text/words.js";
import { CONFORMITY_WORDS } from "./conformity-codes.js";
import { MEASUREMENT_WORDS } from "./measurement-codes.js";

/** How an exposition differs from its schema. */
export const VERIFY_CODES = defineCodes({
  ...CONFORMITY_WORDS,
  ...MEASUREMENT_WORDS,
  "unknown-restarts": warning<object>({
    title: "decreases that are not judged",
    explanation:
      "A counter that falls is right after a restart and wrong otherwise. Without the start time of the process, the two cannot be told apart.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
# the next scrape
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 1`,
    right: `process_start_time_seconds 1700000000
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
# the next scrape
process_start_time_seconds 1700000060
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 1`,
    message: () =>
      "Counters that go down are not judged, because no `process_start_time_seconds` tells whether the process was restarted.",
    help: () => "Expose the metrics of the process, too. Each client and the runtime have them.",
  }),
  "scrape-failed": error<{ problem: string; count: number; scrapes: number }>({
    title: "scrape that failed",
    explanation:
      "The program did not answer a scrape, or answered with something else than metrics. Prometheus would have a gap there, and no alert that reads these metrics fires.",
    withoutExample:
      "It is about an answer of the server: a time-out, a status such as 503, or a page instead of an exposition.",
    message: ({ problem, count, scrapes }) =>
      `${groupDigits(count)} of ${groupDigits(scrapes)} scrapes failed: ${problem}.`,
    help: () => "Prometheus would have a gap there, and `up` would be 0.",
  }),
  "nothing-observed": warning<{ schema: string }>({
    title: "no recorded series",
    explanation:
      "No family of the schema has a sample, so that hardly anything was checked. The program is idle, or is another one.",
    wrong: `# HELP shop_orders_total Orders placed.
# TYPE shop_orders_total counter
# HELP shop_visits_total Visits.
# TYPE shop_visits_total counter
# HELP shop_logins_total Logins.
# TYPE shop_logins_total counter
# HELP shop_stock Items that are there.
# TYPE shop_stock gauge
# HELP shop_delay_seconds Time to deliver.
# TYPE shop_delay_seconds histogram`,
    right: `# HELP shop_orders_total Orders placed.
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
# HELP shop_visits_total Visits.
# TYPE shop_visits_total counter
# HELP shop_logins_total Logins.
# TYPE shop_logins_total counter
# HELP shop_stock Items that are there.
# TYPE shop_stock gauge
# HELP shop_delay_seconds Time to deliver.
# TYPE shop_delay_seconds histogram`,
    message: ({ schema }) =>
      `No family that \`${schema}\` declares was recorded, so there was little to verify.`,
    help: () => "Let the program do its work first, or verify for longer with `--for`.",
  }),
  "coverage-too-low": error<{ percent: number; wanted: number; unseen: readonly string[] }>({
    title: "less coverage than required",
    explanation:
      "Families, labels or values of the schema were not seen in the exposition. A test that reaches too few of them proves too little; `--min-coverage` says how much is required.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3
shop_orders_total{payment="paypal"} 1
# TYPE shop_visits_total counter
shop_visits_total{country="at"} 7
# TYPE shop_stock gauge
shop_stock 5
# TYPE shop_delay_seconds histogram
shop_delay_seconds_bucket{le="0.5"} 1
shop_delay_seconds_bucket{le="1"} 2
shop_delay_seconds_bucket{le="+Inf"} 2
shop_delay_seconds_sum 0.8
shop_delay_seconds_count 2`,
    message: ({ percent, wanted }) => `The coverage is ${percent} %, and ${wanted} % is required.`,
    help: ({ unseen }) => (unseen.length === 0 ? undefined : `Not seen: ${listAnd(unseen, 10)}.`),
  }),
  "findings-omitted": warning<{ title: string; count: number }>({
    title: "findings that are not listed",
    explanation:
      "There are so many findings of one kind that not all are listed. The first ones mostly have the same cause as the rest.",
    withoutExample: "It only counts other findings.",
    message: ({ title, count }) =>
      `Further findings of the kind “${title}” are not listed: ${groupDigits(count)}.`,
  }),
});
