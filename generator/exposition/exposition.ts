import type { ExpositionFinding } from "./findings.js";

/** `text` is Prometheus' text format 0.0.4, `openmetrics` the text format of OpenMetrics 1.0.0. */
export type ExpositionFormat = "text" | "openmetrics";

/** What an exposition says, or a part of one. */
export interface Exposition {
  /** In the order of the exposition, each once; but in OpenMetrics one that is split, an error, for each group. */
  readonly families: readonly ExposedFamily[];
  /** What makes the exposition invalid, in the order in which it was found; empty if it is valid. */
  readonly errors: readonly ExpositionFinding[];
  /** What is valid, or taken by Prometheus, and should be written otherwise all the same. */
  readonly warnings: readonly ExpositionFinding[];
  /** How many findings there are besides those that are listed. */
  readonly omitted: number;
}

/** The text format's `untyped`, and a family without a type, are `unknown`. */
export type ExposedType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "unknown"
  | "gaugehistogram"
  | "stateset"
  | "info";

export interface ExposedFamily {
  /** As its metadata name it: without the suffixes that samples of a histogram, say, have. */
  readonly name: string;
  readonly type: ExposedType;
  /** `undefined` if there is none. */
  readonly help: string | undefined;
  /** `undefined` if there is none, as always in the text format. */
  readonly unit: string | undefined;
  /** The first line that speaks of the family, counted from 1. */
  readonly line: number;
  readonly samples: readonly ExposedSample[];
}

export interface ExposedSample {
  /** With the suffix: `_bucket`, `_sum`, `_total`. */
  readonly name: string;
  /** As they stand in the exposition, `le` and `quantile` among them. No name stands twice. */
  readonly labels: readonly ExposedLabel[];
  readonly value: number;
  /** Seconds since 1970 in both formats; `undefined` if there is none. */
  readonly timestamp: number | undefined;
  readonly exemplar: ExposedExemplar | undefined;
  /** Counted from 1. */
  readonly line: number;
}

export interface ExposedLabel {
  readonly name: string;
  readonly value: string;
}

export interface ExposedExemplar {
  readonly labels: readonly ExposedLabel[];
  readonly value: number;
  /** Seconds since 1970; `undefined` if there is none. */
  readonly timestamp: number | undefined;
}

/** A family while its lines are read. */
export interface FamilyUnderWay {
  readonly name: string;
  readonly line: number;
  type: ExposedType | undefined;
  /** Empty where its line says nothing, which is as if there were none. */
  help: string | undefined;
  unit: string | undefined;
  /** Whether a sample was read, in this part of the exposition or an earlier one. */
  hasSamples: boolean;
  /** Those of the present part. */
  samples: ExposedSample[];
  /** Whether the present part speaks of the family. */
  isTouched: boolean;
}

export function startFamily(name: string, line: number): FamilyUnderWay {
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

/** The families that a part of an exposition speaks of, in its order. */
export class TouchedFamilies {
  private families: FamilyUnderWay[] = [];

  touch(family: FamilyUnderWay): void {
    if (family.isTouched) return;
    family.isTouched = true;
    this.families.push(family);
  }

  /** Those since the last time, as plain data. */
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
