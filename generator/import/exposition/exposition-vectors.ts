import { LARGEST_MAX_LENGTH, LARGEST_MAX_VALUES } from "../../schema/format/vector-format.js";
import { DEFAULT_MAX_LENGTH } from "../../schema/resolve/resolve-vectors.js";
import { count, groupDigits, shorten } from "../../text/words.js";
import type { DraftSet, DraftVector } from "../draft.js";
import {
  DEFAULT_OPEN_SET,
  isHttpMethod,
  isStatusClass,
  isStatusCode,
  namesMethod,
  namesStatus,
} from "../infer.js";
import type { LabelVector } from "../label-vectors.js";
import type { MergedFamily, SeenValues } from "./merged-family.js";

interface InferenceOptions {
  /** Whether comments give examples of the values of open sets. Otherwise they give their number. */
  readonly areOpenValuesShown: boolean;
}

/** Infers the vectors of each label name, from the values that the families with the label have. */
export function inferVectors(
  families: readonly MergedFamily[],
  options: InferenceOptions = { areOpenValuesShown: true },
): readonly LabelVector[] {
  const labels = [...new Set(families.flatMap((family) => family.labels))];
  return labels.flatMap((label) => {
    const seen = families.flatMap((family, at) =>
      family.labels.includes(label) ? [seenIn(family, label, at)] : [],
    );
    return joinAlike(seen).map(({ values, families, most }) => {
      return {
        name: undefined,
        label,
        families,
        description: undefined,
        fewestValues: most,
        ...inferSet(label, values, options),
      };
    });
  });
}

/** What was seen of a label in some families, by their positions. */
interface SeenLabel {
  readonly families: number[];
  readonly values: Map<string, number>;
  /** The most values in one family. */
  most: number;
  readonly known: KnownSet | undefined;
  readonly areWords: boolean;
}

function seenIn(family: MergedFamily, label: string, at: number): SeenLabel {
  const values = new Map(family.values.get(label));
  const known = knownSet(label, namedValues(values));
  return { families: [at], values, most: values.size, known, areWords: areWords(label, values) };
}

/** Joins the families that show the same set: a scrape has some of its values only. */
function joinAlike(seen: readonly SeenLabel[]): readonly SeenLabel[] {
  const joined: SeenLabel[] = [];
  for (const one of seen.toSorted((a, b) => b.values.size - a.values.size)) {
    const wider = joined.find((other) => isAlike(one, other));
    if (wider === undefined) {
      joined.push(one);
      continue;
    }
    wider.families.push(...one.families);
    wider.most = Math.max(wider.most, one.most);
    for (const [value, count] of one.values) wider.values.set(value, (wider.values.get(value) ?? 0) + count);
  }
  for (const { families } of joined) families.sort((a, b) => a - b);
  return joined.sort((a, b) => (a.families[0] ?? 0) - (b.families[0] ?? 0));
}

/**
 * Whether values are of the same set as at least as many others: of a known set, such as status codes; of words, if the
 * others have them all; of things that come and go, if the others have one of them.
 */
function isAlike(one: SeenLabel, other: SeenLabel): boolean {
  if (one.values.size === 0) return other.values.size === 0; // nothing was recorded with this label
  if (one.known !== undefined || other.known !== undefined) return one.known === other.known;
  const values = [...one.values.keys()];
  return one.areWords && other.areWords
    ? values.every((value) => other.values.has(value))
    : values.some((value) => other.values.has(value));
}

function namedValues(seen: SeenValues): readonly string[] {
  return [...seen.keys()].sort();
}

type KnownSet = "boolean" | "http_status" | "http_status_class" | "http_method";

/** The set that the values are of, if its values are known without a list. */
function knownSet(label: string, values: readonly string[]): KnownSet | undefined {
  if (values.length === 0) return undefined;
  if (values.every((value) => /^(?:true|false)$/.test(value))) return "boolean";
  if (namesStatus(label) && values.every(isStatusCode)) return "http_status";
  if (namesStatus(label) && values.every(isStatusClass)) return "http_status_class";
  return namesMethod(label) && values.every(isMethod) ? "http_method" : undefined;
}

function inferSet(
  name: string,
  seen: SeenValues,
  { areOpenValuesShown }: InferenceOptions,
): Pick<DraftVector, "set" | "notes"> {
  const values = namedValues(seen);
  const open = areOpenValuesShown
    ? { set: openSet(values), notes: openNotes(values) }
    : { set: openSet(values, DEFAULT_OPEN_SET.maxValues), notes: [countNote(values)] };
  const kind = knownSet(name, values);
  if (kind !== undefined) {
    const notes = kind === "boolean" ? [] : [`Seen: ${examples(values)}. These are ${KNOWN_SETS[kind]}.`];
    return { set: { kind }, notes };
  }
  if (isClosed(name, seen)) return { set: { kind: "closed", values }, notes: [CLOSED_SET] };
  return open;
}

const KNOWN_SETS = {
  http_status: "HTTP status codes",
  http_status_class: "classes of HTTP status codes",
  http_method: "HTTP methods",
} as const;

const CLOSED_SET = "These values were seen. Add any others.";

function isMethod(value: string): boolean {
  return isHttpMethod(value) || value === DEFAULT_OPEN_SET.otherwise;
}

/** The largest number of values of a set that is inferred as closed. */
const LARGEST_CLOSED_SET = 20;

/** The number of label sets in which each value of a closed set is seen at least. */
const FEWEST_LABEL_SETS = 2;

/** True for several words, each seen in several label sets. */
function isClosed(name: string, seen: SeenValues): boolean {
  if (seen.size < 2 || !areWords(name, seen)) return false;
  return [...seen.values()].every((labelSets) => labelSets >= FEWEST_LABEL_SETS);
}

/** True for a few words, unless the label names things that come and go. */
function areWords(name: string, seen: SeenValues): boolean {
  if (seen.size > LARGEST_CLOSED_SET || COMES_AND_GOES.test(name)) return false;
  return namedValues(seen).every((value) => WORD.test(value));
}

const WORD = /^(?:[A-Za-z]+(?:[_-][A-Za-z]+)*|[1-5]xx)$/;

const COMES_AND_GOES =
  /(?:^|_)(?:name|id|uuid|key|host|hostname|instance|node|device|interface|disk|user|username|tenant|customer|path|file|mountpoint|url|uri|address|addr|ip|port|pod|container|namespace|job|version|revision|branch|domain|queue|topic|database|table)$/;

/** Allows ten times as many values as were seen, rounded up to one digit: a scrape shows only some of the values. */
function openSet(values: readonly string[], fewest = 1): DraftSet {
  const longest = values.reduce((length, value) => Math.max(length, value.length), 0);
  const seen = Math.max(1, values.length);
  const unit = 10 ** String(seen).length;
  const maxValues = Math.min(Math.max(Math.ceil((10 * seen) / unit) * unit, fewest), LARGEST_MAX_VALUES);
  return {
    ...DEFAULT_OPEN_SET,
    maxValues,
    ...(longest > DEFAULT_MAX_LENGTH ? { maxLength: Math.min(longest, LARGEST_MAX_LENGTH) } : {}),
  };
}

function openNotes(values: readonly string[]): readonly string[] {
  const areWhole = values.length > 0 && values.every((value) => /^(?:0|[1-9]\d{0,8})$/.test(value));
  return [
    `Seen: ${examples(values)}. List the values, or adjust \`max_values\`.`,
    ...(areWhole ? ["Only whole numbers were seen: consider `type: integer` with `min` and `max`."] : []),
  ];
}

/** Values may be ids, addresses or secrets. */
function countNote(values: readonly string[]): string {
  const seen =
    values.length === 0
      ? "No value was seen"
      : `${count(values.length, "value")} ${values.length === 1 ? "was" : "were"} seen`;
  return `${seen}. List the values, or adjust \`max_values\`.`;
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
