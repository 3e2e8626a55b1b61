import { LARGEST_MAX_VALUES } from "../../schema/format/vector-format.js";
import { grouped, shortened } from "../../text/words.js";
import type { DraftSet, DraftVector } from "../draft.js";
import { isHttpMethod, isStatusCode, namesMethod, namesStatus, UNTOLD_SET } from "../infer.js";
import type { ObservedFamily } from "./exposed-samples.js";

/** The labels of all families, in order; one name is one vector, whose set has the values of all of them. */
export function draftVectors(families: readonly ObservedFamily[]): readonly DraftVector[] {
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
  return [...seen].map(([name, values]) => vectorOfSeen(name, values));
}

/** Which label values were seen, and in how many label sets each; the empty one stands for an absent label. */
type SeenValues = ReadonlyMap<string, number>;

/** A closed set has so many values at most. */
const FEW = 20;
/** Each value of a closed set is seen in so many label sets at least. */
const OFTEN = 2;

/** The vector of a label by the values that were seen: closed where these are evidence enough, or else open. */
export function vectorOfSeen(name: string, seen: SeenValues): DraftVector {
  return { name, description: undefined, ...inferred(name, seen) };
}

function inferred(name: string, seen: SeenValues): Pick<DraftVector, "set" | "notes"> {
  const values = [...seen.keys()].filter((value) => value !== "").sort();
  if (seen.has("")) return { set: openSet(values), notes: [...openNotes(values), EMPTY] };
  if (values.length === 0) return { set: openSet(values), notes: openNotes(values) };
  if (values.every((value) => /^(?:true|false)$/.test(value))) return { set: { kind: "boolean" }, notes: [] };
  if (namesStatus(name) && values.every(isStatusCode)) {
    return {
      set: { kind: "http_status" },
      notes: [`Seen: ${examples(values)}; these are HTTP's status codes.`],
    };
  }
  if (namesMethod(name) && values.every(isMethod)) {
    return { set: { kind: "http_method" }, notes: [`Seen: ${examples(values)}; these are HTTP's methods.`] };
  }
  if (isClosed(name, seen)) return { set: { kind: "closed", values }, notes: [CLOSED] };
  return { set: openSet(values), notes: openNotes(values) };
}

const CLOSED = "These values were seen. Are they all?";

const EMPTY =
  "Seen empty, which Prometheus takes for an absent label: better give that value a name, such as `none`.";

function isMethod(value: string): boolean {
  return isHttpMethod(value) || value === UNTOLD_SET.otherwise;
}

/** Whether few values, which are words, were seen often each, of a label that does not name things that come and go. */
function isClosed(name: string, seen: SeenValues): boolean {
  if (seen.size < 2 || seen.size > FEW || COMES_AND_GOES.test(name)) return false;
  return [...seen].every(([value, count]) => count >= OFTEN && WORD.test(value));
}

const WORD = /^(?:[A-Za-z]+(?:[_-][A-Za-z]+)*|[1-5]xx)$/;

const COMES_AND_GOES =
  /(?:^|_)(?:name|id|uuid|key|host|hostname|instance|node|device|interface|disk|user|username|tenant|customer|path|file|mountpoint|url|uri|address|addr|ip|port|pod|container|namespace|job|version|revision|branch|domain|queue|topic|database|table)$/;

/** Ten times what was seen, rounded up to one digit: a program shows but a part of it at one moment. */
function openSet(values: readonly string[]): DraftSet {
  const count = Math.max(1, values.length);
  const digit = 10 ** String(count).length;
  return { ...UNTOLD_SET, maxValues: Math.min(Math.ceil((10 * count) / digit) * digit, LARGEST_MAX_VALUES) };
}

function openNotes(values: readonly string[]): readonly string[] {
  const isWhole = values.length > 0 && values.every((value) => /^(?:0|[1-9]\d{0,8})$/.test(value));
  return [
    `Seen: ${examples(values)}. List the values, or bound their number.`,
    ...(isWhole ? ["Whole numbers alone were seen: `type: integer` takes a `min` and a `max`."] : []),
  ];
}

/** How many values, and a few of them, each as long as a comment can hold. */
function examples(values: readonly string[]): string {
  if (values.length === 0) return "no value";
  const shown = values
    .slice(0, SHOWN)
    .map((value) => `\`${shortened(value, 40)}\``)
    .join(", ");
  return values.length > SHOWN ? `${grouped(values.length)} values, such as ${shown}` : shown;
}

const SHOWN = 3;
