/** `any` is the type of what a Grafana variable inserts. */
export type ValueType = "scalar" | "vector" | "matrix" | "string" | "any";

export interface Signature {
  readonly arguments: readonly ValueType[];
  /** How many of the last arguments can be left out. */
  readonly optional: number;
  /** Whether the last argument can be repeated. */
  readonly repeated: boolean;
  readonly returns: ValueType;
}

/** The functions of Prometheus 3 and 2, as `promql/parser/functions.go` declares them. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([
  ...all(
    `abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count
    histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt
    start_timestamp tan tanh timestamp`,
    takes("vector"),
  ),
  ...all(
    `absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate
    last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time
    stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time
    ts_of_min_over_time`,
    takes("matrix"),
  ),
  ...all("day_of_month day_of_week day_of_year days_in_month hour minute month year", {
    ...takes("vector"),
    optional: 1,
  }),
  ...all("end pi range start step time", { ...takes(), returns: "scalar" }),
  ...all("scalar", { ...takes("vector"), returns: "scalar" }),
  ...all("vector", takes("scalar")),
  ...all("round", { ...takes("vector", "scalar"), optional: 1 }),
  ...all("clamp", takes("vector", "scalar", "scalar")),
  ...all("clamp_max clamp_min", takes("vector", "scalar")),
  ...all("predict_linear", takes("matrix", "scalar")),
  ...all("double_exponential_smoothing holt_winters", takes("matrix", "scalar", "scalar")),
  ...all("quantile_over_time", takes("scalar", "matrix")),
  ...all("histogram_quantile", takes("scalar", "vector")),
  ...all("histogram_quantiles", { ...takes("vector", "string", "scalar"), repeated: true }),
  ...all("histogram_fraction", takes("scalar", "scalar", "vector")),
  ...all("label_replace", takes("vector", "string", "string", "string", "string")),
  ...all("label_join", { ...takes("vector", "string", "string", "string"), optional: 1, repeated: true }),
  ...all("sort_by_label sort_by_label_desc", { ...takes("vector", "string"), optional: 1, repeated: true }),
  ...all("info", { ...takes("vector", "vector"), optional: 1 }),
]);

/** The parameter that an aggregation takes before the vector. Aggregations that are not listed have none. */
export const AGGREGATION_PARAMETERS: ReadonlyMap<string, ValueType> = new Map([
  ["topk", "scalar"],
  ["bottomk", "scalar"],
  ["limitk", "scalar"],
  ["limit_ratio", "scalar"],
  ["quantile", "scalar"],
  ["count_values", "string"],
]);

function takes(...types: readonly ValueType[]): Signature {
  return { arguments: types, optional: 0, repeated: false, returns: "vector" };
}

function all(names: string, signature: Signature): readonly (readonly [string, Signature])[] {
  return names.split(/\s+/).map((name) => [name, signature]);
}
