import { joinBounds, pointOf } from "./bounds.js";
import { changedMeasure, type Inference, joinSources, UNKNOWN_MEASURE } from "./inference.js";
import { joinLabels } from "./label-states.js";
import type { Measure } from "./result.js";

/** What is known of series that are of one or of the other result, as `or` has them. */
export function joinInferences(one: Inference, other: Inference): Inference {
  const sources = joinSources(one.sources, other.sources);
  if (one.presence === "never" && other.presence !== "never") return { ...other, sources };
  if (other.presence === "never") return { ...one, sources };
  return {
    type: one.type === other.type ? one.type : "any",
    labels: joinLabels(one.labels, other.labels),
    measure: joinMeasures(one, other),
    bounds: joinBounds(one.bounds, other.bounds),
    isPartial: one.isPartial || other.isPartial,
    presence: one.presence === "always" || other.presence === "always" ? "always" : "sometimes",
    emptyBy: undefined,
    sources,
    origin: sameOrigin(one, other) ? one.origin : undefined,
  };
}

export function sameOrigin({ origin: a }: Inference, { origin: b }: Inference): boolean {
  return a !== undefined && a.family === b?.family && a.part === b.part;
}

/** A constant beside something else is what is shown if there is nothing else: `x or vector(0)`. */
function joinMeasures(first: Inference, second: Inference): Measure {
  const [one, other] = [first.measure, second.measure];
  if (one.kind === "constant") return withConstant(second, first);
  if (other.kind === "constant") return withConstant(first, second);
  if (one.kind !== other.kind) return UNKNOWN_MEASURE;
  return {
    kind: one.kind,
    unit: one.unit === other.unit ? one.unit : undefined,
    bucketBounds: sameBuckets(one, other) ? one.bucketBounds : undefined,
  };
}

/** Beside another number than 0 or 1, a condition is not one of both any more. */
function withConstant({ measure }: Inference, { bounds }: Inference): Measure {
  const isTruth = pointOf(bounds) === 0 || pointOf(bounds) === 1;
  return isTruth ? measure : changedMeasure(measure);
}

export function sameBuckets({ bucketBounds: a }: Measure, { bucketBounds: b }: Measure): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]));
}
