import type { Family } from "../catalog.js";

const SECTIONS = { counter: "counters", gauge: "gauges", histogram: "histograms" } as const;

/** Where the schema declares a family: `counters`, `request`. */
export function familyPath({ type, key }: Pick<Family, "type" | "key">): readonly [string, string] {
  return [SECTIONS[type], key];
}
