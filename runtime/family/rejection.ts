/**
 * Why a sample was not recorded:
 * - `missing_label`: a label, or the whole label set, is absent;
 * - `unknown_label_value`: a label value is not one that the schema allows;
 * - `not_a_number`: the value is NaN or no number;
 * - `negative`: a counter cannot go down;
 * - `infinite`: a counter cannot be infinite;
 * - `sample_failed`: the callback of a sampled gauge threw, or is no function.
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
}

/** A sample that was not recorded. */
export interface RejectedSample extends Fault {
  /** The exposed name of the metric family. */
  readonly metric: string;
}

/** Thrown in strict mode in place of counting. */
export class RejectedSampleError extends Error implements RejectedSample {
  override readonly name = "RejectedSampleError";
  readonly metric: string;
  readonly reason: RejectionReason;
  readonly detail: string;

  constructor(sample: RejectedSample) {
    super(`${sample.metric}: ${sample.detail}`);
    this.metric = sample.metric;
    this.reason = sample.reason;
    this.detail = sample.detail;
  }
}
