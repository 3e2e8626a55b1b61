import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { RejectedSampleError } from "../../runtime/family/rejection.js";
import { booleanVector, closedVector, integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { sampleValues } from "../support/runtime/sample-values.js";

const REJECTED = "metricsmith_rejected_samples_total";
const REJECTED_TEXT = `# HELP ${REJECTED} Samples that were not recorded, by the metric they were meant for and the reason.
# TYPE ${REJECTED} counter
`;
const SERIES = "metricsmith_series";
const SERIES_TEXT = `# HELP ${SERIES} Series that a metric exposes now.
# TYPE ${SERIES} gauge
`;

/** How many families `everyKind` has. */
const FAMILIES = 11;

describe("Metrics", () => {
  test("exposes the families in their order, and its own metrics last", () => {
    const { metrics, requests, users } = program();
    requests.record(1, 2, { ok: true });
    users.set(0, 7, undefined);
    expect(metrics.families.map(({ name }) => name)).toEqual(["requests_total", "users", REJECTED, SERIES]);
    expect(textOf(metrics)).toBe(
      `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{ok="true"} 2
# HELP users Users.
# TYPE users gauge
users 7
${REJECTED_TEXT}${SERIES_TEXT}${SERIES}{metric="requests_total"} 1
${SERIES}{metric="users"} 1
`,
    );
  });

  test("an exposition does not change with the next one", () => {
    const { metrics, users } = program();
    users.set(0, 1, undefined);
    const first = metrics.expose();
    users.set(0, 2, undefined);
    metrics.expose();
    expect(new TextDecoder().decode(first)).toContain("\nusers 1\n");
  });

  test("an exposition that is passed as `reuse` is overwritten", () => {
    const { metrics, users } = program();
    const first = metrics.expose();
    users.set(0, 12, undefined);
    const second = metrics.expose(first);
    expect(second.buffer).toBe(first.buffer);
    expect(new TextDecoder().decode(second)).toContain("\nusers 12\n");
  });

  test("an empty exposition that is passed as `reuse` shares no bytes with another", () => {
    const { metrics, users } = program();
    const first = metrics.expose();
    const text = decode(first);
    users.set(0, 12, undefined);
    expect(metrics.expose(first.subarray(0, 0)).buffer).not.toBe(first.buffer);
    expect(metrics.expose(new Uint8Array()).length).toBeGreaterThan(0);
    expect(decode(first)).toBe(text);
  });

  test.each([
    ["exposes", { ask: (metrics: Metrics) => metrics.expose() }],
    ["begins the slices of", { ask: (metrics: Metrics) => metrics.slices() }],
  ])("a callback that %s its own program is called once", (_, { ask }) => {
    const { metrics, users } = program();
    let calls = 0;
    const read = () => {
      ask(metrics);
      return ++calls;
    };
    users.sample(0, read, undefined);
    expect(textOf(metrics)).toContain("\nusers 1\n");
    expect(sliced(metrics).join("")).toContain("\nusers 2\n");
  });

  test("after a callback that failed in strict mode, the others are called again", () => {
    const { metrics, users } = program();
    let fails = true;
    metrics.configure({ strict: true });
    users.sample(0, () => (fails ? refuse() : 5), undefined);
    expect(() => metrics.expose()).toThrow(RejectedSampleError);
    fails = false;
    expect(textOf(metrics)).toContain("\nusers 5\n");
  });

  test("bytes from elsewhere are not touched", () => {
    const { metrics } = program();
    const pool = new Uint8Array(100_000).fill(7);
    const given = metrics.expose(pool.subarray(10, 20));
    expect(given.buffer).not.toBe(pool.buffer);
    expect(pool.every((byte) => byte === 7)).toBe(true);
  });

  test("reset removes every series; sampled ones come back", () => {
    const { metrics, requests, users } = program();
    const empty = textOf(metrics);
    let signedIn = 3;
    requests.record(1, 2, { ok: true });
    users.sample(0, () => signedIn, undefined);
    expect(textOf(metrics)).not.toBe(empty);
    metrics.reset();
    signedIn = 0;
    expect(textOf(metrics)).toBe(empty);
    signedIn = 4;
    expect(textOf(metrics)).toContain("\nusers 4\n");
  });

  test("keeps the schema's address for the server", () => {
    expect(program().metrics.address).toBe("tcp://:9959/metrics");
  });

  test("without families, exposes its own metrics only", () => {
    expect(textOf(new Metrics({ address: "", families: [] }))).toBe(REJECTED_TEXT + SERIES_TEXT);
  });
});

describe("an exposition", () => {
  test("is the same as that of a program that was never exposed before, after any recordings and expositions", () => {
    const recording = fc.record({
      family: fc.nat({ max: FAMILIES - 1 }),
      series: fc.nat({ max: 5 }),
      value: sampleValues(),
    });
    const step = fc.oneof(
      { weight: 12, arbitrary: recording },
      { weight: 1, arbitrary: fc.record({ reset: fc.integer({ min: -1, max: FAMILIES - 1 }) }) },
      { weight: 4, arbitrary: fc.constantFrom("new", "reused", "sliced") },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const metrics = everyKind();
        const done: Step[] = [];
        let last: Uint8Array | undefined;
        for (const each of steps) {
          if (typeof each !== "string") {
            apply(metrics, each);
            done.push(each);
            continue;
          }
          const exposition = exposedAs(each, metrics, last);
          if (each !== "sliced") last = exposition;
          const fresh = everyKind();
          for (const earlier of done) apply(fresh, earlier);
          expect(decode(exposition)).toBe(textOf(fresh));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("changes no series: the next one is the same", () => {
    const { metrics, requests, users } = program();
    requests.record(0, 12, {});
    users.set(0, -0.5, {});
    const texts = [textOf(metrics), sliced(metrics).join(""), textOf(metrics), sliced(metrics).join("")];
    expect(new Set(texts).size).toBe(1);
  });
});

function refuse(): never {
  throw new Error("gone");
}

function program() {
  const requests = new CounterFamily({
    name: "requests_total",
    help: "Requests.",
    vectors: [booleanVector("ok")],
  });
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const metrics = new Metrics({ address: "tcp://:9959/metrics", families: [requests, users] });
  return { metrics, requests, users };
}

interface Recording {
  readonly family: number;
  readonly series: number;
  readonly value: number;
}

type Step = Recording | { readonly reset: number };

/** A program with families of every kind: without labels, with cells for all label sets, and with rows for few. */
function everyKind(): Metrics {
  const dense = { help: "h", vectors: [closedVector("x", ["a", "b", "c"]), booleanVector("ok")] };
  const direct = { help: "h", vectors: [integerVector("id", { min: 0, max: 69_999 })] };
  const hashed = { help: "h", vectors: [integerVector("id", { min: 0, max: 2 ** 30 }), booleanVector("ok")] };
  const families = [
    new CounterFamily({ name: "c0", ...dense }),
    new CounterFamily({ name: "c1", ...direct }),
    new GaugeFamily({ name: "g0", help: "h", vectors: [] }),
    new GaugeFamily({ name: "g1", ...dense }),
    new GaugeFamily({ name: "g2", ...hashed }),
    new HistogramFamily({ name: "h0", help: "h", vectors: [], buckets: [] }),
    new HistogramFamily({ name: "h1", buckets: [0, 10, 100], ...dense }),
    new HistogramFamily({ name: "h2", buckets: [0.5], ...hashed }),
    new CounterFamily({ name: "c2", ...dense, initialize: true }),
    new GaugeFamily({ name: "g3", ...dense, initialize: true }),
    new HistogramFamily({ name: "h3", buckets: [0, 10], ...dense, initialize: true }),
  ];
  return new Metrics({ address: "", families });
}

function apply(metrics: Metrics, step: Step): void {
  if ("reset" in step) {
    const family = metrics.families[step.reset];
    if (family === undefined) metrics.reset();
    else family.reset();
    return;
  }
  const family = metrics.families[step.family];
  const series =
    family?.vectors.length === 0 ? 0 : family?.labelSets === 6 ? step.series : step.series * 10_007;
  const { value } = step;
  if (family?.type === "gauge") family.set(series, value, {});
  else if (family?.type === "histogram") family.record(series, Number.isNaN(value) ? -Infinity : value, {});
  else family?.record(series, value >= 0 && value < Infinity ? value : 0, {});
}

function exposedAs(kind: string, metrics: Metrics, last: Uint8Array | undefined): Uint8Array {
  if (kind === "sliced") return Buffer.concat([...metrics.slices()]);
  return metrics.expose(kind === "reused" ? last : undefined);
}

function sliced(metrics: Metrics): string[] {
  return [...metrics.slices()].map(decode);
}

function textOf(metrics: Metrics): string {
  return decode(metrics.expose());
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
