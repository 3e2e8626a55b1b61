import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "../preload/new-metric.js";
import type { Observation } from "../preload/record-metrics.js";
import { type RecordedSeries, type RecordedValue, recordedValue } from "../preload/record-series.js";

/** A metric as one thread of a program created it, with the label sets of its series. */
export interface ObservedMetric extends Definition {
  /** Words are as they are; another text is a stand-in that is different for each text and as long. */
  readonly labelSets: readonly ReadonlyMap<string, string>[];
}

/** What all threads of a program have written. */
export interface RunObservations {
  readonly metrics: readonly ObservedMetric[];
  /** Files with a client whose metrics cannot be seen. */
  readonly unknownClients: readonly string[];
}

/** Reads the files of all threads. A line that a crash cut off is passed over. */
export function readObservations(directory: string): RunObservations {
  const files = readdirSync(directory).filter((file) => file.endsWith(".jsonl"));
  const unknownClients = new Set<string>();
  const metrics = files
    .sort()
    .flatMap((file) => readThread(readFileSync(join(directory, file), "utf8"), unknownClients));
  return { metrics, unknownClients: [...unknownClients] };
}

function readThread(text: string, unknownClients: Set<string>): readonly ObservedMetric[] {
  const metrics = new Map<number, Definition & { readonly labelSets: ReadonlyMap<string, string>[] }>();
  for (const line of text.split("\n")) {
    const observation = parseLine(line);
    if (observation === undefined) continue;
    if ("define" in observation) metrics.set(observation.define, { ...observation.metric, labelSets: [] });
    else if ("drop" in observation) metrics.delete(observation.drop);
    else if ("unknown" in observation) unknownClients.add(observation.unknown);
    else {
      const metric = metrics.get(observation.of);
      for (const series of observation.series) metric?.labelSets.push(labelSetOf(series, metric.labels));
    }
  }
  return [...metrics.values()];
}

function parseLine(line: string): Observation | undefined {
  if (line === "") return undefined;
  try {
    return JSON.parse(line) as Observation; // the preload wrote it
  } catch {
    return undefined;
  }
}

function labelSetOf(series: RecordedSeries, labels: readonly string[]): ReadonlyMap<string, string> {
  const pairs = labels.flatMap((label, at) => {
    const value = series[at] ?? null;
    return value === null ? [] : [[label, textOf(value)] as const];
  });
  return new Map(pairs);
}

/** The text by which a label value is known in `labelSets`. */
export function observedText(value: string): string {
  return textOf(recordedValue(value));
}

function textOf(value: RecordedValue): string {
  if (value === null || typeof value === "string") return value ?? "";
  const [hash, length] = value;
  return `#${hash}`.padEnd(length, "#");
}
