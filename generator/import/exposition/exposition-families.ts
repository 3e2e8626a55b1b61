import { nameMatcher } from "@metricsmith/runtime/text";
import type { ExposedType } from "../../exposition/exposition.js";
import { CLIENT_PATTERNS } from "../../foreign-families.js";
import { LEGAL_UNIT } from "../../schema/format/text-format.js";
import { LARGEST_MAX_LENGTH, LARGEST_MAX_VALUES } from "../../schema/format/vector-format.js";
import { groupDigits, listAnd } from "../../text/words.js";
import type { ImportReport } from "../codes.js";
import type { Draft, DraftFamily, DraftOptions } from "../draft.js";
import { commonNamespace, placeholderDescription, unitInName } from "../infer.js";
import type { MergedFamily } from "./merged-family.js";

/**
 * Drafts the families that a schema can declare. Others are in `notes` and `ignore`, and reported unless clients add them.
 *
 * @param others names of further families that the program exposes
 */
export function draftFamilies(
  exposed: readonly MergedFamily[],
  { namespace: chosen, includeDefaults }: DraftOptions,
  report: ImportReport,
  others: readonly string[] = [],
): Omit<Draft, "vectors"> & { readonly merged: readonly MergedFamily[] } {
  const notes: string[] = [];
  const own = includeDefaults ? exposed : withoutClients(exposed, notes);
  const supported = withoutUnsupported(own, notes, report);
  const merged = chosen === undefined ? supported : inNamespace(chosen, supported, notes, report);
  const names = merged.map(({ name }) => name);
  const namespace = chosen ?? commonNamespace(names);
  reportUnseenLabels(merged, report);
  const declared = new Set(names);
  const leftOut = own.filter(({ name }) => !declared.has(name)).map(({ name }) => name);
  const foreign = others.filter((name) => patternOfClient(name) === undefined);
  return {
    namespace,
    notes,
    merged,
    ignore: ignorePatterns([...leftOut, ...foreign], names),
    families: merged.map((family) => draftFamily(family, namespace, report)),
  };
}

/** Leaves out the families of client libraries, unless there are no others. */
function withoutClients(exposed: readonly MergedFamily[], notes: string[]): readonly MergedFamily[] {
  const own = exposed.filter(({ name }) => patternOfClient(name) === undefined);
  if (own.length === 0 || own.length === exposed.length) return exposed;
  const patterns = new Set(exposed.flatMap(({ name }) => patternOfClient(name) ?? []));
  notes.push(
    `Left out because clients add them to every program: ${[...patterns].join(", ")}. Use \`--include-defaults\` to import them.`,
  );
  return own;
}

function patternOfClient(name: string): string | undefined {
  return CLIENT_PATTERNS.find((pattern) => nameMatcher([pattern])(name));
}

type SupportedFamily = MergedFamily & Pick<DraftFamily, "type">;

/** Leaves out families that no schema can declare, with one finding and one note per reason. */
function withoutUnsupported(
  exposed: readonly MergedFamily[],
  notes: string[],
  report: ImportReport,
): readonly SupportedFamily[] {
  const reasons = new Map(exposed.map((family) => [family, findUnsupported(family)]));
  for (const [reason, words] of Object.entries(UNSUPPORTED)) {
    const families = exposed.filter((family) => reasons.get(family) === reason);
    leaveOut(families, words, notes, report);
  }
  return exposed.filter((family): family is SupportedFamily => reasons.get(family) === undefined);
}

type Unsupported =
  | Exclude<ExposedType, "counter" | "gauge" | "histogram">
  | "ambiguous"
  | "bucketless"
  | "boundless"
  | "crowded"
  | "wordy"
  | "measured";

function findUnsupported(family: MergedFamily): Unsupported | undefined {
  const { type, unit, bounds, strangeBound, values } = family;
  if (family.isAmbiguous) return "ambiguous";
  if (type !== "counter" && type !== "gauge" && type !== "histogram") return type;
  if (type === "histogram" && strangeBound !== undefined) return "boundless";
  if (type === "histogram" && bounds.length === 0) return "bucketless";
  if (unit !== undefined && !LEGAL_UNIT.test(unit)) return "measured";
  for (const seen of values.values()) {
    if (seen.size > LARGEST_MAX_VALUES) return "crowded";
    for (const value of seen.keys()) if (value.length > LARGEST_MAX_LENGTH) return "wordy";
  }
  return undefined;
}

/** The reason for one and for several families, after "because". */
interface LeftOutWords {
  readonly one: string;
  readonly several: string;
  readonly help: string;
}

const UNSUPPORTED: Readonly<Record<Unsupported, LeftOutWords>> = {
  summary: {
    one: "it is a summary, whose quantiles cannot be aggregated",
    several: "they are summaries, whose quantiles cannot be aggregated",
    help: "Record and declare a histogram instead.",
  },
  unknown: {
    one: "it has no type",
    several: "they have no type",
    help: "Expose `# TYPE`, or declare it under `counters` or `gauges` by hand.",
  },
  info: {
    one: "its type is info",
    several: "their type is info",
    help: "Declare it under `gauges`, with a name that ends in `_info`, and set it to 1.",
  },
  stateset: {
    one: "its type is stateset",
    several: "their type is stateset",
    help: "Declare it under `gauges`, with its states as a vector. Set the current state to 1 and the others to 0.",
  },
  gaugehistogram: {
    one: "its type is gaugehistogram",
    several: "their type is gaugehistogram",
    help: "Declare a gauge for each bucket, or record a histogram instead.",
  },
  ambiguous: {
    one: "in the text format, another family has its name",
    several: "in the text format, other families have their names",
    help: "Rename one of the families: there, the name of a counter ends in `_total`.",
  },
  bucketless: {
    one: "it is a histogram without finite buckets",
    several: "they are histograms without finite buckets",
    help: "Import it again when it has samples, or declare it under `histograms` with its buckets.",
  },
  boundless: {
    one: "a `le` of its buckets is not a number",
    several: "a `le` of their buckets is not a number",
    help: "Write the upper bound of each bucket as a number, and `+Inf` for the last one.",
  },
  crowded: {
    one: `a label of it has more than ${groupDigits(LARGEST_MAX_VALUES)} values`,
    several: `a label of each has more than ${groupDigits(LARGEST_MAX_VALUES)} values`,
    help: "Remove the label, or give it fewer values.",
  },
  wordy: {
    one: `a label of it has a value of more than ${groupDigits(LARGEST_MAX_LENGTH)} characters`,
    several: `a label of each has a value of more than ${groupDigits(LARGEST_MAX_LENGTH)} characters`,
    help: "Remove the label, or give it shorter values.",
  },
  measured: {
    one: "its unit is not a word in lower case",
    several: "their units are not words in lower case",
    help: "Expose a unit such as `seconds` or `bytes`, or none.",
  },
};

function leaveOut(
  families: readonly MergedFamily[],
  { one, several, help }: LeftOutWords,
  notes: string[],
  report: ImportReport,
): void {
  const [first] = families;
  if (first === undefined) return;
  const names = families.map(({ name }) => name);
  const because = names.length === 1 ? one : several;
  report("import-families-left-out", { names, because, help }, first.location);
  notes.push(`Left out because ${because}: ${names.join(", ")}. ${help}`);
}

/** The families of the chosen namespace, as a schema has one for all. Others are left out. */
function inNamespace(
  namespace: string,
  families: readonly SupportedFamily[],
  notes: string[],
  report: ImportReport,
): readonly SupportedFamily[] {
  const prefix = `${namespace}_`;
  const others = families.filter(({ name }) => !name.startsWith(prefix));
  const words = {
    one: `it is not in the namespace \`${namespace}\``,
    several: `they are not in the namespace \`${namespace}\``,
    help: "Import without `--namespace` to have families of several namespaces in one schema, or import the others into a schema of their own.",
  };
  leaveOut(others, words, notes, report);
  return families.filter(({ name }) => name.startsWith(prefix));
}

/** One finding for all families without samples: a program that has just started may expose many of them. */
function reportUnseenLabels(families: readonly MergedFamily[], report: ImportReport): void {
  const unseen = families.filter(hasUnseenLabels);
  const names = unseen.map(({ name }) => name);
  if (unseen[0] !== undefined) report("import-labels-unseen", { names }, unseen[0].location);
}

function hasUnseenLabels({ areLabelsKnown }: MergedFamily): boolean {
  return !areLabelsKnown;
}

const UNSEEN_LABELS = "No sample was seen, so its labels are not known. Add its `vectors`, if it has any.";

function draftFamily(
  family: SupportedFamily,
  namespace: string | undefined,
  report: ImportReport,
): DraftFamily {
  const { name, type, help, unit, labels, bounds, location } = family;
  const key = namespace === undefined ? name : name.slice(namespace.length + 1);
  const notes = [...(hasUnseenLabels(family) ? [UNSEEN_LABELS] : []), ...(family.notes ?? [])];
  for (const { problem, help: advice } of findProblems(family)) {
    report("import-to-decide", { problem: `\`${name}\` ${problem}.`, help: advice }, location);
    notes.push(`It ${problem}. ${advice}`);
  }
  return {
    key,
    type,
    vectors: labels,
    description: help ?? placeholderDescription({ type, key }),
    unit: unit ?? unitInName(name),
    buckets: type === "histogram" ? bounds : undefined,
    notes,
    uneven: isUneven(family),
    location,
  };
}

function isUneven({ partialLabels, hasUnevenBuckets }: MergedFamily): boolean {
  return partialLabels.length > 0 || hasUnevenBuckets === true;
}

interface Problem {
  /** A predicate whose subject is the family. */
  readonly problem: string;
  readonly help: string;
}

function findProblems(family: MergedFamily): readonly Problem[] {
  const { partialLabels, contradictions, hasUnevenBuckets } = family;
  const problems: Problem[] = [];
  if (partialLabels.length > 0) {
    problems.push({
      problem: `has samples without the ${partialLabels.length === 1 ? "label" : "labels"} ${listAnd(partialLabels)}`,
      help: "Give every sample all labels, with a value such as `none` for the empty one, or remove the labels that some samples lack. Until then, `uneven` lets `verify` accept them.",
    });
  }
  if (hasUnevenBuckets && !contradictions.includes("buckets")) {
    problems.push({
      problem: "has label sets with different buckets",
      help: "The schema has the buckets of all of them: choose those that every label set gets. Until then, `uneven` lets `verify` accept the others.",
    });
  }
  if (contradictions.length > 0) {
    problems.push({
      problem: `differs between sources in its ${contradictions.join(", its ")}`,
      help: "The schema has the buckets of all sources, and the first source's type, help and unit.",
    });
  }
  return problems;
}

/** Patterns that match all names that are left out, and no declared one. Names that begin alike share a pattern. */
function ignorePatterns(leftOut: readonly string[], declared: readonly string[]): readonly string[] {
  const patterns = leftOut.map((name) => {
    const prefix = prefixesOf(name).find((one) => !declared.some((other) => other.startsWith(one)));
    const shared = prefix !== undefined && leftOut.filter((other) => other.startsWith(prefix)).length > 1;
    return shared ? `${prefix}*` : name;
  });
  return [...new Set(patterns)];
}

/** `a_b_c` begins with `a_` and `a_b_`. */
function prefixesOf(name: string): readonly string[] {
  return [...name.matchAll(/_+/g)].map(({ index, 0: separator }) => name.slice(0, index + separator.length));
}
