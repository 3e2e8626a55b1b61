import { information, warning } from "../../diagnostics/define.js";

/** What people must find is not suggested. */
export interface Renamed {
  readonly suggestion: string | undefined;
}

/** The name by which a family is better called, and how its readers keep the old one. */
export function suggestRename({ suggestion }: Renamed): string | undefined {
  return suggestion === undefined
    ? undefined
    : `Name it \`${suggestion}\`, with \`renamed_from\` if it is in use.`;
}

/** `a counter`, `a label`. */
type NamedThing = "counter" | "gauge" | "histogram" | "label" | "namespace";

/** Words of rules about the names of families. */
export const LINT_NAME_WORDS = {
  "lint-counter-without-total": warning<Renamed & { key: string }>({
    title: "counter that does not end in _total",
    explanation:
      "By convention, and in OpenMetrics, the name of a counter ends in `_total`. In OpenMetrics, one without it has the type `unknown` and no exemplars, so that the server offers OpenMetrics only with `openMetrics: true`.",
    wrong: `counters:
  orders: { description: Orders placed. }`,
    right: `counters:
  orders_total: { description: Orders placed. }`,
    message: ({ key }) => `The counter \`${key}\` does not end in \`_total\`.`,
    help: suggestRename,
  }),
  "lint-total-without-counter": warning<Renamed & { type: string; key: string }>({
    title: "_total at the end of another name than a counter's",
    explanation:
      "Readers take a name that ends in `_total` for a counter, and so do tools: they offer `rate()` for it, which means nothing for values that go down.",
    wrong: `gauges:
  connections_total: { description: Open connections. }`,
    right: `gauges:
  connections: { description: Open connections. }`,
    message: ({ type, key }) => `The ${type} \`${key}\` ends in \`_total\`, as only counters do.`,
    help: ({ suggestion }) =>
      suggestion === undefined
        ? "Leave the suffix out."
        : `${suggestRename({ suggestion })} If it only goes up, it is a counter.`,
  }),
  "lint-type-in-name": warning<Renamed & { type: string; key: string }>({
    title: "type in the name of a family",
    explanation:
      "The type of a family is in its `# TYPE` line and in every tool that shows metrics. In the name it is noise, and wrong as soon as the type changes.",
    wrong: `gauges:
  connections_gauge: { description: Open connections. }`,
    right: `gauges:
  connections: { description: Open connections. }`,
    message: ({ type, key }) => `The name of the ${type} \`${key}\` says its type.`,
    help: suggestRename,
  }),
  "lint-reserved-suffix": warning<Renamed & { type: string; key: string; suffix: string }>({
    title: "suffix of a histogram's series",
    explanation:
      "A histogram is exposed as series that end in `_bucket`, `_count` and `_sum`. A counter or gauge that ends so is taken for a part of a histogram, and clashes with one of that name.",
    wrong: `gauges:
  queued_jobs_count: { description: Jobs that wait in the queue. }`,
    right: `gauges:
  queued_jobs: { description: Jobs that wait in the queue. }`,
    message: ({ type, key, suffix }) =>
      `The ${type} \`${key}\` ends in \`${suffix}\`, as only the series of histograms do.`,
    help: ({ suggestion }) =>
      suggestRename({ suggestion }) ??
      "Name what the value is, such as `queued_jobs` in place of `queued_jobs_count`.",
  }),
  "lint-openmetrics-suffix": information<Renamed & { type: string; key: string; suffix: string }>({
    title: "suffix that OpenMetrics derives itself",
    explanation:
      "OpenMetrics adds `_created`, `_info`, `_gcount` and `_gsum` to names of families, and advises against names that end so. A gauge of the value 1 may end in `_info`.",
    wrong: `gauges:
  session_created: { description: Time at which the session began. }`,
    right: `gauges:
  session_start_timestamp_seconds: { description: Time at which the session began. }`,
    message: ({ type, key, suffix }) =>
      `The ${type} \`${key}\` ends in \`${suffix}\`, which OpenMetrics adds to names itself.`,
    help: ({ suggestion, suffix }) =>
      suggestRename({ suggestion }) ??
      (suffix === "_created"
        ? "Let the name of a time end in `_timestamp_seconds`."
        : "Let the name end in what the value is."),
  }),
  "lint-camel-case": warning<Renamed & { what: NamedThing; name: string }>({
    title: "name in camelCase",
    explanation:
      "Names of metrics and labels are in snake_case throughout the ecosystem. Another style is mistyped in queries, which then select nothing.",
    wrong: `counters:
  loginAttempts_total: { description: Attempts to log in. }`,
    right: `counters:
  login_attempts_total: { description: Attempts to log in. }`,
    message: ({ what, name }) => `The name of the ${what} \`${name}\` is in camelCase.`,
    help: ({ what, suggestion }) =>
      what === "label" ? `Write \`${suggestion}\`.` : suggestRename({ suggestion }),
  }),
  "lint-name-reserved-in-openmetrics": warning<{ what: NamedThing; name: string }>({
    title: "name that OpenMetrics reserves",
    explanation:
      "OpenMetrics reserves names that begin with `_`. There, families with such a name or label are left out, so that the server offers OpenMetrics only with `openMetrics: true`.",
    wrong: `gauges:
  _connections: { description: Open connections. }`,
    right: `gauges:
  connections: { description: Open connections. }`,
    message: ({ what, name }) =>
      `The ${what} \`${name}\` begins with \`_\`, which OpenMetrics reserves: ${what === "label" ? "families with it" : what === "namespace" ? "its families" : "the family"} ${what === "label" || what === "namespace" ? "are" : "is"} left out there.`,
    help: ({ what }) =>
      what === "counter" || what === "gauge" || what === "histogram"
        ? "Begin the name with a letter, or give the schema a `namespace`."
        : "Begin the name with a letter.",
  }),
  "lint-similar-names": information<{ key: string; other: string }>({
    title: "names that hardly differ",
    explanation:
      "Two names that differ in one letter, a plural or the order of words are mixed up in queries, and often are one metric that was declared twice.",
    wrong: `counters:
  request_total: { description: Requests that the server answered. }
  requests_total: { description: Requests that the client sent. }`,
    right: `counters:
  server_requests_total: { description: Requests that the server answered. }
  client_requests_total: { description: Requests that the client sent. }`,
    message: ({ key, other }) => `\`${key}\` hardly differs from \`${other}\`.`,
    help: () => "Say in both names what makes them different, or make one family of the two with a vector.",
  }),
};

export interface UnitInName extends Renamed {
  readonly word: string;
  readonly base: string | undefined;
  readonly conversion: string | undefined;
}

/** Words of rules about the units of families. */
export const LINT_UNIT_WORDS = {
  "lint-non-base-unit": warning<UnitInName & { key: string | undefined }>({
    title: "unit that is not a base unit",
    explanation:
      "Prometheus has base units: seconds, bytes, ratio, celsius, meters, volts, amperes, joules, grams. Where every metric has them, queries and panels compare values without conversion, and 64-bit floats lose nothing.",
    wrong: `histograms:
  reply_milliseconds:
    { unit: milliseconds, buckets: [5, 10, 25], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds:
    { unit: seconds, buckets: [.005, .01, .025], description: Time taken to reply. }`,
    message: ({ key, word, base, conversion }) =>
      key === undefined
        ? `\`${word}\` is not a base unit of Prometheus; ${conversion === undefined ? "the base unit's name is" : "the base unit is"} \`${base}\`.`
        : `\`${key}\` is in \`${word}\`; the base unit is \`${base}\`.`,
    help: ({ key, base, conversion, suggestion }) => {
      const values = conversion === undefined ? "" : `, and ${conversion}`;
      if (key === undefined) return `Write \`unit: ${base}\`${values}.`;
      return suggestion === undefined
        ? `Name it by \`${base}\`${values}.`
        : `Name it \`${suggestion}\`${values}.`;
    },
  }),
  "lint-abbreviated-unit": warning<UnitInName & { key: string }>({
    title: "abbreviated unit in a name",
    explanation:
      "An abbreviation such as `_ms` or `_mb` is read in several ways, and is mostly not a base unit. Prometheus writes units in full: `_seconds`, `_bytes`.",
    wrong: `histograms:
  reply_ms: { buckets: [5, 10, 25], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds: { buckets: [.005, .01, .025], description: Time taken to reply. }`,
    message: ({ key, word }) => `\`${key}\` has the abbreviated unit \`${word}\`.`,
    help: ({ base, conversion, suggestion }) => {
      if (base === undefined) return "Write the base unit in full: `seconds`, `meters` or `bytes`.";
      const values = conversion === undefined ? "" : `, and ${conversion}`;
      return suggestion === undefined
        ? `Write \`${base}\`${values}, if it is a unit.`
        : `Name it \`${suggestion}\`${values}, if \`${base}\` are meant.`;
    },
  }),
  "lint-name-without-unit": warning<Renamed & { key: string; unit: string }>({
    title: "name that does not end in its unit",
    explanation:
      "Readers of a query see only the name: its unit tells whether 0.5 are seconds or milliseconds. OpenMetrics demands that the name ends in the unit, and has no `# UNIT` otherwise.",
    wrong: `histograms:
  reply: { unit: seconds, buckets: [.1, 1], description: Time taken to reply. }`,
    right: `histograms:
  reply_seconds: { unit: seconds, buckets: [.1, 1], description: Time taken to reply. }`,
    message: ({ key, unit }) => `The name \`${key}\` does not end in its unit, \`${unit}\`.`,
    help: suggestRename,
  }),
};
