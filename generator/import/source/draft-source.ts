import { ts } from "ts-morph";
import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { shorten } from "../../text/words.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import {
  type DraftFamily,
  type DraftOptions,
  type ImportResult,
  type ImportSource,
  MOST_FAMILIES,
} from "../draft.js";
import { commonNamespace, placeholderDescription, sourceNote, unitInName, unitOfDuration } from "../infer.js";
import { assignVectors } from "../label-vectors.js";
import type { ClientMetric } from "./clients.js";
import { evaluateText } from "./constants.js";
import { type FoundMetrics, findMetrics } from "./find-metrics.js";
import { collectLabelEvidence } from "./label-evidence.js";
import { type FoundUses, findUses } from "./metric-uses.js";
import { createMetricResolver } from "./metric-variables.js";
import { emptyScope, resolveProperties } from "./resolve-expression.js";
import {
  createLocate,
  formatLocation,
  type Locate,
  readSourceProgram,
  type SourceProgram,
  textsInDiagnostics,
} from "./source-program.js";
import { calleeName, indexSyntax } from "./source-syntax.js";
import { draftVectors } from "./source-vectors.js";

/** Drafts a schema from source code that uses `prom-client` or `@prometheus-io/client`. */
export async function draftSource(
  sources: readonly ImportSource[],
  { namespace: chosen }: Pick<DraftOptions, "namespace">,
): Promise<ImportResult> {
  const diagnostics: Diagnostic[] = [];
  const report = IMPORT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const names = sources.map(({ argument }) => argument);
  const analysis = analyseSource(names);
  const directory = process.cwd();
  const locate = createLocate(directory);
  const families = draftFamilies(analysis, locate, report);
  if (families.length > MOST_FAMILIES) {
    report(
      "import-too-large",
      { what: names.join(", "), of: "metric families", most: MOST_FAMILIES },
      undefined,
    );
    return { draft: undefined, diagnostics: inReadingOrder(diagnostics, names), sources: new Map() };
  }
  const { labels, unknown } = collectLabelEvidence(analysis.uses, analysis.checker);
  const vectors = draftVectors(families, labels, locate);
  const named = removeNamespace(families, chosen, report);
  reportUnresolved(analysis, locate, report);
  for (const { label, metric, at } of unknown) {
    report("label-unknown", { label, name: metric.name }, locate(at));
  }
  if (families.length === 0) {
    const help = "Only metrics that are created with `prom-client` or `@prometheus-io/client` are imported.";
    report("import-nothing", { what: names.join(", "), help }, undefined);
  }
  const draft = {
    ...named,
    notes: [sourceNote(names), ...defaultLabelNotes(analysis)],
    ...assignVectors(named.families, vectors),
  };
  const texts = textsInDiagnostics(analysis.files, directory, diagnostics);
  return {
    draft: families.length === 0 ? undefined : draft,
    diagnostics: inReadingOrder(diagnostics, [...texts.keys()]),
    sources: texts,
  };
}

interface SourceAnalysis extends SourceProgram, FoundMetrics, FoundUses {
  readonly defaultLabels: readonly DefaultLabels[];
}

/** @throws SourceUnreadableError if the type checker runs out of stack */
function analyseSource(names: readonly string[]): SourceAnalysis {
  try {
    return findMetricsAndUses(readSourceProgram(names));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SourceUnreadableError(
      `the type checker of TypeScript runs out of stack in this source: look for constants that are defined by each other, as \`a = "x" + b\` and \`b = a + "y"\``,
      { cause: error },
    );
  }
}

function findMetricsAndUses(program: SourceProgram): SourceAnalysis {
  const { checker } = program;
  const index = indexSyntax(program);
  const found = findMetrics(program, index);
  const resolveMetrics = createMetricResolver(found.metrics, checker);
  const defaultLabels = findDefaultLabels(index.calls, checker);
  return { ...program, ...found, ...findUses(index.calls, resolveMetrics, checker), defaultLabels };
}

/** Drafts one family for each name, from the first creation. Reports creations that differ from it. */
function draftFamilies(
  { metrics, uses }: SourceAnalysis,
  locate: Locate,
  report: ImportReport,
): readonly DraftFamily[] {
  const first = new Map<string, ClientMetric>();
  for (const metric of metrics) {
    const earlier = first.get(metric.name);
    if (earlier === undefined) {
      first.set(metric.name, metric);
      reportParts(metric, locate, report);
      continue;
    }
    const difference = findDifference(earlier, metric);
    if (difference === undefined) continue;
    const other = formatLocation(locate(earlier.creation));
    report("metric-redeclared", { name: metric.name, difference, other }, locate(metric.creation));
  }
  const timers = uses.filter(({ method }) => method === "startTimer");
  const timed = new Set(timers.map(({ metric }) => metric.name));
  return [...first.values()].map((metric) => ({
    ...draftFamily(metric, timed.has(metric.name)),
    location: locate(metric.creation),
  }));
}

function reportParts(
  { name, type, creation, unknown }: ClientMetric,
  locate: Locate,
  report: ImportReport,
): void {
  if (type === "summary") report("summary-as-histogram", { name }, locate(creation));
  for (const { part, at } of unknown) {
    report("metric-part-unresolved", { name, part, text: shorten(at.getText()) }, locate(at));
  }
}

/** Describes the first property in which two creations of one metric differ. */
function findDifference(one: ClientMetric, other: ClientMetric): string | undefined {
  if (one.type !== other.type) return "a different type";
  const sameLabels = [...one.labelNames].sort().join() === [...other.labelNames].sort().join();
  if (!sameLabels) return "different labels";
  return String(one.buckets) === String(other.buckets) ? undefined : "different buckets";
}

function draftFamily(metric: ClientMetric, isTimed: boolean): DraftFamily {
  const type = metric.type === "summary" ? "histogram" : metric.type;
  const notes: string[] = [];
  const { name: key, help, labelNames, aggregator, extras } = metric;
  if (help === undefined) notes.push("The help is not constant in the source: write the description.");
  if (metric.type === "summary") notes.push("It is a summary in the source. Its quantiles become buckets.");
  const buckets = type === "histogram" ? draftBuckets(metric, notes) : undefined;
  if (type === "gauge" && aggregator !== undefined) notes.push(...aggregatorNotes(aggregator));
  if (extras.includes("collect")) {
    notes.push("The source has `collect`, which runs at each scrape: see `sample…` of the recorders.");
  }
  if (extras.includes("enableExemplars")) {
    notes.push("The source enables exemplars: recorders take one as their last argument.");
  }
  const isEmpty = help === undefined || help.trim() === "";
  return {
    type,
    key,
    vectors: [...new Set(labelNames)],
    description: isEmpty ? placeholderDescription({ type, key }) : help,
    unit: inferUnit(metric, isTimed, notes),
    buckets,
    notes,
  };
}

/** The labels that one call of `setDefaultLabels` gives to all series of a registry. */
type DefaultLabels = readonly {
  readonly name: string;
  /** As it is written in code: a constant as a literal, and any other expression as it stands in the source. */
  readonly value: string;
}[];

/** Finds the default labels of registries. An argument whose names are not constant is left out. */
function findDefaultLabels(
  calls: readonly ts.CallExpression[],
  checker: ts.TypeChecker,
): readonly DefaultLabels[] {
  const scope = emptyScope(checker);
  return calls.flatMap((call) => {
    const [argument] = call.arguments;
    if (!ts.isPropertyAccessExpression(call.expression) || argument === undefined) return [];
    if (calleeName(call)?.text !== "setDefaultLabels") return [];
    const properties = resolveProperties(argument, scope);
    if (properties === undefined || properties.size === 0) return [];
    return [
      [...properties].map(([name, at]) => {
        const constant = evaluateText(at, scope);
        return { name, value: constant === undefined ? at.getText() : JSON.stringify(constant) };
      }),
    ];
  });
}

/** Default labels are no labels of families: the server puts them on all series. */
function defaultLabelNotes({ defaultLabels }: SourceAnalysis): readonly string[] {
  const texts = new Set(
    defaultLabels.map((labels) => labels.map(({ name, value }) => `${name}: ${shorten(value)}`).join(", ")),
  );
  return [...texts].map(
    (text) =>
      `The source sets default labels of a registry. Give the metrics server that registry, or \`labels: { ${text} }\`.`,
  );
}

/** The unit in the name. A client's timers measure seconds, whatever the name says. */
function inferUnit({ type, name }: ClientMetric, isTimed: boolean, notes: string[]): string | undefined {
  const unit = unitInName(name);
  if (type === "counter" || type === "gauge") return unit;
  if (isTimed && unit === undefined) notes.push("The unit is seconds, which `startTimer` measures.");
  if (isTimed && unit !== undefined && unit !== "seconds") {
    notes.push(`\`startTimer\` measures seconds, but the name says ${unit}.`);
  }
  if (isTimed) return unit ?? "seconds";
  const inferred = unit === undefined ? unitOfDuration({ type: "histogram", key: name }) : undefined;
  if (inferred !== undefined) {
    notes.push(`The unit is inferred from the name: check that the calls observe ${inferred}.`);
  }
  return unit ?? inferred;
}

function aggregatorNotes(aggregator: string): readonly string[] {
  if (aggregator === "sum") return [];
  if (["min", "max", "average"].includes(aggregator)) {
    return [`The source has \`aggregator: "${aggregator}"\`: write \`combine: ${aggregator}\`.`];
  }
  return [`The source has \`aggregator: "${aggregator}"\`: see \`combine\`.`];
}

/** The default buckets of both clients. */
const DEFAULT_BUCKETS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"];

/** The finite upper bounds in ascending order, each once, as a schema wants them. */
function draftBuckets({ buckets, type, unknown }: ClientMetric, notes: string[]): readonly string[] {
  if (unknown.some(({ part }) => part === "buckets")) {
    notes.push("The buckets are not constant in the source. Replace these, the client's default buckets.");
    return DEFAULT_BUCKETS;
  }
  if (buckets === undefined || buckets.length === 0) {
    const isSummary = type === "summary";
    notes.push(`These are the client's default buckets.${isSummary ? " Choose your own." : ""}`);
    return DEFAULT_BUCKETS;
  }
  const finite = buckets.filter((bound) => Number.isFinite(Number(bound)));
  const sorted = [...finite].sort((left, right) => Number(left) - Number(right));
  const bounds = sorted.filter((bound, at) => at === 0 || Number(bound) !== Number(sorted[at - 1]));
  if (bounds.join() !== finite.join()) {
    notes.push("The source has these buckets in another order, or some of them twice.");
  }
  return bounds;
}

/** Removes the namespace from the keys, unless some names do not have it: the exposed names have to stay. */
function removeNamespace(
  families: readonly DraftFamily[],
  chosen: string | undefined,
  report: ImportReport,
): { readonly namespace: string | undefined; readonly families: readonly DraftFamily[] } {
  const namespace = chosen ?? commonNamespace(families.map(({ key }) => key));
  if (namespace === undefined) return { namespace, families };
  const prefix = `${namespace}_`;
  const other = families.find(({ key }) => !key.startsWith(prefix));
  if (other === undefined) {
    const keyed = families.map((family) => ({ ...family, key: family.key.slice(prefix.length) }));
    return { namespace, families: keyed };
  }
  const problem = `\`${other.key}\` does not begin with the namespace \`${namespace}\`, so the schema has no namespace.`;
  const help =
    "Import without `--namespace`, or rename the metric: the namespace would change its exposed name.";
  report("import-to-decide", { problem, help }, other.location);
  return { namespace: undefined, families };
}

function reportUnresolved(
  { unresolvedMetrics, unresolvedUses }: SourceAnalysis,
  locate: Locate,
  report: ImportReport,
): void {
  for (const { name, part, at } of unresolvedMetrics) {
    report("metric-unresolved", { name, part, text: shorten(at.getText()) }, locate(at));
  }
  for (const call of unresolvedUses) {
    report("metric-use-unresolved", { text: shorten(call.expression.getText()) }, locate(call));
  }
}
