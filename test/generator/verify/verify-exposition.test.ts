import { describe, expect, test } from "vitest";
import type { ExpositionFormat } from "../../../generator/exposition/exposition.js";
import { verifyExposition } from "../../../generator/verify/verification.js";
import {
  catalogOf,
  SHOP,
  SHOP_OPENMETRICS,
  SHOP_SCHEMA,
  SHOP_TEXT,
} from "../../support/generator/verify-shop.js";

type VerificationOptions = Parameters<typeof verifyExposition>[2];

function verified(text: string, format: ExpositionFormat = "text", options: VerificationOptions = {}) {
  return verifyExposition(SHOP, { name: "metrics.txt", format, bytes: Buffer.from(text) }, options);
}

/** The code and place of each diagnostic. */
function found(text: string, format: ExpositionFormat = "text", options: VerificationOptions = {}) {
  return verified(text, format, options).diagnostics.map(({ code, location }) =>
    location === undefined ? code : `${code} ${location.line}:${location.column}-${location.endColumn}`,
  );
}

/** The message and the help of the only diagnostic. */
function words(text: string, format: ExpositionFormat = "text") {
  const { diagnostics } = verified(text, format);
  expect(diagnostics).toHaveLength(1);
  return [diagnostics[0]?.message, diagnostics[0]?.help];
}

/** The exposition with a text replaced, which must be there. */
function changed(from: string, to: string, text = SHOP_TEXT): string {
  expect(text).toContain(from);
  return text.replaceAll(from, to);
}

const withLine = (line: string) => `${SHOP_TEXT}${line}\n`;

test("an exposition that conforms has no diagnostic, in either format", () => {
  expect(found(SHOP_TEXT)).toEqual([]);
  expect(found(SHOP_OPENMETRICS, "openmetrics")).toEqual([]);
});

describe("a diagnostic is reported once, at its first place", () => {
  test.each<readonly [string, { readonly given: () => string; readonly want: readonly string[] }]>([
    [
      "a missing family, without a place",
      {
        given: () => SHOP_TEXT.replace(/.*shop_visits.*\n/g, ""),
        want: ["missing-family"],
      },
    ],
    [
      "a family that is not declared",
      { given: () => withLine('shop_order 1\nshop_order{a="b"} 1'), want: ["undeclared-family 26:1-11"] },
    ],
    [
      "another type",
      {
        given: () => changed("# TYPE shop_stock gauge", "# TYPE shop_stock counter"),
        want: ["type-mismatch 12:8-18"],
      },
    ],
    [
      "no type",
      { given: () => changed("# TYPE shop_stock gauge", "# no type"), want: ["type-mismatch 12:8-18"] },
    ],
    [
      "no type of a histogram, whose samples are then families of their own",
      {
        given: () => changed("# TYPE shop_delay_seconds histogram", "#"),
        want: ["type-mismatch 18:8-26"],
      },
    ],
    ["another help", { given: () => changed("Starts", "Boots"), want: ["help-mismatch 9:8-18"] }],
    ["no help", { given: () => changed("# HELP shop_boots Starts", "#"), want: ["help-mismatch 10:8-18"] }],
    [
      "an unknown label",
      { given: () => changed("shop_boots 0", 'shop_boots{pod="a"} 0'), want: ["undeclared-label 11:12-19"] },
    ],
    [
      "a label of other families",
      { given: () => changed("shop_boots 0", 'shop_boots{shelf="1"} 0'), want: ["misplaced-label 11:12-21"] },
    ],
    [
      "a missing label",
      {
        given: () => changed('{payment="card",express="true"}', '{payment="card"}'),
        want: ["missing-label 3:1-18"],
      },
    ],
    [
      "an empty label, which counts as missing",
      { given: () => changed('express="true"', 'express=""'), want: ["missing-label 3:34-44"] },
    ],
    [
      "a value outside of a closed set",
      {
        given: () => changed('payment="card"', 'payment="cash"'),
        want: ["undeclared-value 3:19-33", "undeclared-value 20:27-41"],
      },
    ],
    [
      "a value that is not a boolean",
      { given: () => changed('express="true"', 'express="yes"'), want: ["undeclared-value 3:34-47"] },
    ],
    [
      "an integer outside of its range",
      { given: () => changed('shelf="7"', 'shelf="32"'), want: ["undeclared-value 14:12-22"] },
    ],
    [
      "an integer in another spelling",
      { given: () => changed('shelf="7"', 'shelf="07"'), want: ["undeclared-value 14:12-22"] },
    ],
    [
      "a value with escapes",
      { given: () => changed('shelf="7"', 'shelf="\\"\\n\\\\"'), want: ["undeclared-value 14:12-26"] },
    ],
    [
      "a value at the end of a longer label name",
      {
        given: () =>
          changed('express="true"', 'my_payment="cash",payment="cash",express="true"').replace(
            'payment="card",',
            "",
          ),
        want: ["undeclared-label 3:19-36", "undeclared-value 3:37-51"],
      },
    ],
    [
      "a bucket that is not declared",
      {
        given: () => changed('le="1"', 'le="2"'),
        want: ["undeclared-bucket 21:42-48", "missing-buckets 18:8-26"],
      },
    ],
    [
      "a bucket that is missing",
      { given: () => SHOP_TEXT.replace(/.*le="0.5".*\n/, ""), want: ["missing-buckets 18:8-26"] },
    ],
    [
      "the last bucket",
      { given: () => SHOP_TEXT.replace(/.*le="\+Inf".*\n/, ""), want: ["missing-buckets 18:8-26"] },
    ],
    [
      "more values than an open vector allows",
      {
        given: () =>
          changed(
            'shop_visits{country="other"} 1',
            'shop_visits{country="de"} 1\nshop_visits{country="ch"} 1',
          ),
        want: ["values-over-limit 9:13-25"],
      },
    ],
    [
      "more series than the budget",
      {
        given: () =>
          changed(
            'shop_visits{country="at"} 7',
            [1, 2, 3, 4].map((at) => `shop_visits{country="at",n="${at}"} 1`).join("\n"),
          ),
        want: ["undeclared-label 7:26-31", "series-over-budget 11:1-12"],
      },
    ],
    [
      "a deprecated family that is recorded",
      { given: () => changed("shop_boots 0", "shop_boots 1"), want: ["deprecated-in-use 11:1-11"] },
    ],
    [
      "a line that cannot be parsed",
      { given: () => withLine("shop_stock 1,5"), want: ["invalid-exposition 26:12-15"] },
    ],
    [
      "a series that is exposed twice, which Prometheus accepts",
      {
        given: () => withLine("process_x 1 1700000000000\nprocess_x 2 1700000000000"),
        want: ["irregular-exposition 27:1-10"],
      },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(found(given())).toEqual(want);
  });

  test("another unit, in OpenMetrics", () => {
    const text = changed(
      "# TYPE shop_stock gauge",
      "# TYPE shop_stock gauge\n# UNIT shop_stock stock",
      SHOP_OPENMETRICS,
    );
    expect(words(text, "openmetrics")).toEqual([
      "The unit of `shop_stock` is `stock` here, and `items` in the schema.",
      "Expose it in the schema's unit, or declare `unit: stock`.",
    ]);
  });

  test("a counter that can have its own name in OpenMetrics must have its type there", () => {
    const text = changed("shop_orders counter", "shop_orders_total unknown", SHOP_OPENMETRICS)
      .replace("HELP shop_orders ", "HELP shop_orders_total ")
      .replace(/shop_orders_created.*\n/, "");
    expect(found(text, "openmetrics")).toEqual(["type-mismatch 1:8-25"]);
  });
});

describe("no diagnostic", () => {
  test.each<
    readonly [
      string,
      { readonly given: string; readonly format?: ExpositionFormat; readonly options?: VerificationOptions },
    ]
  >([
    [
      "labels in another order",
      { given: SHOP_TEXT.replace('payment="card",express="true"', 'express="true",payment="card"') },
    ],
    [
      "as many values as an open vector allows, and its `otherwise`",
      { given: SHOP_TEXT.replace('shop_visits{country="at"} 7', '$&\nshop_visits{country="de"} 1') },
    ],
    ["a family without series", { given: SHOP_TEXT.replace(/^shop_(visits|delay).*\n/gm, "") }],
    [
      "an empty label, which counts as missing",
      { given: SHOP_TEXT.replace("shop_boots 0", 'shop_boots{pod=""} 0') },
    ],
    ["another spelling of an upper bound", { given: SHOP_TEXT.replace('le="1"', 'le="1.0"') }],
    [
      "families of clients and servers",
      { given: `${SHOP_TEXT}nodejs_a 1\nprocess_a 1\ngo_a 1\npromhttp_a 1\nmetricsmith_a 1\n` },
    ],
    [
      "creation times of series in the text format",
      { given: `${SHOP_TEXT}# TYPE shop_orders_created gauge\nshop_orders_created 1\n` },
    ],
    [
      "an ignored family",
      { given: `${SHOP_TEXT}shop_x_y 1\nabc 1\n`, options: { ignore: ["shop_*_y", "abc"] } },
    ],
    [
      "a counter that has another name in OpenMetrics",
      {
        given: SHOP_OPENMETRICS.replaceAll("shop_boots", "shop_boots_total")
          .replace("shop_boots_total unknown", "shop_boots counter")
          .replace("HELP shop_boots_total", "HELP shop_boots"),
        format: "openmetrics",
      },
    ],
  ])("%s", (_name, { given, format = "text", options = {} }) => {
    expect(given).not.toBe(SHOP_TEXT);
    expect(found(given, format, options)).toEqual([]);
  });

  test("a family that the schema ignores", () => {
    const catalog = catalogOf(`${SHOP_SCHEMA}ignore: [shop_x_*, abc]\n`);
    const bytes = Buffer.from(`${SHOP_TEXT}shop_x_y 1\nabc 1\n`);
    const options = { ignore: ["def"] };
    expect(verifyExposition(catalog, { name: "x", format: "text", bytes }, options).diagnostics).toEqual([]);
  });

  test("a declared family is compared even if a library has its name or the schema ignores it", () => {
    const catalog = catalogOf(
      "version: 1\nnamespace: go\ngauges: { x: { description: X } }\nignore: [go_x]\n",
    );
    const bytes = Buffer.from("# HELP go_x X\n# TYPE go_x counter\ngo_x 1\ngo_y 1\n");
    const { diagnostics } = verifyExposition(catalog, { name: "x", format: "text", bytes });
    expect(diagnostics.map(({ code }) => code)).toEqual(["type-mismatch"]);
  });

  test("patterns are not regular expressions, and match whole names", () => {
    expect(found(withLine("shopXa 1"), "text", { ignore: ["shop.a", "hopX*"] })).toEqual([
      "undeclared-family 26:1-7",
    ]);
  });
});

describe("a federated exposition", () => {
  const series = SHOP_TEXT.replace(/^#.*\n/gm, "").replace(
    /^(shop_\w+)(?:\{(.*)\})? /gm,
    '$1{$2,instance="a:1",job="shop"} ',
  );
  const federated =
    `# TYPE x untyped\n${series.replaceAll("{,", "{")}up{job="shop"} 1\nscrape_samples_scraped 7\n`.replace(
      /^# .*\n/,
      "",
    );

  test("may have the labels of targets, and no types and helps", () => {
    expect(found(federated, "text", { federated: true })).toEqual([]);
    expect(new Set(verified(federated).diagnostics.map(({ code }) => code))).toEqual(
      new Set(["type-mismatch", "help-mismatch", "undeclared-label", "undeclared-family"]),
    );
  });

  test("may have the series of many programs, which are not counted", () => {
    const many = [1, 2, 3, 4, 5, 6]
      .map((at) => `shop_visits{country="c${at}",instance="${at}"} 1\n`)
      .join("");
    expect(found(federated.replace(/^shop_visits.*\n/m, many), "text", { federated: true })).toEqual([]);
  });

  test("must have the declared buckets", () => {
    const text = federated.replace(/.*le="1".*\n/, "");
    expect(found(text, "text", { federated: true })).toEqual([expect.stringMatching(/^missing-buckets /)]);
  });

  test("must have declared labels and values", () => {
    const text = federated.replace('shelf="7"', 'shelf="99",rack="1"');
    expect(found(text, "text", { federated: true }).map((one) => one.split(" ")[0])).toEqual([
      "undeclared-label",
      "undeclared-value",
    ]);
  });
});

describe("the message says what is wrong and how often, and the help what to do", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly (string | undefined)[] }]>([
    [
      "of a value",
      {
        given: SHOP_TEXT.replaceAll('express="true"', 'express="True"'),
        want: [
          '`shop_orders_total` has `express` "True" in one sample, which the schema does not allow.',
          "The vector `express` is a boolean: `true` or `false`.",
        ],
      },
    ],
    [
      "of a closed set",
      {
        given: SHOP_TEXT.replaceAll('payment="card",le', 'payment="x",le')
          .replace('_sum{payment="card"', '_sum{payment="x"')
          .replace('_count{payment="card"', '_count{payment="x"'),
        want: [
          '`shop_delay_seconds` has `payment` "x" in 5 samples, which the schema does not allow.',
          "The vector `payment` is a closed set: `card` and `paypal`.",
        ],
      },
    ],
    [
      "of a missing family",
      {
        given: SHOP_TEXT.replace(/.*shop_boots.*\n/g, ""),
        want: [
          "The counter `shop_boots` is not exposed.",
          "Register it in the program, or remove it from `shop.yaml`. A family without series is exposed by its `# TYPE` line.",
        ],
      },
    ],
    [
      "of a family whose name is like no other",
      {
        given: `${SHOP_TEXT}heap 1\n`,
        want: [
          "`heap` is exposed, and `shop.yaml` does not declare it.",
          "Declare it, or name it in the schema's `ignore` if it belongs to another library.",
        ],
      },
    ],
    [
      "of missing buckets",
      {
        given: SHOP_TEXT.replace(/.*le="(0.5|1)".*\n/g, ""),
        want: [
          "`shop_delay_seconds` lacks the buckets `0.5` and `1` in one label set.",
          "Observe with the schema's `buckets`, or remove the upper bounds from them.",
        ],
      },
    ],
    [
      "of missing help",
      {
        given: SHOP_TEXT.replace("# HELP shop_boots Starts\n", ""),
        want: ["`shop_boots` has no help here.", 'In the schema, its description is "Starts".'],
      },
    ],
    [
      "of an open vector",
      {
        given: SHOP_TEXT.replace('country="other"', 'country="b"').replace(
          'shop_visits{country="at"} 7',
          'shop_visits{country="at"} 7\nshop_visits{country="c"} 1',
        ),
        want: [
          "`shop_visits` has 3 values of `country`; the schema allows 2.",
          "Record further values as the vector's `otherwise`, or raise `max_values` of `country`.",
        ],
      },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(words(given)).toEqual(want);
  });
});

describe("an undeclared name can be a misspelt one that is missing", () => {
  const helps = (text: string) => verified(text).diagnostics.map(({ code, help }) => `${code}: ${help}`);
  const meant = /^undeclared.*Did you mean/;

  test("of a family", () => {
    expect(helps(SHOP_TEXT.replaceAll("shop_boots", "shop_boot"))).toContain(
      "undeclared-family: Did you mean `shop_boots`? If not, declare it, or name it in the schema's `ignore`.",
    );
    expect(helps(`${SHOP_TEXT}shop_boot 1\n`).filter((help) => meant.test(help))).toEqual([]);
  });

  test("of a label", () => {
    expect(helps(SHOP_TEXT.replace('shelf="7"', 'shelfs="7"'))).toContain(
      "undeclared-label: Did you mean `shelf`?",
    );
    const both = SHOP_TEXT.replace('shelf="7"', 'shelf="7",shelfs="7"');
    expect(helps(both).filter((help) => meant.test(help))).toEqual([]);
  });
});

test("diagnostics about families come in schema order, then those about the exposition by line", () => {
  const text = `heap 1\nbad\n${SHOP_TEXT}`
    .replace("# TYPE shop_orders_total counter", "# TYPE shop_orders_total gauge")
    .replace(/(# HELP shop_stock[\s\S]*?shop_stock\{shelf="7"\} 0\n)([\s\S]*)/, "$2$1zoo 1\n")
    .replace('shelf="7"', 'shelf="x"')
    .replace("shop_build_info 1", 'shop_build_info{a="b"} 1');
  expect(found(text).map((one) => one.replace(/-\d+$/, ""))).toEqual([
    "type-mismatch 3:8",
    "undeclared-value 27:12",
    "undeclared-label 16:17",
    "undeclared-family 1:1",
    "invalid-exposition 2:4",
    "undeclared-family 28:1",
  ]);
});

test("fifty undeclared values are listed, and the others counted", () => {
  const lines = Array.from({ length: 62 }, (_, at) => `shop_stock{shelf="x${at}"} 1\n`).join("");
  const { diagnostics } = verified(
    SHOP_TEXT.replace('shop_stock{shelf="7"} 0\n', lines + lines.replaceAll(" 1\n", " 1 5\n")),
  );
  expect(diagnostics.map(({ code }) => code)).toEqual([
    ...Array(50).fill("undeclared-value"),
    "findings-omitted",
  ]);
  expect(diagnostics[0]).toMatchObject({ count: 2, message: expect.stringContaining("in 2 samples") });
  expect(diagnostics.at(-1)).toMatchObject({
    count: 24,
    message: "Further findings of the kind “label value that the vector does not have” are not listed: 24.",
  });
});

test("a code frame has its lines in a long exposition of several pieces", () => {
  const filler = Array.from({ length: 60_000 }, (_, at) => `process_filler{at="${at}"} 1\n`).join("");
  expect(filler.length).toBeGreaterThan(1 << 20);
  const { diagnostics, sources } = verified(
    `${filler}${SHOP_TEXT.replace('shelf="7"', 'shelf="x"')}${filler.replaceAll("filler", "other")}`,
  );
  expect(diagnostics).toMatchObject([
    { code: "undeclared-value", location: { file: "metrics.txt", line: 60_014 } },
  ]);
  const lines = sources.get("metrics.txt")?.split("\n");
  expect(lines?.slice(60_012)).toEqual([
    "# TYPE shop_stock gauge",
    'shop_stock{shelf="x"} 0',
    "# HELP shop_build_info What was built",
  ]);
  expect(lines?.slice(0, 60_012).every((line) => line === "")).toBe(true);
});

test("without declared families, only undeclared ones are reported", () => {
  const empty = catalogOf("version: 1\n");
  const verifiedEmpty = verifyExposition(empty, { name: "x", format: "text", bytes: Buffer.from("a 1\n") });
  expect(verifiedEmpty.diagnostics.map(({ code }) => code)).toEqual(["undeclared-family"]);
  expect(verifiedEmpty.coverage.percent).toBe(0);
});

describe("narrowed sets and long values", () => {
  const catalog = catalogOf(`version: 1
counters:
  answers: { vectors: [class, kept, verb, tenant], description: Answers }
vectors:
  class: { type: http_status_class }
  kept: { type: http_status, values: [200, 404], otherwise: rest }
  verb: { type: http_method, values: [GET] }
  tenant: { type: string, max_values: 9, max_length: 4, otherwise: the others }
`);
  const findings = (labels: string) => {
    const text = `# HELP answers Answers\n# TYPE answers counter\nanswers{${labels}} 1\n`;
    const bytes = Buffer.from(text);
    return verifyExposition(catalog, { name: "x", format: "text", bytes }).diagnostics;
  };

  test.each([
    'class="1xx",kept="200",verb="GET",tenant="four"',
    'class="5xx",kept="rest",verb="other",tenant="the others"',
  ])("are in the schema: %s", (labels) => {
    expect(findings(labels)).toEqual([]);
  });

  test.each([
    ["a code in place of its class", 'class="200",kept="200",verb="GET",tenant="a"', "`2xx`"],
    ["no class", 'class="6xx",kept="200",verb="GET",tenant="a"', "1xx"],
    ["a code that is not listed", 'class="2xx",kept="500",verb="GET",tenant="a"', "an HTTP status code: "],
    ["a method that is not listed", 'class="2xx",kept="200",verb="PUT",tenant="a"', "GET"],
    ["a value that is too long", 'class="2xx",kept="200",verb="GET",tenant="fives"', "at most 4 characters"],
  ])("%s is a finding", (_name, labels, help) => {
    expect(findings(labels)).toMatchObject([
      { code: "undeclared-value", help: expect.stringContaining(help) },
    ]);
  });
});

describe("a label that has other values in another family", () => {
  const catalog = catalogOf(`version: 1
counters:
  logins: { vectors: [login_type], description: h }
  orders: { vectors: [payment_type], description: h }
  plain: { description: h }
vectors:
  login_type: { label: type, values: [password, passkey] }
  payment_type: { label: type, values: [card, paypal] }
`);
  const found = (lines: string) => {
    const text = ["logins", "orders", "plain"]
      .map((name) => `# HELP ${name} h\n# TYPE ${name} counter\n${lines.includes(name) ? lines : ""}`)
      .join("");
    const { diagnostics } = verifyExposition(catalog, {
      name: "x",
      format: "text",
      bytes: Buffer.from(text),
    });
    return diagnostics.flatMap(({ code, help }) => (code === "nothing-observed" ? [] : [`${code}: ${help}`]));
  };

  test("is checked against the values of its own family", () => {
    expect(found('orders{type="card"} 1\n')).toEqual([]);
    expect(found('orders{type="passkey"} 1\n')).toEqual([
      "undeclared-value: The vector `payment_type` is a closed set: `card` and `paypal`.",
    ]);
  });

  test("is not a label of a third family, for which each of its vectors is suggested", () => {
    expect(found('plain{type="card"} 1\n')).toEqual([
      "misplaced-label: Remove the label, or add to the family's `vectors` the one that has its values: `login_type` or `payment_type`.",
    ]);
  });
});
