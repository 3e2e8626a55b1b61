import { boundText } from "@metricsmith/runtime/text";
import type { Catalog, Family, Vector } from "./catalog.js";
import { closedSet } from "./label-values.js";
import { withOldNames } from "./lifecycle.js";
import { count, groupDigits } from "./text/words.js";

/** How large the metrics of a schema can become. */
export interface SchemaStats {
  readonly families: readonly FamilyStats[];
  readonly totals: {
    readonly families: number;
    /** The number of different label names. */
    readonly labels: number;
    readonly series: number;
    readonly bytes: number;
    readonly cellBytes: number;
  };
}

/** The worst case of a family: every label value is recorded with every other, and every text is as long as it can be. */
interface FamilyStats {
  readonly name: string;
  readonly type: Family["type"];
  /** Its labels, with the number of values that each can have. */
  readonly labels: readonly { readonly name: string; readonly values: number }[];
  readonly labelSets: number;
  readonly series: number;
  /** The number of series that the schema allows. */
  readonly seriesBudget: number;
  /** The size of its part of a scrape in the text format, not compressed. */
  readonly bytes: number;
  /** The memory of its sample values: the cells. Texts of label values, and cached texts of scrapes, come on top. */
  readonly cellBytes: number;
}

/** The orders in which families can be listed. */
export const STATS_ORDERS = ["series", "bytes", "labels", "name"] as const;

type StatsOrder = (typeof STATS_ORDERS)[number];

/** Names come in their order, numbers from the largest to the smallest; families with equal ones stay in schema order. */
export function findStats({ families }: Pick<Catalog, "families">, order: StatsOrder): SchemaStats {
  const all = families.map(statsOf);
  const sum = (of: "series" | "bytes" | "cellBytes") => all.reduce((total, family) => total + family[of], 0);
  return {
    families: all.sort((one, other) => compareFamilies(one, other, order)),
    totals: {
      families: all.length,
      labels: new Set(all.flatMap(({ labels }) => labels.map(({ name }) => name))).size,
      series: sum("series"),
      bytes: sum("bytes"),
      cellBytes: sum("cellBytes"),
    },
  };
}

function compareFamilies(one: FamilyStats, other: FamilyStats, order: StatsOrder): number {
  switch (order) {
    case "name":
      return one.name < other.name ? -1 : 1;
    case "labels":
      return other.labels.length - one.labels.length || other.series - one.series;
    case "series":
    case "bytes":
      return other[order] - one[order];
    default:
      return order satisfies never;
  }
}

/** A sample value is a double. */
const CELL = 8;

function statsOf(family: Family): FamilyStats {
  const { name, type, vectors, labelSets, series, seriesBudget, alias } = family;
  return {
    name,
    type,
    labels: vectors.map(({ label, size }) => ({ name: label, values: size })),
    labelSets,
    series,
    seriesBudget,
    bytes: withOldNames([family]).reduce(
      (sum, exposed) => sum + headerBytes(exposed) + sampleBytes(exposed),
      0,
    ),
    cellBytes: (alias === undefined ? series : series / 2) * CELL, // an old name has no cells of its own
  };
}

function headerBytes({ name, help, type }: Family): number {
  const escaped = help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return byteLength(`# HELP ${name} ${escaped}\n# TYPE ${name} ${type}\n`);
}

/** The longest texts of sample values: `-0.0000012345678901234567`, the same without a sign, and 2^53. */
const LONGEST_VALUE = 25;
const LONGEST_POSITIVE = 24;
const LONGEST_COUNT = 16;

function sampleBytes(family: Family): number {
  const labelled = family.vectors.length > 0;
  const labels = labelBytes(family);
  const lines = (suffix: string, value: number) => {
    const line = byteLength(`${family.name}${suffix}${labelled ? "{}" : ""} \n`) + value;
    return family.labelSets * line + labels;
  };
  if (family.type === "counter") return lines("", LONGEST_POSITIVE);
  if (family.type === "gauge") return lines("", LONGEST_VALUE);
  const buckets = [...family.buckets.map(boundText), "+Inf"].map((bound) => {
    return lines(labelled ? `_bucket,le="${bound}"` : `_bucket{le="${bound}"}`, LONGEST_COUNT);
  });
  return buckets.reduce(
    (sum, bytes) => sum + bytes,
    lines("_sum", LONGEST_VALUE) + lines("_count", LONGEST_COUNT),
  );
}

/** The bytes of `code="200",method="GET"` over all label sets: each value of a label is in its share of them. */
function labelBytes({ vectors, labelSets }: Family): number {
  const separators = Math.max(0, vectors.length - 1) * labelSets;
  return vectors.reduce((sum, vector) => {
    return (
      sum + labelSets * byteLength(`${vector.label}=""`) + valueBytes(vector) * (labelSets / vector.size)
    );
  }, separators);
}

/** The bytes of all label values of a vector, escaped. */
function valueBytes(vector: Vector): number {
  if (vector.kind === "open") {
    // A UTF-16 code unit has at most three bytes of UTF-8.
    return (vector.size - 1) * 3 * vector.maxLength + escapedBytes(vector.otherwise);
  }
  const set = closedSet(vector);
  if (set?.kind === "range") return digitsOfRange(set.min, set.max);
  const values =
    set === undefined ? [] : [...set.values, ...(set.otherwise === undefined ? [] : [set.otherwise])];
  return values.reduce((sum, value) => sum + escapedBytes(value), 0);
}

function escapedBytes(value: string): number {
  return byteLength(value) + (value.match(/["\\\n]/g)?.length ?? 0);
}

/** The number of characters of all whole numbers of a range, without writing each. */
function digitsOfRange(min: number, max: number): number {
  if (min < 0) {
    const negative = -Math.min(max, -1);
    return digitsOfRange(negative, -min) + (-min - negative + 1) + (max < 0 ? 0 : digitsOfRange(0, max));
  }
  let sum = 0;
  for (let from = min; from <= max; ) {
    const digits = String(from).length;
    const to = Math.min(max, 10 ** digits - 1);
    sum += (to - from + 1) * digits;
    from = to + 1;
  }
  return sum;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** A table for people. */
export function statsTable({ families, totals }: SchemaStats): string {
  const rows = families.map(({ name, type, labels, series, seriesBudget, bytes }) => [
    name,
    type,
    groupDigits(series),
    `${Math.ceil((100 * series) / seriesBudget)} %`,
    groupDigits(bytes),
    labels.map((label) => `${label.name} ${groupDigits(label.values)}`).join(" × "),
  ]);
  const all = [["FAMILY", "TYPE", "SERIES", "OF BUDGET", "BYTES", "LABELS"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lines = all.map((row) => {
    return row.map((cell, at) =>
      at >= 2 && at <= 4 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    );
  });
  const summary =
    `${count(totals.families, "family", "families")} with ${count(totals.labels, "label")}, ` +
    `at most ${count(totals.series, "series", "series")}: ${groupDigits(totals.bytes)} bytes in a scrape, ` +
    `${groupDigits(totals.cellBytes)} bytes of cells\n`;
  return `${lines.map((cells) => cells.join("  ").trimEnd()).join("\n")}\n${summary}`;
}

/** `{ families: [{ name, type, labels, labelSets, series, seriesBudget, bytes, cellBytes }], totals }` */
export function statsDocument(stats: SchemaStats): string {
  return `${JSON.stringify(stats, undefined, 2)}\n`;
}
