import type { ExpositionCase } from "./text-cases.js";

const eof = (...lines: readonly string[]) => `${lines.join("\n")}\n# EOF\n`;
const histogram = (...lines: readonly string[]) =>
  eof("# TYPE foo histogram", ...lines.map((line) => `foo_${line}`));
const gaugeHistogram = (...lines: readonly string[]) =>
  eof("# TYPE foo gaugehistogram", ...lines.map((line) => `foo_${line}`));
const counter = (...lines: readonly string[]) => eof("# TYPE foo counter", ...lines);
const gauge = (...lines: readonly string[]) => eof("# TYPE foo gauge", ...lines);
const summary = (...lines: readonly string[]) => eof("# TYPE foo summary", ...lines);

const LAX = "its parser does not look for it";

/** OpenMetrics 1.0.0. Prometheus rejects what has an error; it accepts what has a warning, though the specification forbids it. */
export const OPENMETRICS_CASES: readonly (readonly [name: string, ExpositionCase])[] = [
  // Valid expositions: the specification's own examples, and the corners of its grammar
  ["only the end", { given: "# EOF\n" }],
  ["an end without a line feed", { given: "foo 1\n# EOF" }],
  ["a sample without metadata", { given: eof("foo 1") }],
  [
    "families of all types",
    {
      given: eof(
        "# TYPE acme_http_router_request_seconds summary",
        "# UNIT acme_http_router_request_seconds seconds",
        "# HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.",
        'acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32',
        'acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0',
        'acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0',
        'acme_http_router_request_seconds_sum{path="/api/v2",method="POST"} 479.3',
        'acme_http_router_request_seconds_count{path="/api/v2",method="POST"} 34.0',
        'acme_http_router_request_seconds_created{path="/api/v2",method="POST"} 1605281325.0',
        "# TYPE go_goroutines gauge",
        "# HELP go_goroutines Number of goroutines that currently exist.",
        "go_goroutines 69",
        "# TYPE process_cpu_seconds counter",
        "# UNIT process_cpu_seconds seconds",
        "process_cpu_seconds_total 4.20072246e+06",
        "# TYPE build info",
        'build_info{name="pretty name",version="8.2.7"} 1',
        'build_info{name="prettier name",version="8.1.9"} 1.0',
        "# TYPE state stateset",
        'state{entity="controller",state="a"} 1.0',
        'state{entity="controller",state="bb"} 0.0',
        'state{entity="replica",state="a"} 0',
        "# TYPE what unknown",
        "what 42.23",
        "# TYPE empty gauge",
      ),
    },
  ],
  [
    "a histogram with exemplars",
    {
      given: histogram(
        'bucket{le="0.01"} 0',
        'bucket{le="0.1"} 8 # {} 0.054',
        'bucket{le="1.0"} 11 # {trace_id="KOO5S4vxi0o"} 0.67',
        'bucket{le="10.0"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789',
        'bucket{le="+Inf"} 17',
        "count 17",
        "sum 324789.3",
        "created 1520430000.123",
      ),
    },
  ],
  [
    "a histogram with bounds of all sizes",
    {
      given: histogram(
        ...[
          "0.0",
          "1e-05",
          "0.0001",
          "0.1",
          "1.0",
          "10.0",
          "100000.0",
          "1e+06",
          "1e+23",
          "1.1e+23",
          "+Inf",
        ].map((le) => `bucket{le="${le}"} 17`),
      ),
    },
  ],
  ["a histogram with negative bounds", { given: histogram('bucket{le="-1.0"} 1', 'bucket{le="+Inf"} 2') }],
  [
    "a gauge histogram",
    {
      given: gaugeHistogram('bucket{le="1.0"} 20.0', 'bucket{le="+Inf"} 42.0', "gcount 42.0", "gsum 3289.3"),
    },
  ],
  [
    "a gauge histogram with negative bounds",
    { given: gaugeHistogram('bucket{le="-1.0"} 20', 'bucket{le="+Inf"} 42', "gcount 42", "gsum -3") },
  ],
  [
    "a counter with an exemplar and a timestamp",
    {
      given: counter(
        'foo_total 17.0 1520879607.789 # {trace_id="a"} 0.5 1.5',
        "foo_created 1520430000.123 1520879607.789",
      ),
    },
  ],
  [
    "metric points one after the other",
    {
      given: summary(
        'foo_count{a="bb"} 0 123',
        'foo_sum{a="bb"} 0 123',
        'foo_count{a="bb"} 0 456',
        'foo_sum{a="bb"} 0 456',
        'foo_count{a="ccc"} 0 123',
        'foo_sum{a="ccc"} 0 123',
      ),
    },
  ],
  [
    "a summary with quantiles in any order",
    { given: summary('foo{quantile="0.99"} 150.0', 'foo{quantile="0.5"} NaN', "foo_count 1", "foo_sum 1") },
  ],
  [
    "numbers of all kinds",
    {
      given: eof(
        "a 1",
        "b -1.5e-3",
        "c +Inf",
        "d -inf",
        "e NaN",
        "f .5",
        "g 5.",
        "h 1E5",
        "i Infinity",
        "j 00012",
        "k +1",
      ),
    },
  ],
  [
    "a timestamp before 1970, and one with an exponent",
    { given: gauge('foo{a="1"} 1 -5.5', 'foo{a="2"} 1 1e3') },
  ],
  ["escapes", { given: eof('# HELP foo a \\\\ \\n \\"b\\"', 'foo{a="\\\\ \\n \\" é 😀 { } , #"} 1') }],
  ["an empty help", { given: eof("# HELP foo ", "# TYPE foo gauge", "foo 1") }],
  ["an empty label set", { given: eof("foo{} 1") }],
  ["a counter without a type", { given: eof("foo_total 1") }],
  ["a total beside a gauge", { given: gauge("foo 1", "foo_total 1") }],
  [
    "names in quotes",
    {
      given: eof('# TYPE "foo.bar" counter', '{"foo.bar_total","a.b"="c"} 1'),
      prometheus: "names in quotes came with Prometheus 3",
      python: "names in quotes came later",
    },
  ],

  // Valid expositions with warnings
  ["an unknown escape", { given: eof('foo{a="\\q"} 1'), warnings: ["1:8 unknown-escape"] }],
  [
    "an integer as an upper bound",
    { given: histogram('bucket{le="1"} 1', 'bucket{le="+Inf"} 1'), warnings: ["2:12 uncommon-number"] },
  ],
  ["an uncommon quantile", { given: summary('foo{quantile="0.50"} 1'), warnings: ["2:5 uncommon-number"] }],

  // Lines
  ["no end", { given: "foo 1\n", errors: ["2:1 no-eof"] }],
  ["an empty text", { given: "", errors: ["1:1 no-eof"] }],
  ["no line feed", { given: "foo 1", errors: ["1:6 no-eof"] }],
  ["more text after the end", { given: "# EOF\nfoo 1\nbar 1\n", errors: ["2:1 after-eof"] }],
  ["a blank line after the end", { given: "# EOF\n\n", errors: ["2:1 after-eof"] }],
  ["a blank line", { given: "foo 1\n\n# EOF\n", errors: ["2:1 blank-line"] }],
  ["a comment", { given: eof("# note", "foo 1"), errors: ["1:1 comment"] }],
  ["two spaces in metadata", { given: eof("#  TYPE foo gauge", "foo 1"), errors: ["1:1 comment"] }],
  ["a blank after the end", { given: "# EOF \n", errors: ["1:1 comment", "2:1 no-eof"] }],
  ["a blank before a sample", { given: eof(" foo 1"), errors: ["1:1 no-sample"] }],
  [
    "a carriage return",
    { given: "foo 1\r\n# EOF\r\n", errors: ["1:5 bad-value", "2:1 comment", "3:1 no-eof"] },
  ],
  ["a byte order mark", { given: "\uFEFF# EOF\n", errors: ["1:1 no-sample", "2:1 no-eof"] }],
  [
    "a label value that is not UTF-8",
    { given: Buffer.from('foo{a="\xff"} 1\n# EOF\n', "latin1"), errors: ["1:8 not-utf8"] },
  ],

  // Metadata
  ["an unknown type", { given: eof("# TYPE foo countre", "foo 1"), errors: ["1:12 bad-type"] }],
  ["an untyped family", { given: eof("# TYPE foo untyped", "foo 1"), errors: ["1:12 bad-type"] }],
  ["a type with two spaces before", { given: eof("# TYPE foo  gauge", "foo 1"), errors: ["1:12 bad-type"] }],
  [
    "a help without a space after the name",
    { given: eof("# HELP foo", "foo 1"), errors: ["1:8 no-metadata-text"] },
  ],
  ["no name in metadata", { given: eof("# HELP 1foo a", "foo 1"), errors: ["1:8 no-name-in-metadata"] }],
  [
    "a name in metadata with other characters",
    { given: eof("# HELP foo-bar a", "foo 1"), errors: ["1:8 bad-name-in-metadata"] },
  ],
  [
    "a help twice",
    { given: eof("# HELP foo a", "# HELP foo b", "foo 1"), warnings: ["2:8 second-metadata"] },
  ],
  [
    "a type twice",
    { given: eof("# TYPE foo gauge", "# TYPE foo gauge", "foo 1"), warnings: ["2:8 second-metadata"] },
  ],
  [
    "a unit twice",
    { given: eof("# UNIT foo_s s", "# UNIT foo_s s", "foo_s 1"), warnings: ["2:8 second-metadata"] },
  ],
  [
    "metadata after samples",
    { given: eof("# TYPE foo gauge", "foo 1", "# HELP foo a"), warnings: ["3:8 late-metadata"] },
  ],
  [
    "a gauge beside a counter",
    {
      given: eof("# TYPE foo gauge", "foo 1", "# TYPE foo counter", "foo_total 1"),
      warnings: ["3:8 second-family"],
    },
  ],
  [
    "a gauge beside a counter, with a help of each",
    {
      given: eof(
        "# HELP foo a",
        "# TYPE foo gauge",
        "foo 1",
        "# HELP foo b",
        "# TYPE foo counter",
        "foo_total 1",
      ),
      warnings: ["4:8 second-family"],
    },
  ],
  [
    "one explicit timestamp repeated",
    { given: gauge("foo 1 5", "foo 2 5"), warnings: ["3:1 duplicate-series"], python: "it takes the first" },
  ],
  [
    "a quote in a help",
    { given: eof('# HELP foo "a"', "foo 1"), warnings: ["1:12 bare-quote"], python: LAX },
  ],
  [
    "a backslash at the end of a help",
    { given: eof("# HELP foo a\\", "foo 1"), warnings: ["1:13 lone-backslash"], python: LAX },
  ],
  [
    "a unit that the name does not end with",
    { given: eof("# TYPE foo counter", "# UNIT foo seconds", "foo_total 1"), errors: ["2:12 bad-unit"] },
  ],
  [
    "a unit of an info",
    { given: eof("# TYPE foo_s info", "# UNIT foo_s s", "foo_s_info 1"), warnings: ["2:14 unit-of-type"] },
  ],
  [
    "a unit of a state set",
    {
      given: eof("# UNIT foo_s s", "# TYPE foo_s stateset", 'foo_s{foo_s="a"} 1'),
      warnings: ["1:14 unit-of-type"],
    },
  ],
  [
    "interleaved families",
    { given: eof('foo{a="1"} 1', "bar 1", 'foo{a="2"} 1'), warnings: ["3:1 split-family"] },
  ],
  [
    "a name that samples of another family can have",
    {
      given: eof("# TYPE foo counter", "foo_total 1", "# TYPE foo_created gauge", "foo_created 1"),
      warnings: ["3:8 name-clash"],
    },
  ],
  [
    "samples that have another family's name",
    {
      given: eof("# TYPE foo_created gauge", "foo_created 1", "# TYPE foo counter", "foo_total 1"),
      warnings: ["3:8 name-clash"],
    },
  ],
  [
    "a metric name with an underscore first",
    { given: eof("_foo 1"), warnings: ["1:1 underscore-name"], python: LAX },
  ],

  // Samples
  ["a tab before a value", { given: eof("foo\t1"), errors: ["1:4 space-expected"] }],
  ["two spaces before a value", { given: eof("foo  1"), errors: ["1:5 no-value"] }],
  ["no space before a value", { given: eof('foo{a="b"}1'), errors: ["1:11 space-expected"] }],
  ["no value", { given: eof("foo"), errors: ["1:4 space-expected"] }],
  ["a value that is not a number", { given: eof("foo bar"), errors: ["1:5 bad-value"] }],
  ["a value that is too large", { given: eof("foo 1e400"), errors: ["1:5 bad-value"], python: LAX }],
  ["a space after a value", { given: eof("foo 1 "), errors: ["1:7 bad-timestamp"] }],
  ["a timestamp that is not a number", { given: eof("foo 1 x"), errors: ["1:7 bad-timestamp"] }],
  ["a timestamp that is infinite", { given: eof("foo 1 +Inf"), errors: ["1:7 bad-timestamp"] }],
  ["text after a timestamp", { given: eof("foo 1 2 3"), errors: ["1:8 spurious-text"] }],
  [
    "a label name with an underscore first",
    { given: eof('foo{_a="b"} 1'), warnings: ["1:5 underscore-label-name"], python: LAX },
  ],
  [
    "a label __name__",
    { given: eof('foo{__name__="b"} 1'), errors: ["1:5 reserved-label-name"], python: LAX },
  ],
  ["a label twice", { given: eof('foo{a="1",a="2"} 1'), errors: ["1:11 duplicate-label"] }],
  ["a comma after the last label", { given: eof('foo{a="1",} 1'), errors: ["1:10 trailing-comma"] }],
  ["a comma alone", { given: eof("foo{,} 1"), errors: ["1:5 bad-label"] }],
  ["no comma between labels", { given: eof('foo{a="1"b="2"} 1'), errors: ["1:10 missing-comma"] }],
  ["a blank between labels", { given: eof('foo{a="1", b="2"} 1'), errors: ["1:11 bad-label-name"] }],
  ["a blank before the braces", { given: eof('foo {a="1"} 1'), errors: ["1:5 bad-value"] }],
  ["a label name with a digit first", { given: eof('foo{1a="1"} 1'), errors: ["1:5 bad-label-name"] }],
  ["a label value without quotes", { given: eof("foo{a=1} 1"), errors: ["1:5 bad-label"] }],
  ["a quote that is not closed", { given: eof('foo{a="1} 1'), errors: ["1:5 open-quote"] }],
  ["braces that are not closed", { given: eof('foo{a="1"'), errors: ["1:10 open-braces"] }],

  // Counters, gauges
  ["a counter's sample without a suffix", { given: counter("foo 1"), warnings: ["2:1 bad-suffix"] }],
  ["a negative counter", { given: counter("foo_total -1"), warnings: ["2:11 not-a-total"] }],
  ["a counter that is NaN", { given: counter("foo_total NaN"), warnings: ["2:11 not-a-total"] }],
  [
    "a counter that was created and has no total",
    { given: counter("foo_created 1"), warnings: ["2:1 no-total"], python: LAX },
  ],
  [
    "a counter whose creation time is not a number",
    { given: counter("foo_total 1", "foo_created NaN"), warnings: ["3:13 bad-created"], python: LAX },
  ],
  [
    "a series twice",
    { given: gauge("foo 1", "foo 1"), warnings: ["3:1 duplicate-series"], python: "it takes the first" },
  ],
  [
    "a series twice, with others in between",
    { given: gauge('foo{a="1"} 1', 'foo{a="2"} 1', 'foo{a="1"} 1'), warnings: ["4:1 duplicate-series"] },
  ],
  [
    "a series twice, with an empty label",
    {
      given: gauge("foo 1", 'foo{a=""} 1'),
      warnings: ["3:1 duplicate-series"],
      python: "an empty label is a label to it",
    },
  ],
  [
    "a metric in two groups",
    {
      given: counter(
        'foo_total{a="1"} 1',
        'foo_total{a="2"} 1',
        'foo_created{a="1"} 1',
        'foo_created{a="2"} 1',
      ),
      warnings: ["4:1 split-metric", "4:1 no-total", "5:1 split-metric", "5:1 no-total"],
    },
  ],
  [
    "a timestamp on one sample of two",
    { given: gauge("foo 1", "foo 2 5"), warnings: ["3:7 mixed-timestamps"] },
  ],
  ["timestamps that go back", { given: gauge("foo 1 5", "foo 2 4"), warnings: ["3:7 timestamp-back"] }],
  [
    "interleaved metric points",
    {
      given: summary("foo_count 0 123", "foo_count 0 456", "foo_sum 0 123", "foo_sum 0 456"),
      warnings: ["4:11 timestamp-back"],
    },
  ],

  // Info, state sets
  ["an info without its suffix", { given: eof("# TYPE foo info", "foo 1"), warnings: ["2:1 bad-suffix"] }],
  ["an info that is not 1", { given: eof("# TYPE foo info", "foo_info 2"), warnings: ["2:10 bad-info"] }],
  [
    "a state that is neither 0 nor 1",
    { given: eof("# TYPE foo stateset", 'foo{foo="a"} 2'), warnings: ["2:14 bad-state"] },
  ],
  [
    "a state without its label",
    { given: eof("# TYPE foo stateset", "foo 1"), warnings: ["2:1 missing-label"] },
  ],
  [
    "a state twice",
    {
      given: eof("# TYPE foo stateset", 'foo{foo="a"} 1', 'foo{foo="a"} 0'),
      warnings: ["3:1 conflicting-series"],
      python: "it takes the first",
    },
  ],

  // Summaries
  [
    "a quantile that is not a number",
    { given: summary('foo{quantile="a"} 1'), warnings: ["2:5 bad-quantile"] },
  ],
  ["a quantile above 1", { given: summary('foo{quantile="1.5"} 1'), warnings: ["2:5 bad-quantile"] }],
  ["no quantile", { given: summary("foo 1"), warnings: ["2:1 missing-label"] }],
  [
    "a quantile with a negative value",
    { given: summary('foo{quantile="0.5"} -1'), warnings: ["2:21 negative-quantile"] },
  ],
  [
    "a quantile twice",
    {
      given: summary('foo{quantile="0.5"} 1', 'foo{quantile="0.5"} 1'),
      warnings: ["3:1 duplicate-series"],
      python: "it takes the first",
    },
  ],
  [
    "a quantile on a sum",
    { given: summary('foo_sum{quantile="0.5"} 1'), warnings: ["2:9 foreign-label"], python: LAX },
  ],
  ["a count that is not an integer", { given: summary("foo_count 1.5"), warnings: ["2:11 not-a-count"] }],
  ["a negative sum", { given: summary("foo_sum -1"), warnings: ["2:9 not-a-total"] }],

  // Histograms
  ["no bucket +Inf", { given: histogram('bucket{le="1.0"} 1'), warnings: ["2:1 no-inf-bucket"] }],
  ["no buckets at all", { given: histogram("count 1", "sum 1"), warnings: ["2:1 no-inf-bucket"] }],
  [
    "a bucket without a bound",
    { given: histogram("bucket 1"), warnings: ["2:1 missing-label", "2:1 no-inf-bucket"] },
  ],
  [
    "a bound that is NaN",
    { given: histogram('bucket{le="NaN"} 1', 'bucket{le="+Inf"} 1'), warnings: ["2:12 bad-le"] },
  ],
  [
    "a bound that is not a number",
    { given: histogram('bucket{le="a"} 1', 'bucket{le="+Inf"} 1'), warnings: ["2:12 bad-le"] },
  ],
  [
    "a bound +Inf in another spelling",
    { given: histogram('bucket{le="Inf"} 1'), warnings: ["2:12 bad-le", "2:1 no-inf-bucket"] },
  ],
  [
    "buckets that are not in order",
    {
      given: histogram('bucket{le="2.0"} 1', 'bucket{le="1.0"} 1', 'bucket{le="+Inf"} 1'),
      warnings: ["3:12 bucket-order"],
    },
  ],
  [
    "a bucket twice",
    {
      given: histogram('bucket{le="1.0"} 1', 'bucket{le="1.0"} 1', 'bucket{le="+Inf"} 1'),
      warnings: ["3:1 duplicate-series"],
      python: "it takes the first",
    },
  ],
  [
    "buckets that decrease",
    { given: histogram('bucket{le="1.0"} 2', 'bucket{le="+Inf"} 1'), warnings: ["3:23 bucket-decrease"] },
  ],
  [
    "a bucket that is not an integer",
    { given: histogram('bucket{le="+Inf"} 1.5'), warnings: ["2:23 not-a-count"] },
  ],
  ["a negative bucket", { given: histogram('bucket{le="+Inf"} -1'), warnings: ["2:23 not-a-count"] }],
  [
    "a count that is not the bucket +Inf",
    { given: histogram('bucket{le="+Inf"} 1', "count 2", "sum 1"), warnings: ["2:1 count-mismatch"] },
  ],
  [
    "a sum without a count",
    { given: histogram('bucket{le="+Inf"} 1', "sum 1"), warnings: ["2:1 sum-without-count"] },
  ],
  [
    "a count without a sum",
    { given: histogram('bucket{le="+Inf"} 1', "count 1"), warnings: ["2:1 sum-without-count"] },
  ],
  [
    "a sum with negative bounds",
    {
      given: histogram('bucket{le="-1.0"} 1', 'bucket{le="+Inf"} 1', "count 1", "sum 1"),
      warnings: ["2:1 sum-of-negatives"],
    },
  ],
  [
    "a bound on a count",
    {
      given: histogram('bucket{le="+Inf"} 1', "sum 1", 'count{le="1.0"} 1'),
      warnings: ["2:1 sum-without-count", "4:11 foreign-label", "4:1 no-inf-bucket", "4:1 sum-without-count"],
    },
  ],
  [
    "a gauge histogram's sum that is NaN",
    { given: gaugeHistogram('bucket{le="+Inf"} 1', "gcount 1", "gsum NaN"), warnings: ["4:10 nan-sum"] },
  ],
  [
    "a gauge histogram's sum below 0",
    { given: gaugeHistogram('bucket{le="+Inf"} 1', "gcount 1", "gsum -1"), warnings: ["2:1 negative-gsum"] },
  ],

  // Exemplars
  ["an exemplar of a gauge", { given: gauge('foo 1 # {a="b"} 1'), errors: ["2:7 misplaced-exemplar"] }],
  [
    "an exemplar of a count",
    {
      given: histogram('bucket{le="+Inf"} 1', 'count 1 # {a="b"} 1', "sum 1"),
      errors: ["3:13 misplaced-exemplar"],
    },
  ],
  [
    "an exemplar that is too long",
    { given: counter(`foo_total 1 # {a="${"é".repeat(128)}"} 1`), warnings: ["2:13 long-exemplar"] },
  ],
  ["the longest exemplar", { given: counter(`foo_total 1 # {a="${"😀".repeat(127)}"} 1`) }],
  [
    "an exemplar above its bucket",
    {
      given: histogram('bucket{le="1.0"} 1 # {} 2', 'bucket{le="+Inf"} 1'),
      warnings: ["2:24 exemplar-above-bound"],
      python: LAX,
    },
  ],
  ["an exemplar without braces", { given: counter("foo_total 1 # 5"), errors: ["2:13 bad-exemplar"] }],
  ["an exemplar without a value", { given: counter('foo_total 1 # {a="b"}'), errors: ["2:13 bad-exemplar"] }],
  [
    "an exemplar with a value that is not a number",
    { given: counter('foo_total 1 # {a="b"} x'), errors: ["2:23 bad-value"] },
  ],
  [
    "an exemplar with a timestamp that is not a number",
    { given: counter('foo_total 1 # {a="b"} 1 x'), errors: ["2:25 bad-timestamp"] },
  ],
  [
    "text after an exemplar",
    { given: counter('foo_total 1 # {a="b"} 1 2 3'), errors: ["2:26 spurious-text"] },
  ],
];
