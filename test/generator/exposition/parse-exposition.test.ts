import { describe, expect, test } from "vitest";
import { parseExposition } from "../../../generator/index.js";

const TEXT = `# HELP shop_orders_total Orders \\\\ placed\\n, in "all".
# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3 1395066363000
shop_queue 7
# TYPE shop_seconds histogram
shop_seconds_bucket{le="0.5"} 1
shop_seconds_bucket{le="+Inf"} 2
shop_seconds_sum 1.5
shop_orders_total{payment="a\\"b\\\\c\\nd"} NaN
shop_seconds_count 2
`;

const le = (value: string) => [{ name: "le", value }];
const plain = { timestamp: undefined, exemplar: undefined };

describe("parseExposition", () => {
  test("returns families in the order of the exposition, with all their samples, as plain data", () => {
    expect(parseExposition(TEXT, { format: "text" }).families).toEqual([
      {
        name: "shop_orders_total",
        type: "counter",
        help: 'Orders \\ placed\n, in "all".',
        unit: undefined,
        line: 1,
        samples: [
          {
            ...plain,
            name: "shop_orders_total",
            labels: [{ name: "payment", value: "card" }],
            value: 3,
            timestamp: 1395066363,
            line: 3,
          },
          {
            ...plain,
            name: "shop_orders_total",
            labels: [{ name: "payment", value: 'a"b\\c\nd' }],
            value: Number.NaN,
            line: 9,
          },
        ],
      },
      {
        name: "shop_queue",
        type: "unknown",
        help: undefined,
        unit: undefined,
        line: 4,
        samples: [{ ...plain, name: "shop_queue", labels: [], value: 7, line: 4 }],
      },
      {
        name: "shop_seconds",
        type: "histogram",
        help: undefined,
        unit: undefined,
        line: 5,
        samples: [
          { ...plain, name: "shop_seconds_bucket", labels: le("0.5"), value: 1, line: 6 },
          { ...plain, name: "shop_seconds_bucket", labels: le("+Inf"), value: 2, line: 7 },
          { ...plain, name: "shop_seconds_sum", labels: [], value: 1.5, line: 8 },
          { ...plain, name: "shop_seconds_count", labels: [], value: 2, line: 10 },
        ],
      },
    ]);
  });

  test("reads units, exemplars and timestamps in seconds of OpenMetrics", () => {
    const text = `# TYPE shop_wait_seconds counter
# UNIT shop_wait_seconds seconds
# HELP shop_wait_seconds How \\"long\\".
shop_wait_seconds_total 1.5 1520879607.789 # {trace_id="abc"} 0.5 1520879607.5
shop_wait_seconds_created 1520430000.123 1520879607.789
# EOF
`;
    const { families, errors, warnings } = parseExposition(text, { format: "openmetrics" });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    expect(families).toEqual([
      {
        name: "shop_wait_seconds",
        type: "counter",
        help: 'How "long".',
        unit: "seconds",
        line: 1,
        samples: [
          {
            name: "shop_wait_seconds_total",
            labels: [],
            value: 1.5,
            timestamp: 1520879607.789,
            exemplar: {
              labels: [{ name: "trace_id", value: "abc" }],
              value: 0.5,
              timestamp: 1520879607.5,
            },
            line: 4,
          },
          {
            name: "shop_wait_seconds_created",
            labels: [],
            value: 1520430000.123,
            timestamp: 1520879607.789,
            exemplar: undefined,
            line: 5,
          },
        ],
      },
    ]);
  });

  test("skips a line with an error, and reads the others", () => {
    const { families, errors } = parseExposition('a 1\nb{c="d} 2\ne 3\n', { format: "text" });
    expect(families.map(({ name }) => name)).toEqual(["a", "e"]);
    expect(errors).toHaveLength(1);
  });

  test("keeps a sample that breaks a rule of its family", () => {
    const { families, warnings } = parseExposition("# TYPE a counter\na -1\n# EOF\n", {
      format: "openmetrics",
    });
    expect(families[0]?.samples).toMatchObject([{ name: "a", value: -1 }]);
    expect(warnings.map(({ code }) => code)).toEqual(["bad-suffix"]);
  });

  test("finds a duplicate among 40,000 label sets", () => {
    const count = 40_000;
    const lines = Array.from({ length: count }, (_, index) => `a{b="${index}",c="${index % 7}"} ${index}\n`);
    const twice = [...lines, 'a{c="3",b="3"} 1\n'];
    const { families, warnings } = parseExposition(twice.join(""), { format: "text" });
    const samples = families[0]?.samples ?? [];
    expect(samples).toHaveLength(count + 1);
    for (const [index, { labels, value }] of samples.slice(0, count).entries()) {
      expect([labels[0]?.value, labels[1]?.value, value]).toEqual([`${index}`, `${index % 7}`, index]);
    }
    expect(warnings).toMatchObject([
      {
        code: "conflicting-series",
        line: count + 1,
        message: "The series of `a` is there twice, with 3 and with 1.",
      },
    ]);
  });

  test("lists a thousand errors and counts the others", () => {
    const { errors, omitted } = parseExposition("a x\n".repeat(1_500), { format: "text" });
    expect([errors.length, omitted]).toEqual([1_000, 500]);
  });

  test("shortens a long token in a message", () => {
    const { errors } = parseExposition(`a ${"é".repeat(500)}\n`, { format: "text" });
    expect(errors[0]?.message).toBe(`\`${"é".repeat(60)}…\` is not a number that fits in 64 bits.`);
  });
});
