import { GaugeFamily } from "./family/gauge.js";
import type { MetricFamily } from "./family/metric-family.js";
import { closedVector } from "./vector/closed-vector.js";

/**
 * The number of series that each family exposes. An exposition counts them as it writes them; a client's
 * registry, which does not say what it has taken, has them counted by a look at the cells.
 */
export class SeriesGauge {
  readonly family: GaugeFamily;

  constructor(families: readonly MetricFamily[]) {
    const names = families.map(({ name }) => name);
    this.family = new GaugeFamily({
      name: "metricsmith_series",
      help: "Series that a metric exposes now.",
      vectors: [closedVector("metric", names)],
      combine: "max", // processes of one program have much the same series
    });
    families.forEach((family, index) => {
      this.family.sample(index, () => countSeries(family), undefined);
    });
  }

  /** @param position the family's among those of the program */
  set(position: number, series: number): void {
    this.family.set(position, series, undefined);
  }
}

function countSeries(family: MetricFamily): number {
  let labelSets = 0;
  family.absorb();
  family.forEach(() => {
    labelSets += 1;
  });
  return family.type === "histogram" ? labelSets * (family.bounds.length + 3) : labelSets;
}
