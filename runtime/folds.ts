import { CounterFamily } from "./family/counter.js";
import type { MetricFamily } from "./family/metric-family.js";
import { quoted } from "./family/quoted.js";
import { closedVector } from "./vector/closed-vector.js";
import type { Vector } from "./vector/vector.js";
import type { Warnings } from "./warnings.js";

/** Counts the label values that full open vectors record as `otherwise`, and warns once for each vector. */
export class Folds {
  /** `undefined` if no family has an open vector. */
  readonly family: CounterFamily | undefined;

  constructor(families: readonly MetricFamily[], warnings: Warnings) {
    const open = new Set(
      families.flatMap(({ vectors }) => vectors.filter(({ watch }) => watch !== undefined)),
    );
    const names = [...new Set([...open].map(({ name }) => name))];
    if (names.length === 0) return;
    const family = new CounterFamily({
      name: "metricsmith_folded_label_values_total",
      help: "Label values that were recorded as the one for all others, because their vector was full.",
      vectors: [closedVector("label", names)],
    });
    this.family = family;
    for (const vector of open) {
      const index = names.indexOf(vector.name);
      vector.watch?.({
        folded(value) {
          family.record(index, 1, undefined);
          warnings.give(`full ${vector.name}`, warningOf(vector, value));
        },
      });
    }
  }
}

function warningOf({ name, size, textOf }: Vector, value: string): string {
  return (
    `metricsmith: label ${name} has as many label values as its max_values allows, ${size - 1}, so that ` +
    `${quoted(value)} was recorded as ${quoted(textOf(0))}. ` +
    `Further ones are counted in metricsmith_folded_label_values_total{label="${name}"} only.`
  );
}
