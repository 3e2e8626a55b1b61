import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector, closedVector, integerVector, openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { exposedText } from "../../support/runtime/exposed-text.js";

describe("a counter's or gauge's text", () => {
  test("has a line for each series, labels in the order of the vectors", () => {
    const vectors = [integerVector("code", { min: 100, max: 599 }), closedVector("method", ["GET", "PUT"])];
    const family = new CounterFamily({ name: "requests_total", help: "Requests.", vectors });
    family.record(101 * 2 + 1, 3, {});
    family.record(100 * 2, 1.5, {});
    expect(exposedText(family)).toBe(`# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{code="200",method="GET"} 1.5
requests_total{code="201",method="PUT"} 3
`);
  });

  test.each([
    ["Infinity", { given: Infinity, want: "+Inf" }],
    ["-Infinity", { given: -Infinity, want: "-Inf" }],
    ["NaN", { given: Number.NaN, want: "NaN" }],
    ["a negative number", { given: -12, want: "-12" }],
    ["a whole number of 53 bits", { given: 2 ** 53 - 1, want: "9007199254740991" }],
    ["a fraction", { given: 1.25e-9, want: "1.25e-9" }],
  ] as const)("of a gauge at %s", (_, { given, want }) => {
    const family = new GaugeFamily({ name: "g", help: "h", vectors: [] });
    family.set(0, given, undefined);
    expect(exposedText(family)).toBe(`# HELP g h\n# TYPE g gauge\ng ${want}\n`);
  });

  test("escapes label values, in UTF-8", () => {
    const path = openVector("path", { maxValues: 1, otherwise: "other" });
    const family = new CounterFamily({ name: "a", help: "h", vectors: [path] });
    family.record(path.ordinalOf('C:\\"ü"\n\u{1f600}'), 1, {});
    expect(exposedText(family)).toContain('\na{path="C:\\\\\\"ü\\"\\n\u{1f600}"} 1\n');
  });

  test("is right beyond the first buffer, for every label set", () => {
    const vectors = [integerVector("id", { min: 0, max: 9_999 }), booleanVector("ok")];
    const family = new CounterFamily({ name: "a", help: "h", vectors });
    const lines: string[] = [];
    for (let index = 0; index < 20_000; index++) {
      family.record(index, index, {});
      lines.push(`a{id="${index >> 1}",ok="${index % 2 === 1}"} ${index}\n`);
    }
    expect(exposedText(family)).toBe(`# HELP a h\n# TYPE a counter\n${lines.join("")}`);
  });

  test("can be parsed back to any label values and sample values, in a new buffer and in a reused one", () => {
    const unit = fc.oneof(
      fc.constantFrom("\\", '"', "\n", "n", "}", ",", "\x7f", "\u{10ffff}", "\u{1f600}", "\ufffd", "\ufeff"),
      fc.string({ unit: "binary", maxLength: 1 }),
    );
    const value = fc.array(unit, { maxLength: 30 }).map((parts) => parts.join(""));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, number)), (series) => {
        const bounds = { maxValues: 100, otherwise: "other" };
        const vectors = [openVector("a", bounds), openVector("b", bounds)] as const;
        const family = new GaugeFamily({ name: "g", help: "h", vectors });
        const metrics = new Metrics({ address: "", families: [family] });
        metrics.configure({ warn: () => {} }); // of empty label values
        const want = new Map<string, number>();
        for (const [a, b, sample] of series) {
          const [first, second] = [vectors[0].ordinalOf(a), vectors[1].ordinalOf(b)];
          family.set(first * vectors[1].size + second, sample, {});
          want.set(JSON.stringify([vectors[0].textOf(first), vectors[1].textOf(second)]), sample + 0);
        }
        const first = metrics.expose();
        expect(parsed(first)).toEqual(want);
        expect(parsed(metrics.expose(first))).toEqual(want);
      }),
    );
  });
});

/** Sample values by their label values, unescaped. */
function parsed(exposition: Uint8Array): Map<string, number> {
  const lines = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(exposition).split("\n");
  const samples = new Map<string, number>();
  for (const line of lines.filter((text) => text.startsWith("g"))) {
    const [, a = "", b = "", value] =
      /^g\{a="((?:[^"\\]|\\.)*)",b="((?:[^"\\]|\\.)*)"\} (\S+)$/s.exec(line) ?? [];
    samples.set(JSON.stringify([unescapeText(a), unescapeText(b)]), Number(value));
  }
  return samples;
}

function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
}

describe("a histogram's text", () => {
  test("has cumulative buckets with `le` last, then sum and count", () => {
    const buckets = [1e-5, 0.005, 1, 1e6, 15e6];
    const family = new HistogramFamily({ name: "d", help: "h", vectors: [booleanVector("ok")], buckets });
    for (const value of [0, 0.005, 0.5, 2, 1e7, 1e9]) family.record(1, value, {});
    expect(exposedText(family)).toBe(`# HELP d h
# TYPE d histogram
d_bucket{ok="true",le="1e-05"} 1
d_bucket{ok="true",le="0.005"} 2
d_bucket{ok="true",le="1"} 3
d_bucket{ok="true",le="1e+06"} 4
d_bucket{ok="true",le="1.5e+07"} 5
d_bucket{ok="true",le="+Inf"} 6
d_sum{ok="true"} 1010000002.505
d_count{ok="true"} 6
`);
  });

  test("without labels or observations has zeroes", () => {
    const family = new HistogramFamily({ name: "d", help: "h", vectors: [], buckets: [1] });
    expect(exposedText(family)).toBe(`# HELP d h
# TYPE d histogram
d_bucket{le="1"} 0
d_bucket{le="+Inf"} 0
d_sum 0
d_count 0
`);
  });

  test("keeps label sets together, by ascending index", () => {
    const vectors = [closedVector("method", ["GET", "PUT"]), booleanVector("ok")];
    const family = new HistogramFamily({ name: "d", help: "h", vectors, buckets: [1] });
    for (const index of [3, 0, 1]) family.record(index, 0.5, {});
    const want = ['method="GET",ok="false"', 'method="GET",ok="true"', 'method="PUT",ok="true"'].map(
      (labels) =>
        `d_bucket{${labels},le="1"} 1\nd_bucket{${labels},le="+Inf"} 1\nd_sum{${labels}} 0.5\nd_count{${labels}} 1\n`,
    );
    expect(exposedText(family)).toBe(`# HELP d h\n# TYPE d histogram\n${want.join("")}`);
  });

  test.each([
    ["too large for a sum", { given: [Number.MAX_VALUE, Number.MAX_VALUE], want: "+Inf" }],
    ["too small for one", { given: [-Number.MAX_VALUE, -Number.MAX_VALUE], want: "-Inf" }],
    ["too large, then small", { given: [1e308, 1e308, -1e308, -1e308], want: "+Inf" }],
  ] as const)("with observations %s has a sum that is not NaN", (_, { given, want }) => {
    const family = new HistogramFamily({ name: "d", help: "h", vectors: [], buckets: [1] });
    for (const value of given) family.record(0, value, undefined);
    expect(exposedText(family)).toContain(`\nd_sum ${want}\nd_count ${given.length}\n`);
  });

  test("changes if a sample is recorded, and only then", () => {
    const family = new HistogramFamily({
      name: "d",
      help: "h",
      vectors: [booleanVector("ok")],
      buckets: [1],
    });
    family.record(1, 0.5, {});
    const first = exposedText(family);
    expect(exposedText(family)).toBe(first);
    family.record(1, 0.5, {});
    expect(exposedText(family)).toBe(first.replaceAll("} 1\n", "} 2\n").replace("} 0.5\n", "} 1\n"));
  });
});
