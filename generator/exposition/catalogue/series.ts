import { error, tolerated } from "./entry.js";

/** Samples together: series, and the metric points of OpenMetrics. */
export const SERIES = {
  "duplicate-series": tolerated((name: string) => [
    `The series of \`${name}\` stands twice.`,
    "Write each name and label set once.",
  ]),
  "split-metric": error((name: string) => [
    `The label set of \`${name}\` has been before, and others between.`,
    "Write all samples of a label set as one group.",
  ]),
  "mixed-timestamps": error((name: string) => [
    `The samples of one label set have timestamps and have none; \`${name}\` changes that.`,
    "Write a timestamp on each of them, or on none.",
  ]),
  "timestamp-back": error((token: string) => [
    `\`${token}\` is before the timestamp of the sample before, of the same label set.`,
    "Write them in the order of their timestamps.",
  ]),
  "no-total": error((name: string) => [
    `The counter \`${name}\` has no \`${name}_total\` for this label set.`,
    "Write one.",
  ]),
  "no-inf-bucket": error((name: string) => [
    `The histogram \`${name}\` has no bucket \`+Inf\` for this label set.`,
    `Write \`${name}_bucket{le="+Inf"}\`.`,
  ]),
  "bucket-order": error((le: string, before: string) => [
    `The bucket \`le="${le}"\` stands behind the bucket \`le="${before}"\`.`,
    "Write the buckets in ascending order, each once.",
  ]),
  "bucket-decrease": error((value: number, before: number) => [
    `The bucket has ${value}, and the one before has ${before}.`,
    "A bucket counts what the ones before it count, too.",
  ]),
  "count-mismatch": error((name: string, count: number, bucket: number) => [
    `\`${name}\` is ${count}, and the bucket \`+Inf\` has ${bucket}.`,
    "Both count all observations.",
  ]),
  "sum-without-count": error((name: string, present: string, missing: string) => [
    `\`${name}\` has \`${present}\` and no \`${missing}\` for this label set.`,
    "Write both, or none.",
  ]),
  "sum-of-negatives": error((name: string) => [
    `\`${name}\` has a sum and buckets below 0: it may go down.`,
    "Leave out the sum, and the count with it.",
  ]),
  "negative-gsum": error((name: string) => [
    `\`${name}\` has a sum below 0 and no bucket below 0.`,
    "Write the sum of what is in the buckets.",
  ]),
};
