import { information, warning } from "../../diagnostics/define.js";
import { shorten } from "../../text/words.js";

/** Words of rules about the buckets of histograms. */
export const LINT_BUCKET_WORDS = {
  "lint-bucket-scale": warning<{
    key: string;
    unit: string;
    bound: string;
    meant: string;
    conversion: string;
  }>({
    title: "buckets of another unit",
    explanation:
      "The upper bounds look like those of another unit than the family has. Then all values are in one bucket, and every quantile is wrong.",
    wrong: `histograms:
  reply_seconds:
    { unit: seconds, buckets: [5, 10, 25, 50, 100, 250, 500, 1000], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds:
    { unit: seconds, buckets: [.005, .01, .025, .05, .1, .25, .5, 1], description: Time taken to reply. }`,
    message: ({ key, unit, bound, meant }) =>
      `The unit of \`${key}\` is \`${unit}\`, but its buckets, with ${bound}, look like those of ${meant}.`,
    help: ({ conversion }) => `If so, ${conversion}.`,
  }),
  "lint-missed-objective": warning<{ key: string; objective: string }>({
    title: "objective that is no bucket",
    explanation:
      "How many values are within an objective is the count of the bucket with that upper bound. Without it, a query reads another bucket's, or guesses between two.",
    wrong: `histograms:
  reply_seconds:
    { unit: seconds, objectives: [.3], buckets: [.1, .25, .5, 1], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds:
    { unit: seconds, objectives: [.3], buckets: [.1, .3, .5, 1], description: Time taken to reply. }`,
    message: ({ key, objective }) =>
      `The objective ${objective} of \`${key}\` is no upper bound of its buckets.`,
    help: ({ objective }) => `Make ${objective} an upper bound.`,
  }),
  "lint-single-bucket": warning<{ key: string; bound: string }>({
    title: "histogram with one bucket",
    explanation:
      "Between one upper bound and infinity nothing can be told apart: quantiles beyond the bound are the bound itself.",
    wrong: `histograms:
  reply_seconds: { unit: seconds, buckets: [1], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds: { unit: seconds, buckets: [.1, .5, 1, 5], description: Time taken to reply. }`,
    message: ({ key, bound }) => `\`${key}\` has the single bucket ${bound}.`,
    help: () => "Write more upper bounds, or two counters: of all, and of those within the bound.",
  }),
  "lint-many-buckets": information<{ key: string; count: number; most: number }>({
    title: "histogram with many buckets",
    explanation:
      "Each bucket is a series for each label set. Beyond some thirty bounds, quantiles hardly get better, and scrapes and queries get slower.",
    wrong: `histograms:
  reply_seconds:
    unit: seconds
    buckets: { exponential: { start: .001, factor: 1.2, count: 50 } }
    description: Time taken to reply.`,
    right: `histograms:
  reply_seconds:
    unit: seconds
    buckets: { exponential: { start: .001, factor: 2, count: 13 } }
    description: Time taken to reply.`,
    message: ({ key, count, most }) =>
      `\`${key}\` has ${count} buckets; more than ${most} are seldom of use.`,
    help: () => "Keep those near the values that matter to alerts and objectives.",
  }),
  "lint-close-buckets": information<{ key: string; lower: string; upper: string; percent: number }>({
    title: "buckets that hardly differ",
    explanation:
      "Two upper bounds so close to each other cost a series for each label set, and make no quantile noticeably better. Often one of them is a slip.",
    wrong: `histograms:
  reply_seconds: { unit: seconds, buckets: [.1, .5, .51, 1], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds: { unit: seconds, buckets: [.1, .5, 1], description: Time taken to reply. }`,
    message: ({ lower, upper, percent }) =>
      `The buckets ${lower} and ${upper} differ by less than ${percent} %.`,
    help: () => "Remove one of the two.",
  }),
};

/** Words of rules about descriptions. */
export const LINT_HELP_WORDS = {
  "lint-help-placeholder": warning<{ key: string; placeholder: string }>({
    title: "description that is still to be written",
    explanation:
      "The description is the HELP text, the documentation, and the comment of the recorder: whoever reads a dashboard has nothing else.",
    wrong: `counters:
  orders_total: { description: TBD }`,
    right: `counters:
  orders_total: { description: Orders that were paid for. }`,
    message: ({ key, placeholder }) =>
      `The description of \`${key}\` is still to be written: \`${shorten(placeholder)}\`.`,
    help: () => "Say what is counted or measured, and when.",
  }),
  "lint-help-repeats-name": information<{ key: string; help: string }>({
    title: "description that repeats the name",
    explanation: "Readers know the name already. The description says what it leaves open.",
    wrong: `counters:
  orders_total: { description: Orders total. }`,
    right: `counters:
  orders_total: { description: Orders that were paid for. }`,
    message: ({ key, help }) => `\`${shorten(help)}\` says no more than the name \`${key}\`.`,
    help: () => "Say what is counted or measured, and when.",
  }),
  "lint-help-lower-case": information<{ key: string; first: string }>({
    title: "description that begins with a small letter",
    explanation:
      "HELP texts are sentences or titles: the clients, exporters and tools of the ecosystem begin them with a capital.",
    wrong: `counters:
  orders_total: { description: orders that were paid for. }`,
    right: `counters:
  orders_total: { description: Orders that were paid for. }`,
    message: ({ key, first }) => `The description of \`${key}\` begins with a small \`${first}\`.`,
    help: ({ first }) => `Begin it with \`${first.toUpperCase()}\`.`,
  }),
  "lint-help-period": information<{ key: string; isHabit: boolean; most: number; all: number }>({
    title: "description that ends otherwise than the others",
    explanation:
      "The descriptions of one schema stand below each other in the reference page: they end in a period, or none does.",
    wrong: `counters:
  orders_total: { description: Orders that were paid for. }
  returns_total: { description: Orders that came back. }
  reminders_total: { description: Mails about baskets. }
  visits_total: { description: Visits of the shop. }
  logins_total: { description: Logins by password }`,
    right: `counters:
  orders_total: { description: Orders that were paid for. }
  returns_total: { description: Orders that came back. }
  reminders_total: { description: Mails about baskets. }
  visits_total: { description: Visits of the shop. }
  logins_total: { description: Logins by password. }`,
    message: ({ key, isHabit, most, all }) =>
      `The description of \`${key}\` ends ${isHabit ? "without" : "in"} a period; ${most} of ${all} in this schema end ${isHabit ? "in" : "without"} one.`,
    help: ({ isHabit }) => (isHabit ? "End it in a period." : "Leave the period out."),
  }),
};

/** Words of rules about what can be removed. */
export const LINT_REMOVAL_WORDS = {
  "lint-overdue-removal": warning<{
    key: string;
    what: "counter" | "gauge" | "histogram" | "old name";
    end: string;
  }>({
    title: "removal that is overdue",
    explanation:
      "The date, or the version of the package, at which a deprecated metric or an old name ends is reached. Its readers had their time, and it still costs series.",
    wrong: `counters:
  orders:
    description: Orders placed.
    deprecated: { remove_in: 2020-01-31, replaced_by: orders_total }
  orders_total: { description: Orders placed. }`,
    right: `counters:
  orders_total: { description: Orders placed. }`,
    message: ({ key, what, end }) =>
      what === "old name"
        ? `The old name \`${key}\` ends on ${end}, and that day has come.`
        : `The ${what} \`${key}\` is still there, and its \`remove_in\` is ${end}.`,
    help: ({ what }) =>
      what === "old name"
        ? "Delete `renamed_from`, or write a later `until`."
        : `Remove the ${what} with the code that records it, or write a later \`remove_in\`.`,
  }),
};
