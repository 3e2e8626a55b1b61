import { error } from "../../diagnostics/define.js";

/** Names of metrics, labels and recorders. */
export const NAME_WORDS = {
  "illegal-name": error<{ what: string; name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal name",
    explanation:
      "Names of metrics have letters, digits and underscores, and begin with a letter. Other names cannot be written in PromQL without quotes, nor be identifiers of generated code.",
    wrong: `counters:
  http-requests: { description: Requests answered. }`,
    right: `counters:
  http_requests: { description: Requests answered. }`,
    message: ({ what, name, rule }) => `\`${name}\` is not a legal ${what}: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "illegal-label-name": error<{ name: string; rule: string; suggestion: string | undefined }>({
    title: "illegal label name",
    explanation:
      "Names of labels have letters, digits and underscores, and begin with a letter. Other names cannot be written in PromQL without quotes.",
    wrong: `counters:
  requests_total: { vectors: [status.code], description: Requests answered. }
vectors:
  status.code: { type: http_status }`,
    right: `counters:
  requests_total: { vectors: [status_code], description: Requests answered. }
vectors:
  status_code: { type: http_status }`,
    message: ({ name, rule }) => `\`${name}\` is not a legal label name: ${rule}.`,
    help: ({ suggestion }) => (suggestion === undefined ? undefined : `Write \`${suggestion}\`.`),
  }),
  "reserved-name": error<{ name: string; reason: string; help: string }>({
    title: "reserved metric name",
    explanation:
      "The runtime or the exposition format uses the name already. Two families of one name would make the exposition ambiguous, and Prometheus would refuse it.",
    wrong: `gauges:
  metricsmith_sessions: { description: Open sessions. }`,
    right: `gauges:
  sessions: { description: Open sessions. }`,
    message: ({ name, reason }) => `The metric name \`${name}\` is reserved: ${reason}.`,
    help: ({ help }) => help,
  }),
  "reserved-label": error<{ name: string; reason: string }>({
    title: "reserved label name",
    explanation:
      "Prometheus or the exposition format gives this label a meaning of its own, such as `le` for the buckets of a histogram. A label of the schema would be overwritten or misread.",
    wrong: `histograms:
  request_duration_seconds:
    vectors: [le]
    buckets: [.1, 1]
    description: Time taken to answer.
vectors:
  le: { type: boolean }`,
    right: `histograms:
  request_duration_seconds:
    vectors: [cached]
    buckets: [.1, 1]
    description: Time taken to answer.
vectors:
  cached: { type: boolean }`,
    message: ({ name, reason }) => `The label name \`${name}\` is reserved: ${reason}.`,
    help: () => "Choose another name.",
  }),
  "duplicate-name": error<{ what: string; name: string; other: string }>({
    title: "name taken",
    explanation:
      "Two families would be exposed under one name, or with series of one name. Prometheus cannot tell them apart, and refuses the scrape or mixes them.",
    wrong: `counters:
  requests: { description: Requests answered. }
gauges:
  requests: { description: Requests in flight. }`,
    right: `counters:
  requests: { description: Requests answered. }
gauges:
  requests_in_flight: { description: Requests in flight. }`,
    message: ({ what, name, other }) => `The name of the ${what} \`${name}\` is taken by ${other}.`,
    help: () => "Rename or remove one of the two.",
  }),
  "identifier-collision": error<{ identifier: string; what: string; other: string }>({
    title: "two declarations with one generated identifier",
    explanation:
      "The names differ, but the identifiers that generated code makes of them do not. The generated module would not compile.",
    wrong: `counters:
  http_request: { description: Requests answered. }
  httpRequest: { description: Requests answered over HTTP. }`,
    right: `counters:
  http_request: { description: Requests answered. }
  plain_http_request: { description: Requests answered over HTTP. }`,
    message: ({ identifier, what, other }) =>
      `The generated code would declare \`${identifier}\` twice: for ${what} and for ${other}.`,
    help: () => "Rename one of the two.",
  }),
  "renamed-from-present": error<{ name: string; own: boolean }>({
    title: "rename from a metric that the schema has",
    explanation:
      "`renamed_from` names the metric's old name, so that `diff` sees a rename instead of a removal. A metric that is still there was not renamed.",
    wrong: `counters:
  logins: { description: Logins. }
  first_factor: { description: Logins with one factor., renamed_from: logins }`,
    right: `counters:
  first_factor: { description: Logins with one factor., renamed_from: logins }`,
    message: ({ name, own }) =>
      own
        ? `\`renamed_from\` is \`${name}\`, which is the name of this metric itself.`
        : `\`renamed_from\` is \`${name}\`, which is still a metric of this schema.`,
    help: () => "Write the name that the metric had before and that no metric has now, or remove the key.",
  }),
  "renamed-from-twice": error<{ name: string; other: string }>({
    title: "two metrics renamed from one",
    explanation:
      "Two metrics say that they were renamed from the same one. Only one of them can continue its series; dashboards need to know which.",
    wrong: `counters:
  first_factor: { description: Logins with one factor., renamed_from: logins }
  second_factor: { description: Logins with two., renamed_from: logins }`,
    right: `counters:
  first_factor: { description: Logins with one factor., renamed_from: logins }
  second_factor: { description: Logins with two. }`,
    message: ({ name, other }) => `\`${name}\` is already the \`renamed_from\` of ${other}.`,
    help: () => "Keep `renamed_from` in the metric that continues the old one's series.",
  }),
};
