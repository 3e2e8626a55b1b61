import type { Family, HistogramForm } from "../catalog.js";
import type { Query } from "../queries/query.js";
import { printable } from "../text/terminal.js";
import { shorten } from "../text/words.js";

/** What changed between two schemas, and what that asks of the next version. */
export interface SchemaDiff {
  /** By Semantic Versioning: `major` for a breaking change, `minor` for a risky one or something new. */
  readonly verdict: Verdict;
  /** Breaking ones first, then risky ones, then safe ones; by path within a class. */
  readonly changes: readonly Change[];
  /** The number of further changes, all safe, that neither a dashboard nor a caller of generated code sees. */
  readonly otherSafeChanges: number;
}

/** The part of a version that the changes ask for: `major` if one is breaking, `minor` if one is risky or new. */
export type Verdict = "major" | "minor" | "patch";

/**
 * What a change does to dashboards and alerts. `breaking`: queries find nothing, or find something else. `risky`: that
 * depends on the query. `safe`: no query is affected.
 */
export type ChangeClass = "breaking" | "risky" | "safe";

/** A change of one field of the schema. */
export interface Change {
  readonly class: ChangeClass;
  readonly kind: ChangeKind;
  /** Keys of the schema, joined by dots: `histograms.request_duration.buckets`. */
  readonly path: string;
  /** `undefined` if the field is new. */
  readonly before: ChangeValue | undefined;
  /** `undefined` if the field is gone. */
  readonly after: ChangeValue | undefined;
  /** What the change means for dashboards and alerts, and for callers of generated code. */
  readonly message: string;
}

/** What a field has, or had. */
export type ChangeValue = string | number | boolean | readonly (string | number)[];

/** Every kind of change. The names are stable, for programs that compare them. */
export const CHANGE_KINDS = [
  "namespace-changed",
  "family-removed",
  "family-renamed",
  "family-added",
  "old-name-added",
  "old-name-removed",
  "family-key-changed",
  "type-changed",
  "unit-changed",
  "unit-added",
  "help-changed",
  "deprecated",
  "deprecation-changed",
  "deprecation-withdrawn",
  "combine-changed",
  "initialize-changed",
  "budget-lowered",
  "bucket-removed",
  "bucket-added",
  "label-removed",
  "label-renamed",
  "label-added",
  "values-removed",
  "values-added",
  "vector-closed",
  "vector-opened",
  "vector-type-changed",
  "otherwise-changed",
  "otherwise-added",
  "max-length-lowered",
  "max-length-raised",
  "max-values-lowered",
  "max-values-raised",
  "expiry-shortened",
  "expiry-lengthened",
  "recorder-removed",
  "recorder-added",
  "recorder-metric-removed",
  "recorder-metric-added",
  "recorder-labels-changed",
  "server-address-changed",
  "output-removed",
  "job-changed",
  "target-labels-changed",
  "histograms-changed",
] as const;

/** The kind of a change: a stable name in kebab-case. */
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A change with its place in the schemas, and with the parts of the old families that it affects. */
export interface DetailedChange extends Change {
  /** In HEAD, or in BASE if HEAD no longer has it. */
  readonly place: { readonly side: "base" | "head"; readonly path: readonly (string | number)[] };
  /** A query is affected if it reads one of these parts. */
  readonly affects: readonly AffectedPart[];
}

/** A part of a family of BASE, or a label of all series, that a query may read. */
export type AffectedPart = (FamilyPart | TargetLabelPart) & {
  /** Whether the change breaks every query that reads the part. If not, it may break them. */
  readonly sure: boolean;
};

type FamilyPart = {
  readonly family: Family;
} & (
  | {
      readonly part: "series";
      /** The family of HEAD that has the series under another name. */
      readonly successor?: Family;
    }
  /** Read by a query that names the label and needs it. */
  | { readonly part: "label"; readonly label: string }
  /** Read by a query that selects a lost value and none of the values that are left. */
  | {
      readonly part: "values";
      readonly label: string;
      readonly lost: readonly string[];
      readonly kept: readonly string[];
    }
  /** The `_bucket` series of a histogram. */
  | { readonly part: "buckets" }
  /** The series of a histogram that Prometheus does not store in this form. */
  | { readonly part: "form"; readonly form: HistogramForm }
);

/** A label that Prometheus gives to every series of the scrape job's targets. */
export interface TargetLabelPart {
  readonly part: "target label";
  /** The name of the job in BASE. */
  readonly job: string;
  readonly label: string;
  /** All values that the targets of BASE have, and those of HEAD: none if the label is gone. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A query that reads something that a change affects. */
export interface AffectedQuery {
  readonly query: Query;
  /** Whether the change certainly breaks the query. */
  readonly sure: boolean;
}

/** What a rule knows of a change. Most changes are shown at their path in HEAD, and many affect no query. */
interface ChangeDraft
  extends Omit<DetailedChange, "path" | "place" | "affects">,
    Partial<Pick<DetailedChange, "place" | "affects">> {
  readonly path: readonly string[];
}

export function describeChange({ path, place, affects = [], ...draft }: ChangeDraft): DetailedChange {
  return { ...draft, path: path.join("."), place: place ?? { side: "head", path }, affects };
}

const SECTIONS = { counter: "counters", gauge: "gauges", histogram: "histograms" } as const;

/** Where the schema declares a family: `counters`, `request`. */
export function familyPath({ type, key }: Pick<Family, "type" | "key">): readonly [string, string] {
  return [SECTIONS[type], key];
}

/** The most texts that a message lists. */
const LONGEST_LIST = 5;

/** Puts back-ticks around a user's text. It becomes one line, is shortened, and its own back-ticks are escaped. */
export function quoteText(text: string): string {
  return `\`${escapeBackTicks(shortenValue(text))}\``;
}

/** Escapes what a terminal would not show, and back-ticks: in a message, these stand around quoted texts only. */
export function escapeBackTicks(text: string): string {
  return printable(text).replaceAll("`", "\\u0060");
}

/** Makes a text one printable line that is short enough for a table. */
function shortenValue(text: string): string {
  return shorten(printable(text.replace(/\s+/g, " ")));
}

/** Lists users' texts as `a`, `b` and 3 others, in back-ticks. */
export function listQuoted(texts: readonly string[]): string {
  const shown = texts.length > LONGEST_LIST + 1 ? texts.slice(0, LONGEST_LIST) : texts;
  const parts = shown.map(quoteText);
  const others = texts.length - shown.length;
  if (others > 0) parts.push(`${others} others`);
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

/** A field's value as one short line, its items separated by commas. */
export function formatValue(value: ChangeValue): string {
  return shortenValue(typeof value === "object" ? value.join(", ") : String(value));
}
