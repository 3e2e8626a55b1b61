import { type Choice, choice, listed } from "../diagnostics/catalogue/entry.js";
import { error, warning } from "../diagnostics/define.js";

/** Of a query: in which panel, alert or variable it stands, as `panel Requests, query A`; empty in a file of queries. */
export interface Standing {
  readonly standing: string;
}

/** The PromQL of dashboards and rules. */
export const QUERIES_CATALOGUE = {
  "query-syntax": error<Standing & { problem: string; help: string | undefined }>({
    title: "query that Prometheus refuses",
    message: ({ problem, standing }) => sentence(problem, standing),
    help: ({ help }) => help,
  }),
  "query-too-large": warning<Standing>({
    title: "query that is too large to be checked",
    message: ({ standing }) =>
      sentence("This has too many operators, or brackets within brackets, to be checked", standing),
    help: () => "Record parts of it by rules.",
  }),
  "query-unknown-metric": error<Standing & Choice & { name: string }>({
    title: "query of a metric that is not in the schema",
    message: ({ name, standing }) => sentence(`There is no metric \`${name}\``, standing),
    help: ({ nearest, all }) => choice({ nearest, all }),
  }),
  "query-unmatched-name": error<Standing & { pattern: string }>({
    title: "query by a pattern of names that no metric has",
    message: ({ pattern, standing }) => sentence(`The name of no metric matches \`${pattern}\``, standing),
  }),
  "query-unknown-recording": warning<Standing & Choice & { name: string }>({
    title: "query of a recording rule that is not in the files",
    message: ({ name, standing }) => sentence(`No rule in these files records \`${name}\``, standing),
    help: ({ nearest }) =>
      nearest === undefined
        ? "Name the file of the rule too, or leave the metric out with `--ignore`."
        : choice({ nearest, all: [] }),
  }),
  "query-bare-histogram": error<Standing & { name: string }>({
    title: "query of a histogram's bare name",
    message: ({ name, standing }) =>
      sentence(`The histogram \`${name}\` has no series of that name`, standing),
    help: ({ name }) => `Write \`${name}_bucket\`, \`${name}_count\` or \`${name}_sum\`.`,
  }),
  "query-unknown-label": error<Standing & Choice & { label: string; metrics: readonly string[] }>({
    title: "query by a label that the metric does not have",
    message: ({ label, metrics, standing }) =>
      sentence(
        metrics.length === 1
          ? `The metric ${listed(metrics)} has no label \`${label}\``
          : `None of the metrics ${listed(metrics)} has a label \`${label}\``,
        standing,
      ),
    help: ({ label, nearest, all }) =>
      nearest !== undefined
        ? choice({ nearest, all })
        : `${all.length === 0 ? "It has no labels" : `Its labels are ${listed(all)}`}; if Prometheus adds this one, name it with \`--target-label ${label}\`.`,
  }),
  "query-unknown-value": error<
    Standing & Choice & { value: string; label: string; range: string | undefined }
  >({
    title: "query by a label value that is not recorded",
    message: ({ value, label, standing }) =>
      sentence(`The label \`${label}\` never has the value \`${value}\``, standing),
    help: ({ range, nearest, all }) =>
      range === undefined ? choice({ nearest, all }) : `Its values are ${range}.`,
  }),
  "query-unmatched-value": error<Standing & { pattern: string; label: string }>({
    title: "query by a pattern that no label value matches",
    message: ({ pattern, label, standing }) =>
      sentence(`The pattern \`${pattern}\` matches no value of the label \`${label}\``, standing),
  }),
  "query-rate-of-gauge": error<Standing & { function: string; name: string }>({
    title: "rate of a gauge",
    message: (params) =>
      sentence(
        `\`${params.function}\` is for counters, and \`${params.name}\` is a gauge: it takes each decrease for a counter that began anew`,
        params.standing,
      ),
    help: (params) => `Write \`${params.function === "rate" ? "deriv" : "delta"}\`.`,
  }),
  "query-delta-of-counter": warning<Standing & { function: string; name: string }>({
    title: "difference of a counter",
    message: (params) =>
      sentence(
        `\`${params.function}\` is for gauges, and \`${params.name}\` is a counter, which falls to 0 when the program starts anew`,
        params.standing,
      ),
    help: (params) =>
      params.function === "predict_linear"
        ? undefined
        : `Write \`${params.function === "deriv" ? "rate" : params.function === "idelta" ? "irate" : "increase"}\`.`,
  }),
  "query-quantile-without-le": error<Standing & { function: string; name: string }>({
    title: "quantile without upper bounds",
    message: (params) =>
      sentence(
        `\`${params.function}\` needs the label \`le\` of \`${params.name}\`, and here it is aggregated away`,
        params.standing,
      ),
    help: () => "Keep it: `sum by (le) (…)`.",
  }),
  "query-quantile-of-no-buckets": error<
    Standing & { function: string; name: string; bucket: string | undefined }
  >({
    title: "quantile of something that has no buckets",
    message: (params) =>
      sentence(`\`${params.function}\` needs buckets, and \`${params.name}\` has none`, params.standing),
    help: ({ bucket }) => (bucket === undefined ? undefined : `Write \`${bucket}\`.`),
  }),
  "no-queries": error<{ path: string }>({
    title: "no query in a file",
    message: ({ path }) => `There is no query of Prometheus in \`${path}\`.`,
    help: () =>
      "Name a dashboard of Grafana, a file of Prometheus' rules, or expressions in a file whose name ends in `.promql`.",
  }),
  "json-syntax": error<{ problem: string }>({
    title: "text that is not JSON",
    message: ({ problem }) => `${problem}.`,
  }),
};

function sentence(words: string, standing: string): string {
  return standing === "" ? `${words}.` : `${words} (${standing}).`;
}
