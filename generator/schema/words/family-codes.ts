import { error } from "../../diagnostics/define.js";
import { listAnd, type NameChoice, suggestName } from "../../text/words.js";

/** Units and buckets of families, and recorders of several. */
export const FAMILY_WORDS = {
  "invalid-buckets": error<{ key: string; problem: string; help?: string | undefined }>({
    title: "buckets that cannot be computed",
    explanation:
      "The upper bounds of buckets that are given by a rule cannot be computed: they would not ascend, or would be too many.",
    wrong: `histograms:
  request_duration_seconds:
    buckets: { exponential: { start: 0, factor: 2, count: 8 } }
    description: Time taken to answer.`,
    right: `histograms:
  request_duration_seconds:
    buckets: { exponential: { start: .001, factor: 2, count: 8 } }
    description: Time taken to answer.`,
    message: ({ key, problem }) => `The \`${key}\` buckets ${problem}.`,
    help: ({ help }) =>
      help ??
      "Write `{ exponential: { start: .001, factor: 2, count: 12 } }`, `{ linear: { start: 0, width: 5, count: 10 } }`, or list the upper bounds.",
  }),
  "buckets-empty": error<Record<never, never>>({
    title: "no buckets",
    explanation:
      "A histogram without buckets only has a sum and a count: no quantile can be computed from it.",
    wrong: `histograms:
  request_duration_seconds: { buckets: [], description: Time taken to answer. }`,
    right: `histograms:
  request_duration_seconds: { buckets: [.1, .5, 1], description: Time taken to answer. }`,
    message: () => "`buckets` is empty.",
    help: () =>
      "Write the upper bounds in ascending order, such as `[.005, .01, .025, .05, .1, .25, .5, 1]`.",
  }),
  "buckets-unsorted": error<{ bound: string; before: string }>({
    title: "buckets out of order",
    explanation:
      "Buckets are cumulative and ascend. A bound out of order is most likely a typing mistake, such as a zero too few.",
    wrong: `histograms:
  request_duration_seconds: { buckets: [.1, .5, .25, 1], description: Time taken to answer. }`,
    right: `histograms:
  request_duration_seconds: { buckets: [.1, .25, .5, 1], description: Time taken to answer. }`,
    message: ({ bound, before }) => `The upper bound ${bound} comes after ${before}, which is larger.`,
    help: () => "Write the upper bounds in ascending order.",
  }),
  "bucket-duplicate": error<{ bound: string }>({
    title: "bucket twice",
    explanation:
      "The same upper bound stands twice, perhaps in two spellings. Two buckets with one bound are one series, which Prometheus refuses twice.",
    wrong: `histograms:
  request_duration_seconds: { buckets: [.1, .25, .250, 1], description: Time taken to answer. }`,
    right: `histograms:
  request_duration_seconds: { buckets: [.1, .25, 1], description: Time taken to answer. }`,
    message: ({ bound }) => `The upper bound ${bound} is listed twice.`,
    help: () => "Remove one of the two.",
  }),
  "bucket-not-finite": error<{ got: string; help: string }>({
    title: "upper bound that is not a finite number",
    explanation:
      "Every histogram has a last bucket `+Inf`, which is added by itself. The bounds in the schema are finite numbers.",
    wrong: `histograms:
  request_duration_seconds: { buckets: [.1, 1, .inf], description: Time taken to answer. }`,
    right: `histograms:
  request_duration_seconds: { buckets: [.1, 1], description: Time taken to answer. }`,
    message: ({ got }) => `An upper bound must be a finite number, not ${got}.`,
    help: ({ help }) => help,
  }),
  "unknown-metric": error<NameChoice & { name: string }>({
    title: "unknown metric",
    explanation: "A recorder joins metrics of the schema, and there is none of this name.",
    wrong: `counters:
  requests_total: { description: Requests answered. }
  errors_total: { description: Requests that failed. }
recorders:
  failed_request: { metrics: [reqests_total, errors_total], description: A request that failed. }`,
    right: `counters:
  requests_total: { description: Requests answered. }
  errors_total: { description: Requests that failed. }
recorders:
  failed_request: { metrics: [requests_total, errors_total], description: A request that failed. }`,
    message: ({ name }) => `There is no counter, gauge or histogram \`${name}\`.`,
    help: suggestName,
  }),
  "duplicate-metric": error<{ name: string }>({
    title: "metric twice in one recorder",
    explanation: "A recorder lists a metric twice. One call would count twice.",
    wrong: `counters:
  requests_total: { description: Requests answered. }
  errors_total: { description: Requests that failed. }
recorders:
  failed_request:
    metrics: [requests_total, errors_total, errors_total]
    description: A request that failed.`,
    right: `counters:
  requests_total: { description: Requests answered. }
  errors_total: { description: Requests that failed. }
recorders:
  failed_request:
    metrics: [requests_total, errors_total]
    description: A request that failed.`,
    message: ({ name }) => `This recorder lists the metric \`${name}\` twice.`,
    help: () => "Remove one of the two.",
  }),
  "too-few-metrics": error<{ count: number }>({
    title: "recorder of fewer than two metrics",
    explanation:
      "Each metric has a recorder of its own. One that joins a single metric would be the same function under two names.",
    wrong: `counters:
  requests_total: { description: Requests answered. }
recorders:
  http_request: { metrics: [requests_total], description: One request. }`,
    right: `counters:
  requests_total: { description: Requests answered. }
  bytes_total: { description: Bytes sent. }
recorders:
  http_request: { metrics: [requests_total, bytes_total], description: One request. }`,
    message: ({ count }) =>
      `A recorder joins at least two metrics, and this one has ${count === 0 ? "none" : "one"}.`,
    help: () => "Every metric has a recorder of its own already; name another, or remove this recorder.",
  }),
  "no-common-value": error<{ label: string; metric: string; vector: string; others: readonly string[] }>({
    title: "label without a value for all metrics of a recorder",
    explanation:
      "A recorder takes each label once, for all of its metrics. No value of this label is a value of all of them, so that the recorder could never be called.",
    wrong: `counters:
  logins: { vectors: [login_type], description: Logins. }
  orders: { vectors: [payment_type], description: Orders. }
vectors:
  login_type: { label: type, values: [password, passkey] }
  payment_type: { label: type, values: [card, paypal] }
recorders:
  both: { metrics: [logins, orders], description: Counts both. }`,
    right: `counters:
  logins: { vectors: [login_type], description: Logins. }
  orders: { vectors: [payment_type], description: Orders. }
vectors:
  login_type: { values: [password, passkey] }
  payment_type: { values: [card, paypal] }
recorders:
  both: { metrics: [logins, orders], description: Counts both. }`,
    message: ({ label, metric, vector, others }) =>
      `No value of the label \`${label}\` suits all metrics of this recorder: the vector \`${vector}\` of \`${metric}\` has none in common with ${listAnd(others)}.`,
    help: ({ metric }) =>
      `Record \`${metric}\` by itself, or give the vectors values in common or different labels.`,
  }),
};
