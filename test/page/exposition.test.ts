import { describe, expect, test } from "vitest";
import { parseExposition, parseLabels } from "../../page/exposition.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { openVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";

function parsed(text: string) {
  const samples: (readonly [string, number, string])[] = [];
  const families = parseExposition(text, (series, value, { name }) => samples.push([series, value, name]));
  return { families, samples };
}

const HOSTILE = 'a "b" \\ } c{,="\n# HELP x';

describe("parseExposition", () => {
  test("reads back what the runtime writes, including hostile texts", () => {
    const path = openVector("path", { maxValues: 2, otherwise: "other" });
    const visits = new CounterFamily({ name: "visits", help: HOSTILE, vectors: [path] });
    visits.record(path.ordinalOf(HOSTILE), 2.5, {});
    const time = new HistogramFamily({ name: "time", help: "t", vectors: [], buckets: [0.5] });
    time.record(0, 0.25, {});
    const text = new TextDecoder().decode(new Metrics({ address: "", families: [visits, time] }).expose());
    const { families, samples } = parsed(text);
    expect(families.slice(0, 2)).toEqual([
      { name: "visits", type: "counter", help: HOSTILE },
      { name: "time", type: "histogram", help: "t" },
    ]);
    const [[series = "", value] = [], ...others] = samples;
    expect(value).toBe(2.5);
    expect(parseLabels(series.slice("visits{".length, -1))).toEqual({ path: HOSTILE });
    expect(others.slice(0, 4)).toEqual([
      ['time_bucket{le="0.5"}', 1, "time"],
      ['time_bucket{le="+Inf"}', 1, "time"],
      ["time_sum", 0.25, "time"],
      ["time_count", 1, "time"],
    ]);
  });

  test.each([
    ["+Inf", Infinity],
    ["-Inf", -Infinity],
    ["NaN", Number.NaN],
    ["1e-7", 1e-7],
    ["-3 1700000000000", -3],
  ])("reads the value %s", (value, want) => {
    expect(parsed(`# TYPE a gauge\na{b="c"} ${value}\na ${value}\n`).samples.map(([, read]) => read)).toEqual(
      [want, want],
    );
  });

  test("reads families without a type, comments, empty lines, and a last line without an end", () => {
    const { families, samples } = parsed(
      '# comment\n\nup 1\n# TYPE b summary\nb{quantile="0.5"} 2\nother{x="y"} 3',
    );
    expect(families.map(({ name, type }) => [name, type])).toEqual([
      ["up", "untyped"],
      ["b", "summary"],
      ["other", "untyped"],
    ]);
    expect(samples.map(([, value]) => value)).toEqual([1, 2, 3]);
  });

  test.each(["<html>", "a b", "a{", "404 page not found, see /metrics"])(
    "throws an error that quotes %j",
    (line) => {
      expect(() => parsed(`${line}\n`)).toThrow(line);
    },
  );
});
