import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { labelsOf } from "../family/label-set.js";

/**
 * A sample as the clients' own metrics give it: fresh at each call, since a registry writes its default
 * labels into it, and made of what structured cloning can send between workers.
 */
export interface ClientSample {
  readonly value: number;
  /** `le` is a number, but for `+Inf`, as the clients have it. */
  readonly labels: Record<string, string | number>;
  /** The name of the sample, where it is not the family's. */
  readonly metricName?: string;
  /** Labels that follow `labels` in the text, of one object for all samples of a label set. */
  readonly sharedLabels?: Readonly<Record<string, string>>;
  /** The clients give buckets without an exemplar this very value. */
  readonly exemplar?: null;
}

/** The samples of a counter or gauge. */
export function scalarSamples(family: CounterFamily | GaugeFamily): ClientSample[] {
  const samples: ClientSample[] = [];
  family.refresh();
  family.forEach((index, value) => {
    samples.push({ value, labels: labelsOf(family.vectors, index) });
  });
  return samples;
}

/** The samples of a histogram for a text: label sets are shared, and default labels come before them. */
export function histogramSamples(family: HistogramFamily): ClientSample[] {
  const { name, bounds } = family;
  const samples: ClientSample[] = [];
  family.refresh();
  family.forEach((index, cells, first) => {
    const sharedLabels = labelsOf(family.vectors, index);
    let count = 0;
    for (let bucket = 0; bucket <= bounds.length; bucket++) {
      count += cells[first + bucket] ?? 0;
      const labels = { le: bounds[bucket] ?? "+Inf" };
      samples.push({ labels, sharedLabels, value: count, metricName: `${name}_bucket`, exemplar: null });
    }
    const sum = cells[first + bounds.length + 1] ?? 0;
    samples.push({ labels: {}, sharedLabels, value: sum, metricName: `${name}_sum` });
    samples.push({ labels: {}, sharedLabels, value: count, metricName: `${name}_count` });
  });
  return samples;
}

/** The same samples with all of their labels in `labels`: aggregation drops `sharedLabels`. */
export function unshared(samples: readonly ClientSample[]): ClientSample[] {
  return samples.map(({ sharedLabels, labels, ...sample }) => ({
    ...sample,
    labels: { ...labels, ...sharedLabels },
  }));
}
