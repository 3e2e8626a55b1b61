import type { CompositeRecorder, Family, HistogramFamily, Vector } from "../../catalog.js";
import { commonVector } from "../../label-values.js";
import { explainNarrowing, explainWorstCase, worstCase } from "../../series.js";
import { nearestName } from "../../text/nearest-name.js";
import { shorten } from "../../text/words.js";
import type { Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { placeInFamily } from "../imported-declarations.js";
import type { ComputedBuckets, DeclaredFamily, DeclaredRecorder } from "../read/schema-file.js";
import { resolveLifecycle } from "./resolve-lifecycle.js";
import { exposedFamilyName } from "./resolve-names.js";
import type { SchemaContext } from "./schema-context.js";

/** A family with every default applied; `undefined` if it has a mistake, which is reported. */
export function resolveFamily(
  declared: DeclaredFamily,
  schema: SchemaContext,
  report: SchemaReport,
): Family | undefined {
  const { fields, key, type, spot } = declared;
  const lifecycle = resolveLifecycle(declared, schema, report);
  const names = lifecycle.alias === undefined ? 1 : 2;
  const vectors = resolveLabels(declared, schema, report);
  const bounds = type === "histogram" ? resolveBuckets(declared, report) : undefined;
  if (fields?.description === undefined || vectors === undefined) return undefined;
  if (type === "histogram" && bounds === undefined) return undefined;
  const { labelSets, series } = worstCase(vectors, { buckets: bounds?.buckets, names });
  // A wrong budget is reported already, so it limits nothing.
  const seriesBudget = Object.hasOwn(fields, "series_budget")
    ? (fields.series_budget ?? Number.POSITIVE_INFINITY)
    : schema.seriesBudget;
  if (series > seriesBudget) {
    const product = explainWorstCase(vectors, { buckets: bounds?.buckets, names });
    const narrowing = explainNarrowing(vectors);
    report("series-budget-exceeded", { product, series, budget: seriesBudget, narrowing }, spot.key);
    return undefined;
  }
  const initialize = fields.initialize ?? schema.initialize;
  const open = vectors.find(({ kind }) => kind === "open");
  if (initialize && open !== undefined) {
    const where = fields.initialize === true ? spot.at("initialize") : spot.key;
    report("initialize-open", { family: key, vector: open.name }, where);
    return undefined;
  }
  const base = {
    key,
    name: exposedFamilyName(schema.namespace, key),
    help: fields.description,
    unit: fields.unit,
    vectors,
    ...lifecycle,
    initialize,
    uneven: fields.uneven ?? false,
    labelSets,
    series,
    seriesBudget,
  };
  if (type === "counter") return { ...base, type };
  if (type === "gauge") return { ...base, type, combine: fields.combine ?? "sum" };
  if (bounds === undefined) return undefined;
  const objectives = (fields.objectives ?? []).filter((value) => value !== undefined);
  return { ...base, type, ...bounds, objectives };
}

/** The vectors that a family names; `undefined` if one of them has a mistake or is not declared. */
function resolveLabels(
  family: DeclaredFamily,
  { vectors, allNamesKnown }: SchemaContext,
  report: SchemaReport,
): readonly Vector[] | undefined {
  const { fields } = family;
  if (fields?.vectors === undefined) return undefined;
  const spot = placeInFamily(family, "vectors");
  const seen = new Set<string>();
  const byLabel = new Map<string, Vector>();
  fields.vectors.forEach((name, index) => {
    if (name === undefined) return;
    const where = spot.at(index);
    if (seen.has(name)) {
      report("duplicate-vector", { name: shorten(name) }, where);
      return;
    }
    seen.add(name);
    const vector = vectors.get(name);
    if (vector !== undefined) {
      const { label } = vector;
      const earlier = byLabel.get(label);
      if (earlier === undefined) byLabel.set(label, vector);
      else report("duplicate-label", { label, vectors: [earlier.name, name] }, where);
    }
    if (vectors.has(name) || !allNamesKnown.vectors) return;
    const all = [...vectors.keys()];
    const labelled = [...vectors.values()].find((one) => one?.label === name)?.name;
    const nearest = labelled ?? nearestName(name, all);
    report("unknown-vector", { name: shorten(name), nearest, all }, where);
  });
  return byLabel.size === fields.vectors.length ? [...byLabel.values()] : undefined;
}

type Buckets = Pick<HistogramFamily, "buckets" | "spelledBuckets">;

/** The upper bounds; `undefined` if one of them is wrong or out of order. */
function resolveBuckets(family: DeclaredFamily, report: SchemaReport): Buckets | undefined {
  const { fields, computedBuckets } = family;
  const spot = placeInFamily(family, "buckets");
  if (computedBuckets !== undefined) return computeBuckets(computedBuckets, spot, report);
  const declared = fields?.buckets;
  if (declared === undefined) return undefined;
  const spots = declared.map((_, index) => spot.at(index));
  const bounds = new Set<number>();
  let highest = Number.NEGATIVE_INFINITY;
  let before = "";
  let isSorted = true;
  for (const [index, at] of spots.entries()) {
    const bound = declared[index];
    if (bound === undefined) {
      isSorted = false;
      continue;
    }
    if (bounds.has(bound)) report("bucket-duplicate", { bound: at.text }, at);
    else if (bound < highest) report("buckets-unsorted", { bound: at.text, before }, at);
    isSorted &&= bound > highest;
    bounds.add(bound);
    if (bound <= highest) continue;
    highest = bound;
    before = at.text;
  }
  if (!isSorted || bounds.size === 0) return undefined;
  return { buckets: [...bounds], spelledBuckets: spots.map(({ text }) => text) };
}

/** The digits that a computed upper bound keeps: the others are errors of binary fractions, as in `0.1 + 0.2`. */
const BOUND_DIGITS = 12;

function computeBuckets(computed: ComputedBuckets, where: Spot, report: SchemaReport): Buckets | undefined {
  const problem = problemOfComputed(computed);
  const { kind: key, start, count } = computed;
  if (problem !== undefined) {
    report("invalid-buckets", { key, problem }, where.at(key));
    return undefined;
  }
  const buckets = Array.from({ length: count }, (_, at) => {
    const bound = computed.kind === "linear" ? start + at * computed.width : start * computed.factor ** at;
    return Number(bound.toPrecision(BOUND_DIGITS));
  });
  if (!buckets.every((bound, at) => Number.isFinite(bound) && (at === 0 || bound > (buckets[at - 1] ?? 0)))) {
    report("invalid-buckets", { key, problem: "are too large or too close to each other" }, where.at(key));
    return undefined;
  }
  return { buckets, spelledBuckets: buckets.map(String) };
}

function problemOfComputed(computed: ComputedBuckets): string | undefined {
  if (computed.kind === "linear") return computed.width > 0 ? undefined : "need a `width` above 0";
  if (!(computed.start > 0)) return "need a `start` above 0";
  return computed.factor > 1 ? undefined : "need a `factor` above 1";
}

/** A recorder with its families; `undefined` if it or one of them has a mistake, which is reported. */
export function resolveRecorder(
  { key, fields, spot }: DeclaredRecorder,
  { families, allNamesKnown }: SchemaContext,
  report: SchemaReport,
): CompositeRecorder | undefined {
  if (fields?.metrics === undefined) return undefined;
  const seen = new Set<string>();
  const resolved: Family[] = [];
  fields.metrics.forEach((name, index) => {
    if (name === undefined) return;
    const where = spot.at("metrics", index);
    if (seen.has(name)) {
      report("duplicate-metric", { name: shorten(name) }, where);
      return;
    }
    seen.add(name);
    const family = families.get(name);
    if (family !== undefined) resolved.push(family);
    if (families.has(name) || !allNamesKnown.families) return;
    const all = [...families.keys()];
    report("unknown-metric", { name: shorten(name), nearest: nearestName(name, all), all }, where);
  });
  if (fields.description === undefined || resolved.length !== fields.metrics.length) return undefined;
  const vectors = new Map<string, Vector>();
  for (const [index, family] of resolved.entries()) {
    for (const vector of family.vectors) {
      const { label } = vector;
      const earlier = vectors.get(label);
      const common = earlier === undefined ? vector : commonVector(earlier, vector);
      if (common !== undefined) {
        vectors.set(label, common);
        continue;
      }
      const others = resolved
        .slice(0, index)
        .filter(({ vectors }) => vectors.some((one) => one.label === label));
      const params = { label, metric: family.key, vector: vector.name, others: others.map((one) => one.key) };
      report("no-common-value", params, spot.at("metrics", index));
      return undefined;
    }
  }
  return { key, description: fields.description, families: resolved, vectors: [...vectors.values()] };
}
