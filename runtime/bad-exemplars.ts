import { exemplarFault } from "./exemplar/trace-ids.js";
import type { MetricFamily } from "./family/metric-family.js";
import type { Warnings } from "./warnings.js";

/**
 * Warns once for each metric of an exemplar with a bad id. It is dropped and its sample is recorded, so that it is
 * no rejected sample: it is neither counted nor, in strict mode, thrown.
 */
export function warnOfBadExemplars(families: readonly MetricFamily[], warnings: Warnings): void {
  for (const family of families) {
    const { name } = family;
    family.onBadExemplar((exemplar) => {
      warnings.give(
        `exemplar ${name}`,
        `metricsmith: an exemplar of ${name} was dropped: ${exemplarFault(exemplar)}. Its sample was recorded.`,
      );
    });
  }
}
