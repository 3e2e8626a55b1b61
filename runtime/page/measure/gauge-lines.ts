import { groupSamples } from "./groups.js";
import { largest, type Plotted, type Question } from "./line.js";

/** Values of a gauge's series, and their sums. */
export function gaugeLines({ history, family, grouping }: Question): Plotted {
  const slots = history.slots(family);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const values = new Float64Array(slots.length).fill(Number.NaN);
    for (const sample of samples) {
      for (const [index, slot] of slots.entries()) {
        const value = sample.values[slot] ?? Number.NaN;
        const sum = values[index] ?? Number.NaN;
        if (!Number.isNaN(value)) values[index] = Number.isNaN(sum) ? value : sum + value;
      }
    }
    return { title, values };
  });
  return largest(history.times(slots), lines);
}
