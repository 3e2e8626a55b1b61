import { allows, type ClosedSet, integerOf } from "../value-set.js";

/** The values of a set that another has not, without `otherwise`; of a range, its gaps as `100..199`. */
export function missingValues(from: ClosedSet, to: ClosedSet): readonly string[] {
  if (from.kind === "list") return from.values.filter((value) => !allows(to, value));
  return gaps(from, to).map(({ min, max }) => (min === max ? String(min) : `${min}..${max}`));
}

interface Range {
  readonly min: number;
  readonly max: number;
}

function gaps({ min, max }: Range, to: ClosedSet): readonly Range[] {
  const covered: readonly Range[] =
    to.kind === "range"
      ? [to]
      : [...to.values, to.otherwise ?? ""]
          .flatMap((value) => integerOf(value) ?? [])
          .sort((a, b) => a - b)
          .map((value) => ({ min: value, max: value }));
  const found: Range[] = [];
  let next = min;
  for (const part of covered) {
    if (part.max < next || part.min > max) continue;
    if (part.min > next) found.push({ min: next, max: part.min - 1 });
    next = part.max + 1;
  }
  if (next <= max) found.push({ min: next, max });
  return found;
}
