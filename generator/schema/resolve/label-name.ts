import type { SchemaReport } from "../codes.js";
import type { DeclaredVector } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";

/**
 * Whether Prometheus keeps a label name for itself, which is reported: https://prometheus.io/docs/concepts/data_model/
 * reserves `__…`, and the text format writes `le` on the samples of histograms, `quantile` on those of
 * summaries. On other metrics the two are legal, but `histogram_quantile` would take the one for bounds.
 */
export function reportReservedLabel(
  { key: name, source, path }: Pick<DeclaredVector, "key" | "source" | "path">,
  report: SchemaReport,
): boolean {
  const reason = reservation(name);
  if (reason === undefined) return false;
  report("reserved-label", { name, reason }, locate(source, path, "key"));
  return true;
}

function reservation(name: string): string | undefined {
  if (name === "le") return "it holds the upper bounds of histograms";
  if (name === "quantile") return "it holds the quantiles of summaries";
  if (name.startsWith("__")) return "names that begin with `__` are Prometheus' own";
  return undefined;
}
