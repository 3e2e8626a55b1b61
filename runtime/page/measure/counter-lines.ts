import { groupSamples } from "./groups.js";
import { addIncrements, cumulated } from "./increments.js";
import { largest, type Plotted, type Question } from "./line.js";
import { rates, windowStarts } from "./windows.js";

/** Rates per second of a counter's series. */
export function counterLines({ history, family, grouping, windowSeconds }: Question): Plotted {
  const slots = history.slots(family);
  const times = history.times(slots);
  const starts = windowStarts(times, windowSeconds);
  const lines = groupSamples(family.samples, grouping).map(({ title, samples }) => {
    const sum = new Float64Array(slots.length);
    for (const sample of samples) addIncrements(sum, sample, slots);
    return { title, values: rates(cumulated(sum), times, starts) };
  });
  return largest(times, lines);
}
