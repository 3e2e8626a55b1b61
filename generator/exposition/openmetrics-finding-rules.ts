import { listOr } from "../text/words.js";
import { type FindingName, type FindingToken, irregular } from "./finding-rules.js";

/** Samples of OpenMetrics, each by itself. */
const SAMPLES = {
  "bad-suffix": irregular<FindingName & { type: string; names: readonly string[] }>(
    ({ name, type, names }) => [
      `\`${name}\` is not a sample of ${type === "info" || type === "unknown" ? "an" : "a"} ${type}.`,
      `Write ${listOr(names)}.`,
    ],
  ),
  "not-a-count": irregular<FindingToken & FindingName>(({ token, name }) => [
    `\`${token}\` is not a value of \`${name}\`, which counts.`,
    "Write an integer of at least 0.",
  ]),
  "not-a-total": irregular<FindingToken & FindingName>(({ token, name }) => [
    `\`${token}\` is not a value of \`${name}\`, which only goes up from 0.`,
    "Write a number of at least 0. A metric that goes down is a gauge.",
  ]),
  "nan-sum": irregular<FindingName>(({ name }) => [
    `\`${name}\` is NaN.`,
    "Write a number, or leave the sample out.",
  ]),
  "bad-created": irregular<FindingToken & FindingName>(({ token, name }) => [
    `\`${token}\` is not a value of \`${name}\`.`,
    "Write seconds since 1970.",
  ]),
  "bad-state": irregular<FindingToken>(({ token }) => [
    `\`${token}\` is not the value of a state.`,
    "Write 1 for a state that is on, and 0 for one that is off.",
  ]),
  "bad-info": irregular<FindingToken>(({ token }) => [
    `\`${token}\` is not the value of an info.`,
    "Write 1.",
  ]),
  "negative-quantile": irregular<FindingToken>(({ token }) => [
    `\`${token}\` is not the value of a quantile.`,
    "Write a number of at least 0, or NaN if nothing was observed.",
  ]),
  "missing-label": irregular<FindingName & { label: string }>(({ name, label }) => [
    `\`${name}\` has no label \`${label}\`.`,
    `Write \`${name}{${label}="…"}\`.`,
  ]),
  "foreign-label": irregular<FindingName & { label: string }>(({ name, label }) => [
    `\`${name}\` has a label \`${label}\`, which only other samples of its family have.`,
    "Remove the label.",
  ]),
  "bad-le": irregular<{ value: string }>(({ value }) => [
    `\`${value}\` is not an upper bound.`,
    'Write a number, as `le="0.5"`, or `le="+Inf"`.',
  ]),
  "bad-quantile": irregular<{ value: string }>(({ value }) => [
    `\`${value}\` is not a quantile.`,
    "Write a number from 0 to 1.",
  ]),
  "uncommon-number": irregular<{ value: string; canonical: string }>(({ value, canonical }) => [
    `OpenMetrics writes the number \`${value}\` in another way in a label.`,
    `Write \`${canonical}\`: the spelling is part of the series.`,
  ]),
};

/** Samples of one family together: series, and the metric points of OpenMetrics. */
const SERIES = {
  "duplicate-series": irregular<FindingName>(({ name }) => [
    `The series of \`${name}\` is there twice.`,
    "Write each name and label set once.",
  ]),
  "conflicting-series": irregular<FindingName & { value: string; before: string }>(
    ({ name, value, before }) => [
      `The series of \`${name}\` is there twice, with ${before} and with ${value}.`,
      "Write each name and label set once. Prometheus keeps one of the two values.",
    ],
  ),
  "split-metric": irregular<FindingName>(({ name }) => [
    `\`${name}\` goes on with an earlier label set, after samples of another.`,
    "Write all samples of a label set as one group.",
  ]),
  "mixed-timestamps": irregular<FindingName>(({ name }) => [
    `Some samples of the label set have a timestamp and some have none; \`${name}\` is the first that differs.`,
    "Write a timestamp on each of them, or on none.",
  ]),
  "timestamp-back": irregular<FindingToken>(({ token }) => [
    `\`${token}\` is before the timestamp of the previous sample of the same label set.`,
    "Write them in the order of their timestamps.",
  ]),
  "no-total": irregular<FindingName>(({ name }) => [
    `The counter \`${name}\` has no \`${name}_total\` for this label set.`,
    "Write one.",
  ]),
  "no-inf-bucket": irregular<FindingName>(({ name }) => [
    `The histogram \`${name}\` has no bucket \`+Inf\` for this label set.`,
    `Write \`${name}_bucket{le="+Inf"}\`.`,
  ]),
  "bucket-order": irregular<{ le: string; before: string }>(({ le, before }) => [
    `The bucket \`le="${le}"\` comes after the bucket \`le="${before}"\`.`,
    "Write the buckets in ascending order, each once.",
  ]),
  "bucket-decrease": irregular<{ value: number; before: number }>(({ value, before }) => [
    `The bucket has ${value}, and the one before has ${before}.`,
    "A bucket also counts what the buckets before it count.",
  ]),
  "count-mismatch": irregular<FindingName & { suffix: string; count: number; bucket: number }>(
    ({ name, suffix, count, bucket }) => [
      `\`${name}${suffix}\` is ${count}, and the bucket \`+Inf\` has ${bucket}.`,
      "Both count all observations.",
    ],
  ),
  "sum-without-count": irregular<FindingName & { present: string; missing: string }>(
    ({ name, present, missing }) => [
      `\`${name}\` has \`${present}\` and no \`${missing}\` for this label set.`,
      "Write both, or none.",
    ],
  ),
  "sum-of-negatives": irregular<FindingName>(({ name }) => [
    `\`${name}\` has a sum and buckets below 0: the sum may go down.`,
    "Leave out the sum, and the count with it.",
  ]),
  "negative-gsum": irregular<FindingName>(({ name }) => [
    `\`${name}\` has a sum below 0 and no bucket below 0.`,
    "Write the sum of the observations in the buckets.",
  ]),
};

/** Findings in the samples of a family; but for those of series, OpenMetrics alone has these rules. */
export const SAMPLE_FINDINGS = { ...SAMPLES, ...SERIES };
