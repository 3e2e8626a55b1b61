import { LARGEST_MAX_VALUES } from "../../schema/format/vector-format.js";
import { groupDigits, shorten } from "../../text/words.js";
import type { DraftSet, DraftVector } from "../draft.js";
import { DEFAULT_OPEN_SET, isHttpMethod, isStatusCode, namesMethod, namesStatus } from "../infer.js";
import type { MergedFamily } from "./merged-family.js";

/** Infers a vector for each label name, from the values that all families with the label have. */
export function inferVectors(families: readonly MergedFamily[]): readonly DraftVector[] {
  const seen = new Map<string, Map<string, number>>();
  for (const { labels, labelSets } of families) {
    for (const name of labels) {
      const values = seen.get(name) ?? new Map<string, number>();
      seen.set(name, values);
      for (const labelSet of labelSets) {
        const value = labelSet.get(name);
        if (value !== undefined) values.set(value, (values.get(value) ?? 0) + 1);
      }
    }
  }
  return [...seen].map(([name, values]) => ({ name, description: undefined, ...inferSet(name, values) }));
}

/** The label values that were seen, with the number of label sets of each. The empty value is a missing label. */
type SeenValues = ReadonlyMap<string, number>;

function inferSet(name: string, seen: SeenValues): Pick<DraftVector, "set" | "notes"> {
  const values = [...seen.keys()].filter((value) => value !== "").sort();
  if (seen.has("")) return { set: openSet(values), notes: [...openNotes(values), EMPTY_VALUE] };
  if (values.length === 0) return { set: openSet(values), notes: openNotes(values) };
  if (values.every((value) => /^(?:true|false)$/.test(value))) return { set: { kind: "boolean" }, notes: [] };
  if (namesStatus(name) && values.every(isStatusCode)) {
    return {
      set: { kind: "http_status" },
      notes: [`Seen: ${examples(values)}. These are HTTP status codes.`],
    };
  }
  if (namesMethod(name) && values.every(isMethod)) {
    return { set: { kind: "http_method" }, notes: [`Seen: ${examples(values)}. These are HTTP methods.`] };
  }
  if (isClosed(name, seen)) return { set: { kind: "closed", values }, notes: [CLOSED_SET] };
  return { set: openSet(values), notes: openNotes(values) };
}

const CLOSED_SET = "These values were seen. Add any others.";

const EMPTY_VALUE =
  "An empty value was seen, which to Prometheus is a missing label. Give it a name, such as `none`.";

function isMethod(value: string): boolean {
  return isHttpMethod(value) || value === DEFAULT_OPEN_SET.otherwise;
}

/** The largest number of values of a set that is inferred as closed. */
const LARGEST_CLOSED_SET = 20;

/** The number of label sets in which each value of a closed set is seen at least. */
const FEWEST_LABEL_SETS = 2;

/** True for a few words, each seen in several label sets, unless the label names things that come and go. */
function isClosed(name: string, seen: SeenValues): boolean {
  if (seen.size < 2 || seen.size > LARGEST_CLOSED_SET || COMES_AND_GOES.test(name)) return false;
  return [...seen].every(([value, labelSets]) => labelSets >= FEWEST_LABEL_SETS && WORD.test(value));
}

const WORD = /^(?:[A-Za-z]+(?:[_-][A-Za-z]+)*|[1-5]xx)$/;

const COMES_AND_GOES =
  /(?:^|_)(?:name|id|uuid|key|host|hostname|instance|node|device|interface|disk|user|username|tenant|customer|path|file|mountpoint|url|uri|address|addr|ip|port|pod|container|namespace|job|version|revision|branch|domain|queue|topic|database|table)$/;

/** Allows ten times as many values as were seen, rounded up to one digit: a scrape shows only some of the values. */
function openSet(values: readonly string[]): DraftSet {
  const count = Math.max(1, values.length);
  const unit = 10 ** String(count).length;
  const maxValues = Math.min(Math.ceil((10 * count) / unit) * unit, LARGEST_MAX_VALUES);
  return { ...DEFAULT_OPEN_SET, maxValues };
}

function openNotes(values: readonly string[]): readonly string[] {
  const areWhole = values.length > 0 && values.every((value) => /^(?:0|[1-9]\d{0,8})$/.test(value));
  return [
    `Seen: ${examples(values)}. List the values, or adjust \`max_values\`.`,
    ...(areWhole ? ["Only whole numbers were seen: consider `type: integer` with `min` and `max`."] : []),
  ];
}

/** The number of values and the first few of them, shortened to fit into a comment. */
function examples(values: readonly string[]): string {
  if (values.length === 0) return "no value";
  const shown = values
    .slice(0, MOST_EXAMPLES)
    .map((value) => `\`${shorten(value, 40)}\``)
    .join(", ");
  return values.length > MOST_EXAMPLES ? `${groupDigits(values.length)} values, such as ${shown}` : shown;
}

const MOST_EXAMPLES = 3;
