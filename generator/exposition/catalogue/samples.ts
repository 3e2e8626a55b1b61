import { some } from "./choice.js";
import { error, warning } from "./entry.js";

/** Samples of OpenMetrics, each by itself. */
export const SAMPLES = {
  "bad-suffix": error((name: string, type: string, names: readonly string[]) => [
    `\`${name}\` is no sample of ${type === "info" || type === "unknown" ? "an" : "a"} ${type}.`,
    `Write ${some(names)}.`,
  ]),
  "not-a-count": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`, which counts.`,
    "Write an integer of at least 0.",
  ]),
  "not-a-total": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`, which only goes up from 0.`,
    "Write a number of at least 0. What may go down is a gauge.",
  ]),
  "nan-sum": error((name: string) => [`\`${name}\` is NaN.`, "Write a number, or leave the sample out."]),
  "bad-created": error((token: string, name: string) => [
    `\`${token}\` is no value of \`${name}\`.`,
    "Write seconds since 1970.",
  ]),
  "bad-state": error((token: string) => [
    `\`${token}\` is no value of a state.`,
    "Write 1 for a state that is on, and 0 for one that is off.",
  ]),
  "bad-info": error((token: string) => [`\`${token}\` is no value of an info.`, "Write 1."]),
  "negative-quantile": error((token: string) => [
    `\`${token}\` is no value of a quantile.`,
    "Write a number of at least 0, or NaN if nothing was observed.",
  ]),
  "missing-label": error((name: string, label: string) => [
    `\`${name}\` has no label \`${label}\`.`,
    `Write \`${name}{${label}="…"}\`.`,
  ]),
  "foreign-label": error((name: string, label: string) => [
    `\`${name}\` has a label \`${label}\`, which is for other samples of its family.`,
    "Remove the label.",
  ]),
  "bad-le": error((value: string) => [
    `\`${value}\` is no upper bound.`,
    'Write a number, as `le="0.5"`, or `le="+Inf"`.',
  ]),
  "bad-quantile": error((value: string) => [`\`${value}\` is no quantile.`, "Write a number from 0 to 1."]),
  "uncommon-number": warning((value: string, canonical: string) => [
    `\`${value}\` is not how OpenMetrics spells this number in a label.`,
    `Write \`${canonical}\`: the spelling is part of the series.`,
  ]),
};
