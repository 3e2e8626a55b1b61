import type { SampleHistory } from "../history/history.js";

/** How the series of a family are drawn: each, all together, or those together that agree in a label. */
export type Grouping =
  | { readonly kind: "total" }
  | { readonly kind: "each" }
  | { readonly kind: "label"; readonly label: string };

/** Samples that are drawn as one line. */
export interface Group {
  /** What distinguishes it: `code="200", method="GET"`, or `200` where the label is known. */
  readonly title: string;
  readonly samples: readonly SampleHistory[];
}

/** Groups samples, in the order in which they are exposed. */
export function groupSamples(samples: readonly SampleHistory[], grouping: Grouping): readonly Group[] {
  if (grouping.kind === "total") return [{ title: "all", samples }];
  const groups = new Map<string, SampleHistory[]>();
  for (const sample of samples) {
    const title = grouping.kind === "each" ? seriesTitle(sample) : (sample.labels[grouping.label] ?? "");
    const group = groups.get(title);
    if (group === undefined) groups.set(title, [sample]);
    else group.push(sample);
  }
  return [...groups].map(([title, members]) => ({ title, samples: members }));
}

/** A series' labels without `le`, which tells buckets apart and not series. */
function seriesTitle({ labels }: SampleHistory): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== "le");
  return pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(", ");
}
