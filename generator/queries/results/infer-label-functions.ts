import type { FunctionCall } from "../promql/syntax-tree.js";
import type { TextSpan } from "../query.js";
import { parsePattern, TEMPLATE_GROUP } from "../regex-pattern.js";
import { type Inference, stringOf } from "./inference.js";
import {
  joinStates,
  possibleValues,
  setLabel,
  stateOf,
  stateOfValues,
  UNKNOWN_LABELS,
} from "./label-states.js";
import type { LabelState } from "./result.js";

/** `label_replace(series, target, template, source, pattern)` */
export function inferLabelReplace(call: FunctionCall, series: Inference): Inference {
  const [, target, template, source, pattern] = call.args.map(stringOf);
  if (target === undefined) return { ...series, labels: UNKNOWN_LABELS };
  const { labels } = series;
  const before = stateOf(labels, target.value);
  const after =
    template === undefined || source === undefined || pattern === undefined
      ? UNKNOWN_LABEL
      : replaceLabel(before, stateOf(labels, source.value), {
          template: template.value,
          pattern: pattern.value,
          span: call.function,
        });
  return { ...series, isPartial: true, labels: setLabel(labels, target.value, after) };
}

const UNKNOWN_LABEL: LabelState = { presence: "maybe", values: undefined, removedBy: undefined };

interface Replacement {
  readonly template: string;
  readonly pattern: string;
  readonly span: TextSpan;
}

function replaceLabel(
  before: LabelState,
  source: LabelState,
  { template, pattern: text, span }: Replacement,
): LabelState {
  const pattern = parsePattern(text);
  if (pattern.kind !== "valid") return UNKNOWN_LABEL;
  const values = possibleValues(source);
  if (values === undefined) {
    const replaced = expandUnknown(source, template, text);
    if (MATCHES_ALL.test(text)) return replaced;
    const isMatched = /^\(?\.\+\)?$/.test(text) && source.presence === "there";
    return isMatched ? replaced : joinStates(before, replaced);
  }
  const expanded = (values.size === 0 ? [""] : [...values]).map((value) => pattern.expand(value, template));
  const replaced = expanded.filter((value) => value !== undefined);
  if (replaced.length === 0) return before;
  const state = stateOfValues(replaced, span);
  return replaced.length === expanded.length ? state : joinStates(before, state);
}

const MATCHES_ALL = /^(?:\.\*|\(\.\*\))$/;

/** What the template gives for unknown values. */
function expandUnknown(source: LabelState, template: string, pattern: string): LabelState {
  if (!template.includes("$")) return stateOfValues([template]);
  if (/^\$(?:1|\{1\})$/.test(template) && /^\(\.[*+]\)$/.test(pattern)) {
    return pattern === "(.+)" ? { ...source, presence: "there" } : source;
  }
  const isSure = template.replace(TEMPLATE_GROUP, "") !== "";
  return { presence: isSure ? "there" : "maybe", values: undefined, removedBy: undefined };
}

/** `label_join(series, target, separator, source…)` */
export function inferLabelJoin(call: FunctionCall, series: Inference): Inference {
  const [, target, separator, ...sources] = call.args.map(stringOf);
  if (target === undefined) return { ...series, labels: UNKNOWN_LABELS };
  const { labels } = series;
  const states = sources.map((source) =>
    source === undefined ? UNKNOWN_LABEL : stateOf(labels, source.value),
  );
  const state =
    separator === undefined
      ? UNKNOWN_LABEL
      : joinValues(states, { separator: separator.value, span: call.function });
  return { ...series, isPartial: true, labels: setLabel(labels, target.value, state) };
}

/** Of more values, each joined with each, it is only known whether there is one. */
const MOST_JOINED = 200;

function joinValues(
  states: readonly LabelState[],
  { separator, span }: { readonly separator: string; readonly span: TextSpan },
): LabelState {
  let joined: readonly string[] | undefined;
  for (const state of states) {
    const values = state.presence === "gone" ? [""] : possibleValues(state);
    const before = joined;
    if (values === undefined || (before?.length ?? 1) * [...values].length > MOST_JOINED) {
      const isSure = states.some(({ presence }) => presence === "there");
      const isThere = isSure || (separator !== "" && states.length > 1);
      return { presence: isThere ? "there" : "maybe", values: undefined, removedBy: undefined };
    }
    joined =
      before === undefined
        ? [...values]
        : before.flatMap((start) => [...values].map((value) => start + separator + value));
  }
  return stateOfValues(joined ?? [""], span);
}
