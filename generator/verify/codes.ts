import { defineCodes, error, warning } from "../diagnostics/define.js";
import { groupDigits, listAnd, listOr } from "../text/words.js";

/** How an exposition differs from its schema. */
export const VERIFY_CODES = defineCodes({
  "missing-family": error<{ type: string; name: string; schema: string }>({
    title: "family that is not exposed",
    message: ({ type, name }) => `The ${type} \`${name}\` is not exposed.`,
    help: ({ schema }) =>
      `Register it in the program, or remove it from \`${schema}\`. A family without series is exposed by its \`# TYPE\` line.`,
  }),
  "undeclared-family": error<{ name: string; schema: string; nearest: string | undefined }>({
    title: "family that the schema does not declare",
    message: ({ name, schema }) => `\`${name}\` is exposed, and \`${schema}\` does not declare it.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? `Declare it, or name it in the schema's \`ignore\` if it belongs to another library.`
        : `Did you mean \`${nearest}\`? If not, declare it, or name it in the schema's \`ignore\`.`,
  }),
  "type-mismatch": error<{ name: string; declared: string; exposed: string }>({
    title: "family of another type",
    message: ({ name, declared, exposed }) =>
      exposed === "unknown"
        ? `\`${name}\` has no type here, and is a ${declared} in the schema.`
        : `\`${name}\` is ${withArticle(exposed)} here, and a ${declared} in the schema.`,
    help: ({ name, declared }) =>
      `Expose it with \`# TYPE ${name} ${declared}\`, or change its type in the schema.`,
  }),
  "help-mismatch": error<{ name: string; declared: string; exposed: string | undefined }>({
    title: "help that differs from the schema",
    message: ({ name, exposed }) =>
      exposed === undefined
        ? `\`${name}\` has no help here.`
        : `The help of \`${name}\` is ${JSON.stringify(exposed)} here.`,
    help: ({ declared }) => `In the schema, its description is ${JSON.stringify(declared)}.`,
  }),
  "unit-mismatch": error<{ name: string; declared: string | undefined; exposed: string }>({
    title: "unit that differs from the schema",
    message: ({ name, declared, exposed }) =>
      declared === undefined
        ? `The unit of \`${name}\` is \`${exposed}\` here, and the schema declares none.`
        : `The unit of \`${name}\` is \`${exposed}\` here, and \`${declared}\` in the schema.`,
    help: ({ exposed }) => `Expose it in the schema's unit, or declare \`unit: ${exposed}\`.`,
  }),
  "undeclared-label": error<{ family: string; label: string; nearest: string | undefined; count: number }>({
    title: "label that no family of the schema has",
    message: ({ family, label, count }) =>
      `\`${family}\` has the label \`${label}\` in ${countSamples(count)}, and no family of the schema has it.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Remove the label, or declare it as a vector of the family."
        : `Did you mean \`${nearest}\`?`,
  }),
  "misplaced-label": error<{
    family: string;
    label: string;
    vectors: readonly string[];
    /** The vectors of other families that have the label: at least one. */
    declaring: readonly string[];
    count: number;
  }>({
    title: "label of other families",
    message: ({ family, label, count }) =>
      `\`${family}\` has the label \`${label}\` in ${countSamples(count)}; the schema declares it for other families only.`,
    help: ({ vectors, declaring: [only = "", ...others] }) =>
      others.length === 0
        ? `Remove the label, or write \`vectors: [${[...vectors, only].join(", ")}]\` in the schema.`
        : `Remove the label, or add to the family's \`vectors\` the one that has its values: ${listOr([only, ...others])}.`,
  }),
  "missing-label": error<{ family: string; label: string; count: number }>({
    title: "label that is missing",
    message: ({ family, label, count }) =>
      `\`${family}\` has no label \`${label}\` in ${countSamples(count)}.`,
    help: () => "Give every sample a value for each label of the family; an empty value counts as none.",
  }),
  "undeclared-value": error<{
    family: string;
    label: string;
    vector: string;
    value: string;
    expected: string;
    nearest: string | undefined;
    count: number;
  }>({
    title: "label value that the vector does not have",
    message: ({ family, label, value, count }) =>
      `\`${family}\` has \`${label}\` ${JSON.stringify(value)} in ${countSamples(count)}, which the schema does not allow.`,
    help: ({ nearest, vector, expected }) =>
      nearest === undefined ? `The vector \`${vector}\` is ${expected}.` : `Did you mean \`${nearest}\`?`,
  }),
  "undeclared-bucket": error<{ family: string; bound: string; count: number }>({
    title: "bucket that the schema does not declare",
    message: ({ family, bound, count }) =>
      `\`${family}\` has the bucket \`le="${bound}"\` in ${countSamples(count)}, which the schema does not declare.`,
    help: () => "Remove the bucket from the program, or add its upper bound to `buckets`.",
  }),
  "missing-buckets": error<{ family: string; bounds: readonly string[]; count: number }>({
    title: "buckets that are missing",
    message: ({ family, bounds, count }) =>
      `\`${family}\` lacks the ${bounds.length === 1 ? "bucket" : "buckets"} ${listAnd(bounds)} in ${countLabelSets(count)}.`,
    help: () => "Observe with the schema's `buckets`, or remove the upper bounds from them.",
  }),
  "no-buckets": error<{ family: string; series: string; count: number }>({
    title: "histogram without a bucket",
    message: ({ family, series, count }) =>
      count === 1
        ? `The histogram \`${series}\` has no bucket.`
        : `The histogram \`${family}\` has no bucket in ${countLabelSets(count)}, such as \`${series}\`.`,
    help: ({ family }) =>
      `Expose \`${family}_bucket\` for each upper bound and for \`+Inf\`, or declare another type: without buckets there is no quantile.`,
  }),
  "falling-buckets": error<{ series: string; value: string; below: string; more: string; count: number }>({
    title: "bucket that counts less than a lower one",
    message: ({ series, value, below, more, count }) =>
      `\`${series}\` is ${value}, and the bucket \`le="${below}"\` is ${more}${alsoFound(count)}.`,
    help: () => "A bucket also counts what the buckets below it count: expose cumulative counts.",
  }),
  "count-mismatch": error<{ series: string; value: string; bucket: string; count: number }>({
    title: "count that is not that of the bucket `+Inf`",
    message: ({ series, value, bucket, count }) =>
      `\`${series}\` is ${value}, and the bucket \`le="+Inf"\` is ${bucket}${alsoFound(count)}.`,
    help: () => "Both count all observations: record each observation in both.",
  }),
  "missing-totals": error<{ family: string; suffix: string; count: number }>({
    title: "histogram without its sum or count",
    message: ({ family, suffix, count }) =>
      `The histogram \`${family}\` has no \`${family}${suffix}\` in ${countLabelSets(count)}.`,
    help: () => "Expose a sum and a count for each label set: averages and rates are computed from them.",
  }),
  "impossible-count": error<{ series: string; value: string; count: number }>({
    title: "counter that is negative or not a number",
    message: ({ series, value, count }) =>
      `\`${series}\` is ${value}, and what counts is a number of at least 0${alsoFound(count)}.`,
    help: () => "A counter starts at 0 and only goes up. A metric that goes below 0 is a gauge.",
  }),
  "conflicting-series": error<{ problem: string; help: string }>({
    title: "series that stands twice with different values",
    message: ({ problem }) => problem,
    help: ({ help }) => help,
  }),
  "values-over-limit": error<{
    family: string;
    label: string;
    vector: string;
    values: string;
    limit: number;
  }>({
    title: "more label values than the vector allows",
    message: ({ family, label, values, limit }) =>
      `\`${family}\` has ${values} values of \`${label}\`; the schema allows ${groupDigits(limit)}.`,
    help: ({ vector }) =>
      `Record further values as the vector's \`otherwise\`, or raise \`max_values\` of \`${vector}\`.`,
  }),
  "series-over-budget": error<{ family: string; series: number; budget: number }>({
    title: "more series than the budget allows",
    message: ({ family, series, budget }) =>
      `\`${family}\` has ${groupDigits(series)} series; its budget is ${groupDigits(budget)}.`,
    help: () => "Remove the label that multiplies the series, or raise `series_budget` of this family.",
  }),
  "deprecated-in-use": warning<{ name: string; reason: string }>({
    title: "deprecated family in use",
    message: ({ name, reason }) => `\`${name}\` is deprecated, and is recorded: ${reason}`,
  }),
  "counter-decreased": error<{
    series: string;
    before: string;
    after: string;
    wasGone: boolean;
    count: number;
  }>({
    title: "counter that went down",
    message: ({ series, before, after, wasGone, count }) =>
      `\`${series}\` went from ${before} to ${after}${wasGone ? " after a scrape without it" : ""}, and the process was not restarted${
        count === 1 ? "" : `; so did others of its family, ${groupDigits(count)} in all`
      }.`,
    help: () =>
      "A counter only goes up: do not reset or remove it while the program runs. A metric that goes down is a gauge.",
  }),
  "unknown-restarts": warning<object>({
    title: "decreases that are not judged",
    message: () =>
      "Counters that go down are not judged, because no `process_start_time_seconds` tells whether the process was restarted.",
    help: () => "Expose the metrics of the process, too. Each client and the runtime have them.",
  }),
  "scrape-failed": error<{ problem: string; count: number; scrapes: number }>({
    title: "scrape that failed",
    message: ({ problem, count, scrapes }) =>
      `${groupDigits(count)} of ${groupDigits(scrapes)} scrapes failed: ${problem}.`,
    help: () => "Prometheus would have a gap there, and `up` would be 0.",
  }),
  "nothing-observed": warning<{ schema: string }>({
    title: "no recorded series",
    message: ({ schema }) =>
      `No family that \`${schema}\` declares was recorded, so there was little to verify.`,
    help: () => "Let the program do its work first, or verify for longer with `--for`.",
  }),
  "coverage-too-low": error<{ percent: number; wanted: number; unseen: readonly string[] }>({
    title: "less coverage than required",
    message: ({ percent, wanted }) => `The coverage is ${percent} %, and ${wanted} % is required.`,
    help: ({ unseen }) => (unseen.length === 0 ? undefined : `Not seen: ${listAnd(unseen, 10)}.`),
  }),
  "findings-omitted": warning<{ title: string; count: number }>({
    title: "findings that are not listed",
    message: ({ title, count }) =>
      `Further findings of the kind “${title}” are not listed: ${groupDigits(count)}.`,
  }),
});

function countSamples(count: number): string {
  return count === 1 ? "one sample" : `${groupDigits(count)} samples`;
}

function countLabelSets(count: number): string {
  return count === 1 ? "one label set" : `${groupDigits(count)} label sets`;
}

/** @param count with the one that the message names */
function alsoFound(count: number): string {
  return count === 1 ? "" : `; this was found ${groupDigits(count)} times in the family`;
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
