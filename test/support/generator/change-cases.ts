import { catalogOf } from "./compile-schema.js";

const T = "{ values: [a, b] }";

function counter(keys = "", vectors = ""): string {
  const labels = vectors === "" ? "" : `\nvectors: { ${vectors} }`;
  return `counters: { c: { description: Events${keys === "" ? "" : `, ${keys}`} } }${labels}`;
}

/** A counter with the label `t`. */
function labelled(vector: string): string {
  return counter("vectors: [t]", `t: ${vector}`);
}

function histogram(keys: string): string {
  return `histograms: { h: { description: Sizes, ${keys} } }`;
}

function gauge(keys: string): string {
  return `gauges: { g: { description: Level, ${keys} } }`;
}

const TWO = "counters: { a: { description: A }, b: { description: B }, c: { description: C } }";

function recorder(keys: string): string {
  return `${TWO}\nrecorders: { r: { description: R, ${keys} } }`;
}

function scrape(keys: string): string {
  return `outputs: { scrape: { job_name: shop, ${keys} } }`;
}

function httpMethods(): string {
  const [vector] = catalogOf(labelled("{ type: http_method }")).vectors;
  return vector?.kind === "closed" ? vector.values.join(", ") : "";
}

/** A reference page of a counter and a gauge, whose first table shows some sections. */
function shown(sections: string): string {
  const tables = `[{ families: ${sections}, heading: First, columns: [name] }, { families: [gauges] }]`;
  return `gauges: { g: { description: Level } }\n${counter()}\noutputs: { reference: { tables: ${tables} } }`;
}

/** Two counters, each with a vector that has the label `t`. */
function twoLabelled(vectors: string, [one, other]: readonly [string, string]): string {
  return `counters: { c: { description: Events, vectors: [${one}] }, d: { description: More, vectors: [${other}] } }
vectors: { ${vectors} }`;
}

/**
 * Two schemas, without their version, and each change as `class kind path: before -> after`; `and 2 more` is the number
 * of those that are not listed.
 */
interface ChangeCase {
  readonly base: string;
  readonly head: string;
  readonly want: readonly string[];
}

/** Each field that may change, with at least one row for each kind of change. */
export const CHANGE_CASES: readonly (readonly [string, ChangeCase])[] = [
  [
    "the namespace",
    {
      base: `namespace: old\n${counter()}`,
      head: `namespace: new\n${counter()}`,
      want: ['breaking namespace-changed namespace: "old" -> "new"'],
    },
  ],
  [
    "the namespace, which no old family has",
    {
      base: "namespace: old",
      head: `namespace: new\n${counter()}`,
      want: [
        'safe family-added counters.c: nothing -> "new_c"',
        'safe namespace-changed namespace: "old" -> "new"',
      ],
    },
  ],
  [
    "the namespace, declared as a rename by each family",
    {
      base: `namespace: old\n${counter()}`,
      head: `namespace: new\n${counter("renamed_from: old_c")}`,
      want: [
        'risky family-renamed counters.c: "old_c" -> "new_c"',
        'safe namespace-changed namespace: "old" -> "new"',
      ],
    },
  ],
  [
    "the namespace and the keys, with the same exposed names",
    {
      base: "namespace: a\ncounters: { b_c: { description: Events } }",
      head: "namespace: a_b\ncounters: { c: { description: Events } }",
      want: [
        'safe family-key-changed counters.c: "b_c" -> "c"',
        'safe namespace-changed namespace: "a" -> "a_b"',
      ],
    },
  ],
  [
    "a family that is gone",
    { base: counter(), head: "", want: ['breaking family-removed counters.c: "c" -> nothing'] },
  ],
  [
    "a family that is new",
    { base: "", head: counter(), want: ['safe family-added counters.c: nothing -> "c"'] },
  ],
  [
    "a family that is renamed from its old key",
    {
      base: `namespace: n\n${counter()}`,
      head: "namespace: n\ncounters: { events: { description: Anything, renamed_from: c } }",
      want: [
        'risky family-renamed counters.events: "n_c" -> "n_events"',
        'risky help-changed counters.events.description: "Events" -> "Anything"',
      ],
    },
  ],
  [
    "a family that is renamed, and keeps its old name for a while",
    {
      base: `namespace: n\n${counter()}`,
      head: "namespace: n\ncounters: { events: { description: Events, renamed_from: { name: c, until: 2.0.0 } } }",
      want: ['safe family-renamed counters.events: "n_c" -> "n_events"'],
    },
  ],
  [
    "a family that loses its old name before its end",
    {
      base: "counters: { events: { description: Events, renamed_from: { name: c, until: 2.0.0 } } }",
      head: "counters: { events: { description: Events, renamed_from: c } }",
      want: ['breaking old-name-removed counters.events.renamed_from: "c" -> nothing'],
    },
  ],
  [
    "a family that loses its old name after its end",
    {
      base: "counters: { events: { description: Events, renamed_from: { name: c, until: 2001-01-01 } } }",
      head: "counters: { events: { description: Events } }",
      want: ['safe old-name-removed counters.events.renamed_from: "c" -> nothing', "and 1 more"],
    },
  ],
  [
    "a family that gets an old name, and later another end of it",
    {
      base: "counters: { events: { description: Events }, d: { description: D, renamed_from: { name: x, until: 2.0.0 } } }",
      head: "counters: { events: { description: Events, renamed_from: { name: c, until: 2.0.0 } }, d: { description: D, renamed_from: { name: x, until: 3.0.0 } } }",
      want: ['safe old-name-added counters.events.renamed_from: nothing -> "c"', "and 2 more"],
    },
  ],
  [
    "a family that is renamed from its old exposed name",
    {
      base: `namespace: n\n${counter()}`,
      head: "namespace: n\ncounters: { events: { description: Events, renamed_from: n_c } }",
      want: ['risky family-renamed counters.events: "n_c" -> "n_events"'],
    },
  ],
  [
    "a family that is renamed without `renamed_from`, with the same labels and help",
    {
      base: labelled(T),
      head: `counters: { quite_another: { description: "The events.", vectors: [t] } }\nvectors: { t: ${T} }`,
      want: ['breaking family-renamed counters.quite_another: "c" -> "quite_another"'],
    },
  ],
  [
    "a family that is renamed without `renamed_from`, to nearly the same name with the same labels",
    {
      base: `counters: { requests: { description: A, vectors: [t] } }\nvectors: { t: ${T} }`,
      head: `counters: { request: { description: B, vectors: [t] } }\nvectors: { t: ${T} }`,
      want: ['breaking family-renamed counters.request: "requests" -> "request"'],
    },
  ],
  [
    "a family that gets the ending of its unit, and another help text",
    {
      base: `histograms: { time: { description: A, vectors: [t], buckets: [1] } }\nvectors: { t: ${T} }`,
      head: `histograms: { time_seconds: { description: B, vectors: [t], unit: seconds, buckets: [1] } }\nvectors: { t: ${T} }`,
      want: ['breaking family-renamed histograms.time_seconds: "time" -> "time_seconds"'],
    },
  ],
  [
    "families without labels that have only similar names",
    {
      base: "counters: { read_bytes: { description: Read } }",
      head: "counters: { reads_bytes: { description: Written } }",
      want: [
        'breaking family-removed counters.read_bytes: "read_bytes" -> nothing',
        'safe family-added counters.reads_bytes: nothing -> "reads_bytes"',
      ],
    },
  ],
  [
    "families that have only their labels in common",
    {
      base: `counters: { cats: { description: Cats, vectors: [t] } }\nvectors: { t: ${T} }`,
      head: `counters: { invoices: { description: Invoices, vectors: [t] } }\nvectors: { t: ${T} }`,
      want: [
        'breaking family-removed counters.cats: "cats" -> nothing',
        'safe family-added counters.invoices: nothing -> "invoices"',
      ],
    },
  ],
  [
    "a `renamed_from` that declares an older rename",
    {
      base: counter(),
      head: counter("renamed_from: older"),
      want: ["and 1 more"],
    },
  ],
  [
    "a type",
    {
      base: "counters: { x: { description: X } }",
      head: "gauges: { x: { description: X } }",
      want: ['breaking type-changed gauges.x: "counter" -> "gauge"'],
    },
  ],
  [
    "a unit",
    {
      base: counter("unit: seconds"),
      head: counter("unit: milliseconds"),
      want: ['breaking unit-changed counters.c.unit: "seconds" -> "milliseconds"'],
    },
  ],
  [
    "a unit that is gone",
    {
      base: counter("unit: seconds"),
      head: counter(),
      want: ['breaking unit-changed counters.c.unit: "seconds" -> nothing'],
    },
  ],
  [
    "a unit that was not declared before",
    {
      base: counter(),
      head: counter("unit: seconds"),
      want: ['risky unit-added counters.c.unit: nothing -> "seconds"'],
    },
  ],
  [
    "a help text, in its words",
    {
      base: "counters: { c: { description: Requests that were answered } }",
      head: "counters: { c: { description: Requests that were received } }",
      want: [
        'risky help-changed counters.c.description: "Requests that were answered" -> "Requests that were received"',
      ],
    },
  ],
  [
    "a help text, in its punctuation",
    {
      base: "counters: { c: { description: all requests } }",
      head: "counters: { c: { description: All the requests. } }",
      want: ["and 1 more"],
    },
  ],
  [
    "a deprecation",
    {
      base: counter(),
      head: counter("deprecated: Use d."),
      want: ['safe deprecated counters.c.deprecated: nothing -> "Use d."'],
    },
  ],
  [
    "a deprecation's advice",
    {
      base: counter("deprecated: Use d."),
      head: counter("deprecated: Use e."),
      want: ['safe deprecation-changed counters.c.deprecated: "Use d." -> "Use e."'],
    },
  ],
  [
    "a deprecation that is withdrawn",
    {
      base: counter("deprecated: Use d."),
      head: counter(),
      want: ['safe deprecation-withdrawn counters.c.deprecated: "Use d." -> nothing'],
    },
  ],
  [
    "how processes are combined",
    {
      base: gauge("combine: sum"),
      head: gauge("combine: max"),
      want: ['risky combine-changed gauges.g.combine: "sum" -> "max"'],
    },
  ],
  [
    "the initialization of a family",
    {
      base: counter("initialize: false"),
      head: counter("initialize: true"),
      want: ["risky initialize-changed counters.c.initialize: false -> true"],
    },
  ],
  [
    "the initialization of a family that now follows the schema",
    {
      base: counter("initialize: true"),
      head: counter(),
      want: ["risky initialize-changed counters.c.initialize: true -> false"],
    },
  ],
  [
    "the initialization of the schema, once for all families",
    {
      base: `initialize: true\n${TWO}`,
      head: TWO,
      want: ["risky initialize-changed initialize: true -> false"],
    },
  ],
  [
    "the initialization of the schema, which no family follows",
    {
      base: counter("initialize: false"),
      head: `initialize: true\n${counter("initialize: false")}`,
      want: ["safe initialize-changed initialize: false -> true"],
    },
  ],
  [
    "a budget that is lowered",
    {
      base: counter("series_budget: 10"),
      head: counter("series_budget: 5"),
      want: ["risky budget-lowered counters.c.series_budget: 10 -> 5"],
    },
  ],
  [
    "a budget that is raised",
    {
      base: counter("series_budget: 5"),
      head: counter("series_budget: 10"),
      want: ["and 1 more"],
    },
  ],
  [
    "a budget that now follows the schema",
    {
      base: counter("series_budget: 5"),
      head: counter(),
      want: ["and 1 more"],
    },
  ],
  [
    "the budget of the schema, once for all families",
    {
      base: TWO,
      head: `series_budget: 7\n${TWO}`,
      want: ["risky budget-lowered series_budget: 1000000 -> 7"],
    },
  ],
  [
    "an upper bound that is gone, and one that is new",
    {
      base: histogram("buckets: [1, 2, 3]"),
      head: histogram("buckets: [1, 2.5, 3, 4]"),
      want: [
        "breaking bucket-removed histograms.h.buckets: [2] -> nothing",
        "risky bucket-added histograms.h.buckets: nothing -> [2.5,4]",
      ],
    },
  ],
  [
    "a vector that is renamed, and keeps its label",
    { base: labelled(T), head: counter("vectors: [u]", "u: { label: t, values: [a, b] }"), want: [] },
  ],
  [
    "a vector that is split, with the same values",
    {
      base: twoLabelled(`t: ${T}`, ["t", "t"]),
      head: twoLabelled(`t: ${T}, u: { label: t, values: [a, b] }`, ["t", "u"]),
      want: [],
    },
  ],
  [
    "a family that has another vector of the same label",
    {
      base: twoLabelled(`t: ${T}`, ["t", "t"]),
      head: twoLabelled(`t: ${T}, u: { label: t, values: [a, c] }`, ["t", "u"]),
      want: [
        'breaking values-removed vectors.u.values: ["b"] -> nothing',
        'risky values-added vectors.u.values: nothing -> ["c"]',
      ],
    },
  ],
  [
    "a vector that has another label",
    {
      base: labelled(T),
      head: labelled("{ label: u, values: [a, b] }"),
      want: ['breaking label-renamed counters.c.vectors: "t" -> "u"'],
    },
  ],
  [
    "a label that is gone",
    {
      base: labelled(T),
      head: counter(),
      want: ['breaking label-removed counters.c.vectors: "t" -> nothing'],
    },
  ],
  [
    "a label that is new",
    { base: counter(), head: labelled(T), want: ['breaking label-added counters.c.vectors: nothing -> "t"'] },
  ],
  [
    "a label that is renamed",
    {
      base: labelled(T),
      head: counter("vectors: [u]", `u: ${T}`),
      want: ['breaking label-renamed counters.c.vectors: "t" -> "u"'],
    },
  ],
  [
    "a label in the place of another with other values",
    {
      base: labelled(T),
      head: counter("vectors: [u]", "u: { type: boolean }"),
      want: [
        'breaking label-added counters.c.vectors: nothing -> "u"',
        'breaking label-removed counters.c.vectors: "t" -> nothing',
      ],
    },
  ],
  [
    "the order of labels, which does not identify a series",
    {
      base: counter("vectors: [t, u]", `t: ${T}, u: ${T}`),
      head: counter("vectors: [u, t]", `t: ${T}, u: ${T}`),
      want: ["and 1 more"],
    },
  ],
  [
    "a value that is gone",
    {
      base: labelled("{ values: [a, b, c] }"),
      head: labelled("{ values: [a] }"),
      want: ['breaking values-removed vectors.t.values: ["b","c"] -> nothing'],
    },
  ],
  [
    "a value that is new",
    {
      base: labelled(T),
      head: labelled("{ values: [a, b, c] }"),
      want: ['risky values-added vectors.t.values: nothing -> ["c"]'],
    },
  ],
  [
    "the order of values",
    {
      base: labelled("{ values: [a, b] }"),
      head: labelled("{ values: [b, a] }"),
      want: ["and 1 more"],
    },
  ],
  [
    "a range that is narrowed on one side and widened on the other",
    {
      base: labelled("{ type: integer, min: 0, max: 9 }"),
      head: labelled("{ type: integer, min: 5, max: 10 }"),
      want: [
        'breaking values-removed vectors.t: ["0..4"] -> nothing',
        'risky values-added vectors.t: nothing -> ["10"]',
      ],
    },
  ],
  [
    "a range that becomes a list",
    {
      base: labelled("{ type: http_status }"),
      head: labelled('{ values: ["200", "404", teapot] }'),
      want: [
        'breaking values-removed vectors.t.values: ["100..199","201..403","405..599"] -> nothing',
        'risky values-added vectors.t.values: nothing -> ["teapot"]',
        'safe vector-type-changed vectors.t.type: "integer" -> "values"',
      ],
    },
  ],
  [
    "a boolean that becomes a list with its values",
    {
      base: labelled("{ type: boolean }"),
      head: labelled('{ values: ["true", "false"] }'),
      want: ['safe vector-type-changed vectors.t.type: "boolean" -> "values"'],
    },
  ],
  [
    "a set that is opened",
    {
      base: labelled(T),
      head: labelled("{ type: string, max_values: 9 }"),
      want: [
        'risky vector-opened vectors.t: "values" -> "string"',
        'safe vector-type-changed vectors.t.type: "values" -> "string"',
      ],
    },
  ],
  [
    "a set that is closed",
    {
      base: labelled("{ type: string, max_values: 9 }"),
      head: labelled(T),
      want: [
        'breaking vector-closed vectors.t: "string" -> "values"',
        'safe vector-type-changed vectors.t.type: "string" -> "values"',
      ],
    },
  ],
  [
    "a set that is closed, with another `otherwise`",
    {
      base: labelled("{ type: string, max_values: 9, otherwise: rest }"),
      head: labelled("{ values: [a], otherwise: other }"),
      want: [
        'breaking vector-closed vectors.t: "string" -> "values"',
        'breaking otherwise-changed vectors.t.otherwise: "rest" -> "other"',
        'safe vector-type-changed vectors.t.type: "string" -> "values"',
      ],
    },
  ],
  [
    "what other strings are recorded as",
    {
      base: labelled("{ values: [a], otherwise: rest }"),
      head: labelled("{ values: [a], otherwise: other }"),
      want: ['breaking otherwise-changed vectors.t.otherwise: "rest" -> "other"'],
    },
  ],
  [
    "other strings that are rejected",
    {
      base: labelled("{ values: [a], otherwise: b }"),
      head: labelled("{ values: [a, b] }"),
      want: ['breaking otherwise-changed vectors.t.otherwise: "b" -> nothing'],
    },
  ],
  [
    "other strings that are no longer rejected",
    {
      base: labelled(T),
      head: labelled("{ values: [a], otherwise: b }"),
      want: ['risky otherwise-added vectors.t.otherwise: nothing -> "b"'],
    },
  ],
  [
    "a lower limit of the length of strings",
    {
      base: labelled("{ type: string, max_values: 9 }"),
      head: labelled("{ type: string, max_values: 9, max_length: 64 }"),
      want: ["risky max-length-lowered vectors.t.max_length: 128 -> 64"],
    },
  ],
  [
    "a higher limit of the length of strings",
    {
      base: labelled("{ type: string, max_values: 9 }"),
      head: labelled("{ type: string, max_values: 9, max_length: 256 }"),
      want: ["safe max-length-raised vectors.t.max_length: 128 -> 256"],
    },
  ],
  [
    "classes of status codes in place of the codes",
    {
      base: labelled("{ type: http_status }"),
      head: labelled("{ type: http_status_class }"),
      want: [
        'breaking values-removed vectors.t: ["100..599"] -> nothing',
        'risky values-added vectors.t: nothing -> ["1xx","2xx","3xx","4xx","5xx"]',
      ],
    },
  ],
  [
    "another list of status codes",
    {
      base: labelled("{ type: http_status, values: [200, 404] }"),
      head: labelled("{ type: http_status, values: [200, 500] }"),
      want: [
        'breaking values-removed vectors.t.values: ["404"] -> nothing',
        'risky values-added vectors.t.values: nothing -> ["500"]',
      ],
    },
  ],
  [
    "fewer methods",
    {
      base: labelled("{ type: http_method, values: [GET, PUT] }"),
      head: labelled("{ type: http_method, values: [GET] }"),
      want: ['breaking values-removed vectors.t.values: ["PUT"] -> nothing'],
    },
  ],
  [
    "a lower limit of different strings",
    {
      base: labelled("{ type: string, max_values: 9 }"),
      head: labelled("{ type: string, max_values: 5 }"),
      want: ["risky max-values-lowered vectors.t.max_values: 9 -> 5"],
    },
  ],
  [
    "a higher limit of different strings",
    {
      base: labelled("{ type: string, max_values: 5 }"),
      head: labelled("{ type: string, max_values: 9 }"),
      want: ["safe max-values-raised vectors.t.max_values: 5 -> 9"],
    },
  ],
  [
    "series that are dropped earlier",
    {
      base: labelled("{ type: string, max_values: 5, expire_after: 1h30m }"),
      head: labelled("{ type: string, max_values: 5, expire_after: 15m }"),
      want: ['risky expiry-shortened vectors.t.expire_after: "1h30m" -> "15m"'],
    },
  ],
  [
    "series that are dropped from now on",
    {
      base: labelled("{ type: string, max_values: 5 }"),
      head: labelled("{ type: string, max_values: 5, expire_after: 15m }"),
      want: ['risky expiry-shortened vectors.t.expire_after: nothing -> "15m"'],
    },
  ],
  [
    "series that are dropped later, or no longer",
    {
      base: labelled("{ type: string, max_values: 5, expire_after: 15m }"),
      head: labelled("{ type: string, max_values: 5 }"),
      want: ['safe expiry-lengthened vectors.t.expire_after: "15m" -> nothing'],
    },
  ],
  [
    "a time until series are dropped that is written otherwise",
    {
      base: labelled("{ type: string, max_values: 5, expire_after: 90m }"),
      head: labelled("{ type: string, max_values: 5, expire_after: 1h30m }"),
      want: [],
    },
  ],
  [
    "the description of a vector",
    {
      base: labelled(T),
      head: labelled("{ values: [a, b], description: Kind }"),
      want: ["and 1 more"],
    },
  ],
  [
    "a recorder that is gone",
    {
      base: recorder("metrics: [a, b]"),
      head: TWO,
      want: ['safe recorder-removed recorders.r: "r" -> nothing'],
    },
  ],
  [
    "a recorder that is new",
    {
      base: TWO,
      head: recorder("metrics: [a, b]"),
      want: ['safe recorder-added recorders.r: nothing -> "r"'],
    },
  ],
  [
    "a metric that a recorder no longer records",
    {
      base: recorder("metrics: [a, b, c]"),
      head: recorder("metrics: [a, b]"),
      want: ['risky recorder-metric-removed recorders.r.metrics: "c" -> nothing'],
    },
  ],
  [
    "a metric that a recorder also records",
    {
      base: recorder("metrics: [a, b]"),
      head: recorder("metrics: [a, b, c]"),
      want: ['risky recorder-metric-added recorders.r.metrics: nothing -> "c"'],
    },
  ],
  [
    "a new metric that a recorder also records, with a label of its own",
    {
      base: recorder("metrics: [a, b]"),
      head: `${recorder("metrics: [a, b, d]")}\ngauges: { d: { description: D, vectors: [t] } }\nvectors: { t: ${T} }`,
      want: [
        'safe family-added gauges.d: nothing -> "d"',
        'safe recorder-labels-changed recorders.r: [] -> ["t"]',
        'safe recorder-metric-added recorders.r.metrics: nothing -> "d"',
      ],
    },
  ],
  [
    "the order of a recorder's metrics",
    {
      base: recorder("metrics: [a, b]"),
      head: recorder("metrics: [b, a]"),
      want: ["and 1 more"],
    },
  ],
  [
    "the description of a recorder",
    {
      base: recorder("metrics: [a, b]"),
      head: recorder("metrics: [a, b]").replace("description: R,", "description: S,"),
      want: ["and 1 more"],
    },
  ],
  [
    "the server's address",
    {
      base: "",
      head: "server: { address: tcp://:9960 }",
      want: ['risky server-address-changed server.address: "tcp://:9959/metrics" -> "tcp://:9960/metrics"'],
    },
  ],
  ["a scrape job that is new", { base: "", head: scrape(""), want: ["and 1 more"] }],
  [
    "a scrape job that is gone",
    { base: scrape(""), head: "", want: ["risky output-removed outputs.scrape: true -> false"] },
  ],
  [
    "the name of the scrape job",
    {
      base: scrape(""),
      head: scrape("").replace("shop", "store"),
      want: ['risky job-changed outputs.scrape.job_name: "shop" -> "store"'],
    },
  ],
  [
    "the interval, the scheme and the targets of the scrape job",
    {
      base: scrape("scrape_interval: 15s"),
      head: scrape("scrape_interval: 1m, scheme: https, static_configs: [{ targets: [a:1, b:2] }]"),
      want: ["and 1 more"],
    },
  ],
  [
    "the name and the interval of the scrape job",
    {
      base: scrape("scrape_interval: 15s"),
      head: scrape("scrape_interval: 1m").replace("shop", "store"),
      want: ['risky job-changed outputs.scrape.job_name: "shop" -> "store"', "and 1 more"],
    },
  ],
  ["a reference page that is new", { base: "", head: "outputs: { reference: {} }", want: ["and 1 more"] }],
  ["a reference page that is gone", { base: "outputs: { reference: {} }", head: "", want: ["and 1 more"] }],
  [
    "the metrics that a table of the reference page shows",
    { base: shown("[counters, gauges]"), head: shown("[counters]"), want: ["and 1 more"] },
  ],
  [
    "the names of other metrics that the schema ignores",
    { base: "ignore: [a_*]", head: "ignore: [a_*, b_*]", want: ["and 1 more"] },
  ],
  [
    "the methods of HTTP, to a list of the same values",
    {
      base: labelled("{ type: http_method }"),
      head: labelled(`{ values: [${httpMethods()}], otherwise: other }`),
      want: ["and 1 more"],
    },
  ],
  [
    "the order and the description of values, and the help text's punctuation",
    {
      base: labelled("{ values: [a, b, c] }"),
      head: labelled("{ values: [c, b], description: Kind }").replace("Events", "events"),
      want: ['breaking values-removed vectors.t.values: ["a"] -> nothing', "and 3 more"],
    },
  ],
  [
    "histograms that Prometheus no longer stores as series of buckets",
    {
      base: `${scrape("")}\n${histogram("buckets: [1]")}`,
      head: `${scrape("histograms: native")}\n${histogram("buckets: [1]")}`,
      want: ['risky histograms-changed outputs.scrape.histograms: "classic" -> "native"'],
    },
  ],
  [
    "histograms that Prometheus stores as native ones, too",
    {
      base: `${scrape("")}\n${histogram("buckets: [1]")}`,
      head: `${scrape("histograms: both")}\n${histogram("buckets: [1]")}`,
      want: ['safe histograms-changed outputs.scrape.histograms: "classic" -> "both"'],
    },
  ],
  [
    "a scrape job that is new, with another form of histograms",
    {
      base: histogram("buckets: [1]"),
      head: `${scrape("histograms: native")}\n${histogram("buckets: [1]")}`,
      want: ['risky histograms-changed outputs.scrape.histograms: "classic" -> "native"', "and 1 more"],
    },
  ],
  [
    "the form of histograms where there are none",
    {
      base: scrape(""),
      head: scrape("histograms: native"),
      want: ['safe histograms-changed outputs.scrape.histograms: "classic" -> "native"'],
    },
  ],
  [
    "the labels of targets",
    {
      base: scrape("static_configs: [{ targets: [a:1], labels: { site: eu } }]"),
      head: scrape("static_configs: [{ targets: [a:1], labels: { site: us } }]"),
      want: [
        'risky target-labels-changed outputs.scrape.static_configs: ["a:1 site=\\"eu\\""] -> ["a:1 site=\\"us\\""]',
      ],
    },
  ],
];
