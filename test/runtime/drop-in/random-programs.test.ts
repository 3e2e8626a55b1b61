import fc from "fast-check";
import * as client from "prom-client";
import { expect, test } from "vitest";
import * as dropIn from "../../fixtures/golden/client/client.js";
import { metrics } from "../../fixtures/golden/client/recorders.js";
import {
  DEPTH,
  DURATION,
  type LooseClient,
  type LooseMetric,
  ORDERS,
  outcome,
  STARTS,
  VISITS,
} from "../../support/runtime/client-programs.js";

/** Label values that the schema has, in several types, and some that it does not have. None joins with another. */
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  payment: fc.constantFrom("card", "paypal", "7", 7, "cash"),
  express: fc.constantFrom(true, false, "true", "false", "yes"),
  status: fc.constantFrom(200, "200", 404, 599, 600, "0200", 200.5),
  customer: fc.constantFrom("a", "b", "C", 1, "1", true, 'é\\n"', null),
  shard: fc.constantFrom(-2, 0, "3", 3, 9),
};

/** One call of a metric: the position of the metric, of its method, and what it is given. */
interface Call {
  readonly metric: number;
  readonly method: "record" | "child" | "remove" | "reset" | "zero" | "read" | "add" | "dec";
  readonly labels: Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

const METRICS = [
  { type: "Counter", configuration: ORDERS },
  { type: "Counter", configuration: VISITS },
  { type: "Counter", configuration: STARTS },
  { type: "Gauge", configuration: DEPTH },
  { type: "Histogram", configuration: DURATION },
] as const;

const METHOD = { Counter: "inc", Gauge: "set", Histogram: "observe" } as const;

const calls = fc.array(
  fc.integer({ min: 0, max: METRICS.length - 1 }).chain((metric) => {
    const { configuration } = METRICS[metric] ?? METRICS[0];
    const labelNames = "labelNames" in configuration ? configuration.labelNames : [];
    return fc.record<Call>({
      metric: fc.constant(metric),
      method: fc.constantFrom(
        "record",
        "record",
        "record",
        "child",
        "remove",
        "reset",
        "zero",
        "read",
        "add",
        "dec",
      ),
      labels: labelSet(labelNames),
      value: fc.constantFrom(1, 1, 2.5, 0, 0.05, -1, undefined, "2", null, Infinity),
    });
  }),
  { maxLength: 40 },
);

/** Labels in each order; now and then one is missing, or there is one more. */
function labelSet(names: readonly string[]): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  return fc
    .tuple(
      fc.shuffledSubarray([...names], { minLength: names.length }),
      fc.tuple(...names.map((name) => VALUES[name] ?? fc.constant(""))),
      fc.integer({ min: 0, max: 30 }),
    )
    .map(([order, values, change]) => {
      const pairs = order.map((name) => [name, values[names.indexOf(name)]] as const);
      return Object.fromEntries([
        ...pairs.slice(change === 0 ? 1 : 0),
        ...(change === 1 ? [["shop", "a"]] : []),
      ]);
    });
}

/** What a program can see after its calls. */
async function run(module: unknown, program: readonly Call[]) {
  const loose = module as LooseClient; // its types refuse calls that programs without types make
  const register = new loose.Registry();
  const made = METRICS.map(({ type, configuration }) => {
    return { type, metric: new loose[type]({ ...configuration, registers: [register] }), children: [] };
  });
  const outcomes: unknown[] = [];
  for (const { metric: position, method, labels, value } of program) {
    const { type, metric } = made[position] ?? raise();
    outcomes.push(
      method === "read"
        ? await register.metrics()
        : outcome(() => call(type, metric, { method, labels, value })),
    );
  }
  const json: unknown = JSON.parse(JSON.stringify(await register.getMetricsAsJSON()));
  return { outcomes, json, text: await register.metrics() };
}

function call(
  type: keyof typeof METHOD,
  metric: LooseMetric,
  { method, labels, value }: Pick<Call, "method" | "labels" | "value">,
): unknown {
  const record = METHOD[type];
  const isPlain = Object.keys(labels).length === 0;
  switch (method) {
    case "child":
      return metric.labels(labels)[record](value);
    case "remove":
      return metric.remove(labels);
    case "reset":
      return metric.reset();
    case "zero":
      return type === "Histogram" && !("shop" in labels) ? metric.zero(labels) : undefined;
    case "add":
    case "dec":
      if (type === "Gauge") return metric[method === "add" ? "inc" : "dec"](labels, value);
      return metric[record](labels, value);
    default:
      return isPlain ? metric[record](value) : metric[record](labels, value);
  }
}

function raise(): never {
  throw new RangeError("no such metric");
}

test("random programs give with the drop-in what they give with the client", async () => {
  metrics.configure({ warn: () => {} });
  const property = fc.asyncProperty(calls, async (program) => {
    metrics.reset();
    expect(await run(dropIn, program)).toEqual(await run(client, program));
  });
  await fc.assert(property, { numRuns: 60 });
});
