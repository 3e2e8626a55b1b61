import type { Rule } from "../held-query.js";
import { labelValues } from "./label-values.js";
import { labels } from "./labels.js";
import { metricNames } from "./metric-names.js";
import { quantiles } from "./quantiles.js";
import { rangeFunctions } from "./range-functions.js";

/** What is looked for in each query. */
export const RULES: readonly Rule[] = [metricNames, labels, labelValues, rangeFunctions, quantiles];
