import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExpositionFormat } from "../../../generator/exposition/exposition.js";
import { Verification, type Verified } from "../../../generator/verify/verification.js";
import {
  catalogOf,
  SHOP,
  SHOP_OPENMETRICS,
  SHOP_SCHEMA,
  SHOP_TEXT,
} from "../../support/generator/verify-shop.js";

type VerificationOptions = ConstructorParameters<typeof Verification>[1];

/** The result of several scrapes of one source. */
function afterScrapes(
  texts: readonly string[],
  options: VerificationOptions = { repeated: true },
  catalog = SHOP,
): Verified {
  const verification = new Verification(catalog, options);
  for (const text of texts) {
    verification.startScrape({ name: "http://shop/metrics", format: "text" });
    verification.write(Buffer.from(text));
    verification.endScrape();
  }
  return verification.report();
}

const codes = ({ diagnostics }: Verified) => diagnostics.map(({ code }) => code);

const restarted = (text: string) =>
  text.replace("process_start_time_seconds 1700000000", "process_start_time_seconds 1700000099");

describe("several scrapes", () => {
  const wrong = SHOP_TEXT.replace('shelf="7"', 'shelf="99"');

  test("report a diagnostic once, with its number and first place", () => {
    const { diagnostics, sources, scrapes, samples } = afterScrapes([SHOP_TEXT, wrong, wrong]);
    expect(diagnostics).toMatchObject([
      {
        code: "undeclared-value",
        count: 2,
        message: expect.stringContaining("in 2 samples"),
        location: { file: "http://shop/metrics (scrape 2)", line: 14 },
      },
    ]);
    expect([...sources.keys()]).toEqual(["http://shop/metrics (scrape 2)"]);
    expect(sources.get("http://shop/metrics (scrape 2)")?.split("\n")[13]).toBe('shop_stock{shelf="99"} 0');
    expect([scrapes, samples]).toEqual([3, 39]);
  });

  test("miss a family only if none of them has it", () => {
    const without = SHOP_TEXT.replace(/.*shop_boots.*\n/g, "");
    expect(codes(afterScrapes([without, SHOP_TEXT, without]))).toEqual([]);
    expect(codes(afterScrapes([without, without]))).toEqual(["missing-family"]);
  });

  test("expect a renamed family under both names", () => {
    const catalog = catalogOf(`version: 1
counters:
  orders_total: { description: Orders., renamed_from: { name: orders, until: 2.0.0 } }
`);
    const family = (name: string, help: string) =>
      `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name} 1\n`;
    const own = family("orders_total", "Orders.");
    const both = own + family("orders", "Orders. (old name of orders_total)");
    expect(codes(afterScrapes([both], {}, catalog))).toEqual([]);
    const made = own + family("orders", "Orders."); // by a program that makes its metric under the old name
    expect(codes(afterScrapes([made], {}, catalog))).toEqual([]);
    const other = own + family("orders", "Others.");
    expect(codes(afterScrapes([other], {}, catalog))).toEqual(["help-mismatch"]);
    const { diagnostics } = afterScrapes([own], {}, catalog);
    expect(diagnostics).toMatchObject([
      { code: "missing-family", message: expect.stringContaining("`orders`") },
    ]);
  });

  test("count open values and series each by itself, because a restarted process may have others", () => {
    const scrape = (...countries: readonly string[]) =>
      SHOP_TEXT.replace(/^shop_visits.*\n/gm, "").replace(
        "# TYPE shop_visits counter\n",
        `$&${countries.map((country) => `shop_visits{country="${country}"} 1\n`).join("")}`,
      );
    expect(codes(afterScrapes([scrape("a", "b"), scrape("c", "d"), scrape("e", "other")]))).toEqual([]);
    const { diagnostics } = afterScrapes([
      scrape("a", "b", "c"),
      scrape("a"),
      scrape("a", "b", "c", "d"),
      scrape("a", "b", "c"),
    ]);
    expect(diagnostics).toMatchObject([
      { code: "values-over-limit", message: expect.stringContaining("has 4 values"), location: { line: 9 } },
    ]);
  });

  test("count missing buckets each by itself", () => {
    const wrong = SHOP_TEXT.replace(/.*le="1".*\n/, "");
    expect(afterScrapes([wrong, SHOP_TEXT, SHOP_TEXT]).diagnostics).toMatchObject([
      { code: "missing-buckets", count: 1 },
    ]);
  });

  test("are covered together", () => {
    const [first, second] = [
      SHOP_TEXT.replace(/^shop_orders.* 3\n/m, ""),
      SHOP_TEXT.replace(/^shop_orders.* 2\n/m, ""),
    ];
    expect(afterScrapes([first]).coverage.values.seen).toBe(3);
    expect(afterScrapes([first, second]).coverage.values.seen).toBe(5);
  });

  test("that failed are reported", () => {
    const verification = new Verification(SHOP, { repeated: true });
    verification.startScrape({ name: "x", format: "text" });
    verification.write(Buffer.from(SHOP_TEXT));
    verification.endScrape();
    verification.takeFailure("it answered 500");
    verification.takeFailure("it answered 500");
    expect(verification.report().diagnostics).toMatchObject([
      {
        code: "scrape-failed",
        severity: "error",
        count: 2,
        message: "2 of 3 scrapes failed: it answered 500.",
      },
    ]);
  });
});

describe("a counter that goes down", () => {
  const lower = SHOP_TEXT.replace('country="at"} 7', 'country="at"} 5');
  const gone = SHOP_TEXT.replace(/^shop_visits.*\n/gm, "");
  const withoutStart = (text: string) => text.replace(/^process.*\n/m, "");

  test("after a scrape without it says so", () => {
    expect(afterScrapes([SHOP_TEXT, gone, lower]).diagnostics[0]?.message).toBe(
      '`shop_visits{country="at"}` went from 7 to 5 after a scrape without it, and the process was not restarted.',
    );
  });

  test("after a scrape without it is not reported where `expire_after` drops series", () => {
    const expiring = catalogOf(SHOP_SCHEMA.replace("max_values: 2", "max_values: 2, expire_after: 1h"));
    const options = { repeated: true };
    expect(codes(afterScrapes([SHOP_TEXT, gone, lower], options, expiring))).toEqual([]);
    expect(codes(afterScrapes([SHOP_TEXT, lower], options, expiring))).toEqual(["counter-decreased"]);
  });

  test("cannot be in one scrape, so that there is no warning about restarts", () => {
    expect(codes(afterScrapes([withoutStart(SHOP_TEXT)]))).toEqual([]);
  });

  test("while its process goes on running is reported", () => {
    expect(afterScrapes([SHOP_TEXT, lower]).diagnostics).toMatchObject([
      {
        code: "counter-decreased",
        count: 1,
        message: '`shop_visits{country="at"}` went from 7 to 5, and the process was not restarted.',
        location: { file: "http://shop/metrics (scrape 2)", line: 7, column: 1 },
      },
    ]);
  });

  test("is reported once for its family, with the number of counters", () => {
    const both = lower.replace('country="other"} 1', 'country="other"} 0');
    const { diagnostics } = afterScrapes([SHOP_TEXT, both, SHOP_TEXT, both]);
    expect(diagnostics).toMatchObject([
      { count: 4, message: expect.stringContaining("so did others of its family, 4 in all") },
    ]);
  });

  test.each<readonly [string, { readonly given: readonly string[]; readonly want: readonly string[] }]>([
    ["of a restarted process is not reported", { given: [SHOP_TEXT, restarted(lower)], want: [] }],
    [
      "of a process without a start time is not reported, which is said once",
      { given: [SHOP_TEXT, lower, lower].map(withoutStart), want: ["unknown-restarts"] },
    ],
    [
      "after a scrape without it is reported",
      { given: [SHOP_TEXT, gone, lower], want: ["counter-decreased"] },
    ],
    [
      "after several scrapes without it is reported",
      { given: [SHOP_TEXT, gone, gone, gone, lower], want: ["counter-decreased"] },
    ],
    [
      "after a scrape without it and a restart is not",
      { given: [SHOP_TEXT, restarted(gone), restarted(lower)], want: [] },
    ],
    [
      "after a scrape without a start time is not",
      { given: [SHOP_TEXT, withoutStart(gone), lower], want: ["unknown-restarts"] },
    ],
    ["not after a scrape without it is not", { given: [SHOP_TEXT, gone, SHOP_TEXT], want: [] }],
    [
      "after a restart is reported",
      { given: [SHOP_TEXT, restarted(SHOP_TEXT), restarted(lower)], want: ["counter-decreased"] },
    ],
    [
      "as the count of a histogram is reported",
      {
        given: [
          SHOP_TEXT,
          SHOP_TEXT.replace('le="1"} 2', 'le="1"} 1')
            .replace('le="+Inf"} 2', 'le="+Inf"} 1')
            .replace('count{payment="card"} 2', 'count{payment="card"} 1'),
        ],
        want: ["counter-decreased"],
      },
    ],
    [
      "as the sum of a histogram, whose observations may be negative, is not reported",
      { given: [SHOP_TEXT, SHOP_TEXT.replace("0.8", "0.7")], want: [] },
    ],
    [
      "as a gauge is not reported",
      { given: [SHOP_TEXT.replace('shelf="7"} 0', 'shelf="7"} 3'), SHOP_TEXT], want: [] },
    ],
    [
      "with its labels in another order is reported",
      {
        given: [
          SHOP_TEXT,
          SHOP_TEXT.replace('payment="card",express="true"} 3', 'express="true",payment="card"} 2'),
        ],
        want: ["counter-decreased"],
      },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(codes(afterScrapes(given))).toEqual(want);
  });

  test("is not reported for federated programs", () => {
    const options = { repeated: true, federated: true };
    expect(codes(afterScrapes([SHOP_TEXT, lower], options))).toEqual([]);
  });
});

test("pieces that are cut anywhere give the result of the whole", () => {
  const given: readonly (readonly [string, ExpositionFormat])[] = [
    [SHOP_TEXT, "text"],
    [
      `${SHOP_TEXT.replace('shelf="7"', 'shelf="99"').replace("# TYPE shop_boots counter", "# TYPE shop_boots gauge")}x 1\nbad\ny 1`,
      "text",
    ],
    [SHOP_TEXT.replaceAll("# HELP shop_", "# HELP sho_"), "text"],
    [SHOP_OPENMETRICS, "openmetrics"],
    [SHOP_OPENMETRICS.replace(/(# TYPE .*\n(?:# UNIT .*\n)?)(# HELP .*\n)/g, "$2$1"), "openmetrics"],
    [
      SHOP_OPENMETRICS.replace('le="+Inf"', 'le="2.0"').replace("shop_boots 0", 'shop_boots{a="b"} 0'),
      "openmetrics",
    ],
  ];
  const inPieces = ([text, format]: readonly [string, ExpositionFormat], cuts: readonly number[]) => {
    const verification = new Verification(SHOP);
    const bytes = Buffer.from(text);
    verification.startScrape({ name: "x", format });
    let start = 0;
    for (const length of [...cuts, bytes.length]) {
      verification.write(bytes.subarray(start, start + length));
      start += length;
    }
    verification.endScrape();
    return verification.report();
  };
  fc.assert(
    fc.property(
      fc.constantFrom(...given),
      fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 30 }),
      (exposition, cuts) => {
        const { sources, ...whole } = inPieces(exposition, []);
        const { sources: cutSources, ...cut } = inPieces(exposition, cuts);
        expect(cut).toEqual(whole);
        const linesOf = (texts: ReadonlyMap<string, string>) =>
          whole.diagnostics.map(
            ({ location }) => location && texts.get(location.file)?.split("\n")[location.line - 1],
          );
        expect(linesOf(cutSources)).toEqual(linesOf(sources));
      },
    ),
    { numRuns: 500 },
  );
});
