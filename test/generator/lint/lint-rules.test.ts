import { describe, expect, test } from "vitest";
import { LINT_CODES } from "../../../generator/lint/codes.js";
import { lint } from "../../../generator/lint/lint.js";
import type { LoadedCatalog } from "../../../generator/schema/load-catalog.js";
import { compileText, marks } from "../../support/generator/compile-schema.js";

function lintText(lines: string): LoadedCatalog {
  const loaded = compileText(`version: 1\n${lines}\n`);
  expect(loaded.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return { ...loaded, diagnostics: lint(loaded).findings };
}

const codesOf = (lines: string) => lintText(lines).diagnostics.map(({ code }) => code);

describe("the example of each rule", () => {
  const rules = Object.entries<{ readonly wrong?: string; readonly right?: string }>(LINT_CODES.rules);

  test.each(rules)("%s is found in what is wrong, and nothing in what is right", (code, { wrong, right }) => {
    // What a suppression does not reach, because it names another family, is found as well.
    const others = code === "lint-unknown-name" ? ["lint-counter-without-total"] : [];
    expect(new Set(codesOf(wrong ?? ""))).toEqual(new Set([code, ...others]));
    expect(codesOf(right ?? "")).toEqual([]);
  });
});

type Case = readonly [string, { readonly given: string; readonly want: readonly string[] }];

const counter = (key: string, keys = "") =>
  `counters:\n  ${key}: { description: Things that happened., ${keys} }`;
const gauge = (key: string, keys = "") => `gauges:\n  ${key}: { description: Things that wait., ${keys} }`;
const histogram = (buckets: string, unit = "seconds", key = `size_${unit}`) =>
  `histograms:\n  ${key}: { unit: ${unit}, buckets: ${buckets}, description: Sizes of replies. }`;
const two = (one: string, other: string) =>
  `counters:\n  ${one}: { description: Things that come. }\n  ${other}: { description: Things that go. }`;
const labelled = (key: string, label: string, set = "values: [a, b]") =>
  `${counter(key, `vectors: [${label}]`)}\nvectors:\n  ${label}: { ${set} }`;
const open = (label: string) =>
  labelled("runs_total", label, "type: string, max_values: 50, otherwise: other");
const described = (...texts: readonly string[]) =>
  `gauges:\n${texts.map((text, at) => `  size_of_${"vwxyz"[at]}: { description: ${JSON.stringify(text)} }`).join("\n")}`;

const NAMES: readonly Case[] = [
  [
    "a counter ends in the unit alone",
    { given: counter("reads_seconds"), want: ["lint-counter-without-total 3:3"] },
  ],
  ["the namespace is a counter's first word", { given: `namespace: shop\n${counter("total")}`, want: [] }],
  ["a deprecated counter has another name", { given: counter("reads", "deprecated: Gone soon."), want: [] }],
  [
    "a histogram ends in _total",
    { given: histogram("[1, 2]", "seconds", "read_seconds_total"), want: ["lint-total-without-counter 3:3"] },
  ],
  ["a counter ends in _count", { given: counter("reads_count"), want: ["lint-reserved-suffix 3:3"] }],
  ["a counter of bytes is a sum", { given: counter("reads_sum_total"), want: [] }],
  ["a gauge ends in _created", { given: gauge("pod_created"), want: ["lint-openmetrics-suffix 3:3"] }],
  ["a gauge ends in _info", { given: gauge("build_info"), want: [] }],
  ["a counter ends in _info", { given: counter("reads_info"), want: ["lint-openmetrics-suffix 3:3"] }],
  ["a gauge is called a counter", { given: gauge("geiger_counter"), want: [] }],
  ["a gauge's first word is its type", { given: gauge("gauge_pressure"), want: [] }],
  ["a family's name has the capitals of an acronym", { given: counter("HTTP_reads_total"), want: [] }],
  [
    "a namespace begins with an underscore",
    {
      given: `namespace: _shop\n${counter("reads_total")}`,
      want: ["lint-name-reserved-in-openmetrics 2:12"],
    },
  ],
  [
    "a label begins with an underscore",
    { given: labelled("reads_total", "_kind"), want: ["lint-name-reserved-in-openmetrics 5:3"] },
  ],
];

const SIMILAR: readonly Case[] = [
  [
    "two names differ in a plural",
    { given: two("read_total", "reads_total"), want: ["lint-similar-names 4:3"] },
  ],
  [
    "two names differ in the order of words",
    { given: two("bytes_read_total", "read_bytes_total"), want: ["lint-similar-names 4:3"] },
  ],
  [
    "two names differ in one letter",
    { given: two("connections_total", "conections_total"), want: ["lint-similar-names 4:3"] },
  ],
  [
    "two names differ in an underscore",
    { given: two("cache_hits_total", "cachehits_total"), want: ["lint-similar-names 4:3"] },
  ],
  ["two names differ in a short word", { given: two("rx_bytes_total", "tx_bytes_total"), want: [] }],
  ["two names differ in a number", { given: two("version1_total", "version2_total"), want: [] }],
  ["two names differ in a word", { given: two("opened_files_total", "closed_files_total"), want: [] }],
  [
    "two names differ in the order of words and in plurals",
    { given: two("service_nodes_total", "node_services_total"), want: [] },
  ],
  ["two names differ in a prefix", { given: two("active_files_total", "inactive_files_total"), want: [] }],
  [
    "one of two names is deprecated",
    {
      given: `counters:\n  read_total: { description: Reads of files., deprecated: Gone soon. }\n  reads_total: { description: Reads of files. }`,
      want: [],
    },
  ],
];

const UNITS: readonly Case[] = [
  [
    "a unit has another name",
    { given: gauge("size_bytes", "unit: byte"), want: ["lint-non-base-unit 3:55"] },
  ],
  [
    "a unit is a part of the base unit, and the name has it",
    { given: gauge("delay_ms", "unit: ms"), want: ["lint-non-base-unit 3:53"] },
  ],
  [
    "a name has another unit than its key",
    { given: gauge("delay_ms", "unit: seconds"), want: ["lint-abbreviated-unit 3:3"] },
  ],
  [
    "a name has the unit in the middle",
    { given: gauge("heap_bytes_limit", "unit: bytes"), want: ["lint-name-without-unit 3:3"] },
  ],
  [
    "a counter's name has the unit before _total",
    { given: counter("read_bytes_total", "unit: bytes"), want: [] },
  ],
  [
    "a name has its type behind the unit",
    { given: gauge("heap_bytes_gauge", "unit: bytes"), want: ["lint-type-in-name 3:3"] },
  ],
  [
    "a name has a suffix behind the unit",
    { given: counter("read_bytes_count", "unit: bytes"), want: ["lint-reserved-suffix 3:3"] },
  ],
  [
    "a name has the unit in camelCase",
    { given: gauge("heapBytes", "unit: bytes"), want: ["lint-camel-case 3:3"] },
  ],
  ["a unit is the schema's own", { given: gauge("queue_jobs", "unit: jobs"), want: [] }],
  ["a name is in percent", { given: gauge("disk_used_percent"), want: ["lint-non-base-unit 3:3"] }],
  ["a name is the unit", { given: `namespace: up\n${gauge("seconds", "unit: seconds")}`, want: [] }],
  ["a first word could be an abbreviation", { given: gauge("s_values"), want: [] }],
  [
    "a first word behind a namespace is an abbreviation",
    { given: `namespace: shop\n${gauge("ms_late")}`, want: ["lint-abbreviated-unit 4:3"] },
  ],
  ["a name says a minimum", { given: gauge("temperature_min"), want: [] }],
];

const LABELS: readonly Case[] = [
  [
    "a label is that of a target's address",
    { given: labelled("runs_total", "instance"), want: ["lint-target-label 5:3"] },
  ],
  [
    "a label's exposed name is job",
    {
      given: `${counter("runs_total", "vectors: [kind]")}\nvectors:\n  kind: { label: job, values: [a] }`,
      want: ["lint-target-label 5:18"],
    },
  ],
  [
    "a name says two labels",
    { given: labelled("runs_by_kind_and_state_total", "state"), want: ["lint-label-in-name 3:3"] },
  ],
  ["a name says another word than a label", { given: labelled("runs_by_night_total", "state"), want: [] }],
  [
    "a label is the whole name",
    { given: labelled("job_runs_total", "job_runs"), want: ["lint-label-repeats-name 3:67"] },
  ],
  ["a label is the thing that is measured", { given: labelled("cpu_seconds_total", "cpu"), want: [] }],
  [
    "a label begins with the thing that is measured",
    { given: labelled("jobs_total", "jobs_kind"), want: ["lint-label-repeats-name 3:63"] },
  ],
  ["a label begins with a part of a word", { given: labelled("job_total", "jobs"), want: [] }],
  ...["user_id", "userId", "path", "email", "client_ip", "url", "session", "uuid", "query", "trace_id"].map(
    (label): Case => [
      `an open label is ${label}`,
      {
        given: open(label),
        want:
          label === "userId"
            ? ["lint-camel-case 5:3", "lint-unbounded-label 5:3"]
            : ["lint-unbounded-label 5:3"],
      },
    ],
  ),
  ...["tenant", "device", "route", "user_type", "code_path", "ip_version", "zip"].map(
    (label): Case => [`an open label is ${label}`, { given: open(label), want: [] }],
  ),
  [
    "the label of an info is a path",
    {
      given:
        "gauges:\n  disk_info: { vectors: [path], description: A device for files. }\nvectors:\n  path: { type: string, max_values: 50, otherwise: other }",
      want: [],
    },
  ],
  ["a closed label is path", { given: labelled("runs_total", "path"), want: [] }],
];

const BUCKETS: readonly Case[] = [
  [
    "seconds have the buckets of milliseconds",
    { given: histogram("[10, 50, 100, 200, 500, 1000]"), want: ["lint-bucket-scale 3:43"] },
  ],
  [
    "seconds have the buckets of milliseconds, and one of a tenth",
    { given: histogram("[0.1, 5, 15, 50, 100, 200, 300, 400, 500]"), want: ["lint-bucket-scale 3:43"] },
  ],
  ["seconds are minutes", { given: histogram("[1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]"), want: [] }],
  [
    "seconds are powers of two",
    { given: histogram("{ exponential: { start: 1, factor: 2, count: 14 } }"), want: [] },
  ],
  ["seconds are short and long", { given: histogram("[.1, .5, 1, 5, 10, 100, 1000]"), want: [] }],
  ["bytes are below one", { given: histogram("[.5, 1, 10]", "bytes"), want: ["lint-bucket-scale 3:39"] }],
  ["bytes begin at none", { given: histogram("[0, 100, 1000]", "bytes"), want: [] }],
  ["a ratio is in percent", { given: histogram("[10, 50, 90]", "ratio"), want: ["lint-bucket-scale 3:39"] }],
  ["a ratio ends at one", { given: histogram("[.1, .5, 1]", "ratio"), want: [] }],
  ["the only bucket is of milliseconds", { given: histogram("[1000]"), want: ["lint-bucket-scale 3:43"] }],
  ["there is one bucket", { given: histogram("[1]"), want: ["lint-single-bucket 3:43"] }],
  [
    "there are thirty buckets",
    {
      given: histogram("{ linear: { start: 1, width: 1, count: 30 } }", "jobs"),
      want: ["lint-close-buckets 3:37"],
    },
  ],
  [
    "there are more",
    {
      given: histogram("{ linear: { start: 1, width: 1, count: 31 } }", "jobs"),
      want: ["lint-many-buckets 3:37"],
    },
  ],
  [
    "the second objective is no upper bound",
    {
      given: histogram("[.1, .5, 1], objectives: [.5, .30]"),
      want: ["lint-missed-objective 3:73"],
    },
  ],
  [
    "objectives are computed upper bounds",
    {
      given: histogram("{ exponential: { start: .1, factor: 3, count: 4 } }, objectives: [.3, .9]"),
      want: [],
    },
  ],
  ["neighbours differ by five percent", { given: histogram("[.95, 1]"), want: [] }],
  ["neighbours are on both sides of zero", { given: histogram("[-1, 0, 1]", "celsius"), want: [] }],
];

const HELP: readonly Case[] = [
  ...[
    "TODO: describe", // reason: the rule looks for this word
    "Write what size_of_v measures.",
    "...",
    "n/a",
    "Help text",
  ].map(
    (text): Case => [
      `a description is ${text}`,
      { given: described(text), want: ["lint-help-placeholder 3:29"] },
    ],
  ),
  ["a description speaks of things to do", { given: described("Number of todo entries."), want: [] }],
  [
    "a description says the name",
    { given: described("The size of the V."), want: ["lint-help-repeats-name 3:29"] },
  ],
  ...["Query.", "The query"].map(
    (text): Case => [
      `a description says the name without its plural, as ${text}`,
      {
        given: `counters:\n  queries_total: { description: ${text} }`,
        want: ["lint-help-repeats-name 3:33"],
      },
    ],
  ),
  ["a description says more than the name", { given: described("The size of V in the cache."), want: [] }],
  [
    "a description begins with a small letter",
    { given: described("bytes in the cache."), want: ["lint-help-lower-case 3:29"] },
  ],
  [
    "a description begins with a name",
    { given: described("gRPC calls.", "node_exporter runs.", "`x` calls.", "5xx replies."), want: [] },
  ],
  [
    "four of five descriptions end in a period",
    {
      given: described("One cache.", "Two caches.", "Three caches", "Four caches.", "Five caches."),
      want: ["lint-help-period 5:29"],
    },
  ],
  [
    "four of five descriptions end without a period",
    {
      given: described("One cache", "Two caches", "Three caches.", "Four caches", "Five caches"),
      want: ["lint-help-period 5:29"],
    },
  ],
  [
    "two of three descriptions end in a period",
    { given: described("One cache.", "Two caches.", "Three caches"), want: [] },
  ],
  [
    "three of five descriptions end in a period",
    {
      given: described("One cache", "Two caches", "Three caches.", "Four caches.", "Five caches."),
      want: [],
    },
  ],
  [
    "a description ends in another sign",
    { given: described("One cache.", "Two caches.", "Is it cached?"), want: [] },
  ],
];

const BUDGETS: readonly Case[] = [
  [
    "a family can reach four fifths of its budget",
    {
      given: `${counter("runs_total", "vectors: [kind], series_budget: 5")}\nvectors:\n  kind: { values: [a, b, c, d] }`,
      want: ["lint-budget-nearly-spent 3:85"],
    },
  ],
  [
    "a family can reach less",
    {
      given: `${counter("runs_total", "vectors: [kind], series_budget: 6")}\nvectors:\n  kind: { values: [a, b, c, d] }`,
      want: [],
    },
  ],
  [
    "the schema's budget is nearly spent",
    { given: `series_budget: 2\n${labelled("runs_total", "kind")}`, want: ["lint-budget-nearly-spent 4:3"] },
  ],
  [
    "a family's budget is what it can reach",
    {
      given: `${counter("runs_total", "vectors: [kind], series_budget: 4")}\nvectors:\n  kind: { values: [a, b, c, d] }`,
      want: [],
    },
  ],
  ["there is no budget", { given: labelled("runs_total", "kind"), want: [] }],
];

const counterUntil = (keys: string) =>
  `counters:\n  runs_total:\n    description: Runs of jobs.\n    ${keys}`;

/** On 2026-06-30, in a package of the version 2.1.0. */
const REMOVALS: readonly Case[] = [
  [
    "a family's last day is today",
    { given: counterUntil("deprecated: { remove_in: 2026-06-30 }"), want: ["lint-overdue-removal 5:30"] },
  ],
  [
    "a family's last day is tomorrow",
    { given: counterUntil("deprecated: { remove_in: 2026-07-01 }"), want: [] },
  ],
  [
    "a family goes in a version that the package has",
    { given: counterUntil("deprecated: { remove_in: 2.1.0 }"), want: ["lint-overdue-removal 5:30"] },
  ],
  [
    "a family goes in the next version",
    { given: counterUntil("deprecated: { remove_in: 2.1.1 }"), want: [] },
  ],
  ["a family is deprecated without an end", { given: counterUntil("deprecated: Gone soon."), want: [] }],
  [
    "an old name's last day has passed",
    {
      given: counterUntil("renamed_from: { name: runs, until: 2026-01-31 }"),
      want: ["lint-overdue-removal 5:40"],
    },
  ],
  [
    "an old name ends in a version, which generate checks",
    { given: counterUntil("renamed_from: { name: runs, until: 2.0.0 }"), want: [] },
  ],
];

test.each<Case>(REMOVALS)("%s", (_, { given, want }) => {
  const { catalog, ...loaded } = compileText(`version: 1\n${given}\n`);
  const origin = { package: "shop", path: "metrics.schema.yaml", version: "2.1.0" };
  const dated = { ...loaded, catalog: catalog && { ...catalog, origin } };
  expect(marks({ ...dated, diagnostics: lint(dated, { today: "2026-06-30" }).findings })).toEqual(want);
});

describe.each<readonly [string, readonly Case[]]>([
  ["names", NAMES],
  ["similar names", SIMILAR],
  ["units", UNITS],
  ["labels", LABELS],
  ["buckets", BUCKETS],
  ["descriptions", HELP],
  ["budgets", BUDGETS],
])("%s", (_, cases) => {
  test.each<Case>(cases)("%s", (_, { given, want }) => {
    expect(marks(lintText(given))).toEqual(want);
  });
});
