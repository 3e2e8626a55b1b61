import { error } from "../define.js";

/** Buckets and label values. */
export const VALUES_CATALOGUE = {
  "buckets-empty": error<Record<never, never>>({
    title: "no buckets",
    message: () => "`buckets` is empty.",
    help: () =>
      "Write the upper bounds in ascending order, such as `[.005, .01, .025, .05, .1, .25, .5, 1]`.",
  }),
  "buckets-unsorted": error<{ bound: string; before: string }>({
    title: "buckets out of order",
    message: ({ bound, before }) => `The upper bound ${bound} stands after ${before}, which is larger.`,
    help: () => "Write the upper bounds in ascending order.",
  }),
  "bucket-duplicate": error<{ bound: string }>({
    title: "bucket twice",
    message: ({ bound }) => `The upper bound ${bound} stands twice.`,
    help: () => "Remove one of the two.",
  }),
  "bucket-not-finite": error<{ got: string; infinite: boolean }>({
    title: "upper bound that is no finite number",
    message: ({ got }) => `An upper bound must be a finite number, not ${got}.`,
    help: ({ infinite }) => (infinite ? "Leave it out: the bucket `+Inf` is implied." : undefined),
  }),
  "values-empty": error<Record<never, never>>({
    title: "no values",
    message: () => "`values` is empty, so nothing could ever be recorded.",
    help: () => "List the label values, or bound an open set with `type: string` and `max_values`.",
  }),
  "value-duplicate": error<{ value: string; otherwise: boolean }>({
    title: "value twice",
    message: ({ value, otherwise }) =>
      otherwise
        ? `\`otherwise\` is \`${value}\`, which is one of the values.`
        : `The value \`${value}\` stands twice.`,
    help: ({ otherwise }) =>
      otherwise ? "Take it out of the values, or name another." : "Remove one of the two.",
  }),
  "value-empty": error<Record<never, never>>({
    title: "empty label value",
    message: () => "A label value is empty, which Prometheus takes for an absent label.",
    help: () => "Give the value a name, such as `none`.",
  }),
  "value-surrogate": error<{ value: string }>({
    title: "label value that is no text",
    message: ({ value }) => `The value ${value} has half of a surrogate pair, which is no character.`,
    help: () => 'Write the whole character, or its code point as `"\\U0001F600"`.',
  }),
  "initialize-open": error<{ family: string; vector: string }>({
    title: "open vector at 0 from the start",
    message: ({ family, vector }) =>
      `\`${family}\` cannot be exposed at 0 from the start: the label values of \`${vector}\` are not known before they are recorded.`,
    help: ({ vector }) => `Write \`initialize: false\` for it, or close \`${vector}\` with \`values\`.`,
  }),
  "invalid-range": error<{ min: number; max: number }>({
    title: "range upside down",
    message: ({ min, max }) => `\`min\` is ${min}, which is more than \`max\`, ${max}.`,
    help: () => "Exchange the two.",
  }),
};
