import type { MetricFamily } from "../family/metric-family.js";
import { boundText, floatText } from "../number-text.js";
import { HistogramText } from "./histogram-text.js";
import { escapeHelp, escapeLabelValue } from "./label-text.js";
import type { OpenMetricsFamily } from "./openmetrics-family.js";
import type { SampleText } from "./sample-text.js";
import { ScalarText } from "./scalar-text.js";

/** How a family is written in one format. */
export interface FamilyForm {
  /** The lines before the samples. */
  readonly header: string;
  readonly samples: SampleText;
}

/** A family in the text format 0.0.4. */
export function textForm(family: MetricFamily): FamilyForm {
  const { name, help, type } = family;
  return {
    header: `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: boundText, totals: true, exemplars: false })
        : new ScalarText(family, false),
  };
}

/** A family in OpenMetrics, whose metadata come in the order that its "Text Format" section wants. */
export function openMetricsForm({ family, name, type, unit, totals }: OpenMetricsFamily): FamilyForm {
  const units = unit === undefined ? "" : `# UNIT ${name} ${unit}\n`;
  return {
    header: `# TYPE ${name} ${type}\n${units}# HELP ${name} ${escapeLabelValue(family.help)}\n`,
    samples:
      family.type === "histogram"
        ? new HistogramText(family, { bound: floatText, totals, exemplars: true })
        : new ScalarText(family, type === "counter"),
  };
}
