/**
 * Why a sample was not recorded:
 * - `missing_label`: a label, or the whole label set, is absent;
 * - `unknown_label_value`: a label value is not one that the schema allows;
 * - `not_a_number`: the value is NaN or no number;
 * - `negative`: a counter cannot go down;
 * - `infinite`: a counter cannot go up by Infinity, and a histogram observes finite values only;
 * - `sample_failed`: the callback of a sampled gauge threw, gave no number in time, or is no function.
 */
export type RejectionReason = (typeof REJECTION_REASONS)[number];

export const REJECTION_REASONS = [
  "missing_label",
  "unknown_label_value",
  "not_a_number",
  "negative",
  "infinite",
  "sample_failed",
] as const;

/** What is wrong with a sample. */
export interface Fault {
  readonly reason: RejectionReason;
  /** A sentence that quotes the value. */
  readonly detail: string;
  /** The names of the labels at fault; `undefined` if the value is. */
  readonly labels?: readonly string[];
}

/** A sample that was not recorded. */
export interface RejectedSample extends Fault {
  /** The exposed name of the metric family. */
  readonly metric: string;
  /** Whether the client's own metric has it, beside the series of the schema. Only the drop-in client keeps samples. */
  readonly kept?: boolean;
}

/** Thrown in strict mode, where a rejected sample is otherwise counted. */
export class RejectedSampleError extends Error implements RejectedSample {
  /** Also for an error of another copy of this package: the copies share their families. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === "RejectedSampleError";
  }

  override readonly name = "RejectedSampleError";
  readonly metric: string;
  readonly reason: RejectionReason;
  readonly detail: string;
  readonly labels?: readonly string[];

  constructor(sample: RejectedSample) {
    super(`${sample.metric}: ${sample.detail}`);
    this.metric = sample.metric;
    this.reason = sample.reason;
    this.detail = sample.detail;
    if (sample.labels !== undefined) this.labels = sample.labels;
  }
}

/** Why a counter cannot be increased by a value; `undefined` if it can. */
export function incrementFault(by: unknown): Fault | undefined {
  if (typeof by !== "number" || Number.isNaN(by)) return numberFault(by);
  if (by < 0) return { reason: "negative", detail: `a counter cannot be increased by ${by}` };
  if (by === Infinity) return { reason: "infinite", detail: "a counter cannot be increased by Infinity" };
  return undefined;
}

/** Why a value cannot be observed or added; `undefined` if it can. */
export function numberFault(value: unknown): Fault | undefined {
  if (typeof value === "number" && !Number.isNaN(value)) return undefined;
  return { reason: "not_a_number", detail: `the value is ${quoted(value)}; expected a number` };
}

/** Why a histogram cannot observe a value; `undefined` if it can. */
export function observationFault(value: unknown): Fault | undefined {
  if (value !== Infinity && value !== -Infinity) return numberFault(value);
  return { reason: "infinite", detail: `the value is ${value}; expected a finite number` };
}

/** Shows any value in at most about 60 characters, in one line, and never throws. */
export function quoted(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value.slice(0, 60));
    return value.length > 60 ? `${text}…` : text;
  }
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "bigint") return `${value}n`.slice(0, 60);
  return String(value).slice(0, 60);
}

/** The message of whatever was thrown. It never throws itself. */
export function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? String(error.message) : quoted(error);
  } catch {
    return "an error without a message";
  }
}
