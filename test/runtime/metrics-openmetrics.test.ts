import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { areSameInOpenMetrics } from "../../runtime/exposition/openmetrics.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import type { MetricFamily } from "../../runtime/family/metric-family.js";
import { booleanVector, closedVector, integerVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";

describe("an exposition in OpenMetrics", () => {
  test("has a counter under its name without _total, and its samples with _total", () => {
    const family = new CounterFamily({
      name: "jobs_total",
      help: "Jobs.",
      vectors: [booleanVector("success")],
    });
    family.record(0, 2, undefined);
    expect(exposed([family])).toBe('# TYPE jobs counter\n# HELP jobs Jobs.\njobs_total{success="false"} 2\n');
  });

  test("has a counter that does not end in _total under its name, of the type unknown", () => {
    const family = new CounterFamily({ name: "jobs", help: "Jobs.", vectors: [] });
    expect(exposed([family])).toBe("# TYPE jobs unknown\n# HELP jobs Jobs.\njobs 0\n");
  });

  test("has no two families with one name", () => {
    const counter = new CounterFamily({ name: "jobs_total", help: "Jobs.", vectors: [] });
    const gauge = new GaugeFamily({ name: "jobs", help: "Jobs now.", vectors: [] });
    expect(exposed([counter, gauge])).toBe(
      "# TYPE jobs_total unknown\n# HELP jobs_total Jobs.\njobs_total 0\n" +
        "# TYPE jobs gauge\n# HELP jobs Jobs now.\njobs 0\n",
    );
  });

  test("has upper bounds as floats", () => {
    const buckets = [0.005, 1, 2.5, 10, 100_000, 1e6];
    const family = new HistogramFamily({ name: "took", help: "Took.", vectors: [], buckets });
    family.record(0, 1, undefined);
    expect(exposed([family])).toBe(
      "# TYPE took histogram\n# HELP took Took.\n" +
        'took_bucket{le="0.005"} 0\ntook_bucket{le="1.0"} 1\ntook_bucket{le="2.5"} 1\n' +
        'took_bucket{le="10.0"} 1\ntook_bucket{le="100000.0"} 1\ntook_bucket{le="1e+06"} 1\n' +
        'took_bucket{le="+Inf"} 1\ntook_sum 1\ntook_count 1\n',
    );
  });

  test.each([
    ["a name", new CounterFamily({ name: "_jobs_total", help: "Jobs.", vectors: [] })],
    ["a label", new GaugeFamily({ name: "jobs", help: "Jobs.", vectors: [booleanVector("_done")] })],
    ["a histogram's name", new HistogramFamily({ name: "_took", help: "Took.", vectors: [], buckets: [1] })],
  ])("leaves out a family with %s that begins with _", (_, family) => {
    const gauge = new GaugeFamily({ name: "size", help: "Size.", vectors: [] });
    for (const families of [[family], [family, gauge], [gauge, family]]) {
      const want = families.includes(gauge) ? "# TYPE size gauge\n# HELP size Size.\nsize 0\n" : "";
      expect([exposed(families), exposed(families)]).toEqual([want, want]);
      expect(decode(new Metrics({ address: "", families }).expose())).toContain(`# TYPE ${family.name} `);
    }
  });

  test("has no sum for a histogram with a bound below zero, at the first time and later", () => {
    const family = new HistogramFamily({ name: "off", help: "Off.", vectors: [], buckets: [-1, 1] });
    const metrics = new Metrics({ address: "", families: [family] });
    const header = "# TYPE off histogram\n# HELP off Off.\n";
    for (const count of [0, 1, 1, 2]) {
      if (count !== countOf(family)) family.record(0, -2, undefined);
      expect(own(text(metrics))).toBe(
        `${header}off_bucket{le="-1.0"} ${count}\noff_bucket{le="1.0"} ${count}\noff_bucket{le="+Inf"} ${count}\n`,
      );
    }
  });

  test.each([
    ["of a gauge", { family: new GaugeFamily({ ...named("size_bytes"), unit: "bytes" }), want: true }],
    [
      "of a counter",
      { family: new CounterFamily({ ...named("size_bytes_total"), unit: "bytes" }), want: true },
    ],
    ["no end of the name", { family: new GaugeFamily({ ...named("size"), unit: "bytes" }), want: false }],
    ["part of a word", { family: new GaugeFamily({ ...named("megabytes"), unit: "bytes" }), want: false }],
  ])("writes the unit that the name ends in: %s", (_, { family, want }) => {
    const name = family.name.replace("_total", "");
    expect(exposed([family]).split("\n").slice(0, 3)).toEqual(
      want
        ? [`# TYPE ${name} ${family.type}`, `# UNIT ${name} bytes`, `# HELP ${name} Help.`]
        : [`# TYPE ${name} ${family.type}`, `# HELP ${name} Help.`, `${name} 0`],
    );
  });

  test("can be unescaped to the original texts", () => {
    const hostile = fc.string({
      unit: fc.constantFrom("\\", '"', "\n", "n", " ", "# EOF", "{", "}", ",", "é"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(hostile, hostile, (help, value) => {
        const family = new GaugeFamily({ name: "g", help, vectors: [closedVector("l", [value, "z"])] });
        family.set(0, 1, undefined);
        const [type, helpLine = "", sample = "", ...rest] = exposed([family]).split("\n");
        expect([type, ...rest]).toEqual(["# TYPE g gauge", ""]);
        // OpenMetrics 1.0.0, ABNF: `escaped-string`
        const escaped = /^(?:[^\n"\\]|\\[n"\\])*$/;
        expect(helpLine.slice("# HELP g ".length)).toMatch(escaped);
        expect(unescaped(helpLine.slice("# HELP g ".length))).toBe(help);
        const inner = sample.slice('g{l="'.length, -'"} 1'.length);
        expect(inner).toMatch(escaped);
        expect(unescaped(inner)).toBe(value);
      }),
    );
  });

  test("ends with one # EOF, whole or in slices, with other families before it", () => {
    const metrics = new Metrics({ address: "", families: [] });
    const whole = text(metrics);
    expect(whole.match(/# EOF/g)).toHaveLength(1);
    expect(whole.endsWith("\n# EOF\n")).toBe(true);
    const further = { texts: [Buffer.from("# TYPE other gauge\nother 1\n")] };
    const sliced = Buffer.concat([...metrics.slices("openmetrics", further)]).toString();
    expect(sliced).toBe(whole.replace("# EOF\n", "# TYPE other gauge\nother 1\n# EOF\n"));
  });

  test("does not change the text format, whatever the order of the two", () => {
    const families = () =>
      [
        new CounterFamily({
          name: "a_total",
          help: 'The "a".',
          vectors: [integerVector("n", { min: 0, max: 9 })],
        }),
        new HistogramFamily({ name: "h", help: "H.", vectors: [], buckets: [1] }),
      ] as const;
    const [one, other] = [families(), families()];
    const alone = new Metrics({ address: "", families: one });
    const both = new Metrics({ address: "", families: other });
    for (let round = 0; round < 4; round++) {
      for (const [counter, histogram] of [one, other]) {
        counter.record(round, 10 ** round, undefined);
        histogram.record(0, round, undefined);
      }
      const openMetrics = text(both);
      expect(decode(both.expose())).toBe(decode(alone.expose()));
      expect(text(both)).toBe(openMetrics);
    }
  });
});

describe("families are the same in OpenMetrics", () => {
  test.each([
    ["if counters end in _total", { families: [new CounterFamily(named("a_total"))], want: true }],
    ["not if one does not", { families: [new CounterFamily(named("a"))], want: false }],
    [
      "not if its name without it is taken",
      { families: [new CounterFamily(named("a_total")), new GaugeFamily(named("a"))], want: false },
    ],
    ["not if a name is reserved", { families: [new GaugeFamily(named("_a"))], want: false }],
    [
      "not if a histogram loses its sum",
      { families: [new HistogramFamily({ ...named("h"), buckets: [-1] })], want: false },
    ],
  ])("%s", (_, { families, want }) => {
    expect(areSameInOpenMetrics(families)).toBe(want);
  });
});

function named(name: string) {
  return { name, help: "Help.", vectors: [] };
}

function countOf(family: HistogramFamily): number {
  let count = 0;
  family.forEach((_index, cells, first) => {
    count = cells[first + family.bounds.length + 2] ?? 0;
  });
  return count;
}

function exposed(families: readonly MetricFamily[]): string {
  return own(text(new Metrics({ address: "", families })));
}

/** The families of the program alone. */
function own(exposition: string): string {
  return exposition.slice(0, exposition.indexOf("# TYPE metricsmith_rejected_samples counter"));
}

function text(metrics: Metrics): string {
  return decode(metrics.expose(undefined, "openmetrics"));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function unescaped(escaped: string): string {
  return escaped.replace(/\\(.)/g, (_, character) => (character === "n" ? "\n" : character));
}
