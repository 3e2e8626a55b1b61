import { listed } from "../diagnostics/catalogue/entry.js";
import { error, warning } from "../diagnostics/define.js";
import { grouped } from "../text/words.js";

/** What a program exposes otherwise than its schema says. */
export const VERIFY_CATALOGUE = {
  "missing-family": error<{ type: string; name: string; schema: string }>({
    title: "family that is not exposed",
    message: ({ type, name }) => `The ${type} \`${name}\` is not exposed.`,
    help: ({ schema }) =>
      `Register it in the program, or take it out of \`${schema}\`. A family without series is exposed by its \`# TYPE\`.`,
  }),
  "undeclared-family": error<{ name: string; schema: string; nearest: string | undefined }>({
    title: "family that the schema does not declare",
    message: ({ name, schema }) => `\`${name}\` is exposed, and \`${schema}\` does not declare it.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? `Declare it, or name it in the schema's \`ignore\` if it is another library's.`
        : `Did you mean \`${nearest}\`? If not, declare it, or name it in the schema's \`ignore\`.`,
  }),
  "type-mismatch": error<{ name: string; declared: string; exposed: string }>({
    title: "family of another type",
    message: ({ name, declared, exposed }) =>
      exposed === "unknown"
        ? `\`${name}\` has no type here, and is a ${declared} in the schema.`
        : `\`${name}\` is ${indefinite(exposed)} here, and a ${declared} in the schema.`,
    help: ({ name, declared }) =>
      `Expose it with \`# TYPE ${name} ${declared}\`, or declare what it is in the schema.`,
  }),
  "help-mismatch": error<{ name: string; declared: string; exposed: string | undefined }>({
    title: "help that is not the schema's",
    message: ({ name, exposed }) =>
      exposed === undefined
        ? `\`${name}\` has no help here.`
        : `The help of \`${name}\` is ${JSON.stringify(exposed)} here.`,
    help: ({ declared }) => `In the schema, its description is ${JSON.stringify(declared)}.`,
  }),
  "unit-mismatch": error<{ name: string; declared: string | undefined; exposed: string }>({
    title: "unit that is not the schema's",
    message: ({ name, declared, exposed }) =>
      declared === undefined
        ? `The unit of \`${name}\` is \`${exposed}\` here, and the schema gives none.`
        : `The unit of \`${name}\` is \`${exposed}\` here, and \`${declared}\` in the schema.`,
    help: ({ exposed }) => `Expose it in the schema's unit, or declare \`unit: ${exposed}\`.`,
  }),
  "undeclared-label": error<{ family: string; label: string; nearest: string | undefined; count: number }>({
    title: "label that no family of the schema has",
    message: ({ family, label, count }) =>
      `\`${family}\` has the label \`${label}\` in ${samples(count)}, which no family of the schema has.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? "Take the label off, or declare it as a vector of the family."
        : `Did you mean \`${nearest}\`?`,
  }),
  "misplaced-label": error<{ family: string; label: string; vectors: readonly string[]; count: number }>({
    title: "label of other families",
    message: ({ family, label, count }) =>
      `\`${family}\` has the label \`${label}\` in ${samples(count)}: a vector of other families, not of this one.`,
    help: ({ label, vectors }) =>
      `Take the label off, or write \`vectors: [${[...vectors, label].join(", ")}]\` in the schema.`,
  }),
  "missing-label": error<{ family: string; label: string; count: number }>({
    title: "label that is not there",
    message: ({ family, label, count }) => `\`${family}\` has no label \`${label}\` in ${samples(count)}.`,
    help: () => "Give every sample a value of each vector of the family; an empty one counts as none.",
  }),
  "undeclared-value": error<{
    family: string;
    label: string;
    value: string;
    expected: string;
    nearest: string | undefined;
    count: number;
  }>({
    title: "label value outside of the vector's set",
    message: ({ family, label, value, count }) =>
      `\`${family}\` has \`${label}\` ${JSON.stringify(value)} in ${samples(count)}, which the schema does not allow.`,
    help: ({ nearest, label, expected }) =>
      nearest === undefined ? `The vector \`${label}\` is ${expected}.` : `Did you mean \`${nearest}\`?`,
  }),
  "undeclared-bucket": error<{ family: string; bound: string; count: number }>({
    title: "bucket that the schema does not declare",
    message: ({ family, bound, count }) =>
      `\`${family}\` has the bucket \`le="${bound}"\` in ${samples(count)}, which the schema does not declare.`,
    help: () => "Take the bucket out of the program, or add its upper bound to `buckets`.",
  }),
  "missing-buckets": error<{ family: string; bounds: readonly string[]; count: number }>({
    title: "buckets that are not there",
    message: ({ family, bounds, count }) =>
      `\`${family}\` lacks the ${bounds.length === 1 ? "bucket" : "buckets"} ${listed(bounds)} in ${labelSets(count)}.`,
    help: () => "Observe with the schema's `buckets`, or take the upper bounds out of them.",
  }),
  "values-over-limit": error<{ family: string; label: string; values: string; limit: number }>({
    title: "more label values than the vector allows",
    message: ({ family, label, values, limit }) =>
      `\`${family}\` has ${values} values of \`${label}\`; the schema allows ${grouped(limit)}.`,
    help: ({ label }) =>
      `Record what is beyond as the vector's \`otherwise\`, or raise \`max_values\` of \`${label}\`.`,
  }),
  "series-over-budget": error<{ family: string; series: number; budget: number }>({
    title: "more series than the budget allows",
    message: ({ family, series, budget }) =>
      `\`${family}\` has ${grouped(series)} series; its budget is ${grouped(budget)}.`,
    help: () => "Take away the label that makes them many, or raise `series_budget` on this family.",
  }),
  "deprecated-in-use": warning<{ name: string; reason: string }>({
    title: "deprecated family in use",
    message: ({ name, reason }) => `\`${name}\` is deprecated, and is recorded: ${reason}`,
  }),
  "counter-decreased": error<{ series: string; before: string; after: string; count: number }>({
    title: "counter that went down",
    message: ({ series, before, after, count }) =>
      `\`${series}\` went from ${before} to ${after}, and the process had not started anew${
        count === 1 ? "" : `; so did others of its family, ${grouped(count)} in all`
      }.`,
    help: () =>
      "A counter only goes up: do not reset or remove it while the program runs. What may go down is a gauge.",
  }),
  "scrape-failed": error<{ problem: string; count: number; scrapes: number }>({
    title: "scrape that failed",
    message: ({ problem, count, scrapes }) =>
      `${grouped(count)} of ${grouped(scrapes)} scrapes failed: ${problem}.`,
    help: () => "Prometheus would have a gap there, and `up` would be 0.",
  }),
  "nothing-observed": warning<{ schema: string }>({
    title: "no recorded series",
    message: ({ schema }) =>
      `Nothing that \`${schema}\` declares has been recorded, so there was little to verify.`,
    help: () => "Have the program do its work first, or verify for longer with `--for`.",
  }),
  "coverage-too-low": error<{ percent: number; wanted: number; unseen: readonly string[] }>({
    title: "less coverage than wanted",
    message: ({ percent, wanted }) => `The coverage is ${percent} %, and ${wanted} % is wanted.`,
    help: ({ unseen }) => (unseen.length === 0 ? undefined : `Not seen: ${listed(unseen, 10)}.`),
  }),
  "findings-omitted": warning<{ title: string; count: number }>({
    title: "findings that are not listed",
    message: ({ title, count }) =>
      `Not listed are further findings of the kind “${title}”: ${grouped(count)}.`,
  }),
};

function samples(count: number): string {
  return count === 1 ? "one sample" : `${grouped(count)} samples`;
}

function labelSets(count: number): string {
  return count === 1 ? "one label set" : `${grouped(count)} label sets`;
}

function indefinite(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
