import type { Span } from "../span.js";
import type { FunctionName, LabelUse, QuantileUse, Selector } from "./selector.js";

/** A selector while the expression around it is followed. */
export type SelectorDraft = Omit<Selector, "labels" | "rangeFunction" | "quantile"> & {
  readonly labels: LabelUse[];
  rangeFunction: FunctionName | undefined;
  quantile: QuantileUse | undefined;
};

/** The series of one selector at some point of an expression, as to their labels. */
export interface Series {
  readonly selector: SelectorDraft;
  /** Labels that the expression has made, with `label_replace` and the like. */
  readonly made: ReadonlySet<string>;
  /** Whether there may be any further label that the expression has made. */
  readonly open: boolean;
  /** The selector's own labels that are left; `undefined` if all are, but for the lost ones. */
  readonly kept: ReadonlySet<string> | undefined;
  readonly lost: ReadonlySet<string>;
  /** The clause that lost `le`; `undefined` if it is still there. */
  readonly boundLost: Span | undefined;
}

export function seriesOf(selector: SelectorDraft): Series {
  return {
    selector,
    made: new Set(),
    open: false,
    kept: undefined,
    lost: new Set(),
    boundLost: undefined,
  };
}

/** Whether a label of the series is the selector's own, so that it depends on the metric whether there is one. */
export function isOwn({ made, open, kept, lost }: Series, label: string): boolean {
  if (open || made.has(label) || lost.has(label)) return false;
  return kept === undefined || kept.has(label);
}

export function make(series: Series, labels: readonly string[]): Series {
  return { ...series, made: new Set([...series.made, ...labels]) };
}

/** The series with these labels alone. */
export function keep(series: Series, labels: readonly string[], clause: Span): Series {
  const own = labels.filter((label) => isOwn(series, label));
  const made = labels.filter((label) => series.made.has(label));
  const keeps = labels.includes("le");
  return {
    ...series,
    made: new Set(made),
    kept: new Set(own),
    lost: new Set(),
    boundLost: series.boundLost ?? (keeps || series.open ? undefined : clause),
  };
}

/** The series without these labels. */
export function lose(series: Series, labels: readonly string[], clause: Span): Series {
  return {
    ...series,
    made: new Set([...series.made].filter((label) => !labels.includes(label))),
    lost: new Set([...series.lost, ...labels]),
    boundLost: series.boundLost ?? (labels.includes("le") && !series.open ? clause : undefined),
  };
}
