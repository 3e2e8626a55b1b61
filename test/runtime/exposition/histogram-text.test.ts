import { describe, expect, test } from "vitest";
import { HistogramFamily } from "../../../runtime/family/histogram.js";
import { booleanVector, closedVector } from "../../../runtime/labels.js";
import { exposedText } from "../../support/runtime/exposed-text.js";

describe("a histogram's text", () => {
  test("has cumulated buckets with `le` last, then sum and count", () => {
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

  test("without labels or observations is zeroes", () => {
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
    ["Infinity", { given: [Infinity], want: "+Inf" }],
    ["-Infinity", { given: [-Infinity], want: "-Inf" }],
    ["both", { given: [Infinity, -Infinity], want: "NaN" }],
  ] as const)("with observations of %s says so in its sum", (_, { given, want }) => {
    const family = new HistogramFamily({ name: "d", help: "h", vectors: [], buckets: [1] });
    for (const value of given) family.record(0, value, undefined);
    expect(exposedText(family)).toContain(`\nd_sum ${want}\nd_count ${given.length}\n`);
  });

  test("is new when something has changed, and the same when nothing has", () => {
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
