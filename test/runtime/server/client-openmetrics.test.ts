import * as successor from "@prometheus-io/client";
import * as promClient from "prom-client";
import { describe, expect, test } from "vitest";
import { claimFamilies, openMetricsConverter } from "../../../runtime/client/client-text.js";

const NONE: ReadonlySet<string> = new Set();

describe("a client's text in OpenMetrics", () => {
  test.each([
    ["nothing", { given: "", want: "" }],
    [
      "a counter",
      {
        given: '# HELP a_total A.\n# TYPE a_total counter\na_total{l="x"} 1\n',
        want: '# TYPE a counter\n# HELP a A.\na_total{l="x"} 1\n',
      },
    ],
    [
      "a counter that does not end in _total",
      {
        given: "# HELP a A.\n# TYPE a counter\na 1\n",
        want: "# TYPE a unknown\n# HELP a A.\na 1\n",
      },
    ],
    [
      "a counter whose name without _total is another's",
      {
        given: "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n# HELP a A.\n# TYPE a gauge\na 2\n",
        want: "# TYPE a_total unknown\n# HELP a_total A.\na_total 1\n# TYPE a gauge\n# HELP a A.\na 2\n",
      },
    ],
    [
      "a gauge that ends in _total, as the clients have",
      {
        given: "# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n",
        want: "# TYPE a_total gauge\n# HELP a_total A.\na_total 1\n",
      },
    ],
    [
      "quotes and escapes in HELP",
      {
        given: '# HELP a the "a"\\n\\\\\n# TYPE a gauge\na 1\n',
        want: '# TYPE a gauge\n# HELP a the \\"a\\"\\n\\\\\na 1\n',
      },
    ],
    ["no HELP text", { given: "# HELP a \n# TYPE a gauge\na 1\n", want: "# TYPE a gauge\n# HELP a \na 1\n" }],
    [
      "upper bounds",
      {
        given:
          "# HELP h H.\n# TYPE h histogram\n" +
          'h_bucket{le="1",l=",le=\\"2\\""} 1\nh_bucket{l="x,le=",le="0.5"} 1\nh_bucket{le="1000000"} 1\nh_bucket{le="+Inf"} 1\n' +
          'h_sum{l="le"} 1\nh_count{l="le"} 1\n',
        want:
          "# TYPE h histogram\n# HELP h H.\n" +
          'h_bucket{le="1.0",l=",le=\\"2\\""} 1\nh_bucket{l="x,le=",le="0.5"} 1\nh_bucket{le="1e+06"} 1\nh_bucket{le="+Inf"} 1\n' +
          'h_sum{l="le"} 1\nh_count{l="le"} 1\n',
      },
    ],
    [
      "quantiles",
      {
        given: '# HELP s S.\n# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="1"} 1\ns_sum 1\ns_count 1\n',
        want: '# TYPE s summary\n# HELP s S.\ns{quantile="0.5"} 1\ns{quantile="1.0"} 1\ns_sum 1\ns_count 1\n',
      },
    ],
    [
      "a label le of a gauge",
      {
        given: '# HELP g G.\n# TYPE g gauge\ng{le="1"} 1\n',
        want: '# TYPE g gauge\n# HELP g G.\ng{le="1"} 1\n',
      },
    ],
  ])("has %s", (_, { given, want }) => {
    expect(toOpenMetrics(given, NONE)).toBe(want);
  });

  test("leaves out a family whose name is taken", () => {
    const text = "# HELP a_total A.\n# TYPE a_total counter\na_total 1\n";
    expect(toOpenMetrics(text, new Set(["a"]))).toBe(
      "# TYPE a_total unknown\n# HELP a_total A.\na_total 1\n",
    );
  });

  test.each([
    ["prom-client", { client: promClient as ClientExports }],
    ["@prometheus-io/client", { client: successor as unknown as ClientExports }], // as prom-client's
  ])("has every sample of %s, by its name", async (_, { client }) => {
    const registry = new client.Registry();
    const registers = [registry];
    new client.Counter({ name: "jobs_total", help: "Jobs.", labelNames: ["l"], registers }).inc({
      l: 'a"b\\',
    });
    new client.Gauge({ name: "level", help: "Level.", registers }).set(Number.NaN);
    new client.Histogram({ name: "took", help: "Took.", buckets: [1, 2], registers }).observe(1);
    new client.Summary({ name: "size", help: "Size.", percentiles: [0.5, 1], registers }).observe(3);
    const text = await registry.metrics();
    const names = (exposition: string) =>
      exposition.split("\n").flatMap((line) => /^[^#{\s][^{\s]*/.exec(line)?.[0] ?? []);
    const converted = toOpenMetrics(text, NONE);
    expect(names(converted)).toEqual(names(text));
    expect(converted).toContain('\njobs_total{l="a\\"b\\\\"} 1\n');
    expect(converted).toContain('\ntook_bucket{le="1.0"} 1\n');
    expect(converted).toContain('\nsize{quantile="1.0"} 3\n');
    expect(converted).not.toMatch(/\n\n|# EOF/);
  });
});

type ClientExports = Pick<typeof promClient, "Registry" | "Counter" | "Gauge" | "Histogram" | "Summary">;

/** Converts a text line by line, as if each were a part of its own. */
function toOpenMetrics(text: string, names: ReadonlySet<string>): string {
  const families = claimFamilies(text, new Set());
  const convert = openMetricsConverter(families, names);
  return families
    .flatMap((family) => family.text.match(/.*\n/g) ?? [])
    .map(convert)
    .join("");
}
