import { error, information, warning } from "../../diagnostics/define.js";

/** Words about ranges, steps and the time for which an alert waits. */
export const TIME_WORDS = {
  "query-range-too-short": error<{ function: string; range: string; interval: string; instead: string }>({
    title: "range that is shorter than two scrape intervals",
    message: (params) =>
      `\`${params.function}\` needs two samples, and a range of \`${params.range}\` seldom or never has two where metrics are scraped every \`${params.interval}\`.`,
    help: ({ instead }) => `Write a range of at least \`${instead}\`.`,
    explanation:
      "A rate is computed from two samples of a series at least. A range that is shorter than two scrape intervals has one, so that the rate results in nothing.",
    wrong: "rate(shop_requests_total[20s])",
    right: "rate(shop_requests_total[1m])",
  }),
  "query-short-range": warning<{ function: string; range: string; interval: string; instead: string }>({
    title: "range that is shorter than four scrape intervals",
    message: (params) =>
      `A range of \`${params.range}\` is shorter than four scrape intervals of \`${params.interval}\`: \`${params.function}\` results in nothing when a scrape fails.`,
    help: ({ instead }) => `Write a range of at least \`${instead}\`.`,
    explanation:
      "A range should be at least four scrape intervals long. In a shorter one, a scrape that fails or is late leaves a single sample, and the rate has a gap.",
    wrong: "rate(shop_requests_total[30s])",
    right: "rate(shop_requests_total[1m])",
  }),
  "query-step-beyond-range": error<{ range: string; step: string }>({
    title: "subquery with a step that is longer than its range",
    message: ({ range, step }) =>
      `A subquery over \`${range}\` with a step of \`${step}\` has one value at most, and at times none.`,
    help: ({ range, step }) => `Write the range before the step: \`[${step}:${range}]\`.`,
    explanation:
      "A subquery is evaluated at the multiples of its step that lie within its range. If the step is longer than the range, there is often none, and the result is empty.",
    wrong: "max_over_time(shop_queue_length[5m:10m])",
    right: "max_over_time(shop_queue_length[10m:5m])",
  }),
  "query-single-step": error<{ function: string; range: string; step: string }>({
    title: "subquery with a single step, where two values are needed",
    message: (params) =>
      `\`${params.function}\` needs two values, and a subquery over \`${params.range}\` with a step of \`${params.step}\` has one.`,
    help: () => "Write a shorter step, or a longer range.",
    explanation:
      "A rate is computed from two values of a series at least. A subquery whose step is as long as its range has one value, so that the rate results in nothing.",
    wrong: "deriv(shop_queue_length[5m:5m])",
    right: "deriv(shop_queue_length[5m:1m])",
  }),
  "query-step-below-scrapes": warning<{ step: string; interval: string }>({
    title: "subquery with a step that is shorter than the scrape interval",
    message: ({ step, interval }) =>
      `The step \`${step}\` is shorter than the scrape interval \`${interval}\`: between two scrapes, nothing changes.`,
    help: ({ interval }) => `Write a step of at least \`${interval}\`.`,
    explanation:
      "A subquery with a step below the scrape interval evaluates the same samples again and again. It costs time, and averages and counts over it are of copies.",
    wrong: "max_over_time(shop_queue_length[1h:1s])",
    right: "max_over_time(shop_queue_length[1h:1m])",
  }),
  "query-step-below-evaluations": information<{ step: string; interval: string }>({
    title: "subquery with a step that is shorter than the evaluation interval",
    message: ({ step, interval }) =>
      `The step \`${step}\` is shorter than the interval of \`${interval}\` at which the rule is evaluated: most of the work is done again each time.`,
    help: ({ interval }) => `Write a step of \`${interval}\`, or record the inner expression.`,
    explanation:
      "Each evaluation of the rule computes the inner expression once for each step of the range. A step below the evaluation interval makes this more often than a recording rule would.",
    wrong: '{ alert: Full, expr: "max_over_time(shop_queue_length[1h:30s]) > 10" }',
    right: '{ alert: Full, expr: "max_over_time(shop_queue_length[1h:1m]) > 10" }',
  }),
  "query-for-outlasts-window": warning<{ function: string; window: string; for: string }>({
    title: "alert that waits longer than its event is seen",
    message: (params) =>
      `One event is seen by \`${params.function}\` for less than \`${params.window}\`, and the alert waits for \`${params.for}\`: it never fires for an event that is not repeated.`,
    help: ({ window }) => `Write a \`for\` that is shorter than \`${window}\`, or leave it out.`,
    explanation:
      "An increase over a range falls back to 0 when its event leaves the range. An alert that must be true for as long as the range or longer never fires for a single event.",
    wrong: '{ alert: Lost, expr: "increase(shop_logins[5m]) > 0", for: 10m }',
    right: '{ alert: Lost, expr: "increase(shop_logins[15m]) > 0", for: 5m }',
  }),
  "query-for-outlasts-peak": information<{ function: string; window: string; for: string }>({
    title: "alert that waits longer than a single peak is seen",
    message: (params) =>
      `One peak is seen by \`${params.function}\` for \`${params.window}\`, and the alert waits for \`${params.for}\`: it fires only for peaks that are repeated.`,
    help: ({ window }) => `If one peak is enough, write a \`for\` that is shorter than \`${window}\`.`,
    explanation:
      "The largest value over a range is forgotten when it leaves the range. An alert that must be true for longer fires only if peaks follow each other.",
    wrong: '{ alert: Full, expr: "max_over_time(shop_queue_length[5m]) > 90", for: 10m }',
    right: '{ alert: Full, expr: "max_over_time(shop_queue_length[15m]) > 90", for: 5m }',
  }),
} as const;
