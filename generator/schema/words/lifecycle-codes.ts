import { error } from "../../diagnostics/define.js";
import { type NameChoice, suggestName } from "../../text/words.js";

/** Mistakes in the keys that say how a family changes over time. */
export const LIFECYCLE_WORDS = {
  "invalid-milestone": error<{ key: string; text: string; meant: string | undefined }>({
    title: "neither a version nor a date",
    message: ({ key, text }) => `\`${key}\` is \`${text}\`, which is neither a version nor a date.`,
    help: ({ meant }) =>
      `Write ${meant === undefined ? "a version such as `2.0.0`" : `\`${meant}\``}, or a date such as \`2026-12-31\`.`,
    explanation:
      "`since`, `remove_in` and `until` are compared with the version of the package, or with today. A version has three numbers, as Semantic Versioning says, and a date has year, month and day.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { since: v1.4, remove_in: 2026-12-31 }`,
    right: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { since: 1.4.0, remove_in: 2026-12-31 }`,
  }),
  "removal-before-deprecation": error<{ since: string; removeIn: string }>({
    title: "removed before it is deprecated",
    message: ({ since, removeIn }) =>
      `\`remove_in\` is \`${removeIn}\`, which is not after \`since\`, \`${since}\`.`,
    help: () => "Write a later version or date, so that readers have time to change their queries.",
    explanation:
      "A deprecation gives readers of a metric time between `since` and `remove_in`. Here they would have none.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { since: 2.0.0, remove_in: 1.4.0 }`,
    right: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { since: 1.4.0, remove_in: 2.0.0 }`,
  }),
  "empty-deprecation": error<Record<never, never>>({
    title: "deprecation that says nothing",
    message: () => "`deprecated` has no keys.",
    help: () => "Write a `note`, or what it is `replaced_by`; remove the key if the metric stays.",
    explanation:
      "Whoever reads of a deprecation needs to know what to do: when the metric goes, or what takes its place.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    deprecated: {}`,
    right: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { replaced_by: orders_placed_total }
  orders_placed_total:
    description: Orders placed.`,
  }),
  "unknown-replacement": error<NameChoice & { name: string; own: boolean }>({
    title: "unknown replacement",
    message: ({ name, own }) =>
      own
        ? `\`replaced_by\` is \`${name}\`, which is this metric itself.`
        : `There is no counter, gauge or histogram \`${name}\`, which \`replaced_by\` names.`,
    help: ({ own, nearest, all }) =>
      own
        ? "Write the key of the metric that takes its place, or remove the key."
        : (suggestName({ nearest, all: [] }) ??
          `Write the key of a metric of this schema${all.length === 0 ? "" : "; one of another schema belongs into the `note`"}.`),
    explanation:
      "`replaced_by` is the key of a metric of this schema: the documentation and the recorders of the old metric name the new one's.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { replaced_by: order_placed_total }
  orders_placed_total:
    description: Orders placed.`,
    right: `counters:
  orders_total:
    description: Orders placed.
    deprecated: { replaced_by: orders_placed_total }
  orders_placed_total:
    description: Orders placed.`,
  }),
  "invalid-link": error<{ key: string; link: string; problem: string }>({
    title: "link that cannot be followed",
    message: ({ key, link, problem }) => `\`${key}\` is \`${link}\`, which ${problem}.`,
    help: () => "Write a URL such as `https://runbooks.example.com/orders`.",
    explanation:
      "The link is followed from the documentation, on every machine, so that it needs its whole URL.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    runbook: wiki/orders.md`,
    right: `counters:
  orders_total:
    description: Orders placed.
    runbook: https://runbooks.example.com/orders`,
  }),
  "alias-taken": error<{ name: string; series: string; other: string }>({
    title: "old name that another metric has",
    message: ({ name, series, other }) =>
      name === series
        ? `The old name \`${name}\` is taken by ${other}.`
        : `The old name \`${name}\` has the series \`${series}\`, which is taken by ${other}.`,
    help: () => "Rename the other metric, or write `renamed_from` without `until`.",
    explanation:
      "With `until`, a metric is exposed under its old name as well. Two metrics of one name would be mixed up by Prometheus.",
    wrong: `counters:
  orders_total:
    description: Orders placed.
    renamed_from: { name: wait_seconds_sum, until: 2.0.0 }
histograms:
  wait_seconds: { buckets: [1, 10], description: Time that an order waits. }`,
    right: `counters:
  orders_total:
    description: Orders placed.
    renamed_from: { name: placed_orders_total, until: 2.0.0 }
histograms:
  wait_seconds: { buckets: [1, 10], description: Time that an order waits. }`,
  }),
};
