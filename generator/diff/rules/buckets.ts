import { boundText, floatText } from "@metricsmith/runtime/number-text";
import type { HistogramFamily } from "../../catalog.js";
import type { Comparison } from "../comparison.js";
import { type Finding, finding } from "../finding.js";
import { familyPath } from "../paths.js";
import { few, quoted } from "../words.js";

export function bucketsRemoved({ families }: Comparison): readonly Finding[] {
  return histograms(families).flatMap(({ base, head }) => {
    const gone = base.buckets.filter((bound) => !head.buckets.includes(bound));
    const [first] = gone;
    if (first === undefined) return [];
    return finding({
      class: "breaking",
      kind: "bucket-removed",
      path: [...familyPath(head), "buckets"],
      before: gone,
      after: undefined,
      message: `${quoted(`${head.name}_bucket`)} no longer has ${few(gone.map(label))}: queries for ${gone.length === 1 ? "it" : "them"} find nothing, and quantiles are estimated from fewer bounds.`,
      place: { side: "base", path: [...familyPath(base), "buckets", base.buckets.indexOf(first)] },
      touches: [
        {
          part: "values",
          family: base,
          sure: true,
          label: "le",
          lost: spelled(gone),
          kept: spelled(head.buckets),
        },
        { part: "buckets", family: base, sure: false },
      ],
    });
  });
}

export function bucketsAdded({ families }: Comparison): readonly Finding[] {
  return histograms(families).flatMap(({ base, head }) => {
    const fresh = head.buckets.filter((bound) => !base.buckets.includes(bound));
    const [first] = fresh;
    if (first === undefined) return [];
    const path = [...familyPath(head), "buckets"];
    return finding({
      class: "risky",
      kind: "bucket-added",
      path,
      before: undefined,
      after: fresh,
      message: `${quoted(`${head.name}_bucket`)} has ${few(fresh.map(label))} beside the others: quantiles are estimated from more bounds, and move. Each label set has ${fresh.length === 1 ? "a series" : `${fresh.length} series`} more.`,
      place: { side: "head", path: [...path, head.buckets.indexOf(first)] },
      touches: [{ part: "buckets", family: base, sure: false }],
    });
  });
}

function histograms(
  families: Comparison["families"],
): readonly { readonly base: HistogramFamily; readonly head: HistogramFamily }[] {
  return families.pairs.flatMap(({ base, head }) =>
    base.type === "histogram" && head.type === "histogram" ? [{ base, head }] : [],
  );
}

function label(bound: number): string {
  return `le="${boundText(bound)}"`;
}

/** As the text format has them, and as OpenMetrics and Prometheus 3 do. */
function spelled(bounds: readonly number[]): readonly string[] {
  return bounds.flatMap((bound) => [boundText(bound), floatText(bound)]);
}
