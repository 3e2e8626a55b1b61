import { diagnose } from "../../diagnostics/diagnose.js";
import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { shortened } from "../../text/words.js";
import type { Drafted, DraftFamily, DraftOptions, GivenSource } from "../draft.js";
import { askedDescription, commonNamespace, importedFrom, unitInName, unitOfDuration } from "../infer.js";
import type { ClientMetric } from "./clients.js";
import { labelEvidence } from "./label-evidence.js";
import { type Analysis, analyse } from "./metric-uses.js";
import { type Place, placesFrom, placeText, pointedTexts, readSourceProgram } from "./source-program.js";
import { draftVector } from "./source-vectors.js";

/** Makes a draft of source code that uses `prom-client` or `@prometheus-io/client`. */
export async function draftSource(
  given: readonly GivenSource[],
  { namespace }: Pick<DraftOptions, "namespace">,
): Promise<Drafted> {
  const names = given.map(({ argument }) => argument);
  const analysis = analyse(readSourceProgram(names));
  const directory = process.cwd();
  const place = placesFrom(directory);
  const { families, diagnostics: ofFamilies } = draftFamilies(analysis, place);
  const { labels, unknown } = labelEvidence(analysis);
  const labelNames = new Set(families.flatMap(({ vectors }) => vectors));
  const named = withNamespace(families, namespace);
  const diagnostics = [
    ...ofFamilies,
    ...named.diagnostics,
    ...unresolved(analysis, place),
    ...unknown.map(({ label, metric, at }) =>
      diagnose("label-unknown", { label, name: metric.name }, place(at)),
    ),
  ];
  if (families.length === 0) {
    const help = "An import reads what is created with `prom-client` or `@prometheus-io/client`.";
    diagnostics.push(diagnose("import-nothing", { what: names.join(", "), help }, undefined));
  }
  const draft = {
    namespace: named.namespace,
    notes: [importedFrom(names)],
    families: named.families,
    vectors: [...labelNames].map((label) => draftVector({ label, evidence: labels.get(label) ?? [] }, place)),
  };
  const texts = pointedTexts(analysis.files, directory, diagnostics);
  return {
    draft: families.length === 0 ? undefined : draft,
    diagnostics: inReadingOrder(diagnostics, [...texts.keys()]),
    sources: texts,
  };
}

function unresolved({ unresolved: metrics, unnamed }: Analysis, place: Place): readonly Diagnostic[] {
  return [
    ...metrics.map(({ name, part, at }) =>
      diagnose("metric-unresolved", { name, part, text: shortened(at.getText()) }, place(at)),
    ),
    ...unnamed.map((call) =>
      diagnose("metric-use-unresolved", { text: shortened(call.expression.getText()) }, place(call)),
    ),
  ];
}

interface Named {
  readonly namespace: string | undefined;
  readonly families: readonly DraftFamily[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Names are exposed as they were: a namespace that some do not begin with would change them. */
function withNamespace(families: readonly DraftFamily[], chosen: string | undefined): Named {
  const namespace = chosen ?? commonNamespace(families.map(({ key }) => key));
  if (namespace === undefined) return { namespace, families, diagnostics: [] };
  const prefix = `${namespace}_`;
  const other = families.find(({ key }) => !key.startsWith(prefix));
  if (other === undefined) {
    const keyed = families.map((family) => ({ ...family, key: family.key.slice(prefix.length) }));
    return { namespace, families: keyed, diagnostics: [] };
  }
  const problem = `\`${other.key}\` does not begin with the namespace \`${namespace}\`, so the schema has none.`;
  const help = "Leave `--namespace` out, or rename the metric: it would be exposed by another name.";
  const diagnostic = diagnose("import-to-decide", { problem, help }, other.location);
  return { namespace: undefined, families, diagnostics: [diagnostic] };
}

/** The buckets of a histogram that names none, in both clients. */
const DEFAULT_BUCKETS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];

interface DraftedFamilies {
  readonly families: readonly DraftFamily[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One family for each name, as it is created first. */
export function draftFamilies({ metrics, uses }: Analysis, place: Place): DraftedFamilies {
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, ClientMetric>();
  const timed = new Set(
    uses.filter(({ method }) => method === "startTimer").map(({ metric }) => metric.name),
  );
  for (const metric of metrics) {
    const earlier = first.get(metric.name);
    if (earlier === undefined) {
      first.set(metric.name, metric);
      if (metric.type === "summary") diagnostics.push(summary(metric, place));
      diagnostics.push(...unknownParts(metric, place));
      continue;
    }
    const what = difference(earlier, metric);
    if (what === undefined) continue;
    const other = placeText(place(earlier.creation));
    const params = { name: metric.name, what, other };
    diagnostics.push(diagnose("metric-redeclared", params, place(metric.creation)));
  }
  const families = [...first.values()].map((metric) => ({
    ...drafted(metric, timed.has(metric.name)),
    location: place(metric.creation),
  }));
  return { families, diagnostics };
}

function summary(metric: ClientMetric, place: Place): Diagnostic {
  const buckets = "the client's default buckets";
  return diagnose("summary-as-histogram", { name: metric.name, buckets }, place(metric.creation));
}

function unknownParts({ name, unknown }: ClientMetric, place: Place): readonly Diagnostic[] {
  return unknown.map(({ part, at }) =>
    diagnose("metric-part-unresolved", { name, part, text: shortened(at.getText()) }, place(at)),
  );
}

/** What two creations of one metric have not in common. */
function difference(one: ClientMetric, other: ClientMetric): string | undefined {
  if (one.type !== other.type) return "type";
  if ([...one.labelNames].sort().join() !== [...other.labelNames].sort().join()) return "labels";
  return String(one.buckets) === String(other.buckets) ? undefined : "buckets";
}

function drafted(metric: ClientMetric, timed: boolean): DraftFamily {
  const type = metric.type === "summary" ? "histogram" : metric.type;
  const notes: string[] = [];
  const { name: key, help, labelNames, aggregator, extras } = metric;
  const family = { type, key } as const;
  if (help === undefined) notes.push("The help is not constant in the source: write the description.");
  if (metric.type === "summary") notes.push("A summary in the source: its quantiles become buckets.");
  const buckets = type === "histogram" ? boundsOf(metric, notes) : undefined;
  if (type === "gauge" && aggregator !== undefined) notes.push(...combining(aggregator));
  if (extras.includes("collect")) notes.push("Has `collect`, which is called at each scrape: see `sample…`.");
  if (extras.includes("enableExemplars"))
    notes.push("Has exemplars: recorders take one as their last argument.");
  return {
    ...family,
    vectors: [...new Set(labelNames)],
    description: help === undefined || help.trim() === "" ? askedDescription(family) : help,
    unit: unitOf(metric, timed, notes),
    buckets,
    notes,
  };
}

/** A client's timers measure seconds, whatever the name says. */
function unitOf({ type, name }: ClientMetric, timed: boolean, notes: string[]): string | undefined {
  const unit = unitInName(name);
  if (type === "counter" || type === "gauge") return unit;
  if (timed && unit === undefined) notes.push("In seconds, which is what `startTimer` measures.");
  if (timed && unit !== undefined && unit !== "seconds") {
    notes.push(`\`startTimer\` measures seconds, though the name says ${unit}.`);
  }
  if (timed) return unit ?? "seconds";
  const inferred = unit === undefined ? unitOfDuration({ type: "histogram", key: name }) : undefined;
  if (inferred !== undefined)
    notes.push(`Taken to be in ${inferred}, by its name: see what the calls observe.`);
  return unit ?? inferred;
}

function combining(aggregator: string): readonly string[] {
  if (aggregator === "sum") return [];
  if (["min", "max", "average"].includes(aggregator)) {
    return [`The source has \`aggregator: "${aggregator}"\`: write \`combine: ${aggregator}\`.`];
  }
  return [`The source has \`aggregator: "${aggregator}"\`: see \`combine\`.`];
}

/** Finite bounds, ascending, each once: what a schema can have. */
function boundsOf({ buckets, type, unknown }: ClientMetric, notes: string[]): readonly string[] {
  if (unknown.some(({ part }) => part === "buckets")) {
    notes.push(
      "The buckets are not constant in the source: write them, these are the client's default ones.",
    );
    return DEFAULT_BUCKETS;
  }
  if (buckets === undefined || buckets.length === 0) {
    notes.push(
      type === "summary" ? "The client's default buckets: choose your own." : "The client's default buckets.",
    );
    return DEFAULT_BUCKETS;
  }
  const finite = buckets.filter((bound) => Number.isFinite(Number(bound)));
  const sorted = [...finite].sort((left, right) => Number(left) - Number(right));
  const bounds = sorted.filter((bound, at) => at === 0 || Number(bound) !== Number(sorted[at - 1]));
  if (bounds.join() !== finite.join()) notes.push("The source has these buckets in another order, or twice.");
  return bounds;
}
