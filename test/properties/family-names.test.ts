import fc from "fast-check";
import { expect, test } from "vitest";
import type { Catalog } from "../../generator/catalog.js";
import { parseExposition } from "../../generator/index.js";
import { verifyExposition } from "../../generator/verify/verification.js";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { HistogramFamily } from "../../runtime/family/histogram.js";
import { booleanVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { compileText } from "../support/generator/compile-schema.js";

type Section = "counters" | "gauges" | "histograms";
type NamedFamily = readonly [name: string, section: Section];

const suffix = () => fc.constantFrom("", "_total", "_created", "_count", "_sum", "_bucket", "_info");

/** Families whose names differ in the suffixes that OpenMetrics gives to samples. */
function families(): fc.Arbitrary<NamedFamily[]> {
  const name = fc.tuple(fc.constantFrom("a", "b"), suffix(), suffix()).map((parts) => parts.join(""));
  const section = fc.constantFrom<Section>("counters", "gauges", "histograms");
  return fc.uniqueArray(fc.tuple(name, section), { minLength: 1, maxLength: 8, selector: ([name]) => name });
}

test("whatever families are named, both formats are valid, have the same series and match the schema", () => {
  let legal = 0;
  fc.assert(
    fc.property(families(), fc.boolean(), (named, labelled) => {
      const catalog = compile(named, labelled);
      if (catalog === undefined) return; // a family has the name of a histogram's series
      legal += 1;
      const metrics = new Metrics({ address: "", families: named.map((one) => familyOf(one, labelled)) });
      for (const _scrape of ["composed", "cached"]) {
        const [text, openMetrics] = (["text", "openmetrics"] as const).map((format) => {
          const bytes = metrics.expose(undefined, format);
          const exposition = Buffer.from(bytes).toString();
          expect(parseExposition(exposition, { format })).toMatchObject({ errors: [], warnings: [] });
          expect(verifyExposition(catalog, { name: "x", format, bytes }).diagnostics).toEqual([]);
          return seriesOf(exposition);
        });
        expect(openMetrics).toEqual(text);
      }
    }),
    { numRuns: 60 },
  );
  expect(legal).toBeGreaterThan(10);
});

function compile(named: readonly NamedFamily[], labelled: boolean): Catalog | undefined {
  const sectionOf = (section: Section) => {
    const own = named.filter(([, other]) => other === section);
    const keys = { description: "D.", vectors: labelled ? ["flag"] : [] };
    const spec = section === "histograms" ? { ...keys, buckets: [1, 2] } : keys;
    return Object.fromEntries(own.map(([name]) => [name, spec]));
  };
  const schema = {
    version: 1,
    counters: sectionOf("counters"),
    gauges: sectionOf("gauges"),
    histograms: sectionOf("histograms"),
    vectors: labelled ? { flag: { type: "boolean" } } : {},
  };
  return compileText(JSON.stringify(schema)).catalog;
}

function familyOf([name, section]: NamedFamily, labelled: boolean) {
  const common = { name, help: "D.", vectors: labelled ? [booleanVector("flag")] : [] };
  switch (section) {
    case "counters": {
      const family = new CounterFamily(common);
      family.record(0, 1, undefined);
      return family;
    }
    case "gauges": {
      const family = new GaugeFamily(common);
      family.set(0, 2, undefined);
      return family;
    }
    case "histograms": {
      const family = new HistogramFamily({ ...common, buckets: [1, 2] });
      family.record(0, 1.5, undefined);
      return family;
    }
    default:
      return section satisfies never;
  }
}

/** The names and values of all samples. */
function seriesOf(exposition: string): readonly string[] {
  const lines = exposition.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return lines.map((line) => line.replace(/le="(\d+)\.0"/, 'le="$1"')).sort();
}
