import { describe, expect, test } from "vitest";
import type { ExpositionFormat } from "../../../generator/exposition/exposition.js";
import { verifyExposition } from "../../../generator/verify/verification.js";
import { catalogOf, SHOP, SHOP_OPENMETRICS, SHOP_TEXT } from "../../support/generator/verify-shop.js";

/** The code, line and message of each diagnostic. */
function found(text: string, format: ExpositionFormat = "text", catalog = SHOP): readonly string[] {
  const exposition = { name: "metrics.txt", format, bytes: Buffer.from(text) };
  return verifyExposition(catalog, exposition).diagnostics.map(
    ({ code, location, message }) => `${code} ${location?.line}: ${message}`,
  );
}

const BUCKETS = /^shop_delay_seconds_bucket.*\n/gm;
const PAYPAL = `shop_delay_seconds_bucket{payment="paypal",le="0.5"} 1
shop_delay_seconds_bucket{payment="paypal",le="1"} 1
shop_delay_seconds_bucket{payment="paypal",le="+Inf"} 1
shop_delay_seconds_sum{payment="paypal"} 0.1
shop_delay_seconds_count{payment="paypal"} 1
`;

describe("a broken histogram is an error, in both formats", () => {
  const FALLS = '`shop_delay_seconds_bucket{le="1",payment="card"}` is 2, and the bucket `le="0.5"` is 3';
  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    [
      "no bucket at all",
      {
        given: SHOP_TEXT.replace(BUCKETS, ""),
        want: ['no-buckets 18: The histogram `shop_delay_seconds{payment="card"}` has no bucket.'],
      },
    ],
    [
      "no bucket in one label set of two",
      {
        given: SHOP_TEXT + PAYPAL.replace(BUCKETS, ""),
        want: [
          'no-buckets 18: The histogram `shop_delay_seconds{payment="paypal"}` has no bucket.',
          expect.stringContaining("goes on after another family"),
        ],
      },
    ],
    [
      "buckets that fall",
      { given: SHOP_TEXT.replace('le="0.5"} 1', 'le="0.5"} 3'), want: [`falling-buckets 21: ${FALLS}.`] },
    ],
    [
      "buckets that fall in two label sets",
      {
        given: SHOP_TEXT.replace('le="0.5"} 1', 'le="0.5"} 3').replace(
          "process_start",
          `${PAYPAL.replace('le="1"} 1', 'le="1"} 0')}$&`,
        ),
        want: [`falling-buckets 21: ${FALLS}; this was found 2 times in the family.`],
      },
    ],
    [
      "buckets that fall, in descending order",
      {
        given: SHOP_TEXT.replace(BUCKETS, "").replace(
          'shop_delay_seconds_sum{payment="card"}',
          [
            'shop_delay_seconds_bucket{payment="card",le="+Inf"} 2',
            'shop_delay_seconds_bucket{payment="card",le="1"} 2',
            'shop_delay_seconds_bucket{payment="card",le="0.5"} 3',
            "$&",
          ].join("\n"),
        ),
        want: [`falling-buckets 22: ${FALLS}.`],
      },
    ],
    [
      "a count that is not that of the bucket +Inf",
      {
        given: SHOP_TEXT.replace('count{payment="card"} 2', 'count{payment="card"} 100'),
        want: [
          'count-mismatch 24: `shop_delay_seconds_count{payment="card"}` is 100, and the bucket `le="+Inf"` is 2.',
        ],
      },
    ],
    [
      "no sum",
      {
        given: SHOP_TEXT.replace(/^shop_delay_seconds_sum.*\n/m, ""),
        want: [
          "missing-totals 18: The histogram `shop_delay_seconds` has no `shop_delay_seconds_sum` in one label set.",
        ],
      },
    ],
    [
      "no count",
      {
        given: SHOP_TEXT.replace(/^shop_delay_seconds_count.*\n/m, ""),
        want: [
          "missing-totals 18: The histogram `shop_delay_seconds` has no `shop_delay_seconds_count` in one label set.",
        ],
      },
    ],
    [
      "a bucket that is negative",
      {
        given: SHOP_TEXT.replace('le="0.5"} 1', 'le="0.5"} -1'),
        want: [
          'impossible-count 20: `shop_delay_seconds_bucket{le="0.5",payment="card"}` is -1, and what counts is a number of at least 0.',
        ],
      },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(given).not.toBe(SHOP_TEXT);
    expect(found(given)).toEqual(want);
  });

  test.each([
    ["no-buckets", SHOP_OPENMETRICS.replace(BUCKETS, "")],
    ["falling-buckets", SHOP_OPENMETRICS.replace('le="0.5"} 1', 'le="0.5"} 3')],
    ["count-mismatch", SHOP_OPENMETRICS.replace('count{payment="card"} 2', 'count{payment="card"} 100')],
    ["missing-totals", SHOP_OPENMETRICS.replace(/^shop_delay_seconds_sum.*\n/m, "")],
    ["missing-buckets", SHOP_OPENMETRICS.replace(/^.*le="\+Inf".*\n/m, "")],
    ["impossible-count", SHOP_OPENMETRICS.replace('express="true"} 3', 'express="true"} NaN')],
    ["impossible-count", SHOP_OPENMETRICS.replace('le="0.5"} 1', 'le="0.5"} -1')],
  ])("one %s of OpenMetrics, without the parser's warning", (code, given) => {
    expect(given).not.toBe(SHOP_OPENMETRICS);
    expect(found(given, "openmetrics")).toEqual([expect.stringContaining(`${code} `)]);
  });
});

describe("a histogram that is right has no finding", () => {
  const lines = (pattern: RegExp) => (SHOP_TEXT + PAYPAL).match(pattern)?.join("\n") ?? "";
  const head = SHOP_TEXT.slice(0, SHOP_TEXT.indexOf("shop_delay_seconds_bucket"));

  test("with all buckets, then all counts, then all sums", () => {
    const ordered = [/^.*_bucket.*$/gm, /^.*_count\{.*$/gm, /^.*_sum.*$/gm].map(lines).join("\n");
    expect(found(`${head}${ordered}\n`)).toEqual([]);
  });

  test("with buckets in any order, and labels in another order in each line", () => {
    const shuffled = SHOP_TEXT.replace('payment="card",le="1"', 'le="1",payment="card"').split("\n");
    const at = shuffled.findIndex((line) => line.includes("_bucket"));
    const [first = "", second = "", third = ""] = shuffled.splice(at, 3);
    shuffled.splice(at, 0, third, first, second);
    expect(found(shuffled.join("\n"))).toEqual([]);
  });

  test("at several timestamps", () => {
    const of = (time: number, text: string) => text.replace(/(shop_delay.*)$/gm, `$1 ${time}`);
    const later = PAYPAL.replaceAll("} 1\n", "} 9\n");
    expect(found(`${head}${of(5000, PAYPAL)}${of(9000, later)}`)).toEqual([]);
  });

  test.each<readonly [string, ExpositionFormat]>([
    ["text", "text"],
    ["OpenMetrics", "openmetrics"],
  ])("with bounds below zero and no sum, as clients expose it in %s", (_, format) => {
    const catalog = catalogOf(`version: 1
histograms:
  offset_volts: { buckets: [-1, 0], unit: volts, description: Offset }
`);
    const text = `# HELP offset_volts Offset
# TYPE offset_volts histogram
offset_volts_bucket{le="-1.0"} 1
offset_volts_bucket{le="0.0"} 1
offset_volts_bucket{le="+Inf"} 2
offset_volts_count 2
`;
    expect(found(format === "text" ? text : `${text}# EOF\n`, format, catalog)).toEqual([]);
  });
});

describe("a counter", () => {
  test.each(["-7", "NaN", "-Inf"])("that is %s is an error", (value) => {
    expect(found(SHOP_TEXT.replace('express="true"} 3', `express="true"} ${value}`))).toEqual([
      `impossible-count 3: \`shop_orders_total{express="true",payment="card"}\` is ${value}, and what counts is a number of at least 0.`,
    ]);
  });

  test("that is wrong twice is one error with a number", () => {
    const given = SHOP_TEXT.replace('express="true"} 3', 'express="true"} -3').replace(" 2\n", " -2\n");
    expect(found(given)).toEqual([expect.stringContaining("; this was found 2 times in the family.")]);
  });

  test("of another type is one error", () => {
    const given = SHOP_TEXT.replace("shop_visits counter", "shop_visits gauge").replace(" 7\n", " -7\n");
    expect(found(given)).toEqual([expect.stringContaining("type-mismatch")]);
  });
});

describe("a series that stands twice", () => {
  test("with different values is an error", () => {
    expect(found(`${SHOP_TEXT.replace("shop_boots 0\n", "shop_boots 0\nshop_boots 4\n")}`)).toEqual([
      expect.stringContaining("deprecated-in-use"),
      "conflicting-series 12: The series of `shop_boots` is there twice, with 0 and with 4.",
    ]);
  });

  test("with one value is a warning", () => {
    expect(found(SHOP_TEXT.replace("shop_boots 0\n", "shop_boots 0\nshop_boots 0\n"))).toEqual([
      "irregular-exposition 12: The series of `shop_boots` is there twice.",
    ]);
  });

  test("with a timestamp that OpenMetrics lets it repeat is a warning", () => {
    const given = SHOP_OPENMETRICS.replace("shop_boots 0\n", "shop_boots 1 5\nshop_boots 2 5\n");
    expect(found(given, "openmetrics")).toEqual([
      expect.stringContaining("deprecated-in-use"),
      expect.stringContaining("irregular-exposition"),
    ]);
  });

  test("in a family of another library is a warning", () => {
    expect(found(`${SHOP_TEXT}process_open_fds 1\nprocess_open_fds 2\n`)).toEqual([
      expect.stringContaining("irregular-exposition"),
    ]);
  });
});

test("an empty value of an open label is a missing label", () => {
  expect(found(SHOP_TEXT.replace('country="at"', 'country=""'))).toEqual([
    "missing-label 7: `shop_visits` has no label `country` in one sample.",
  ]);
});
