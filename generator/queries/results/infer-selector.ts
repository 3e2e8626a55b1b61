import type { KnownMetrics, KnownSeries } from "../known-metrics.js";
import type { VectorSelector } from "../promql/syntax-tree.js";
import type { TextSpan } from "../query.js";
import { NOT_NEGATIVE, UNBOUNDED } from "./bounds.js";
import { emptied, type Inference, measureOf, type Origin, UNKNOWN } from "./inference.js";
import { joinInferences } from "./join-inferences.js";
import { ANY_LABEL, matchState, NO_LABEL, setLabel, stateOf, stateOfValues } from "./label-states.js";
import type { Bounds, LabelState, Measure, Result, ResultLabels, Selection } from "./result.js";

export interface InferenceContext {
  readonly known: KnownMetrics;
  /** What a selector selects, by its name alone. */
  readonly select: (selector: VectorSelector) => Selection;
}

export function inferSelector(selector: VectorSelector, { known, select }: InferenceContext): Inference {
  const selection = select(selector);
  const selected = selectedInference(selection, selector, known);
  return matchLabels({ ...selected, type: "vector", sources: { selector, selection } }, selector);
}

function selectedInference(selection: Selection, selector: VectorSelector, known: KnownMetrics): Inference {
  const span = selector.metric ?? selector;
  switch (selection.kind) {
    case "series":
      return selection.series.map((series) => seriesInference(series, known)).reduce(joinInferences);
    case "recorded":
      return recordedInference(selection.name, selection.result, span);
    case "histogram":
    case "nothing":
      return emptied(named(UNKNOWN, selector), span);
    case "anything":
      return named(UNKNOWN, selector);
    default:
      return selection satisfies never;
  }
}

function named(inferred: Inference, { metric }: VectorSelector): Inference {
  if (metric === undefined) return inferred;
  return { ...inferred, labels: setLabel(inferred.labels, "__name__", stateOfValues([metric.name])) };
}

/** What a rule has removed, the recorded metric does not have: its name is the place in this query to point at. */
function recordedInference(name: string, { selectors: _, ...result }: Result, metric: TextSpan): Inference {
  const move = (state: LabelState): LabelState =>
    state.removedBy === undefined ? state : { ...state, removedBy: metric };
  const labels: ResultLabels = {
    named: new Map([...result.labels.named].map(([label, state]) => [label, move(state)])),
    others: move(result.labels.others),
  };
  return {
    ...result,
    labels: setLabel(labels, "__name__", stateOfValues([name])),
    presence: result.presence === "never" ? "never" : "sometimes",
    emptyBy: result.presence === "never" ? metric : undefined,
    sources: undefined,
    origin: undefined,
  };
}

/** Queries select the same series again and again, and a label may have hundreds of values. */
const INFERRED = new WeakMap<KnownMetrics, Map<KnownSeries, Inference>>();

function seriesInference(series: KnownSeries, known: KnownMetrics): Inference {
  const inferences = INFERRED.get(known) ?? new Map<KnownSeries, Inference>();
  INFERRED.set(known, inferences);
  const inferred = inferences.get(series) ?? inferSeries(series, known);
  inferences.set(series, inferred);
  return inferred;
}

function inferSeries(series: KnownSeries, known: KnownMetrics): Inference {
  return {
    ...UNKNOWN,
    labels: labelsOfSeries(series, known),
    measure: measureOfSeries(series),
    bounds: boundsOfSeries(series),
    origin: originOf(series),
  };
}

function originOf({ family, part }: KnownSeries): Origin {
  return { family, part };
}

/** Labels that Prometheus gives to each target, and renames in what the target exposes: `exported_job`. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(["job", "instance"]);

/** Those that the program gives, and any of those that Prometheus gives to targets. */
function labelsOfSeries(
  { name, labels, isOpen: hasOthers }: KnownSeries,
  { targetLabels }: KnownMetrics,
): ResultLabels {
  const named = new Map<string, LabelState>([["__name__", stateOfValues([name])]]);
  for (const label of targetLabels) named.set(label, ANY_LABEL);
  for (const [label, values] of labels) {
    const isReserved = RESERVED_LABELS.has(label);
    if (isReserved) named.set(`exported_${label}`, ANY_LABEL);
    const isOpen = isReserved || values === undefined;
    const isThere = values === undefined || !values.has("");
    named.set(
      label,
      isOpen
        ? { presence: isThere ? "there" : "maybe", values: undefined, removedBy: undefined }
        : stateOfValues(values),
    );
  }
  return { named, others: hasOthers ? ANY_LABEL : NO_LABEL };
}

function measureOfSeries({ type, part, unit, buckets }: KnownSeries): Measure {
  switch (part) {
    case "bucket":
      return { kind: "buckets", unit, bucketBounds: buckets };
    case "sum":
      return measureOf("counter", unit);
    case "count":
      return measureOf("counter");
    case "quantile":
      return measureOf("quantile", unit);
    case undefined:
      break;
    default:
      part satisfies never;
  }
  switch (type) {
    case "counter":
      return measureOf("counter", unit);
    case "gauge":
      return measureOf("gauge", unit);
    case "histogram":
      return measureOf("native histogram", unit);
    case "summary":
    case "unknown":
      return measureOf("unknown", unit);
    default:
      return type satisfies never;
  }
}

/** A sum can fall if values below zero are observed, which no bucket expects if all bounds are positive. */
function boundsOfSeries({ type, part, buckets }: KnownSeries): Bounds {
  if (part === "bucket" || part === "count") return NOT_NEGATIVE;
  if (type === "histogram" && part === undefined) return NOT_NEGATIVE; // of the counts of a native one
  if (part === "sum") return (buckets?.[0] ?? -1) >= 0 ? NOT_NEGATIVE : UNBOUNDED;
  return type === "counter" && part === undefined ? NOT_NEGATIVE : UNBOUNDED;
}

function matchLabels(inferred: Inference, selector: VectorSelector): Inference {
  let { labels } = inferred;
  for (const matcher of selector.matchers) {
    const { label } = matcher;
    if (label === undefined) continue;
    const state = stateOf(labels, label);
    const matched = matchState(state, matcher);
    if (matched === undefined) return emptied({ ...inferred, labels }, matcher);
    if (matched !== state) labels = setLabel(labels, label, matched);
  }
  return { ...inferred, labels };
}
