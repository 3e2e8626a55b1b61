import { measure } from "mitata";

/** One measured operation. */
export interface Result {
  readonly name: string;
  /** Median nanoseconds of one operation. */
  readonly nanoseconds: number;
}

/**
 * Measures by mitata, whose samples are each one call.
 *
 * @param operations how many operations a call makes
 */
export async function median(name: string, operations: number, call: () => unknown): Promise<Result> {
  const { p50 } = await measure(call, { min_samples: 50, min_cpu_time: 400_000_000, inner_gc: false });
  return { name, nanoseconds: p50 / operations };
}
