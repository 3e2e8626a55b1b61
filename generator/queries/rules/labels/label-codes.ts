import { error, information, warning } from "../../../diagnostics/define.js";
import { listAnd } from "../../../text/words.js";

/** What becomes of a query whose series do not have a label. `none`: it does the same without naming it. */
export type LabelEffect = keyof typeof EFFECTS;

/** What removes a label. */
export interface Removal {
  /** The text that removes it: `by (a)`, `sum`, or the name of a recorded metric. */
  readonly removedBy: string;
  readonly isRecord: boolean;
}

export interface LostLabel extends Removal {
  readonly label: string;
  readonly effect: LabelEffect;
}

const EFFECTS = {
  none: "naming it has no effect",
  "selects nothing": "this matcher selects nothing",
  "groups by nothing": "grouping by it has no effect",
  "matches nothing": "the two sides never match",
  "hardly matches": "this matches only series without it",
  "includes nothing": "there is nothing to include",
  "copies nothing": "there is nothing to copy",
  "sorts by nothing": "sorting by it has no effect",
  "lists nothing": "it has no values",
  "shows nothing": "the template shows nothing in its place",
} as const;

function describeLostLabel({ label, removedBy, isRecord, effect }: LostLabel): string {
  const loss = isRecord
    ? `\`${removedBy}\` is recorded without the label \`${label}\``
    : `\`${removedBy}\` has removed the label \`${label}\``;
  return `${loss}, so that ${EFFECTS[effect]}.`;
}

function helpLostLabel({ label, removedBy, isRecord, effect }: LostLabel): string {
  if (effect === "none") return "Take it out here, or keep it there.";
  if (isRecord) return `Keep the label in the rule that records \`${removedBy}\`, or take it out here.`;
  if (/^by\b/i.test(removedBy)) return `Add \`${label}\` to \`${removedBy}\`, or take it out here.`;
  if (/^(?:without|ignoring)\b/i.test(removedBy)) {
    return `Take \`${label}\` out of \`${removedBy}\`, or out of this.`;
  }
  if (/^absent/.test(removedBy)) return `A matcher \`${label}="…"\` would give it; or take it out here.`;
  if (/^label_/.test(removedBy)) return "Keep it there, or take it out here.";
  if (/^[a-z_]+$/i.test(removedBy))
    return `Keep it there by \`${removedBy} by (${label})\`, or take it out here.`;
  return "Keep it there, or take it out here.";
}

/** The sides of an operator: what each has that the other lacks. */
export interface DifferingSides {
  readonly operator: string;
  /** Labels that only the left side has, or only the right side. */
  readonly left: readonly string[];
  readonly right: readonly string[];
  /** A label of both sides that has no value on both. */
  readonly disjoint: string | undefined;
  /** Labels that both sides have. */
  readonly both: readonly string[];
}

function describeDifference({ left, right, disjoint }: DifferingSides): string {
  if (disjoint !== undefined) return `the label \`${disjoint}\` has other values on each side`;
  const parts = [
    ...(left.length > 0 ? [`only the left side has ${nameLabels(left)}`] : []),
    ...(right.length > 0 ? [`only the right side has ${nameLabels(right)}`] : []),
  ];
  return parts.join(", and ");
}

function nameLabels(labels: readonly string[]): string {
  return `the ${labels.length === 1 ? "label" : "labels"} ${listAnd(labels, 5)}`;
}

function helpDifference({ operator, left, right, disjoint, both }: DifferingSides): string | undefined {
  if (disjoint !== undefined) return `Write \`ignoring (${disjoint})\`.`;
  const on = `${operator} on (${both.join(", ")})`;
  if (/^(?:and|unless|or)$/.test(operator)) return `Write \`${on}\`.`;
  if (right.length === 0) return `Write \`${on} group_left\`, or give both sides the same labels.`;
  if (left.length === 0) return `Write \`${on} group_right\`, or give both sides the same labels.`;
  return "Give both sides the same labels, or name by `on (…)` those that are to be equal.";
}

/** Mistakes about labels. */
export const LABEL_WORDS = {
  "query-lost-label": error<LostLabel>({
    title: "label that the query has removed",
    message: describeLostLabel,
    help: helpLostLabel,
    explanation:
      "An aggregation keeps only the labels of its `by`, and a match by `on` only those it names. What stands further out cannot use the others.",
    wrong: "sum by (factor) (sum by (success) (rate(shop_logins[5m])))",
    right: "sum by (factor) (sum by (success, factor) (rate(shop_logins[5m])))",
  }),
  "query-needless-label": warning<LostLabel>({
    title: "label that is named without effect",
    message: describeLostLabel,
    help: helpLostLabel,
    explanation:
      "The label is not there any more, so that the query does the same without its name, or matches only series that never had it.",
    wrong: "sum without (instance) (sum by (factor) (shop_logins))",
    right: "sum(sum by (factor) (shop_logins))",
  }),
  "query-sides-never-match": error<DifferingSides>({
    title: "operator whose sides never match",
    message: (sides) => `The two sides of \`${sides.operator}\` never match: ${describeDifference(sides)}.`,
    help: helpDifference,
    explanation:
      "An operator joins series whose labels are equal. If one side surely has a label that the other side lacks, there are none, and the result is always empty.",
    wrong: "sum by (success, factor) (shop_logins) / sum by (factor) (shop_logins)",
    right: "sum by (success, factor) (shop_logins) / on (factor) group_left sum by (factor) (shop_logins)",
  }),
  "query-sides-hardly-match": warning<DifferingSides>({
    title: "operator whose sides hardly match",
    message: (sides) =>
      `The two sides of \`${sides.operator}\` match only where labels are missing: ${describeDifference(sides)}.`,
    help: helpDifference,
    explanation:
      "An operator joins series whose labels are equal. A label that one side lacks must be missing on the other side, too.",
    wrong: "up / count(up)",
    right: "up / scalar(count(up))",
  }),
  "query-many-to-one": error<{
    operator: string;
    side: "left" | "right";
    labels: readonly string[];
    group: string | undefined;
  }>({
    title: "many-to-one match without `group_left`",
    message: ({ operator, side, labels }) =>
      `Prometheus refuses this \`${operator}\` as soon as several series of the ${side} side differ in ${nameLabels(labels)} alone, by which they are not matched.`,
    help: ({ group }) =>
      group === undefined
        ? "Aggregate that side to the labels that are matched."
        : `Write \`${group}\` behind the labels, or aggregate that side.`,
    explanation:
      "Without `group_left` or `group_right`, each series may match one of the other side, and the query fails if there are more.",
    wrong: "sum by (success, factor) (shop_logins) / on (factor) sum by (factor) (shop_logins)",
    right: "sum by (success, factor) (shop_logins) / on (factor) group_left sum by (factor) (shop_logins)",
  }),
  "query-single-value-label": information<{ label: string; value: string }>({
    title: "aggregation over a label that has one value",
    message: ({ label, value }) => `Here, the label \`${label}\` always has the value \`${value}\`.`,
    explanation: "Grouping by the label makes one group, and aggregating it away changes no number.",
    wrong: 'sum by (factor) (rate(shop_logins{factor="totp"}[5m]))',
    right: 'sum(rate(shop_logins{factor="totp"}[5m]))',
  }),
} as const;
