import { runAll } from "../family/cell-range.js";
import type { CounterFamily } from "../family/counter.js";
import type { GaugeFamily } from "../family/gauge.js";
import type { HistogramFamily } from "../family/histogram.js";
import { labelsOf } from "../family/label-set.js";
import type { MetricFamily } from "../family/metric-family.js";
import {
  DATA_POINT_TYPES,
  type DataPoint,
  DOUBLE,
  type HistogramValue,
  type HrTime,
  type MetricData,
  type MetricDescriptor,
  type ProducedExemplar,
  TEMPORALITIES,
  type Temporality,
} from "./metric-data.js";
import { earlierOf, hrTimeOf, SeriesStreams } from "./series-streams.js";

/** Reads one family for one metric reader. */
export class FamilyReader {
  readonly family: MetricFamily;
  readonly #collect: (time: HrTime) => MetricData;
  #unit: string | undefined;

  constructor(family: MetricFamily, temporality: Temporality) {
    this.family = family;
    this.#collect = this.#collector(family, temporality);
  }

  /** @param unit the base unit that OpenMetrics exposes, if there is one */
  describe(unit: string | undefined): void {
    this.#unit = unit;
  }

  /** @param time of the collection */
  read(time: HrTime): MetricData {
    this.family.pull();
    runAll(this.family.expireInBatches());
    return this.#collect(time);
  }

  #collector(family: MetricFamily, temporality: Temporality): (time: HrTime) => MetricData {
    switch (family.type) {
      case "counter": {
        const streams = new SeriesStreams<number>(family, (value, before) => value < before);
        return (time) => ({
          descriptor: this.#descriptor,
          aggregationTemporality: TEMPORALITIES[temporality],
          dataPointType: DATA_POINT_TYPES.sum,
          isMonotonic: true,
          dataPoints: sumPoints(family, streams, { temporality, time }),
        });
      }
      case "gauge":
        return (time) => ({
          descriptor: this.#descriptor,
          aggregationTemporality: TEMPORALITIES.cumulative, // says nothing of a gauge
          dataPointType: DATA_POINT_TYPES.gauge,
          dataPoints: gaugePoints(family, time),
        });
      case "histogram": {
        const streams = new SeriesStreams<Float64Array>(family, hasFewer);
        return (time) => ({
          descriptor: this.#descriptor,
          aggregationTemporality: TEMPORALITIES[temporality],
          dataPointType: DATA_POINT_TYPES.histogram,
          dataPoints: histogramPoints(family, streams, { temporality, time }),
        });
      }
      default:
        return family satisfies never;
    }
  }

  get #descriptor(): MetricDescriptor {
    const { name, help, unit } = this.family;
    return { name, description: help, unit: ucumOf(unit, this.#unit), valueType: DOUBLE };
  }
}

/** One collection. */
interface Collection {
  readonly temporality: Temporality;
  readonly time: HrTime;
}

function sumPoints(
  family: CounterFamily,
  streams: SeriesStreams<number>,
  { temporality, time }: Collection,
): DataPoint<number>[] {
  const points: DataPoint<number>[] = [];
  const isDelta = temporality === "delta";
  streams.begin();
  family.forEach((index, total) => {
    if (!Number.isFinite(total)) return; // JSON has no text for it
    const { start, before = 0 } = streams.read(index, total);
    if (isDelta && total === before) return;
    const point: DataPoint<number> = {
      startTime: earlierOf(isDelta ? streams.last : start, time),
      endTime: time,
      attributes: labelsOf(family.vectors, index),
      value: isDelta ? total - before : total,
    };
    points.push(withExemplars(point, family, [index, index], streams.last));
  });
  streams.end(time);
  return points;
}

/** Series whose value is no finite number have none: NaN means that, and JSON has no text for the others. */
function gaugePoints(family: GaugeFamily, endTime: HrTime): DataPoint<number>[] {
  const points: DataPoint<number>[] = [];
  const startTime = earlierOf(hrTimeOf(performance.timeOrigin), endTime);
  family.forEach((index, value) => {
    if (!Number.isFinite(value)) return;
    points.push({ startTime, endTime, attributes: labelsOf(family.vectors, index), value });
  });
  return points;
}

function histogramPoints(
  family: HistogramFamily,
  streams: SeriesStreams<Float64Array>,
  { temporality, time }: Collection,
): DataPoint<HistogramValue>[] {
  const points: DataPoint<HistogramValue>[] = [];
  const isDelta = temporality === "delta";
  const { bounds } = family;
  streams.begin();
  family.forEach((index, cells, first) => {
    const row = cells.slice(first, first + bounds.length + 2);
    const { start, before } = streams.read(index, row);
    const value = histogramValue(bounds, row, isDelta ? before : undefined);
    if (isDelta && value.count === 0) return;
    const point: DataPoint<HistogramValue> = {
      startTime: earlierOf(isDelta ? streams.last : start, time),
      endTime: time,
      attributes: labelsOf(family.vectors, index),
      value,
    };
    const exemplarCells = [family.exemplarCell(index, 0), family.exemplarCell(index, bounds.length)] as const;
    points.push(withExemplars(point, family, exemplarCells, streams.last));
  });
  streams.end(time);
  return points;
}

/** @param row the observations in each bucket, and then their sum; as in `HistogramFamily.walk` */
function histogramValue(
  bounds: Float64Array,
  row: Float64Array,
  before: Float64Array | undefined,
): HistogramValue {
  const counts = Array.from({ length: bounds.length + 1 }, (_, at) => (row[at] ?? 0) - (before?.[at] ?? 0));
  const sum = (row[counts.length] ?? 0) - (before?.[counts.length] ?? 0);
  const count = counts.reduce((total, one) => total + one, 0);
  return { buckets: { boundaries: [...bounds], counts }, ...(Number.isFinite(sum) ? { sum } : {}), count };
}

/** Whether a bucket has fewer observations than before. The last cells of a row are their sum, and their count. */
function hasFewer(row: Float64Array, before: Float64Array): boolean {
  const sum = row.length - 2;
  return row.some((cell, at) => at !== sum && cell < (before[at] ?? 0));
}

/** Adds the exemplars of a label set since a time. @param cells the first and the last of its series or buckets */
function withExemplars<Value>(
  point: DataPoint<Value>,
  { exemplars }: MetricFamily,
  [first, last]: readonly [number, number],
  since: HrTime,
): DataPoint<Value> {
  if (exemplars === undefined || exemplars.size === 0) return point;
  const { pool } = exemplars;
  const found: ProducedExemplar[] = [];
  for (let cell = first; cell <= last; cell++) {
    const slot = exemplars.slotOf(cell);
    if (slot === undefined) continue;
    const timestamp = hrTimeOf(pool.timeOf(slot));
    if (earlierOf(since, timestamp) === timestamp) continue;
    found.push({
      filteredAttributes: {},
      value: pool.valueOf(slot),
      timestamp,
      traceId: String.fromCharCode(...pool.traceIdOf(slot)),
      spanId: String.fromCharCode(...pool.spanIdOf(slot)),
    });
  }
  return found.length === 0 ? point : { ...point, exemplars: found };
}

/**
 * The code of a unit in UCUM, which OpenTelemetry uses. Prometheus makes a suffix of each code in the table: a unit
 * that the name of the family does not end in has none, so that the name stays that of the scrape. A unit without a
 * code is an annotation, which makes no suffix.
 *
 * @param unit the schema's
 * @param suffix the same if the name ends in it
 */
function ucumOf(unit: string | undefined, suffix: string | undefined): string {
  if (unit === undefined) return "";
  const code = UCUM.get(unit);
  if (code === undefined) return `{${unit}}`;
  return suffix === undefined ? "" : code;
}

const UCUM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    seconds: "s",
    milliseconds: "ms",
    microseconds: "us",
    nanoseconds: "ns",
    minutes: "min",
    hours: "h",
    days: "d",
    bytes: "By",
    kibibytes: "KiBy",
    mebibytes: "MiBy",
    gibibytes: "GiBy",
    tebibytes: "TiBy",
    ratio: "1",
    percent: "%",
    celsius: "Cel",
    meters: "m",
    grams: "g",
    joules: "J",
    watts: "W",
    volts: "V",
    amperes: "A",
    hertz: "Hz",
  }),
);
