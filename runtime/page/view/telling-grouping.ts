import type { Grouping } from "../measure/groups.js";
import type { PageFamily } from "./page-family.js";

/** More lines than these are left out. */
const LINES = 8;

/**
 * How a family is drawn until a person chooses: each series if there are few, otherwise by the label that tells
 * most of them apart with few lines. Of a histogram all together, which shows three quantiles.
 */
export function tellingGrouping({ labels, history }: PageFamily): Grouping {
  const total: Grouping = { kind: "total" };
  if (history === undefined || labels.length === 0 || history.type === "histogram") return total;
  const { samples, type } = history;
  if (type !== "counter" || samples.length <= LINES) return { kind: "each" };
  let best = { label: "", values: 1 };
  for (const label of labels) {
    const values = new Set(samples.map((sample) => sample.labels[label])).size;
    if (values <= LINES && values > best.values) best = { label, values };
  }
  return best.label === "" ? total : { kind: "label", label: best.label };
}
