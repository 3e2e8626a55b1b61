import type { Rule } from "../held-query.js";

/** Quantile functions that get no buckets, or buckets without their upper bounds. */
export const quantiles: Rule = ({ selectors }, report) => {
  for (const { selector, meaning } of selectors) {
    const { quantile } = selector;
    if (quantile === undefined || meaning.kind !== "series") continue;
    const [series] = meaning.series;
    const about = { function: quantile.name, name: series.name };
    if (meaning.series.every(({ part }) => part !== "bucket")) {
      const bucket = series.family.type === "histogram" ? `${series.family.name}_bucket` : undefined;
      report("query-quantile-of-no-buckets", { ...about, bucket }, quantile);
    } else if (quantile.lost !== undefined) report("query-quantile-without-le", about, quantile.lost);
  }
};
