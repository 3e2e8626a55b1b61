import { describe, expect, test } from "vitest";
import { lint } from "../../../generator/lint/lint.js";
import type { LintRule } from "../../../generator/lint/lint-rule.js";
import { compileText } from "../../support/generator/compile-schema.js";

/*
 * The inputs of the tests of client_golang's promlint, each as a schema, with the problems that promlint reports and the
 * findings of `lint`. A family without a type there is a gauge here: the problems are the same.
 *
 * https://github.com/prometheus/client_golang/tree/main/prometheus/testutil/promlint
 */

type Row = readonly [
  name: string,
  row: {
    readonly given: string;
    /** What promlint says, by metric. */
    readonly promlint: readonly string[];
    /** The codes and families of our findings. */
    readonly want: readonly string[];
  },
];

type Refused = readonly [
  name: string,
  row: {
    readonly given: string;
    readonly promlint: readonly string[];
    /** Codes of the mistakes that keep the schema from compiling. */
    readonly refusedBy: readonly string[];
  },
];

const family = (section: string) => (name: string, keys: string) =>
  `${section}:\n  ${name}: { description: Test metric., ${keys} }`;
const counter = (name: string) => family("counters")(name, "vectors: []");
const gauge = (name: string) => family("gauges")(name, "vectors: []");
const histogram = (name: string, vectors = "") =>
  family("histograms")(name, `vectors: [${vectors}], buckets: [.5, 1, 2.5]`);
const vector = (name: string) => `vectors:\n  ${name}: { values: ["1"] }`;

const HELP: readonly Row[] = [
  [
    "OK",
    {
      given: "gauges:\n  go_goroutines: { description: Number of goroutines that currently exist. }",
      promlint: [],
      want: [],
    },
  ],
];

const HELP_REFUSED: readonly Refused[] = [
  [
    "no help",
    { given: "gauges:\n  go_goroutines: {}", promlint: ["no help text"], refusedBy: ["missing-key"] },
  ],
  [
    "empty help",
    {
      given: 'gauges:\n  go_goroutines: { description: "" }',
      promlint: ["no help text"],
      refusedBy: ["empty-text"],
    },
  ],
  [
    "no help and empty help",
    {
      given: 'gauges:\n  go_goroutines: { description: "" }\n  go_threads: {}',
      promlint: ["no help text", "no help text"],
      refusedBy: ["empty-text", "missing-key"],
    },
  ],
];

const BASE_UNITS = [
  "amperes",
  "bytes",
  "grams",
  "celsius",
  "meters",
  "metres",
  "moles",
  "seconds",
  "joules",
  "kelvin",
].map((unit): Row => [unit, { given: gauge(`x_${unit}`), promlint: [], want: [] }]);

const OTHER_UNITS = [
  ["x", "milliamperes", "amperes"],
  ["x", "gigabytes", "bytes"],
  ["x", "kilograms", "grams"],
  ["x", "nanocelsius", "celsius"],
  ["x", "kilometers", "meters"],
  ["x", "picometers", "meters"],
  ["x", "microseconds", "seconds"],
  ["x", "minutes", "seconds"],
  ["x", "hours", "seconds"],
  ["x", "days", "seconds"],
  ["x", "kelvins", "kelvin"],
  ["thermometers", "fahrenheit", "celsius"],
  ["thermometers", "rankine", "celsius"],
  ["x", "inches", "meters"],
  ["x", "yards", "meters"],
  ["x", "miles", "meters"],
  ["x", "bits", "bytes"],
  ["x", "calories", "joules"],
  ["x", "pounds", "grams"],
  ["x", "ounces", "grams"],
].map(
  ([stem, unit, base]): Row => [
    `${unit}`,
    {
      given: gauge(`${stem}_${unit}`),
      promlint: [`use base unit "${base}" instead of "${unit}"`],
      want: [`lint-non-base-unit ${stem}_${unit}`],
    },
  ],
);

const COUNTERS: readonly Row[] = [
  [
    "counter without _total suffix",
    {
      given: counter("x_bytes"),
      promlint: ['counter metrics should have "_total" suffix'],
      want: ["lint-counter-without-total x_bytes"],
    },
  ],
  [
    "gauge with _total suffix",
    {
      given: gauge("x_bytes_total"),
      promlint: ['non-counter metrics should not have "_total" suffix'],
      want: ["lint-total-without-counter x_bytes_total"],
    },
  ],
  ["counter with _total suffix", { given: counter("x_bytes_total"), promlint: [], want: [] }],
  ["gauge without _total suffix", { given: gauge("x_bytes"), promlint: [], want: [] }],
];

const WITHOUT_TYPE = (name: string) => `untyped:\n  ${name}: { description: Test metric. }`;

const COUNTERS_REFUSED: readonly Refused[] = [
  [
    "untyped with _total suffix",
    { given: WITHOUT_TYPE("x_bytes_total"), promlint: [], refusedBy: ["unknown-key"] },
  ],
  [
    "untyped without _total suffix",
    { given: WITHOUT_TYPE("x_bytes"), promlint: [], refusedBy: ["unknown-key"] },
  ],
];

const RESERVED: readonly Row[] = [
  [
    "gauge with _bucket suffix",
    {
      given: gauge("x_bytes_bucket"),
      promlint: ['non-histogram metrics should not have "_bucket" suffix'],
      want: ["lint-reserved-suffix x_bytes_bucket"],
    },
  ],
  [
    "gauge with _count suffix",
    {
      given: gauge("x_bytes_count"),
      promlint: ['non-histogram and non-summary metrics should not have "_count" suffix'],
      want: ["lint-reserved-suffix x_bytes_count"],
    },
  ],
  [
    "gauge with _sum suffix",
    {
      given: gauge("x_bytes_sum"),
      promlint: ['non-histogram and non-summary metrics should not have "_sum" suffix'],
      want: ["lint-reserved-suffix x_bytes_sum"],
    },
  ],
  ["histogram OK", { given: histogram("tsdb_compaction_duration"), promlint: [], want: [] }],
];

const SUMMARY =
  "summaries:\n  go_gc_duration_seconds: { description: A summary of the GC invocation durations. }";

const RESERVED_REFUSED: readonly Refused[] = [
  [
    "gauge with le label",
    {
      given: `${family("gauges")("x_bytes", "vectors: [le]")}\n${vector("le")}`,
      promlint: ['non-histogram metrics should not have "le" label'],
      refusedBy: ["reserved-label"],
    },
  ],
  [
    "gauge with quantile label",
    {
      given: `${family("gauges")("x_bytes", "vectors: [quantile]")}\n${vector("quantile")}`,
      promlint: ['non-summary metrics should not have "quantile" label'],
      refusedBy: ["reserved-label"],
    },
  ],
  [
    "histogram with quantile label",
    {
      given: `${histogram("tsdb_compaction_duration", "quantile")}\n${vector("quantile")}`,
      promlint: ['non-summary metrics should not have "quantile" label'],
      refusedBy: ["reserved-label"],
    },
  ],
  [
    "summary with le label",
    {
      given: `${SUMMARY}\n${vector("le")}`,
      promlint: ['non-histogram metrics should not have "le" label'],
      refusedBy: ["unknown-key", "reserved-label"],
    },
  ],
  ["summary OK", { given: SUMMARY, promlint: [], refusedBy: ["unknown-key"] }],
];

const TYPES: readonly Row[] = [
  [
    "counter with _counter suffix",
    {
      given: counter("http_requests_counter"),
      promlint: [
        'counter metrics should have "_total" suffix',
        "metric name should not include type 'counter'",
      ],
      // `_counter` in place of `_total` is one mistake, and has one other name.
      want: ["lint-type-in-name http_requests_counter"],
    },
  ],
  ...[
    { type: "gauge", given: gauge, name: "instance_memory_limit_bytes_gauge" },
    { type: "histogram", given: histogram, name: "request_duration_seconds_histogram" },
    { type: "histogram", given: histogram, name: "request_duration_seconds_HISTOGRAM" },
    { type: "gauge", given: gauge, name: "instance_memory_limit_gauge_bytes" },
  ].map(
    ({ type, given, name }): Row => [
      `${type} with the name ${name}`,
      {
        given: given(name),
        promlint: [`metric name should not include type '${type}'`],
        want: [`lint-type-in-name ${name}`],
      },
    ],
  ),
];

const TYPES_REFUSED: readonly Refused[] = [
  [
    "summary with _summary suffix",
    {
      given: "summaries:\n  request_duration_seconds_summary: { description: Test metric. }",
      promlint: ["metric name should not include type 'summary'"],
      refusedBy: ["unknown-key"],
    },
  ],
];

const CHARACTERS_REFUSED: readonly Refused[] = [
  [
    "request_duration::_seconds",
    {
      given: histogram('"request_duration::_seconds"'),
      promlint: ["metric names should not contain ':'"],
      refusedBy: ["illegal-name"],
    },
  ],
];

const CAMEL_CASE: readonly Row[] = [
  [
    "requestDuration_seconds",
    {
      given: histogram("requestDuration_seconds"),
      promlint: ["metric names should be written in 'snake_case' not 'camelCase'"],
      want: ["lint-camel-case requestDuration_seconds"],
    },
  ],
  [
    "request_duration_seconds with the label httpService",
    {
      given: `${histogram("request_duration_seconds", "httpService")}\n${vector("httpService")}`,
      promlint: ["label names should be written in 'snake_case' not 'camelCase'"],
      want: ["lint-camel-case httpService"],
    },
  ],
];

const ABBREVIATIONS = [
  ...["b", "kb", "mb", "MB", "gb", "tb", "pb"].map((unit) => `instance_memory_limit_${unit}`),
  ...["s", "ms", "us", "ns", "sec"].map((unit) => `request_duration_${unit}`),
  "request_sec_duration",
  ...["m", "h", "d"].map((unit) => `request_duration_${unit}`),
].map(
  (name): Row => [
    `${name} with abbreviated unit`,
    {
      given: gauge(name),
      promlint: ["metric names should not contain abbreviated units"],
      want: [`lint-abbreviated-unit ${name}`],
    },
  ],
);

const DUPLICATES_REFUSED: readonly Refused[] = [
  [
    "metric not unique",
    {
      given:
        "counters:\n  not_unique_total: { description: the helptext }\n  not_unique_total: { description: the helptext }",
      promlint: ["metric not unique"],
      refusedBy: ["duplicate-key"],
    },
  ],
];

describe("what promlint finds, lint finds", () => {
  test.each<Row>([
    ...HELP,
    ...BASE_UNITS,
    ...OTHER_UNITS,
    ...COUNTERS,
    ...RESERVED,
    ...TYPES,
    ...CAMEL_CASE,
    ...ABBREVIATIONS,
  ])("%s", (_, { given, promlint, want }) => {
    expect(findingsOf(given)).toEqual(want);
    expect(want.length === 0).toBe(promlint.length === 0);
  });
});

describe("what promlint lints and no schema can declare is refused", () => {
  test.each<Refused>([
    ...HELP_REFUSED,
    ...COUNTERS_REFUSED,
    ...RESERVED_REFUSED,
    ...TYPES_REFUSED,
    ...CHARACTERS_REFUSED,
    ...DUPLICATES_REFUSED,
  ])("%s", (_, { given, refusedBy }) => {
    const { catalog, diagnostics } = compileText(`version: 1\n${given}\n`);
    expect(diagnostics.map(({ code }) => code)).toEqual(refusedBy);
    expect(catalog).toBeUndefined();
  });
});

describe("a rule of one's own", () => {
  const given = counter("mc_something_total");
  const rule: LintRule = {
    id: "memcached-prefix",
    severity: "warning",
    check: ({ catalog, family: place }, report) => {
      for (const one of catalog.families) {
        if (one.name.startsWith("memcached_")) continue;
        report({ message: `The name \`${one.name}\` does not begin with \`memcached_\`.` }, place(one));
      }
    },
  };

  test("is not there by default", () => {
    expect(findingsOf(given)).toEqual([]);
  });

  test("finds a metric without the prefix", () => {
    expect(findingsOf(given, [rule])).toEqual(["memcached-prefix mc_something_total"]);
  });
});

/** The code of each finding, and the family or vector that it names first. */
function findingsOf(given: string, rules: readonly LintRule[] = []): readonly string[] {
  const { findings } = lint(compileText(`version: 1\n${given}\n`), { rules });
  const names = /`(\w*(?:_|[a-z][A-Z])\w*)`/;
  return findings.map(({ code, message }) => `${code} ${names.exec(message)?.[1]}`);
}
