import { describe, expect, test } from "vitest";
import { formatDiagnostics } from "../../../generator/codes.js";
import { compileFixture, compileText, marks } from "../../support/generator/compile-schema.js";

type Case = readonly [string, { readonly given: string; readonly want: readonly string[] }];

test("forty mistakes in one file are reported in one run", async () => {
  const { diagnostics, sources } = compileFixture("invalid", "mixed/many-mistakes.yaml");
  const text = formatDiagnostics(diagnostics, sources, "pretty", { colour: false });
  await expect(text).toMatchFileSnapshot("../../fixtures/invalid/mixed/many-mistakes.txt");
});

test("a duration that is none, or that belongs to no open vector, is one mistake", async () => {
  const { diagnostics, sources } = compileFixture("invalid", "mixed/expire-after.yaml");
  const text = formatDiagnostics(diagnostics, sources, "pretty", { colour: false });
  await expect(text).toMatchFileSnapshot("../../fixtures/invalid/mixed/expire-after.txt");
});

/** A family `request` with the given keys, on lines 3 and 4. */
const counter = (keys: string) => `version: 1\ncounters:\n  request:\n    { description: x, ${keys} }\n`;
const gauge = (keys: string) => `version: 1\ngauges:\n  g: { description: x, ${keys} }\n`;
const histogram = (buckets: string) =>
  `version: 1\nhistograms:\n  h:\n    { description: x, buckets: ${buckets} }\n`;
const directory = (path: string) => `version: 1\noutputs: { directory: ${path} }\n`;

/** Histograms on line 2, and another section on line 3. */
const histogramsAnd = (keys: readonly string[], section = "") =>
  `version: 1\nhistograms: { ${keys.map((key) => `${key}: { description: x, buckets: [1] }`).join(", ")} }\n${section}\n`;
/** A vector `v` with the given definition, on line 3, and a counter that uses it. */
const vector = (keys: string) =>
  `version: 1\nvectors:\n  v: ${keys}\ncounters: { c: { description: x, vectors: [v] } }\n`;

const TOKENS: readonly Case[] = [
  ["a key's value is missing", { given: counter("unit:"), want: ["wrong-type 4:23"] }],
  ["a mapping is a text", { given: "version: 1\ncounters: { a: b }", want: ["wrong-type 2:16"] }],
  ["a mapping is empty", { given: "version: 1\ncounters: { a: }", want: ["wrong-type 2:13"] }],
  ["a section is a list", { given: "version: 1\ncounters: [a]", want: ["wrong-type 2:11"] }],
  ["the version is a text", { given: 'version: "1"', want: ["unsupported-version 1:10"] }],
  ["the version is missing", { given: "namespace: a", want: ["missing-key 1:1"] }],
  ["a combination is unknown", { given: gauge("combine: mean"), want: ["wrong-type 3:33"] }],
  ["a combination is a list", { given: gauge("combine: [max]"), want: ["wrong-type 3:33"] }],
  ["a counter has a combination", { given: counter("combine: max"), want: ["unknown-key 4:23"] }],
  ["a name has a colon", { given: "version: 1\nnamespace: a:b", want: ["illegal-name 2:12"] }],
  ["a name has no letter", { given: "version: 1\nnamespace: _1", want: ["illegal-name 2:12"] }],
  ["a unit has white space", { given: counter("unit: per second"), want: ["illegal-name 4:29"] }],
  ["an output directory is absolute", { given: directory("/srv/out"), want: ["invalid-directory 2:23"] }],
  ["an output directory is on a drive", { given: directory("'C:/out'"), want: ["invalid-directory 2:23"] }],
  ["an output directory is a home", { given: directory("~/out"), want: ["invalid-directory 2:23"] }],
  ["an output directory is beside the schema's", { given: directory("../src/~"), want: [] }],
  ["a unit is a base unit", { given: counter("unit: bytes"), want: [] }],
  ["a unit is a sign", { given: counter('unit: "%"'), want: ["illegal-name 4:29"] }],
  ["a unit is in capitals", { given: counter("unit: Seconds"), want: ["illegal-name 4:29"] }],
  ["a label name begins with two underscores", { given: vectorNamed("__v"), want: ["reserved-label 3:3"] }],
  ["a label name is quantile", { given: vectorNamed("quantile"), want: ["reserved-label 3:3"] }],
  [
    "a namespace is that of the runtime",
    { given: "version: 1\nnamespace: metricsmith", want: ["reserved-name 2:12"] },
  ],
  [
    "a key begins like the runtime's",
    { given: family("counters", "metricsmith_x"), want: ["reserved-name 3:3"] },
  ],
  ...["count", "sum", "bucket", "total", "created", "info"].flatMap((suffix): readonly Case[] => [
    [`a counter ends in _${suffix}`, { given: family("counters", `x_${suffix}`), want: [] }],
    [`a gauge ends in _${suffix}`, { given: family("gauges", `x_${suffix}`), want: [] }],
    [`a histogram ends in _${suffix}`, { given: histogramsAnd([`y_${suffix}`]), want: [] }],
  ]),
  ...["total", "created", "info"].map(
    (suffix): Case => [
      `a gauge ends in _${suffix} beside a histogram`,
      { given: histogramsAnd(["x"], `gauges: { x_${suffix}: { description: x } }`), want: [] },
    ],
  ),
  ...["count", "sum", "bucket"].flatMap((suffix): readonly Case[] => [
    [
      `a gauge has the name of a histogram's series _${suffix}`,
      {
        given: histogramsAnd(["x"], `gauges: { x_${suffix}: { description: x } }`),
        want: ["duplicate-name 3:11"],
      },
    ],
    [
      `a counter has the name of a histogram's series _${suffix}`,
      {
        given: histogramsAnd(["x"], `counters: { x_${suffix}: { description: x } }`),
        want: ["duplicate-name 3:13"],
      },
    ],
  ]),
  ["a budget is not a whole number", { given: counter("series_budget: 1.5"), want: ["wrong-type 4:38"] }],
  ["a family to ignore is not a name", { given: "version: 1\nignore: [7]", want: ["wrong-type 2:10"] }],
  ["a family to ignore is empty", { given: 'version: 1\nignore: [""]', want: ["empty-text 2:10"] }],
  ["families to ignore are not a list", { given: "version: 1\nignore: pg_*", want: ["wrong-type 2:9"] }],
  ["an address has no scheme", { given: address(":9959"), want: [] }],
  ["an address is a number", { given: "version: 1\nserver: { address: 9959 }", want: ["wrong-type 2:20"] }],
  ["an address has a query", { given: address("tcp://:1/m?x"), want: ["invalid-address 2:20"] }],
  ["an address has the port 0", { given: address("tcp://:0"), want: [] }],
  [
    "an address has a path that cannot be decoded",
    { given: address("tcp://:1/%zz"), want: ["invalid-address 2:20"] },
  ],
  [
    "an address has a host in brackets",
    { given: 'version: 1\nserver:\n  address: "tcp://[::::]:1/m"', want: ["invalid-address 3:12"] },
  ],
  ["an address has its scheme in capitals", { given: address("TCP://:1/m"), want: [] }],
  [
    "a range is wider than an ordinal",
    { given: vector("{ type: integer, min: 0, max: 4000000000 }"), want: ["out-of-range 3:36"] },
  ],
  [
    "a value has half a surrogate pair",
    { given: vector('{ values: ["\\uD800"] }'), want: ["value-surrogate 3:17"] },
  ],
  [
    "otherwise has half a surrogate pair",
    { given: vector('{ values: [a], otherwise: "\\uD800" }'), want: ["value-surrogate 3:32"] },
  ],
  [
    "an address has a host of odd characters",
    { given: address("tcp://*:1"), want: ["invalid-address 2:20"] },
  ],
  [
    "a key is not indented like its neighbours",
    {
      given: "version: 1\ncounters:\n  a:\n    description: x\n   vectors: [a]\n",
      want: ["yaml-syntax 5:4"],
    },
  ],
  [
    "a section has a tag of YAML's own",
    { given: "version: 1\ncounters: !!omap [a: {}]", want: ["yaml-syntax 2:11"] },
  ],
  ["a text is in place of a list", { given: vector("{ values: '' }"), want: ["wrong-type 3:16"] }],
  [
    "a budget is too large to be exact",
    { given: counter("series_budget: 9007199254740992"), want: ["out-of-range 4:38"] },
  ],
  [
    "the schema initializes a family with an open vector",
    {
      given: `initialize: true\n${counter("vectors: [t]")}vectors: { t: { type: string, max_values: 3 } }`,
      want: ["initialize-open 4:3"],
    },
  ],
  [
    "the schema initializes families, but for one with an open vector",
    {
      given: `initialize: true\n${counter("vectors: [t], initialize: false")}vectors: { t: { type: string, max_values: 3 } }`,
      want: [],
    },
  ],
  [
    "a metric is renamed from its own key",
    { given: counter("renamed_from: request"), want: ["renamed-from-present 4:37"] },
  ],
  [
    "a metric is renamed from the exposed name of another",
    {
      given:
        "version: 1\nnamespace: n\ncounters:\n  c: { description: C }\n  d: { description: D, renamed_from: n_c }\n",
      want: ["renamed-from-present 5:38"],
    },
  ],
  ["a metric is renamed from a number", { given: counter("renamed_from: 1"), want: ["wrong-type 4:37"] }],
  [
    "a metric is renamed from an illegal name",
    { given: counter("renamed_from: a-b"), want: ["illegal-name 4:37"] },
  ],
  ["an upper bound is .nan", { given: histogram("[.nan, 1]"), want: ["bucket-not-finite 4:33"] }],
  ["an upper bound is a text", { given: histogram('["1"]'), want: ["bucket-not-finite 4:33"] }],
  [
    "bounds fall more than once",
    { given: histogram("[3, 2, 1]"), want: ["buckets-unsorted 4:36", "buckets-unsorted 4:39"] },
  ],
  ["a value is a boolean", { given: vector("{ values: [true] }"), want: ["wrong-type 3:17"] }],
  [
    "otherwise is one of the values",
    { given: vector("{ values: [a], otherwise: a }"), want: ["value-duplicate 3:32"] },
  ],
  ["otherwise is empty", { given: vector("{ values: [a], otherwise: '' }"), want: ["value-empty 3:32"] }],
  ["a type is a list", { given: vector("{ type: [] }"), want: ["wrong-type 3:14"] }],
  ["type and values", { given: vector("{ type: boolean, values: [a] }"), want: ["conflicting-keys 3:8"] }],
  [
    "a status code out of range",
    { given: vector("{ type: http_status, values: [200, 999] }"), want: ["out-of-range 3:41"] },
  ],
  [
    "a status code as a text",
    { given: vector('{ type: http_status, values: ["200"] }'), want: ["wrong-type 3:36"] },
  ],
  [
    "a status code twice",
    { given: vector("{ type: http_status, values: [200, 200] }"), want: ["value-duplicate 3:41"] },
  ],
  ["no status codes", { given: vector("{ type: http_status, values: [] }"), want: ["values-empty 3:35"] }],
  ["a number in place of a text", { given: vector("{ values: [200] }"), want: ["wrong-type 3:17"] }],
  [
    "otherwise of all status codes",
    { given: vector("{ type: http_status, otherwise: a }"), want: ["missing-key 3:3"] },
  ],
  [
    "values of a class",
    { given: vector("{ type: http_status_class, values: [2xx] }"), want: ["conflicting-keys 3:8"] },
  ],
  [
    "otherwise is one of the methods",
    { given: vector("{ type: http_method, values: [GET], otherwise: PUT }"), want: ["value-duplicate 3:53"] },
  ],
  [
    "a method in small letters",
    { given: vector("{ type: http_method, values: [get] }"), want: ["unregistered-method 3:36"] },
  ],
  [
    "max_length beside values",
    { given: vector("{ values: [a], max_length: 3 }"), want: ["conflicting-keys 3:21"] },
  ],
  [
    "a max_length of 0",
    { given: vector("{ type: string, max_values: 1, max_length: 0 }"), want: ["out-of-range 3:49"] },
  ],
  ["neither type nor values", { given: vector("{ description: x }"), want: ["missing-key 3:3"] }],
  ["a string without max_values", { given: vector("{ type: string }"), want: ["missing-key 3:3"] }],
  ["an integer without limits", { given: vector("{ type: integer }"), want: ["missing-key 3:3"] }],
  ["min beside values", { given: vector("{ values: [a], min: 1 }"), want: ["conflicting-keys 3:21"] }],
  [
    "a limit past safe integers",
    { given: vector("{ type: integer, min: 0, max: 1e300 }"), want: ["out-of-range 3:36"] },
  ],
];

describe("the location is that of the user's own token", () => {
  test.each(TOKENS)("%s", (_name, { given, want }) => {
    expect(marks(compileText(given))).toEqual(want);
  });
});

const CASCADES: readonly Case[] = [
  [
    "a misspelt vector is one mistake",
    {
      given: `${counter("vectors: [metod]")}vectors: { method: { type: boolean } }\n`,
      want: ["unknown-vector 4:33"],
    },
  ],
  ["a vector that is wrong is still known", { given: vector("{ values: [] }"), want: ["values-empty 3:16"] }],
  [
    "a family that is wrong is still known",
    {
      given: `${counter("foo: 1")}gauges: { g: { description: x } }\nrecorders: { r: { metrics: [request, g], description: x } }\n`,
      want: ["unknown-key 4:23"],
    },
  ],
  [
    "vectors that cannot be read are one mistake",
    { given: `${counter("vectors: a")}vectors: { a: { type: boolean } }\n`, want: ["wrong-type 4:32"] },
  ],
  [
    "if a section cannot be read, no name is reported as unknown",
    { given: `${counter("vectors: [a]")}vectors: [a]\n`, want: ["wrong-type 5:10"] },
  ],
  ["a wrong budget limits nothing", { given: counter("series_budget: 0"), want: ["out-of-range 4:38"] }],
  [
    "a mistake behind an alias is reported once",
    {
      given: `version: 1\ncounters:\n  a: &a { description: x, vectors: [b] }\n  c: *a\n  d: { <<: *a }\n`,
      want: ["unknown-vector 3:37"],
    },
  ],
  [
    "an alias has the location of a wrong value",
    {
      given: `version: 1\nnamespace: &n a-b\ncounters: { c: { description: x, unit: *n } }\n`,
      want: ["illegal-name 2:15", "illegal-name 3:40"],
    },
  ],
];

describe("one mistake is one diagnostic", () => {
  test.each(CASCADES)("%s", (_name, { given, want }) => {
    expect(marks(compileText(given))).toEqual(want);
  });
});

const HELP: readonly (readonly [string, { readonly given: string; readonly want: string }])[] = [
  ["a client library's word", { given: counter("labels: [a]"), want: "It is called `vectors` here." }],
  ["a key of another section", { given: counter("buckets: [1]"), want: "Only histograms have buckets." }],
  [
    "a number among values, as it was written",
    { given: vector("{ values: [1.10] }"), want: 'Quote it: "1.10".' },
  ],
  [
    "an infinite bucket",
    { given: histogram("[1, .inf]"), want: "Leave it out: the bucket `+Inf` is implied." },
  ],
  [
    "a name that can be made legal",
    { given: family("counters", "http.requests"), want: "Write `http_requests`." },
  ],
  ["a unit in capitals", { given: counter("unit: Per__Second"), want: "Write `per_second`." }],
  [
    "a vector that no file declares",
    { given: counter("vectors: [a]"), want: "Declare it: `vectors: { a: … }`." },
  ],
];

describe("help says what to write instead", () => {
  test.each(HELP)("%s", (_name, { given, want }) => {
    expect(compileText(given).diagnostics.map(({ help }) => help)).toEqual([want]);
  });
});

test("the message for an exceeded budget shows how a histogram's series are counted", () => {
  const given = `version: 1
histograms:
  h: { description: x, buckets: [1, 2], vectors: [code, ok], series_budget: 4999 }
vectors: { code: { type: http_status }, ok: { type: boolean } }
`;
  expect(compileText(given).diagnostics.map(({ message }) => message)).toEqual([
    "This family can reach 500 × 2 × 5 series (code × ok × samples of a label set) = 5,000; its budget is 4,999.",
  ]);
});

const COLLISIONS: readonly (readonly [
  string,
  { readonly given: string; readonly want: readonly string[] },
])[] = [
  [
    "a closed vector with what every file has",
    {
      given:
        "version: 1\nvectors: { metrics: { values: [a] } }\ncounters: { c: { description: x, vectors: [metrics] } }\n",
      want: [
        "The generated code would declare `Metrics` twice: for the vector `metrics` and for what every generated file has.",
      ],
    },
  ],
  [
    "a recorder with a metric of its name",
    {
      given: `version: 1
counters: { a: { description: x }, b: { description: x } }
recorders:
  a: { metrics: [a, b], description: x }
`,
      want: [
        "The generated code would declare `ALabels` twice: for the recorder `a` and for the counter `a` (metrics.schema.yaml:2).",
      ],
    },
  ],
  [
    "an open vector of the same name declares no union",
    {
      given:
        "version: 1\nvectors: { metric: { type: boolean } }\ncounters: { metric: { description: x, vectors: [metric] } }\n",
      want: [],
    },
  ],
];

describe("two declarations with one identifier in generated code are reported once, with the place of the first", () => {
  test.each(COLLISIONS)("%s", (_name, { given, want }) => {
    expect(compileText(given).diagnostics.map(({ message }) => message)).toEqual(want);
  });
});

test("the message for a metric that is renamed from its own name says so", () => {
  expect(compileText(counter("renamed_from: request")).diagnostics.map(({ message }) => message)).toEqual([
    "`renamed_from` is `request`, which is the name of this metric itself.",
  ]);
});

test("a histogram cannot have the name of another's series", () => {
  const loaded = compileText(`version: 1
histograms:
  x: { description: x, buckets: [1] }
  x_sum: { description: x, buckets: [1] }
`);
  expect(marks(loaded)).toEqual(["duplicate-name 4:3"]);
});

function vectorNamed(name: string): string {
  return `version: 1\nvectors:\n  ${name}: { type: boolean }\ncounters: { c: { description: x, vectors: [${name}] } }\n`;
}

function family(section: string, key: string): string {
  return `version: 1\n${section}:\n  ${key}: { description: x }\n`;
}

function address(text: string): string {
  return `version: 1\nserver: { address: "${text}" }\n`;
}

describe("the help for a value in place of a list says how to write the list", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string | undefined }]>([
    ["one name", { given: counter("vectors: payment"), want: "Write `[payment]`." }],
    ["one value", { given: vector("{ values: card }"), want: "Write `[card]`." }],
    ["several in a text", { given: counter("vectors: a b"), want: undefined }],
    ["the values of a vector", { given: vector("[card, paypal]"), want: "Write the list behind `values:`." }],
    ["a family", { given: "version: 1\ncounters: { a: [b] }", want: undefined }],
  ])("%s", (_name, { given, want }) => {
    const found = compileText(given).diagnostics.filter(({ code }) => code === "wrong-type");
    expect(found.map(({ help }) => help)).toEqual([want]);
  });
});
