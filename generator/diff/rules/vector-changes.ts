import type { Vector } from "../../catalog.js";
import { type ClosedSet, closedSet, includesValue, listValues, missingValues } from "../../label-values.js";
import { formatDuration } from "../../text/duration.js";
import { groupDigits } from "../../text/words.js";
import { type AffectedPart, type DetailedChange, describeChange, listQuoted, quoteText } from "../change.js";
import type { Comparison, VectorPair } from "../comparison.js";

export function findRemovedValues({ vectors }: Comparison): readonly DetailedChange[] {
  return closedPairs(vectors).flatMap(({ pair, base, head }) => {
    const removed = missingValues(base, head);
    const [first] = removed;
    if (first === undefined) return [];
    const them = removed.length === 1 ? "it" : "them";
    return describeChange({
      class: "breaking",
      kind: "values-removed",
      path: valuesPath(pair.head),
      before: removed,
      after: undefined,
      message: `${describeLabel(pair)} can no longer be ${listQuoted(removed)}: queries for ${them} find nothing, and alerts on ${them} no longer fire.`,
      place: { side: "base", path: valuePath(pair.base, first) },
      affects: selectingLost(pair, {
        lost: listValues(base).filter((value) => !includesValue(head, value)),
        kept: listValues(head),
      }),
    });
  });
}

export function findAddedValues({ vectors }: Comparison): readonly DetailedChange[] {
  return closedPairs(vectors).flatMap(({ pair, base, head }) => {
    const added = missingValues(head, base);
    const [first] = added;
    if (first === undefined) return [];
    return describeChange({
      class: "risky",
      kind: "values-added",
      path: valuesPath(pair.head),
      before: undefined,
      after: added,
      message: `${describeLabel(pair)} can also be ${listQuoted(added)}: queries that list the old values miss ${added.length === 1 ? "it" : "them"}.`,
      place: { side: "head", path: valuePath(pair.head, first) },
      affects: namingLabel(pair),
    });
  });
}

/** The vectors whose values are known in both schemas. */
function closedPairs(
  vectors: Comparison["vectors"],
): readonly { readonly pair: VectorPair; readonly base: ClosedSet; readonly head: ClosedSet }[] {
  return vectors.flatMap((pair) => {
    const [base, head] = [closedSet(pair.base), closedSet(pair.head)];
    return base === undefined || head === undefined ? [] : [{ pair, base, head }];
  });
}

/** A vector is open if it takes any string, and closed if its values are known. */
export function findOpenedOrClosedVectors({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap((pair) => {
    const [before, after] = [pair.base.kind === "open", pair.head.kind === "open"];
    if (before === after) return [];
    return describeChange({
      class: after ? "risky" : "breaking",
      kind: after ? "vector-opened" : "vector-closed",
      path: vectorPath(pair.head),
      before: TYPE_NAMES[pair.base.kind],
      after: TYPE_NAMES[pair.head.kind],
      message: after
        ? `${describeLabel(pair)} can be any string: queries that list the old values miss new ones.`
        : `${describeLabel(pair)} can no longer be any string: queries for a value outside its set find nothing.`,
      affects: namingLabel(pair),
    });
  });
}

/** A change of the type in generated code. Other rules say which values are added or removed. */
export function findVectorTypeChanges({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap(({ base, head }) => {
    if (CODE_TYPES[base.kind] === CODE_TYPES[head.kind]) return [];
    return describeChange({
      class: "safe",
      kind: "vector-type-changed",
      path: [...vectorPath(head), "type"],
      before: TYPE_NAMES[base.kind],
      after: TYPE_NAMES[head.kind],
      message: `Recorders take ${quoteText(head.label)} as ${CODE_TYPES[head.kind]} instead of ${CODE_TYPES[base.kind]}: the compiler finds their calls.`,
    });
  });
}

const TYPE_NAMES = {
  closed: "values",
  boolean: "boolean",
  integer: "integer",
  statusClass: "http_status_class",
  status: "http_status",
  open: "string",
} as const;
const CODE_TYPES = {
  closed: "one of a few strings",
  boolean: "a boolean",
  integer: "a number",
  statusClass: "a number",
  status: "a number",
  open: "any string",
} as const;

/** `otherwise` is the label value for strings that are not in the set, or that come after `max_values` others. */
export function findOtherwiseChanges({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap((pair) => {
    const [before, after] = [otherwiseOf(pair.base), otherwiseOf(pair.head)];
    const opened = (pair.base.kind === "open") !== (pair.head.kind === "open");
    if (before === after || (opened && (before === undefined || after === undefined))) return [];
    const path = [...vectorPath(pair.head), "otherwise"];
    if (before === undefined) {
      return describeChange({
        class: "risky",
        kind: "otherwise-added",
        path,
        before,
        after,
        message: `${describeLabel(pair)} is ${quoteText(after ?? "")} for any ${pair.head.kind === "status" ? "code" : "string"} outside its values, which was rejected before: sums over it grow.`,
        affects: namingLabel(pair),
      });
    }
    const now = after === undefined ? "is rejected" : `is recorded as ${quoteText(after)}`;
    const found = valuesOfVector(pair.head).includes(before) ? "less" : "nothing";
    return describeChange({
      class: "breaking",
      kind: "otherwise-changed",
      path,
      before,
      after,
      message: `What was recorded as ${quoteText(before)} in ${describeLabel(pair)} ${now}: queries for the old value find ${found}.`,
      place: { side: after === undefined ? "base" : "head", path },
      affects: selectingLost(pair, { lost: [before], kept: valuesOfVector(pair.head) }),
    });
  });
}

function otherwiseOf(vector: Vector): string | undefined {
  return "otherwise" in vector ? vector.otherwise : undefined;
}

function valuesOfVector(vector: Vector): readonly string[] {
  const set = closedSet(vector);
  return set === undefined ? [] : listValues(set);
}

/** With a lower limit, strings that had series of their own may be recorded as `otherwise`. */
export function findMaxValuesChanges({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap((pair) => {
    const { base, head } = pair;
    if (base.kind !== "open" || head.kind !== "open" || base.maxValues === head.maxValues) return [];
    const lowered = head.maxValues < base.maxValues;
    const limits = `${describeLabel(pair)} can have ${groupDigits(head.maxValues)} different strings instead of ${groupDigits(base.maxValues)}`;
    return describeChange({
      class: lowered ? "risky" : "safe",
      kind: lowered ? "max-values-lowered" : "max-values-raised",
      path: [...vectorPath(head), "max_values"],
      before: base.maxValues,
      after: head.maxValues,
      message: `${limits}: ${lowered ? "more" : "fewer"} are recorded as ${quoteText(head.otherwise)}.`,
      affects: lowered ? namingLabel(pair) : [],
    });
  });
}

/** Series that end earlier than before leave gaps; a counter that comes back starts at 0. */
export function findExpiryChanges({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap((pair) => {
    const { base, head } = pair;
    if (base.kind !== "open" || head.kind !== "open" || base.expireAfter === head.expireAfter) return [];
    const isShorter = (head.expireAfter ?? Infinity) < (base.expireAfter ?? Infinity);
    const now =
      head.expireAfter === undefined
        ? "are no longer dropped"
        : `are dropped after ${formatDuration(head.expireAfter)} without a record`;
    const before = base.expireAfter === undefined ? "" : `, not after ${formatDuration(base.expireAfter)}`;
    return describeChange({
      class: isShorter ? "risky" : "safe",
      kind: isShorter ? "expiry-shortened" : "expiry-lengthened",
      path: [...vectorPath(head), "expire_after"],
      before: base.expireAfter && formatDuration(base.expireAfter),
      after: head.expireAfter && formatDuration(head.expireAfter),
      message: `${describeLabel(pair)}: its series ${now}${before}.`,
      affects: isShorter ? namingLabel(pair) : [],
    });
  });
}

/** With a lower limit, longer strings that had series of their own are recorded as `otherwise`. */
export function findMaxLengthChanges({ vectors }: Comparison): readonly DetailedChange[] {
  return vectors.flatMap((pair) => {
    const { base, head } = pair;
    if (base.kind !== "open" || head.kind !== "open" || base.maxLength === head.maxLength) return [];
    const lowered = head.maxLength < base.maxLength;
    const limits = `${describeLabel(pair)} can have ${groupDigits(head.maxLength)} characters instead of ${groupDigits(base.maxLength)}`;
    return describeChange({
      class: lowered ? "risky" : "safe",
      kind: lowered ? "max-length-lowered" : "max-length-raised",
      path: [...vectorPath(head), "max_length"],
      before: base.maxLength,
      after: head.maxLength,
      message: `${limits}: ${lowered ? "more" : "fewer"} strings are recorded as ${quoteText(head.otherwise)}.`,
      affects: lowered ? namingLabel(pair) : [],
    });
  });
}

function selectingLost(
  { base, families }: VectorPair,
  values: { readonly lost: readonly string[]; readonly kept: readonly string[] },
): readonly AffectedPart[] {
  return families.map(({ base: family }) => ({
    part: "values",
    family,
    sure: true,
    label: base.label,
    ...values,
  }));
}

function namingLabel({ base, families }: VectorPair): readonly AffectedPart[] {
  return families.map(({ base: family }) => ({
    part: "label",
    family,
    sure: false,
    label: base.label,
  }));
}

/** `type` of `authelia_authn` and 2 others. */
function describeLabel({ head, families }: VectorPair): string {
  return `${quoteText(head.label)} of ${listQuoted(families.map((family) => family.head.name))}`;
}

function vectorPath({ name }: Vector): readonly string[] {
  return ["vectors", name];
}

function valuesPath(vector: Vector): readonly string[] {
  return vector.kind === "closed" || vector.kind === "status"
    ? [...vectorPath(vector), "values"]
    : vectorPath(vector);
}

/** The place of a value in the list of values, if the vector has a list. */
function valuePath(vector: Vector, value: string): readonly (string | number)[] {
  const path = vectorPath(vector);
  if (vector.kind === "status") return [...path, "values", vector.codes.indexOf(Number(value))];
  return vector.kind === "closed" ? [...path, "values", vector.values.indexOf(value)] : path;
}
