import type { DraftFamily } from "./draft.js";

/** A unit that a name ends in, as https://prometheus.io/docs/practices/naming/ wants it; a counter's before `_total`. */
export function unitInName(name: string): string | undefined {
  return SUFFIX.exec(name)?.[1];
}

/** The unit of what a histogram most likely times, where its name does not end in one. */
export function unitOfDuration({ key, type }: Pick<DraftFamily, "key" | "type">): string | undefined {
  return type === "histogram" && DURATION.test(key) ? "seconds" : undefined;
}

const SUFFIX =
  /_(seconds|milliseconds|microseconds|nanoseconds|bytes|ratio|celsius|meters|volts|amperes|joules|grams|hertz)(?:_total)?$/;

const DURATION = /(?:^|_)(?:duration|latency)(?:_|$)/;
