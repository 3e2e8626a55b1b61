import type { Vector } from "../labels.js";
import type { MetricFamily } from "./metric-family.js";

/**
 * What keeps two families of one name from having the same cells; nothing if they are declared alike. Their texts for
 * people may differ.
 */
export function differences(before: MetricFamily, now: MetricFamily): readonly string[] {
  if (before.type !== now.type) return [`type: ${now.type} instead of ${before.type}`];
  const labels = listDifference("labels", before.vectors.map(labelName), now.vectors.map(labelName));
  const found =
    labels.length > 0
      ? labels
      : now.vectors.flatMap((vector, at) => vectorDifference(before.vectors[at], vector));
  if (before.type === "histogram" && now.type === "histogram") {
    found.push(...listDifference("buckets", [...before.bounds].map(String), [...now.bounds].map(String)));
  }
  if (before.type === "gauge" && now.type === "gauge" && before.combine !== now.combine) {
    found.push(`combine: ${now.combine} instead of ${before.combine}`);
  }
  return found;
}

function labelName({ label }: Vector): string {
  return label;
}

function vectorDifference(before: Vector | undefined, now: Vector): string[] {
  if (before === now || before === undefined) return [];
  if (before.watch !== undefined || now.watch !== undefined) {
    // The label values of an open vector are not declared, but their number is, and the one for all others.
    const same = before.watch !== undefined && now.watch !== undefined && before.size === now.size;
    return same && before.textOf(0) === now.textOf(0) ? [] : [`${now.label}: other limits of its values`];
  }
  const values = listDifference(`values of ${now.label}`, textsOf(before), textsOf(now));
  if (values.length > 0 || before.expected === now.expected) return values;
  return [`values of ${now.label}: ${now.expected} instead of ${before.expected}`];
}

function textsOf(vector: Vector): readonly string[] {
  return Array.from({ length: vector.size }, (_, ordinal) => vector.textOf(ordinal));
}

/** Maximum number of texts listed in a message. */
const MAX_LISTED = 5;

function listDifference(what: string, before: readonly string[], now: readonly string[]): string[] {
  if (before.length === now.length && before.every((text, at) => text === now[at])) return [];
  const added = now.filter((text) => !before.includes(text));
  const removed = before.filter((text) => !now.includes(text));
  const changes = [
    ...(added.length > 0 ? [`with ${listed(added)}`] : []),
    ...(removed.length > 0 ? [`without ${listed(removed)}`] : []),
  ];
  return [`${what}: ${changes.length > 0 ? changes.join(", ") : "in another order"}`];
}

function listed(texts: readonly string[]): string {
  const rest = texts.length - MAX_LISTED;
  return texts.slice(0, MAX_LISTED).join(", ") + (rest > 0 ? ` and ${rest} others` : "");
}

/** The parts of a family that its names depend on. */
export interface NamedFamily {
  readonly name: string;
  readonly type: string;
}

/** The names of a family and its samples. No other metric may have one of them. */
export function sampleNames({ name, type }: NamedFamily): readonly string[] {
  switch (type) {
    case "histogram":
      return [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];
    case "summary":
      return [name, `${name}_sum`, `${name}_count`];
    default:
      return [name];
  }
}
