import { type MetricObject, readLabelNames } from "./new-metric.js";

/**
 * A label value: a word as it is, and another text as its length and a hash, by which values can be counted. `null` is a
 * label that the series does not have.
 */
export type RecordedValue = string | readonly [hash: string, length: number] | null;

/** The label values of one series, in the order of the metric's label names. */
export type RecordedSeries = readonly RecordedValue[];

/** The largest number of series of a metric that are recorded. */
const MOST_SERIES = 2_000;

/** The series that a metric has and that were not recorded yet. */
export function newSeries(metric: MetricObject, recorded: Set<string>): readonly RecordedSeries[] {
  const names = readLabelNames(metric["labelNames"]);
  const found: RecordedSeries[] = [];
  for (const labels of labelsOf(metric)) {
    if (recorded.size >= MOST_SERIES) break;
    const series = names.map((name) => recordedValue(labels[name]));
    const key = JSON.stringify(series);
    if (recorded.has(key)) continue;
    recorded.add(key);
    found.push(series);
  }
  return found;
}

type Labels = Readonly<Record<string, unknown>>;

/** The client keeps the series of a metric in `hashMap`, its successor in `store`. */
function* labelsOf({ hashMap, store }: MetricObject): Iterable<Labels> {
  const entries = isObject(hashMap) ? Object.values(hashMap) : storedEntries(store);
  for (const entry of entries) if (isObject(entry) && isObject(entry["labels"])) yield entry["labels"];
}

function storedEntries(store: unknown): Iterable<unknown> {
  return isObject(store) && typeof store["values"] === "function" ? store["values"]() : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The value of a label as it is recorded. */
export function recordedValue(value: unknown): RecordedValue {
  if (value === undefined) return null;
  const text = String(value);
  if (PLAIN.test(text)) return text;
  return [hashOf(text), text.length];
}

/** What may stand in a schema: words, status codes and their classes. Ids, addresses and secrets do not leave the process. */
const PLAIN = /^(?:(?:[A-Za-z]{1,24}(?:[_-](?=[A-Za-z])|$)){0,8}|[1-5](?:\d\d|xx))$/;

/** FNV-1a, twice: 64 bits are enough to count values. */
function hashOf(text: string): string {
  let one = 0x811c9dc5;
  let other = 0x9747b28c;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    other = Math.imul(other ^ code, 0x85ebca6b) + 1;
  }
  return `${(one >>> 0).toString(36)}${(other >>> 0).toString(36)}`;
}
