/** An exposition, and the findings in it as `2:5 bad-value`. */
export interface ExpositionCase {
  readonly given: string | Uint8Array;
  readonly errors?: readonly string[];
  readonly warnings?: readonly string[];
  /** Why another reader accepts the exposition and the parser does not, or the other way round. */
  readonly prometheus?: string;
  readonly promtool?: string;
  readonly python?: string;
}

const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))));

/** `promtool` has a parser of its own. */
const LENIENT = "it accepts what the server rejects";

/** Text 0.0.4. Prometheus rejects what has an error; it accepts what has a warning, though the format does not allow it. */
export const TEXT_CASES: readonly (readonly [name: string, ExpositionCase])[] = [
  // Valid expositions
  ["nothing", { given: "" }],
  ["a sample alone", { given: "foo 1\n" }],
  [
    "blank lines and blanks around tokens",
    {
      promtool: "it accepts no blank after a timestamp",
      given: '\n \t\nfoo \t { a = "b" ,\tc="d" , } \t 1 \t 1395066363000 \n',
    },
  ],
  ["no space before a value after braces", { given: 'foo{a="b"}1\n' }],
  [
    "metadata and comments",
    {
      promtool: "#HELP is metadata to it",
      given: "# HELP foo It counts.\n# TYPE foo counter\n#\n# note\n#HELP foo no\n# HELPfoo\n# HELP\nfoo 1\n",
    },
  ],
  ["metadata without a text", { given: "# HELP foo\nfoo 1\n" }],
  ["tabs in metadata", { given: "#\tHELP\tfoo\tIt counts.\n# TYPE  foo\tcounter\nfoo 1\n" }],
  ["escapes in a help", { given: '# HELP foo a \\\\ b \\n "c"\nfoo 1\n' }],
  ["escapes in a label value", { given: 'foo{a="\\\\ \\" \\n { } , = é 😀"} 1\n' }],
  ["a colon in a metric name", { given: ":foo:bar 1\n" }],
  [
    "numbers of all kinds",
    { given: "a 1\nb -1.5e-3\nc +Inf\nd -inf\ne NaN\nf nan\ng .5\nh 5.\ni 1E5\nj infinity\nk +0\nl 00012\n" },
  ],
  ["a number that underflows", { given: "foo 1e-400\n" }],
  ["an empty label set", { given: "foo{} 1\n" }],
  [
    "a histogram",
    {
      given: '# TYPE foo histogram\nfoo_bucket{le="1"} 1\nfoo_bucket{le="+Inf"} 2\nfoo_sum 3\nfoo_count 2\n',
    },
  ],
  ["a summary", { given: '# TYPE foo summary\nfoo{quantile="0.5"} 1\nfoo_sum 3\nfoo_count 2\n' }],
  ["an untyped family", { given: "# TYPE foo untyped\nfoo 1\n" }],
  ["the largest timestamp", { given: "foo 1 9223372036854775807\n" }],
  ["one series at two times", { given: "foo 1 1000\nfoo 2 2000\n" }],
  ["a zero byte in a label value", { given: 'foo{a="\0"} 1\n' }],
  ["characters that end a line in other formats", { given: 'foo{a="\u2028\u0085\r"} 1\n' }],
  [
    "a name in quotes",
    {
      promtool: "names in quotes came later",
      given: '# TYPE "foo.bar" counter\n{"foo.bar", "a.b"="c"} 1\n{"foo.bar"} 2\n',
      prometheus: "names in quotes came with Prometheus 3",
    },
  ],

  // Text that Prometheus accepts although the format does not allow it
  [
    "blanks before a name",
    {
      given: '  foo{a="b"} 1\n\tbar 1\n',
      warnings: ["1:1 leading-blanks", "2:1 leading-blanks"],
      prometheus: "it looks for a metric with blanks in its name",
    },
  ],
  ["blanks before a comment", { given: " # note\n # TYPE foo gauge\nfoo 1\n" }],
  ["no line feed at the end", { given: "foo 1", warnings: ["1:6 no-line-feed"] }],
  ["a help twice", { given: "# HELP foo a\n# HELP foo b\nfoo 1\n", warnings: ["2:8 second-metadata"] }],
  [
    "a type twice",
    { given: "# TYPE foo gauge\n# TYPE foo gauge\nfoo 1\n", warnings: ["2:8 second-metadata"] },
  ],
  ["a type after samples", { given: "foo 1\n# TYPE foo gauge\n", warnings: ["2:8 late-metadata"] }],
  [
    "a family in two groups",
    { given: 'foo{a="1"} 1\nbar 1\nfoo{a="2"} 1\n', warnings: ["3:1 split-family"] },
  ],
  [
    "a series twice",
    { given: 'foo{a="1",b="2"} 1\nfoo{b="2",a="1"} 1\n', warnings: ["2:1 duplicate-series"] },
  ],
  ["a series twice, with NaN", { given: "foo NaN\nfoo NaN\n", warnings: ["2:1 duplicate-series"] }],
  [
    "a series twice, with two values",
    { given: 'foo{a="1",b="2"} 1\nfoo{b="2",a="1"} 2\n', warnings: ["2:1 conflicting-series"] },
  ],
  ["an unknown escape", { given: 'foo{a="\\q"} 1\n', warnings: ["1:8 unknown-escape"] }],
  ["an escape of more than one byte", { given: 'foo{a="\\é"} 1\n', warnings: ["1:8 unknown-escape"] }],
  [
    "a quote escaped in a help",
    { given: '# HELP foo \\"a\\"\nfoo 1\n', warnings: ["1:12 unknown-escape", "1:15 unknown-escape"] },
  ],
  [
    "a backslash at the end of a help",
    { given: "# HELP foo a\\\nfoo 1\n", warnings: ["1:13 lone-backslash"] },
  ],
  ["no comma between labels", { given: 'foo{a="1" b="2"} 1\n', warnings: ["1:11 missing-comma"] }],
  [
    "a name in a help with other characters",
    { given: "# HELP foo-bar a\nfoo 1\n", warnings: ["1:8 bad-name-in-metadata"] },
  ],

  // Metadata
  ["an unknown type", { given: "# TYPE foo countre\nfoo 1\n", errors: ["1:12 bad-type"] }],
  ["a type of OpenMetrics", { given: "# TYPE foo info\nfoo_info 1\n", errors: ["1:12 bad-type"] }],
  [
    "a type in capitals",
    { promtool: LENIENT, given: "# TYPE foo Counter\nfoo 1\n", errors: ["1:12 bad-type"] },
  ],
  ["no type after TYPE", { promtool: LENIENT, given: "# TYPE foo\nfoo 1\n", errors: ["1:11 bad-type"] }],
  ["a type with a blank after it", { given: "# TYPE foo counter \nfoo 1\n", errors: ["1:12 bad-type"] }],
  [
    "a type with two blanks before it",
    { promtool: LENIENT, given: "# TYPE foo  counter\nfoo 1\n", errors: ["1:12 bad-type"] },
  ],
  ["no name after HELP", { given: "# HELP 1foo a\nfoo 1\n", errors: ["1:8 no-name-in-metadata"] }],
  [
    "only blanks after HELP",
    { promtool: LENIENT, given: "# HELP \nfoo 1\n", errors: ["1:8 no-name-in-metadata"] },
  ],
  [
    "a help that is not UTF-8",
    { promtool: LENIENT, given: bytes("# HELP foo a", 0xff, "b\nfoo 1\n"), errors: ["1:12 not-utf8"] },
  ],

  // Names and labels
  ["a name that starts with a digit", { given: "1foo 1\n", errors: ["1:1 no-sample"] }],
  ["a name with a dash", { given: "foo-bar 1\n", errors: ["1:4 bad-value"] }],
  ["a byte order mark", { given: "\uFEFFfoo 1\n", errors: ["1:1 no-sample"] }],
  ["a name that is not ASCII", { given: "é 1\n", errors: ["1:1 no-sample"] }],
  ["a label without a value", { given: "foo{a} 1\n", errors: ["1:5 bad-label"] }],
  ["a label value without quotes", { given: "foo{a=b} 1\n", errors: ["1:5 bad-label"] }],
  [
    "a label value with text before the quote",
    { given: 'foo{a=b"c"} 1\n', errors: ["1:7 unquoted-label-value"] },
  ],
  ["a label value in single quotes", { given: "foo{a='b'} 1\n", errors: ["1:5 bad-label"] }],
  ["a label name with a digit first", { given: 'foo{1a="b"} 1\n', errors: ["1:5 bad-label-name"] }],
  ["a label name with a dash", { given: 'foo{a-b="c"} 1\n', errors: ["1:5 bad-label-name"] }],
  ["a label name with a colon", { given: 'foo{a:b="c"} 1\n', errors: ["1:5 bad-label-name"] }],
  ["no label name", { given: 'foo{="c"} 1\n', errors: ["1:5 bad-label-name"] }],
  ["a comma first", { given: 'foo{,a="b"} 1\n', errors: ["1:5 bad-label"] }],
  ["two commas", { given: 'foo{a="b",,c="d"} 1\n', errors: ["1:11 bad-label"] }],
  [
    "braces that are not closed",
    { given: 'foo{a="b" 1\nbar 1\n', errors: ["1:11 bad-label"], warnings: ["1:11 missing-comma"] },
  ],
  [
    "braces that are not closed at the end of the line",
    { given: 'foo{a="b"\nbar 1\n', errors: ["1:10 open-braces"] },
  ],
  ["braces with nothing after them", { given: "foo{\nbar 1\n", errors: ["1:5 open-braces"] }],
  ["a quote that is not closed", { given: 'foo{a="b} 1\nbar 1\n', errors: ["1:5 open-quote"] }],
  ["an escaped quote that does not close", { given: 'foo{a="b\\"} 1\n', errors: ["1:5 open-quote"] }],
  [
    "a label value over two lines",
    {
      given: 'foo{a="b\nc"} 1\n',
      errors: ["1:5 open-quote", "2:2 bad-value"],
      prometheus: "it reads on over the line feed",
    },
  ],
  ["a label twice", { given: 'foo{a="1",b="2",a="3"} 1\n', errors: ["1:17 duplicate-label"] }],
  ["a label __name__", { given: 'foo{__name__="bar"} 1\n', errors: ["1:5 reserved-label-name"] }],
  [
    "a label value that is not UTF-8",
    { given: bytes('foo{a="', 0xc3, 0x28, '"} 1\n'), errors: ["1:8 not-utf8"] },
  ],
  ["labels without a name", { given: '{a="b"} 1\n', errors: ["1:1 no-metric-name"] }],
  ["two names", { given: 'foo{"bar"} 1\n', errors: ["1:1 second-metric-name"] }],
  ["two names in quotes", { given: '{"foo","bar"} 1\n', errors: ["1:8 second-metric-name"] }],
  ["an empty name in quotes", { given: '{""} 1\n', errors: ["1:2 empty-name"] }],
  ["two label sets", { given: 'foo{a="b"}{c="d"} 1\n', errors: ["1:11 bad-value"] }],

  // Values, and the text after them
  ["no value", { given: "foo\n", errors: ["1:4 no-value"] }],
  ["no value after labels", { given: 'foo{a="b"}\n', errors: ["1:11 no-value"] }],
  ["a value that is not a number", { given: "foo bar\n", errors: ["1:5 bad-value"] }],
  ["a value in hexadecimal", { given: "foo 0x10\n", errors: ["1:5 bad-value"] }],
  ["a value with an exponent of two", { given: "foo 0x1p4\n", errors: ["1:5 bad-value"] }],
  ["a value with underscores", { given: "foo 1_000\n", errors: ["1:5 bad-value"] }],
  ["a value that is too large", { given: "foo 1e400\n", errors: ["1:5 bad-value"] }],
  ["a NaN with a sign", { given: "foo +NaN\n", errors: ["1:5 bad-value"] }],
  ["a point alone", { given: "foo .\n", errors: ["1:5 bad-value"] }],
  ["an exponent without digits", { given: "foo 1e+\n", errors: ["1:5 bad-value"] }],
  ["a comma in a value", { given: "foo 1,5\n", errors: ["1:5 bad-value"] }],
  ["a carriage return", { given: "foo 1\r\nbar 2\r\n", errors: ["1:5 bad-value", "2:5 bad-value"] }],
  ["a timestamp with a point", { given: "foo 1 1.5\n", errors: ["1:7 bad-timestamp"] }],
  ["a timestamp before 1970", { promtool: LENIENT, given: "foo 1 -1\n", errors: ["1:7 bad-timestamp"] }],
  ["a timestamp that is too large", { given: "foo 1 9223372036854775808\n", errors: ["1:7 bad-timestamp"] }],
  ["a third number", { given: "foo 1 2 3\n", errors: ["1:9 spurious-text"] }],
  ["an exemplar", { given: 'foo 1 # {a="b"} 1\n', errors: ["1:7 exemplar-in-text"] }],
  ["a line of another format", { given: "<html>\n", errors: ["1:1 no-sample"] }],
  ["a column after characters of two code units", { given: 'foo{a="😀é"} x\n', errors: ["1:14 bad-value"] }],
  [
    "every line with an error",
    { given: "foo x\nbar 1\nfoo y\n", errors: ["1:5 bad-value", "3:5 bad-value"] },
  ],
];
