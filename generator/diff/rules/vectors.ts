import type { Vector } from "../../catalog.js";
import { grouped } from "../../grouped.js";
import { allows, type ClosedSet, closedSet, members } from "../../value-set.js";
import type { Comparison, VectorPair } from "../comparison.js";
import { type Finding, finding, type Touch } from "../finding.js";
import { missingValues } from "../missing-values.js";
import { few, quoted } from "../words.js";

/** A rule of vectors that are closed on both sides: their values can be listed. */
function ofClosed(
  vectors: Comparison["vectors"],
  found: (
    pair: VectorPair,
    sets: { readonly base: ClosedSet; readonly head: ClosedSet },
  ) => readonly Finding[],
): readonly Finding[] {
  return vectors.flatMap((pair) => {
    const [base, head] = [closedSet(pair.base), closedSet(pair.head)];
    return base === undefined || head === undefined ? [] : found(pair, { base, head });
  });
}

export function valuesRemoved({ vectors }: Comparison): readonly Finding[] {
  return ofClosed(vectors, (pair, { base, head }) => {
    const gone = missingValues(base, head);
    const [first] = gone;
    if (first === undefined) return [];
    return [
      finding({
        class: "breaking",
        kind: "values-removed",
        path: valuesPath(pair.head),
        before: gone,
        after: undefined,
        message: `${labelOf(pair)} is never ${few(gone)} any more: queries for ${gone.length === 1 ? "it" : "them"} find nothing, and alerts fall silent.`,
        place: { side: "base", path: valuePath(pair.base, first) },
        touches: losing(pair, {
          lost: members(base).filter((value) => !allows(head, value)),
          kept: members(head),
        }),
      }),
    ];
  });
}

export function valuesAdded({ vectors }: Comparison): readonly Finding[] {
  return ofClosed(vectors, (pair, { base, head }) => {
    const fresh = missingValues(head, base);
    const [first] = fresh;
    if (first === undefined) return [];
    return [
      finding({
        class: "risky",
        kind: "values-added",
        path: valuesPath(pair.head),
        before: undefined,
        after: fresh,
        message: `${labelOf(pair)} may be ${few(fresh)} too: queries that list its values miss what is recorded so.`,
        place: { side: "head", path: valuePath(pair.head, first) },
        touches: namingLabel(pair),
      }),
    ];
  });
}

/** From values that are known to any string, or back. */
export function vectorOpenedOrClosed({ vectors }: Comparison): readonly Finding[] {
  return vectors.flatMap((pair) => {
    const [before, after] = [pair.base.kind === "open", pair.head.kind === "open"];
    if (before === after) return [];
    return finding({
      class: after ? "risky" : "breaking",
      kind: after ? "vector-opened" : "vector-closed",
      path: vectorPath(pair.head),
      before: TYPE_NAMES[pair.base.kind],
      after: TYPE_NAMES[pair.head.kind],
      message: after
        ? `${labelOf(pair)} may be any string: queries that list its values miss what is recorded so.`
        : `${labelOf(pair)} may no longer be any string: queries for a value outside its set find nothing.`,
      touches: namingLabel(pair),
    });
  });
}

/** Another type in TypeScript; which values go or come is told by other rules. */
export function vectorTypeChanged({ vectors }: Comparison): readonly Finding[] {
  return vectors.flatMap((pair) => {
    const { base, head } = pair;
    if (base.kind === head.kind) return [];
    return finding({
      class: "safe",
      kind: "vector-type-changed",
      path: [...vectorPath(head), "type"],
      before: TYPE_NAMES[base.kind],
      after: TYPE_NAMES[head.kind],
      message: `Recorders take ${quoted(head.name)} as ${CODE_TYPES[head.kind]} instead of ${CODE_TYPES[base.kind]}: the compiler finds their calls.`,
    });
  });
}

const TYPE_NAMES = { closed: "values", boolean: "boolean", integer: "integer", open: "string" } as const;
const CODE_TYPES = {
  closed: "one of a few strings",
  boolean: "a boolean",
  integer: "a number",
  open: "any string",
} as const;

/** What strings outside the set, or past `max_values`, are recorded as. */
export function otherwiseChanged({ vectors }: Comparison): readonly Finding[] {
  return vectors.flatMap((pair) => {
    const [before, after] = [otherwiseOf(pair.base), otherwiseOf(pair.head)];
    const opened = (pair.base.kind === "open") !== (pair.head.kind === "open");
    if (before === after || (opened && (before === undefined || after === undefined))) return [];
    const path = [...vectorPath(pair.head), "otherwise"];
    if (before === undefined) {
      return finding({
        class: "risky",
        kind: "otherwise-added",
        path,
        before,
        after,
        message: `${labelOf(pair)} is ${quoted(after ?? "")} for any string outside its values, which was rejected: sums over it grow.`,
        touches: namingLabel(pair),
      });
    }
    const now = after === undefined ? "is rejected" : `is recorded as ${quoted(after)}`;
    const still = valuesOf(pair.head).includes(before);
    return finding({
      class: "breaking",
      kind: "otherwise-changed",
      path,
      before,
      after,
      message: `What was recorded as ${quoted(before)} in ${labelOf(pair)} ${now}: queries for the old value find ${still ? "less" : "nothing"}.`,
      place: { side: after === undefined ? "base" : "head", path },
      touches: losing(pair, { lost: [before], kept: valuesOf(pair.head) }),
    });
  });
}

function otherwiseOf(vector: Vector): string | undefined {
  return vector.kind === "closed" || vector.kind === "open" ? vector.otherwise : undefined;
}

/** No value is lost that a schema could name, but strings that were kept apart may be folded. */
export function maxValuesChanged({ vectors }: Comparison): readonly Finding[] {
  return vectors.flatMap((pair) => {
    const { base, head } = pair;
    if (base.kind !== "open" || head.kind !== "open" || base.maxValues === head.maxValues) return [];
    const lowered = head.maxValues < base.maxValues;
    const kept = grouped(head.maxValues);
    return finding({
      class: lowered ? "risky" : "safe",
      kind: lowered ? "max-values-lowered" : "max-values-raised",
      path: [...vectorPath(head), "max_values"],
      before: base.maxValues,
      after: head.maxValues,
      message: lowered
        ? `${labelOf(pair)} keeps ${kept} strings apart instead of ${grouped(base.maxValues)}: later ones are recorded as ${quoted(head.otherwise)} sooner.`
        : `${labelOf(pair)} keeps ${kept} strings apart instead of ${grouped(base.maxValues)}.`,
      touches: lowered ? namingLabel(pair) : [],
    });
  });
}

function valuesOf(vector: Vector): readonly string[] {
  const set = closedSet(vector);
  return set === undefined ? [] : members(set);
}

function losing(
  { base, families }: VectorPair,
  values: { readonly lost: readonly string[]; readonly kept: readonly string[] },
): readonly Touch[] {
  return families.map(({ base: family }) => ({
    part: "values",
    family,
    sure: true,
    label: base.name,
    ...values,
  }));
}

function namingLabel({ base, families }: VectorPair): readonly Touch[] {
  return families.map(({ base: family }) => ({
    part: "label",
    family,
    sure: false,
    label: base.name,
  }));
}

/** `type` of `authelia_authn` and 2 others. */
function labelOf({ head, families }: VectorPair): string {
  return `${quoted(head.name)} of ${few(families.map((family) => family.head.name))}`;
}

function vectorPath({ name }: Vector): readonly string[] {
  return ["vectors", name];
}

function valuesPath(vector: Vector): readonly string[] {
  return vector.kind === "closed" ? [...vectorPath(vector), "values"] : vectorPath(vector);
}

/** Where a value stands in the list of values, if there is one. */
function valuePath(vector: Vector, value: string): readonly (string | number)[] {
  const path = vectorPath(vector);
  return vector.kind === "closed" ? [...path, "values", vector.values.indexOf(value)] : path;
}
