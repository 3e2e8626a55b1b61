import type { Family } from "../../catalog.js";
import { grouped } from "../../grouped.js";
import type { Comparison } from "../comparison.js";
import { type ChangePlace, type Finding, finding } from "../finding.js";
import type { FamilyPair } from "../match-families.js";
import { familyPath } from "../paths.js";
import { sameMeaning } from "../same-meaning.js";
import { few, quoted } from "../words.js";
import { followsSchemaBudget } from "./unlisted-changes.js";

export function typeChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (base.type === head.type) return [];
    return finding({
      class: "breaking",
      kind: "type-changed",
      path: familyPath(head),
      before: base.type,
      after: head.type,
      message: `${quoted(head.name)} is a ${head.type} and no longer a ${base.type}: ${TYPE_EFFECTS[base.type]}. Its recorders change with it, and the compiler finds their calls.`,
      touches: [{ part: "series", family: base, sure: true }],
    });
  });
}

const TYPE_EFFECTS = {
  counter: "`rate` and `increase` of it mean nothing any more",
  gauge: "its values are no longer those of a moment",
  histogram: "its `_bucket`, `_sum` and `_count` are gone, and quantiles with them",
} as const;

/** A unit that is told for the first time may be what was recorded all along; another one is not. */
export function unitChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap((pair) => {
    const { base, head } = pair;
    if (base.unit === head.unit) return [];
    const told = base.unit === undefined;
    return finding({
      class: told ? "risky" : "breaking",
      kind: told ? "unit-added" : "unit-changed",
      path: [...familyPath(head), "unit"],
      before: base.unit,
      after: head.unit,
      message: unitMessage(base, head),
      place: fieldPlace(pair, "unit", head.unit),
      touches: [{ part: "series", family: base, sure: !told }],
    });
  });
}

function unitMessage(base: Family, head: Family): string {
  const name = quoted(head.name);
  if (base.unit === undefined)
    return `${name} is said to be in ${head.unit}: if it was recorded in another unit, its values change.`;
  const code =
    head.type === "counter"
      ? ""
      : " A value that the program passes is a number as before, so the compiler finds no call of its recorders.";
  const now = head.unit === undefined ? "without a unit" : `in ${head.unit}`;
  return `${name} is ${now} and no longer in ${base.unit}: axes, thresholds and sums over old and new values are wrong.${code}`;
}

/** A help text in other words may tell that something else is counted. */
export function helpChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (sameMeaning(base.help, head.help)) return [];
    return finding({
      class: "risky",
      kind: "help-changed",
      path: [...familyPath(head), "description"],
      before: base.help,
      after: head.help,
      message: `${quoted(head.name)} is described in other words: if it counts or measures something else now, its graphs mean something else.`,
      touches: [{ part: "series", family: base, sure: false }],
    });
  });
}

export function deprecationChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap((pair) => {
    const { base, head } = pair;
    if (base.deprecated === head.deprecated) return [];
    const [kind, message] = deprecation(base, head);
    return finding({
      class: "safe",
      kind,
      path: [...familyPath(head), "deprecated"],
      before: base.deprecated,
      after: head.deprecated,
      message,
      place: fieldPlace(pair, "deprecated", head.deprecated),
    });
  });
}

function deprecation(base: Family, head: Family): readonly [Finding["kind"], string] {
  const name = quoted(head.name);
  if (base.deprecated === undefined)
    return ["deprecated", `${name} is deprecated: what reads it should be moved before it goes.`];
  if (head.deprecated === undefined) return ["deprecation-withdrawn", `${name} is no longer deprecated.`];
  return ["deprecation-changed", `${name} is deprecated as before, with other advice.`];
}

/** In HEAD, or where it stood in BASE. */
function fieldPlace({ base, head }: FamilyPair, field: string, after: string | undefined): ChangePlace {
  return after === undefined
    ? { side: "base", path: [...familyPath(base), field] }
    : { side: "head", path: [...familyPath(head), field] };
}

export function combineChanged({ families }: Comparison): readonly Finding[] {
  return families.pairs.flatMap(({ base, head }) => {
    if (base.type !== "gauge" || head.type !== "gauge" || base.combine === head.combine) return [];
    return finding({
      class: "risky",
      kind: "combine-changed",
      path: [...familyPath(head), "combine"],
      before: base.combine,
      after: head.combine,
      message: `${quoted(head.name)} makes one value of several processes' or threads' by \`${head.combine}\` instead of \`${base.combine}\`: where there is more than one, its values change.`,
      touches: [{ part: "series", family: base, sure: false }],
    });
  });
}

/** One change for all families that follow the schema's own `initialize`. */
export function initializeChanged({ base, head, families }: Comparison): readonly Finding[] {
  const changed = families.pairs.filter((pair) => pair.base.initialize !== pair.head.initialize);
  const follows = ({ base: before, head: after }: FamilyPair) =>
    before.initialize === base.initialize && after.initialize === head.initialize;
  const following = changed.filter(follows);
  const own = changed.filter((pair) => !follows(pair));
  return [
    ...(base.initialize === head.initialize ? [] : [initialized(["initialize"], following, head.initialize)]),
    ...own.map((pair) => initialized([...familyPath(pair.head), "initialize"], [pair], pair.head.initialize)),
  ];
}

function initialized(path: readonly string[], pairs: readonly FamilyPair[], after: boolean): Finding {
  const names = pairs.map(({ head }) => head.name);
  const one = names.length === 1;
  return finding({
    class: pairs.length > 0 ? "risky" : "safe",
    kind: "initialize-changed",
    path,
    before: !after,
    after,
    message:
      names.length === 0
        ? "No metric that was there before is exposed otherwise at the start."
        : after
          ? `${few(names)} ${one ? "exposes" : "expose"} every label set at 0 from the start: \`absent\` no longer fires, and \`count\` counts series that nothing was recorded in.`
          : `${few(names)} ${one ? "exposes" : "expose"} a label set when it is first recorded: \`rate\` misses the first event, and expressions find nothing before it.`,
    touches: pairs.map(({ base }) => ({ part: "series", family: base, sure: false })),
  });
}

/** One change for all families that follow the schema's own `series_budget`. */
export function budgetLowered(comparison: Comparison): readonly Finding[] {
  const { base, head, families } = comparison;
  return [
    ...budget(["series_budget"], "A metric", { before: base.seriesBudget, after: head.seriesBudget }),
    ...families.pairs
      .filter((pair) => !followsSchemaBudget(pair, comparison))
      .flatMap(({ base: before, head: after }) =>
        budget([...familyPath(after), "series_budget"], quoted(after.name), {
          before: before.seriesBudget,
          after: after.seriesBudget,
        }),
      ),
  ];
}

function budget(
  path: readonly string[],
  subject: string,
  { before, after }: { readonly before: number; readonly after: number },
): readonly Finding[] {
  if (after >= before) return [];
  return [
    finding({
      class: "risky",
      kind: "budget-lowered",
      path,
      before,
      after,
      message: `${subject} may have ${grouped(after)} series at worst instead of ${grouped(before)}: there is less room for labels and values to come.`,
    }),
  ];
}
