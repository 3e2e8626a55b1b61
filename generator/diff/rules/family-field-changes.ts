import type { Family } from "../../catalog.js";
import { describeDeprecation } from "../../lifecycle.js";
import { groupDigits } from "../../text/words.js";
import { type DetailedChange, describeChange, familyPath, listQuoted, quoteText } from "../change.js";
import type { Comparison, FamilyPair } from "../comparison.js";
import { hasSameMeaning } from "../similar-families.js";

export function findTypeChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (base.type === head.type) return [];
    return describeChange({
      class: "breaking",
      kind: "type-changed",
      path: familyPath(head),
      before: base.type,
      after: head.type,
      message: `${quoteText(head.name)} is a ${head.type} and no longer a ${base.type}: ${TYPE_EFFECTS[base.type]}. Its recorders change, and the compiler finds their calls.`,
      affects: [{ part: "series", family: base, sure: true }],
    });
  });
}

const TYPE_EFFECTS = {
  counter: "`rate` and `increase` of it mean nothing any more",
  gauge: "its value no longer describes the present moment",
  histogram: "its `_bucket`, `_sum` and `_count` are gone, and quantiles with them",
} as const;

/** A unit that is declared for the first time may be the one that was always recorded. Another unit is not. */
export function findUnitChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap((pair) => {
    const { base, head } = pair;
    if (base.unit === head.unit) return [];
    const added = base.unit === undefined;
    return describeChange({
      class: added ? "risky" : "breaking",
      kind: added ? "unit-added" : "unit-changed",
      path: [...familyPath(head), "unit"],
      before: base.unit,
      after: head.unit,
      message: describeUnits(base, head),
      place: fieldPlace(pair, "unit", head.unit),
      affects: [{ part: "series", family: base, sure: !added }],
    });
  });
}

function describeUnits(base: Family, head: Family): string {
  const name = quoteText(head.name);
  if (base.unit === undefined)
    return `The schema now says that ${name} is in ${head.unit}: if the program recorded another unit, the values change.`;
  const code =
    head.type === "counter"
      ? ""
      : " Recorders take a number as before, so the compiler does not find the calls that pass the old unit.";
  const now = head.unit === undefined ? "without a unit" : `in ${head.unit}`;
  return `${name} is ${now} and no longer in ${base.unit}: axes, thresholds and sums over old and new values are wrong.${code}`;
}

/** A help text in other words may mean that the metric counts something else. */
export function findHelpChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (hasSameMeaning(base.help, head.help)) return [];
    return describeChange({
      class: "risky",
      kind: "help-changed",
      path: [...familyPath(head), "description"],
      before: base.help,
      after: head.help,
      message: `${quoteText(head.name)} is described in other words: if it counts or measures something else now, its graphs mean something else.`,
      affects: [{ part: "series", family: base, sure: false }],
    });
  });
}

export function findDeprecationChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap((pair) => {
    const { base, head } = pair;
    const [before, after] = [base, head].map(
      ({ deprecated }) => deprecated && describeDeprecation(deprecated),
    );
    if (before === after) return [];
    return describeChange({
      class: "safe",
      ...deprecationChange(base, head),
      path: [...familyPath(head), "deprecated"],
      before,
      after,
      place: fieldPlace(pair, "deprecated", after),
    });
  });
}

function deprecationChange(base: Family, head: Family): Pick<DetailedChange, "kind" | "message"> {
  const name = quoteText(head.name);
  if (base.deprecated === undefined)
    return {
      kind: "deprecated",
      message: `${name} is deprecated: change what reads it before it is removed.`,
    };
  if (head.deprecated === undefined)
    return { kind: "deprecation-withdrawn", message: `${name} is no longer deprecated.` };
  return { kind: "deprecation-changed", message: `${name} is deprecated as before, with other advice.` };
}

/** The field in HEAD, or its old place in BASE if it is gone. */
function fieldPlace(
  { base, head }: FamilyPair,
  field: string,
  after: string | undefined,
): DetailedChange["place"] {
  return after === undefined
    ? { side: "base", path: [...familyPath(base), field] }
    : { side: "head", path: [...familyPath(head), field] };
}

export function findCombineChanges({ families }: Comparison): readonly DetailedChange[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (base.type !== "gauge" || head.type !== "gauge" || base.combine === head.combine) return [];
    return describeChange({
      class: "risky",
      kind: "combine-changed",
      path: [...familyPath(head), "combine"],
      before: base.combine,
      after: head.combine,
      message: `${quoteText(head.name)} combines the values of several processes or threads by \`${head.combine}\` instead of \`${base.combine}\`: where there are several, its values change.`,
      affects: [{ part: "series", family: base, sure: false }],
    });
  });
}

/** One change for all families that follow the schema's own `initialize`. */
export function findInitializeChanges({ base, head, families }: Comparison): readonly DetailedChange[] {
  const changed = families.pairs.filter((pair) => pair.base.initialize !== pair.head.initialize);
  const follows = ({ base: before, head: after }: FamilyPair) =>
    before.initialize === base.initialize && after.initialize === head.initialize;
  const following = changed.filter(follows);
  const own = changed.filter((pair) => !follows(pair));
  return [
    ...(base.initialize === head.initialize
      ? []
      : [describeInitialize(["initialize"], following, head.initialize)]),
    ...own.map((pair) =>
      describeInitialize([...familyPath(pair.head), "initialize"], [pair], pair.head.initialize),
    ),
  ];
}

function describeInitialize(
  path: readonly string[],
  pairs: readonly FamilyPair[],
  after: boolean,
): DetailedChange {
  const names = pairs.map(({ head }) => head.name);
  const one = names.length === 1;
  return describeChange({
    class: pairs.length > 0 ? "risky" : "safe",
    kind: "initialize-changed",
    path,
    before: !after,
    after,
    message:
      names.length === 0
        ? "The metrics that were there before are exposed at the start as before."
        : after
          ? `${listQuoted(names)} ${one ? "exposes" : "expose"} every label set at 0 from the start: \`absent\` no longer fires, and \`count\` also counts series in which nothing was recorded.`
          : `${listQuoted(names)} ${one ? "exposes" : "expose"} a label set only after its first record: \`rate\` misses the first event, and expressions find nothing before it.`,
    affects: pairs.map(({ base }) => ({ part: "series", family: base, sure: false })),
  });
}

/** One change for all families that follow the schema's own `series_budget`. */
export function findLoweredBudgets(comparison: Comparison): readonly DetailedChange[] {
  const { base, head, families } = comparison;
  return [
    ...describeBudget(["series_budget"], "A metric", { before: base.seriesBudget, after: head.seriesBudget }),
    ...families.pairs
      .filter((pair) => !followsSchemaBudget(pair, comparison))
      .flatMap(({ base: before, head: after }) =>
        describeBudget([...familyPath(after), "series_budget"], quoteText(after.name), {
          before: before.seriesBudget,
          after: after.seriesBudget,
        }),
      ),
  ];
}

/** Whether the budgets on both sides are those of the schema, so that their change is one change of the schema. */
export function followsSchemaBudget(
  { base, head }: FamilyPair,
  schemas: Pick<Comparison, "base" | "head">,
): boolean {
  return base.seriesBudget === schemas.base.seriesBudget && head.seriesBudget === schemas.head.seriesBudget;
}

function describeBudget(
  path: readonly string[],
  subject: string,
  { before, after }: { readonly before: number; readonly after: number },
): readonly DetailedChange[] {
  if (after >= before) return [];
  return [
    describeChange({
      class: "risky",
      kind: "budget-lowered",
      path,
      before,
      after,
      message: `${subject} may have at most ${groupDigits(after)} series instead of ${groupDigits(before)}: there is less room for new labels and values.`,
    }),
  ];
}
