import type { FamilyHistory, History } from "../history/history.js";
import { counterLines } from "./counter-lines.js";
import { gaugeLines } from "./gauge-lines.js";
import { histogramLines } from "./histogram-lines.js";
import type { Plotted } from "./line.js";

/** The one line that tells most of a family. */
export interface Headline {
  readonly kind: "rate" | "value" | "p95" | "count";
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** The value now; NaN if there is none. */
  readonly latest: number;
}

/**
 * A counter's rate, a gauge's value or sum, a histogram's p95; all series together. Of a family whose history
 * is not kept, what has been counted until now.
 */
export function headline(history: History, family: FamilyHistory, windowSeconds: number): Headline {
  const question = { history, family, grouping: { kind: "total" }, windowSeconds } as const;
  if (!Number.isFinite(family.since)) return withoutHistory(family);
  switch (family.type) {
    case "counter":
      return headed("rate", counterLines(question), 0);
    case "histogram":
      return headed("p95", histogramLines({ ...question, quantile: 0.95 }), 1);
    case "summary":
      return headed("value", { times: new Float64Array(), lines: [], omitted: 0 }, 0); // quantiles have no sum
    case "gauge":
    case "untyped":
      return headed("value", gaugeLines(question), 0);
    default:
      return family.type satisfies never;
  }
}

function headed(kind: Headline["kind"], { times, lines }: Plotted, line: number): Headline {
  const values = lines[line]?.values ?? new Float64Array();
  return { kind, times, values, latest: values.at(-1) ?? Number.NaN };
}

function withoutHistory({ type, samples }: FamilyHistory): Headline {
  const counted = type === "counter" ? samples : samples.filter(({ name }) => name.endsWith("_count"));
  const of = type === "counter" || type === "histogram" ? counted : type === "summary" ? [] : samples;
  const present = of.map(({ latest }) => latest).filter((latest) => !Number.isNaN(latest));
  const sum = present.reduce((total, latest) => total + latest, 0);
  const kind = type === "counter" || type === "histogram" ? "count" : "value";
  const nothing = new Float64Array();
  return { kind, times: nothing, values: nothing, latest: present.length === 0 ? Number.NaN : sum };
}
