import { CombinedCells } from "../family/combined-cells.js";
import type { GaugeFamily } from "../family/gauge.js";
import { inSteps } from "../family/steps.js";
import type { RecordingThread } from "./recording-thread.js";

/**
 * Combines what all threads have in a gauge, and then has that exposed: what is exposed until then stays as it is.
 *
 * @param threads those that run
 * @param catchUp has this thread told of label values that were taken up meanwhile
 */
export function* combineGauge(
  family: GaugeFamily,
  threads: () => readonly RecordingThread[],
  catchUp: () => void,
): Generator<void, void> {
  for (let generation = -1; generation !== family.generation; ) {
    generation = family.generation; // series that go away in the meantime make another attempt necessary
    const { combined: before } = family;
    const combined = new CombinedCells(family.combine, family.labelSets);
    if (before !== undefined) {
      yield* inSteps(1, (range) => combined.keepPlaces({ cells: before, range }));
    }
    yield* inSteps(1, (range) => family.combineInto(combined, range));
    for (const thread of threads()) yield* thread.combiningInto(family, combined, catchUp);
    const isFirst = family.combined === before; // of two under way, one is as good as the other
    if (isFirst && generation === family.generation) family.combined = combined;
  }
}
