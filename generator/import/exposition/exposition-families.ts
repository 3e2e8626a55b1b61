import { listed } from "../../diagnostics/catalogue/entry.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Report } from "../../diagnostics/report.js";
import type { ExposedType } from "../../exposition/exposition.js";
import { CLIENT_PATTERNS, nameMatcher } from "../../foreign-families.js";
import { LEGAL_UNIT } from "../../schema/format/text-format.js";
import type { Draft, DraftFamily, DraftOptions } from "../draft.js";
import { askedDescription, commonNamespace, unitInName } from "../infer.js";
import type { ObservedFamily } from "./exposed-samples.js";

interface DraftedFamilies extends Omit<Draft, "vectors"> {
  /** What the families were drafted from. */
  readonly sources: readonly ObservedFamily[];
}

/** The families that a schema can have. Others are reported, or noted where they are no program's own. */
export function draftFamilies(
  observed: readonly ObservedFamily[],
  { namespace: chosen, includeDefaults }: DraftOptions,
  report: Report,
): DraftedFamilies {
  const notes: string[] = [];
  const own = includeDefaults ? observed : withoutClients(observed, notes);
  const supported = withoutUnsupported(own, notes, report);
  const sources = chosen === undefined ? supported : within(chosen, supported, notes, report);
  const names = sources.map(({ name }) => name);
  const namespace = chosen ?? commonNamespace(names);
  reportUnseen(sources, report);
  const declared = new Set(names);
  const leftOut = own.filter(({ name }) => !declared.has(name)).map(({ name }) => name);
  const ignore = ignorePatterns(leftOut, names);
  return {
    namespace,
    notes,
    sources,
    ignore,
    families: sources.map((one) => draftFamily(one, namespace, report)),
  };
}

/** Without the families of clients, unless there are no others. */
function withoutClients(observed: readonly ObservedFamily[], notes: string[]): readonly ObservedFamily[] {
  const own = observed.filter(({ name }) => patternOfClient(name) === undefined);
  if (own.length === 0 || own.length === observed.length) return observed;
  const patterns = new Set(observed.flatMap(({ name }) => patternOfClient(name) ?? []));
  notes.push(
    `Left out, as clients add them to every program: ${[...patterns].join(", ")}. With \`--include-defaults\` they are imported.`,
  );
  return own;
}

function patternOfClient(name: string): string | undefined {
  return CLIENT_PATTERNS.find((pattern) => nameMatcher([pattern])(name));
}

type Supported = ObservedFamily & Pick<DraftFamily, "type">;

/** Families that no schema has, a finding for each reason, and a note that names them all. */
function withoutUnsupported(
  observed: readonly ObservedFamily[],
  notes: string[],
  report: Report,
): readonly Supported[] {
  for (const [reason, wording] of Object.entries(REASONS)) {
    const families = observed.filter((family) => reasonAgainst(family) === reason);
    leaveOut(families, wording, notes, report);
  }
  return observed.filter(isSupported);
}

function isSupported(family: ObservedFamily): family is Supported {
  return reasonAgainst(family) === undefined;
}

type Reason = Exclude<ExposedType, "counter" | "gauge" | "histogram"> | "bucketless";

function reasonAgainst({ type, bounds }: ObservedFamily): Reason | undefined {
  if (type === "counter" || type === "gauge") return undefined;
  if (type === "histogram") return bounds.length === 0 ? "bucketless" : undefined;
  return type;
}

interface Wording {
  /** Of one family, to follow `it is`. */
  readonly is: string;
  /** Of several, to follow `they are`. */
  readonly are: string;
  readonly help: string;
}

const REASONS: Readonly<Record<Reason, Wording>> = {
  summary: {
    is: "a summary, whose quantiles cannot be aggregated",
    are: "summaries, whose quantiles cannot be aggregated",
    help: "Record a histogram in its place, and declare that.",
  },
  unknown: {
    is: "without a type",
    are: "without a type",
    help: "Expose `# TYPE`, or declare it under `counters` or `gauges` by hand.",
  },
  info: {
    is: "of the type info",
    are: "of the type info",
    help: "Declare it under `gauges`, with the ending `_info`, and set it to 1.",
  },
  stateset: {
    is: "of the type stateset",
    are: "of the type stateset",
    help: "Declare it under `gauges`, with its states as a vector, and set the present one to 1 and the others to 0.",
  },
  gaugehistogram: {
    is: "of the type gaugehistogram",
    are: "of the type gaugehistogram",
    help: "Declare a gauge for each bucket, or record a histogram in its place.",
  },
  bucketless: {
    is: "a histogram without finite buckets",
    are: "histograms without finite buckets",
    help: "Import it when it has samples, or declare it under `histograms` with the buckets that it should have.",
  },
};

function leaveOut(
  families: readonly ObservedFamily[],
  { is, are, help }: Wording,
  notes: string[],
  report: Report,
): void {
  const [first] = families;
  if (first === undefined) return;
  const names = families.map(({ name }) => name);
  report(diagnose("import-families-left-out", { names, is, are, help }, first.location));
  notes.push(
    `Left out, as ${names.length === 1 ? `it is ${is}` : `they are ${are}`}: ${names.join(", ")}. ${help}`,
  );
}

/** Those of the namespace that was chosen: a schema has one for all. */
function within(
  namespace: string,
  families: readonly Supported[],
  notes: string[],
  report: Report,
): readonly Supported[] {
  const prefix = `${namespace}_`;
  const others = families.filter(({ name }) => !name.startsWith(prefix));
  const help =
    "Leave `--namespace` out to import families of several, or import the others into a schema of their own.";
  const elsewhere = `outside of the namespace \`${namespace}\``;
  leaveOut(others, { is: elsewhere, are: elsewhere, help }, notes, report);
  return families.filter(({ name }) => name.startsWith(prefix));
}

function draftFamily(observed: Supported, namespace: string | undefined, report: Report): DraftFamily {
  const { name, type, help, unit, labels, labelSets, bounds, location } = observed;
  const key = namespace === undefined ? name : name.slice(namespace.length + 1);
  return {
    key,
    type,
    vectors: labels,
    description: help ?? askedDescription({ type, key }),
    unit: unit !== undefined && LEGAL_UNIT.test(unit) ? unit : unitInName(name),
    buckets: type === "histogram" ? bounds : undefined,
    notes: [
      ...(labelSets.length === 0 ? [UNSEEN] : []),
      ...toDecide(observed).map(({ problem, help: advice }) => {
        report(diagnose("import-to-decide", { problem: `\`${name}\` ${problem}.`, help: advice }, location));
        return `It ${problem}. ${advice}`;
      }),
    ],
    location,
  };
}

/** What of a family only a person can decide. */
function toDecide(observed: ObservedFamily): readonly { readonly problem: string; readonly help: string }[] {
  const { uneven, contradictions } = observed;
  const found = [];
  if (uneven.length > 0) {
    found.push({
      problem: `has samples without the ${uneven.length === 1 ? "label" : "labels"} ${listed(uneven)}`,
      help: "Give every sample all labels, or take those away that not all have.",
    });
  }
  if (contradictions.length > 0) {
    found.push({
      problem: `differs between sources in its ${contradictions.join(", its ")}`,
      help: "Of buckets all are taken, of anything else what the first source says.",
    });
  }
  return found;
}

/** A program that has just begun may expose many families of which nothing is recorded yet: one finding for all. */
function reportUnseen(families: readonly ObservedFamily[], report: Report): void {
  const unseen = families.filter(({ labelSets }) => labelSets.length === 0);
  const [first] = unseen;
  if (first === undefined) return;
  report(diagnose("import-labels-unseen", { names: unseen.map(({ name }) => name) }, first.location));
}

const UNSEEN = "Without a sample, its labels are not known: add its `vectors`, if it has some.";

/**
 * Patterns for the `--ignore` of `verify` that match all names that are left out, and none of those that are declared.
 * Where several names share words at their beginning that no declared one has, one pattern is for all of them.
 */
export function ignorePatterns(leftOut: readonly string[], declared: readonly string[]): readonly string[] {
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
