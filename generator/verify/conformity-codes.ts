import { error, warning } from "../diagnostics/define.js";
import { groupDigits, listOr } from "../text/words.js";

/** Families, labels and values that differ from the schema. */
export const CONFORMITY_WORDS = {
  "missing-family": error<{ type: string; name: string; schema: string }>({
    title: "family that is not exposed",
    explanation:
      "The schema declares a family that the program does not expose. Dashboards and alerts that read it show nothing.",
    wrong: `# TYPE shop_orders counter
shop_orders{payment="card"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ type, name }) => `The ${type} \`${name}\` is not exposed.`,
    help: ({ schema }) =>
      `Register it in the program, or remove it from \`${schema}\`. A family without series is exposed by its \`# TYPE\` line.`,
  }),
  "undeclared-family": error<{ name: string; schema: string; nearest: string | undefined }>({
    title: "family that the schema does not declare",
    explanation:
      "The program exposes a family that the schema does not have. Its series are not counted in any budget, and it is not in the documentation.",
    wrong: `# TYPE shop_order_total counter
shop_order_total{payment="card"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ name, schema }) => `\`${name}\` is exposed, and \`${schema}\` does not declare it.`,
    help: ({ nearest }) =>
      nearest === undefined
        ? `Declare it, or name it in the schema's \`ignore\` if it belongs to another library.`
        : `Did you mean \`${nearest}\`? If not, declare it, or name it in the schema's \`ignore\`.`,
  }),
  "type-mismatch": error<{ name: string; declared: string; exposed: string }>({
    title: "family of another type",
    explanation:
      "The type says how a family is queried: `rate` is for counters, `histogram_quantile` for histograms. One of the two sides is wrong.",
    wrong: `# TYPE shop_orders_total gauge
shop_orders_total{payment="card"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ name, declared, exposed }) =>
      exposed === "unknown"
        ? `\`${name}\` has no type here, and is a ${declared} in the schema.`
        : `\`${name}\` is ${withArticle(exposed)} here, and a ${declared} in the schema.`,
    help: ({ name, declared }) =>
      `Expose it with \`# TYPE ${name} ${declared}\`, or change its type in the schema.`,
  }),
  "help-mismatch": error<{ name: string; declared: string; exposed: string | undefined }>({
    title: "help that differs from the schema",
    explanation:
      "The help is what people read in Prometheus and Grafana. A program with another text was built from another schema, or does not use it.",
    wrong: `# HELP shop_orders_total Orders.
# TYPE shop_orders_total counter`,
    right: `# HELP shop_orders_total Orders placed.
# TYPE shop_orders_total counter`,
    message: ({ name, exposed }) =>
      exposed === undefined
        ? `\`${name}\` has no help here.`
        : `The help of \`${name}\` is ${JSON.stringify(exposed)} here.`,
    help: ({ declared }) => `In the schema, its description is ${JSON.stringify(declared)}.`,
  }),
  "unit-mismatch": error<{ name: string; declared: string | undefined; exposed: string }>({
    title: "unit that differs from the schema",
    explanation:
      "The family is exposed in another unit than the schema declares, so that dashboards show wrong figures. Only OpenMetrics exposes units.",
    wrong: `# TYPE shop_delay_seconds histogram
# UNIT shop_delay_seconds milliseconds
# EOF`,
    right: `# TYPE shop_delay_seconds histogram
# UNIT shop_delay_seconds seconds
# EOF`,
    message: ({ name, declared, exposed }) =>
      declared === undefined
        ? `The unit of \`${name}\` is \`${exposed}\` here, and the schema declares none.`
        : `The unit of \`${name}\` is \`${exposed}\` here, and \`${declared}\` in the schema.`,
    help: ({ exposed }) => `Expose it in the schema's unit, or declare \`unit: ${exposed}\`.`,
  }),
  "undeclared-label": error<{ family: string; label: string; nearest: string | undefined; count: number }>({
    title: "label that no family of the schema has",
    explanation:
      "A label that the schema does not have multiplies the series of its family, and its values have no bound.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card",customer="4711"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
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
    explanation:
      "The family has a label that the schema declares for other families. It was recorded at the wrong place, or the schema lacks it here.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="card",country="at"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ family, label, count }) =>
      `\`${family}\` has the label \`${label}\` in ${countSamples(count)}; the schema declares it for other families only.`,
    help: ({ vectors, declaring: [only = "", ...others] }) =>
      others.length === 0
        ? `Remove the label, or write \`vectors: [${[...vectors, only].join(", ")}]\` in the schema.`
        : `Remove the label, or add to the family's \`vectors\` the one that has its values: ${listOr([only, ...others])}.`,
  }),
  "missing-label": error<{ family: string; label: string; count: number }>({
    title: "label that is missing",
    explanation:
      "Samples lack a label that the family has in the schema. Queries that group or select by it miss them.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
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
    explanation:
      "The label has a value that the schema does not allow. Queries that list the values miss it, and closed sets are not closed any more.",
    wrong: `# TYPE shop_orders_total counter
shop_orders_total{payment="crad"} 3`,
    right: `# TYPE shop_orders_total counter
shop_orders_total{payment="card"} 3`,
    message: ({ family, label, value, count }) =>
      `\`${family}\` has \`${label}\` ${JSON.stringify(value)} in ${countSamples(count)}, which the schema does not allow.`,
    help: ({ nearest, vector, expected }) =>
      nearest === undefined ? `The vector \`${vector}\` is ${expected}.` : `Did you mean \`${nearest}\`?`,
  }),
  "values-over-limit": error<{
    family: string;
    label: string;
    vector: string;
    values: string;
    limit: number;
  }>({
    title: "more label values than the vector allows",
    explanation:
      "An open vector has more values than the schema allows. Each value makes new series, and the bound is what keeps them from growing without end.",
    wrong: `# TYPE shop_visits_total counter
shop_visits_total{country="at"} 7
shop_visits_total{country="be"} 2
shop_visits_total{country="ch"} 4`,
    right: `# TYPE shop_visits_total counter
shop_visits_total{country="at"} 7
shop_visits_total{country="be"} 2
shop_visits_total{country="other"} 4`,
    message: ({ family, label, values, limit }) =>
      `\`${family}\` has ${values} values of \`${label}\`; the schema allows ${groupDigits(limit)}.`,
    help: ({ vector }) =>
      `Record further values as the vector's \`otherwise\`, or raise \`max_values\` of \`${vector}\`.`,
  }),
  "series-over-budget": error<{ family: string; series: number; budget: number }>({
    title: "more series than the budget allows",
    explanation:
      "The family has more series than its budget. Each series costs memory in the program and in Prometheus.",
    wrong: `# TYPE shop_visits_total counter
shop_visits_total{country="at",user="1"} 1
shop_visits_total{country="at",user="2"} 1
shop_visits_total{country="at",user="3"} 1
shop_visits_total{country="at",user="4"} 1`,
    right: `# TYPE shop_visits_total counter
shop_visits_total{country="at"} 4`,
    message: ({ family, series, budget }) =>
      `\`${family}\` has ${groupDigits(series)} series; its budget is ${groupDigits(budget)}.`,
    help: () => "Remove the label that multiplies the series, or raise `series_budget` of this family.",
  }),
  "deprecated-in-use": warning<{ name: string; reason: string }>({
    title: "deprecated family in use",
    explanation:
      "The schema says that nobody should use the family any more, and the program still records it. It cannot be removed yet.",
    wrong: `# TYPE shop_logins_total counter
shop_logins_total 12`,
    right: "# TYPE shop_logins_total counter",
    message: ({ name, reason }) => `\`${name}\` is deprecated, and is recorded: ${reason}`,
  }),
};

function countSamples(count: number): string {
  return count === 1 ? "one sample" : `${groupDigits(count)} samples`;
}

function withArticle(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
