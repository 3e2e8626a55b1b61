import type { ExpositionFinding } from "./findings.js";

/** `text` is Prometheus' text format 0.0.4, `openmetrics` the text format of OpenMetrics 1.0.0. */
export type ExpositionFormat = "text" | "openmetrics";

/** A parsed exposition, or a part of one. */
export interface Exposition {
  /** In the order of the exposition, each once. In OpenMetrics, a family that is split is there once for each group. */
  readonly families: readonly ExposedFamily[];
  /** Findings that make the exposition invalid, in the order in which the parser found them. */
  readonly errors: readonly ExpositionFinding[];
  /** Findings that are valid or that Prometheus accepts, and that are better written in another way. */
  readonly warnings: readonly ExpositionFinding[];
  /** Number of further findings that are not listed. */
  readonly omitted: number;
}

/** `untyped` of the text format, and a family without a type, are `unknown`. */
export type ExposedType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "unknown"
  | "gaugehistogram"
  | "stateset"
  | "info";

/** A family of an exposition, with its samples. */
export interface ExposedFamily {
  /** The name in the family's metadata, without the suffixes of samples, such as `_bucket`. */
  readonly name: string;
  readonly type: ExposedType;
  /** `undefined` if there is none. */
  readonly help: string | undefined;
  /** `undefined` if there is none; the text format has no units. */
  readonly unit: string | undefined;
  /** The first line of the family, counted from 1. */
  readonly line: number;
  readonly samples: readonly ExposedSample[];
}

/** A line of an exposition with a value. */
export interface ExposedSample {
  /** With the suffix, such as `_bucket`, `_sum` or `_total`. */
  readonly name: string;
  /** In the order of the exposition, with `le` and `quantile`. Each name is there once. An empty value is a missing label. */
  readonly labels: readonly ExposedLabel[];
  readonly value: number;
  /** Seconds since 1970 in both formats; `undefined` if there is none. */
  readonly timestamp: number | undefined;
  readonly exemplar: ExposedExemplar | undefined;
  /** Counted from 1. */
  readonly line: number;
}

/** A label of a sample. */
export interface ExposedLabel {
  readonly name: string;
  readonly value: string;
}

/** An exemplar of a sample, as an exposition has it. */
export interface ExposedExemplar {
  readonly labels: readonly ExposedLabel[];
  readonly value: number;
  /** Seconds since 1970; `undefined` if there is none. */
  readonly timestamp: number | undefined;
}

/**
 * The name of the samples that have the times at which the series of a family began; `undefined` if its type has none. The
 * name of a gauge can end in `_created` for other reasons.
 */
export function creationTimeName({ name, type }: Pick<ExposedFamily, "name" | "type">): string | undefined {
  return type === "counter" || type === "histogram" || type === "summary" ? `${name}_created` : undefined;
}

/** The number of a bucket's `le`, so that `1`, `1.0` and `1e0` are equal; NaN for a text that is no upper bound. */
export function upperBoundOf(le: string): number {
  if (DECIMAL.test(le)) return finiteOrNaN(Number(le));
  return /^\+?inf(?:inity)?$/i.test(le) ? Number.POSITIVE_INFINITY : Number.NaN;
}

const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

function finiteOrNaN(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A family whose lines are being parsed. */
export interface OpenFamily {
  readonly name: string;
  readonly line: number;
  type: ExposedType | undefined;
  /** Empty if its line has no text, which counts as no help. */
  help: string | undefined;
  unit: string | undefined;
  /** Whether the exposition had a sample of the family already, in this part or an earlier one. */
  hasSamples: boolean;
  /** The samples in the current part of the exposition. */
  samples: ExposedSample[];
  /** Whether the current part has a line of the family. */
  isTouched: boolean;
}

export function startFamily(name: string, line: number): OpenFamily {
  return {
    name,
    line,
    type: undefined,
    help: undefined,
    unit: undefined,
    hasSamples: false,
    samples: [],
    isTouched: false,
  };
}

/** Collects the families with lines in the current part of an exposition, in its order. */
export class TouchedFamilies {
  private families: OpenFamily[] = [];

  touch(family: OpenFamily): void {
    if (family.isTouched) return;
    family.isTouched = true;
    this.families.push(family);
  }

  /** Returns the families since the last call, as plain data. */
  take(): readonly ExposedFamily[] {
    const taken = this.families.map((family) => {
      const { name, type = "unknown", help, unit, line, samples } = family;
      family.samples = [];
      family.isTouched = false;
      return { name, type, help: help || undefined, unit: unit || undefined, line, samples };
    });
    this.families = [];
    return taken;
  }
}
