import type { MetricFamily } from "../../../runtime/family/metric-family.js";
import { Metrics } from "../../../runtime/metrics.js";

/** The text of one exposed family. */
export function exposedText(family: MetricFamily): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    new Metrics({ address: "", families: [family] }).expose(),
  );
  return text.slice(0, text.indexOf("# HELP metricsmith_rejected_samples_total "));
}

/** A scrape in the text format without the metrics about scrapes, which come last. */
export function withoutSelf(text: string): string {
  return text.slice(0, /^# HELP promhttp_/m.exec(text)?.index);
}
