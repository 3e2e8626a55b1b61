import { ts } from "ts-morph";
import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import { SourceUnreadableError } from "../../source/read-source.js";
import { count, shorten } from "../../text/words.js";
import { IMPORT_CODES, type ImportReport } from "../codes.js";
import {
  type DraftFamily,
  type DraftOptions,
  type ImportResult,
  type ImportSource,
  MOST_FAMILIES,
  MOST_VECTORS,
} from "../draft.js";
import { commonNamespace, sourceNote } from "../infer.js";
import { assignVectors } from "../label-vectors.js";
import { resolveClientExport } from "./clients.js";
import { draftMetricFamilies } from "./draft-families.js";
import { type FoundMetrics, findMetrics, type Guard } from "./find-metrics.js";
import { type ForeignPackage, findForeignPackages } from "./foreign-packages.js";
import { collectLabelEvidence } from "./label-evidence.js";
import { type FoundUses, findUses } from "./metric-uses.js";
import { findViews } from "./opentelemetry/instruments.js";
import { createMetricResolver } from "./resolve-metrics.js";
import { reportForeignPackages, reportUnread, reportViews } from "./source-findings.js";
import { createLocate, readSourceProgram, type SourceProgram, textsInDiagnostics } from "./source-program.js";
import { draftVectors } from "./source-vectors.js";
import { calleeName, createIsReassigned, indexSyntax } from "./syntax-index.js";
import { createScope } from "./values/evaluate.js";
import { evaluateOperand, evaluateText, type Scope } from "./values/values.js";
import { splitWrappedUses } from "./wrapped-uses.js";

/** Drafts a schema from source code that uses `prom-client`, `@prometheus-io/client` or a meter of OpenTelemetry. */
export async function draftSource(
  sources: readonly ImportSource[],
  { namespace: chosen, exclude = [] }: Pick<DraftOptions, "namespace" | "exclude">,
): Promise<ImportResult> {
  const diagnostics: Diagnostic[] = [];
  const report = IMPORT_CODES.reporter((diagnostic) => diagnostics.push(diagnostic));
  const names = sources.map(({ argument }) => argument);
  const directory = process.cwd();
  const locate = createLocate(directory);
  const analysis = analyseSource(names, exclude);
  const families = draftMetricFamilies(analysis, locate, report);
  if (families.length > MOST_FAMILIES) {
    report(
      "import-too-large",
      { what: names.join(", "), of: "metric families", most: MOST_FAMILIES },
      undefined,
    );
    return { draft: undefined, diagnostics: inReadingOrder(diagnostics, names), sources: new Map() };
  }
  const vectors = draftVectors(families, analysis.labels, locate);
  const named = removeNamespace(families, chosen, report);
  const assigned = assignVectors(named.families, vectors);
  if (assigned.vectors.length > MOST_VECTORS) {
    report(
      "import-too-large",
      { what: names.join(", "), of: "sets of label values", most: MOST_VECTORS },
      undefined,
    );
    return { draft: undefined, diagnostics: inReadingOrder(diagnostics, names), sources: new Map() };
  }
  reportUnread(analysis, locate, report);
  reportForeignPackages(analysis.packages, locate, report);
  reportViews(analysis.views, locate, report);
  if (families.length === 0) {
    const help =
      "Only metrics that are created with `prom-client`, `@prometheus-io/client` or a meter of `@opentelemetry/api` are imported.";
    report("import-nothing", { what: names.join(", "), help: `${help}${testsHelp(analysis)}` }, undefined);
  }
  const notes = [sourceNote(names), ...excludedNotes(analysis), ...analysis.notes];
  const texts = textsInDiagnostics(analysis.files, directory, diagnostics);
  return {
    draft: families.length === 0 ? undefined : { ...named, notes, ignore: analysis.ignore, ...assigned },
    diagnostics: inReadingOrder(diagnostics, [...texts.keys()]),
    sources: texts,
  };
}

function testsHelp({ leftOut }: SourceProgram): string {
  return leftOut === 0
    ? ""
    : ` ${count(leftOut, "file")} of tests and fixtures were not read: name their directory to read them.`;
}

function excludedNotes({ leftOut }: SourceProgram): readonly string[] {
  if (leftOut === 0) return [];
  return [
    `Not read: ${count(leftOut, "file")} of tests and fixtures. Name their directory to import it, too.`,
  ];
}

interface SourceAnalysis
  extends SourceProgram,
    FoundMetrics,
    FoundUses,
    ReturnType<typeof collectLabelEvidence> {
  /** Notes about the registries. */
  readonly notes: readonly string[];
  /** Patterns of families that the schema does not declare. */
  readonly ignore: readonly string[];
  readonly packages: readonly ForeignPackage[];
  /** Places that set views of OpenTelemetry. */
  readonly views: readonly ts.Node[];
  /** Places at which the type checker fails. */
  readonly failures: readonly ts.Node[];
}

const INSTRUMENT_NOTE =
  "Instruments of OpenTelemetry have the names by which Prometheus receives them, with their units. OpenTelemetry's own " +
  "Prometheus exporter for JavaScript leaves units out: if dashboards use its names, rename the families.";

/** @throws SourceUnreadableError if the type checker runs out of stack */
function analyseSource(names: readonly string[], exclude: readonly string[]): SourceAnalysis {
  try {
    return findMetricsAndUses(readSourceProgram(names, exclude));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SourceUnreadableError(
      `the type checker of TypeScript runs out of stack in this source: look for constants that are defined by each other, as \`a = "x" + b\` and \`b = a + "y"\``,
      { cause: error },
    );
  }
}

function findMetricsAndUses(program: SourceProgram): SourceAnalysis {
  const { checker, files } = program;
  const index = indexSyntax(files);
  const failures = new Set<ts.Node>();
  const guard = createGuard(failures);
  const scope: Scope = createScope(checker, createIsReassigned(index, checker));
  const found = findMetrics(scope, index, guard);
  const { resolveMetrics, resolveOwned } = createMetricResolver(found, index, scope);
  const read = findUses(index, { metrics: found.metrics, resolveMetrics }, checker, guard);
  const uses = { ...read, uses: splitWrappedUses(read.uses, resolveOwned, index, checker) };
  const byName = found.unresolvedMetrics.flatMap(({ name }) => (name === undefined ? [] : [name]));
  const hasInstruments = found.metrics.some(({ labelNames }) => labelNames === undefined);
  return {
    ...program,
    ...found,
    ...uses,
    ...collectLabelEvidence(uses, found.metrics, index, scope, guard),
    notes: [...(hasInstruments ? [INSTRUMENT_NOTE] : []), ...defaultLabelNotes(index.calls, scope)],
    views: hasInstruments ? findViews(index) : [],
    ignore: [...new Set([...findPrefixedDefaults(index.calls, scope), ...byName])],
    packages: findForeignPackages(index, checker),
    failures: [...failures],
  };
}

/**
 * The type checker fails an assertion in some programs that it compiles, and in some that it does not. Each step of the analysis
 * asks about one creation or call: that one is reported, and the others are read.
 */
function createGuard(failures: Set<ts.Node>): Guard {
  return (node, step) => {
    try {
      step();
    } catch (error) {
      if (error instanceof RangeError || error instanceof SourceUnreadableError) throw error;
      failures.add(node);
    }
  };
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

/** The labels that one call of `setDefaultLabels` gives to all series of a registry. */
type DefaultLabels = readonly {
  readonly name: string;
  /** As it is written in code: a constant as a literal, and any other expression as it stands in the source. */
  readonly value: string;
}[];

/** Finds the default labels of registries. An argument whose names are not constant is left out. */
function findDefaultLabels(calls: readonly ts.CallExpression[], scope: Scope): readonly DefaultLabels[] {
  return calls.flatMap((call) => {
    const [argument] = call.arguments;
    if (!ts.isPropertyAccessExpression(call.expression) || argument === undefined) return [];
    if (calleeName(call)?.text !== "setDefaultLabels") return [];
    const value = evaluateOperand({ node: argument, scope });
    if (value.kind !== "object" || value.properties.size === 0) return [];
    return [
      [...value.properties].map(([name, operand]) => {
        const constant = evaluateText(operand);
        return { name, value: constant === undefined ? operand.node.getText() : JSON.stringify(constant) };
      }),
    ];
  });
}

/** Default labels are no labels of families: the server puts them on all series. */
function defaultLabelNotes(calls: readonly ts.CallExpression[], scope: Scope): readonly string[] {
  const defaultLabels = findDefaultLabels(calls, scope);
  const texts = new Set(
    defaultLabels.map((labels) => labels.map(({ name, value }) => `${name}: ${shorten(value)}`).join(", ")),
  );
  return [...texts].map(
    (text) =>
      `The source sets default labels of a registry. Give the metrics server that registry, or \`labels: { ${text} }\`.`,
  );
}

/** What `collectDefaultMetrics` of a client registers, without its prefix. */
const DEFAULT_METRICS = ["process_*", "nodejs_*"];

/** Patterns of the families that `collectDefaultMetrics({ prefix: "shop_" })` registers. */
function findPrefixedDefaults(calls: readonly ts.CallExpression[], scope: Scope): readonly string[] {
  const prefixes = calls.flatMap((call) => {
    const [options] = call.arguments;
    if (calleeName(call)?.text !== "collectDefaultMetrics" || options === undefined) return [];
    if (resolveClientExport(call.expression, scope.checker) !== "collectDefaultMetrics") return [];
    const value = evaluateOperand({ node: options, scope });
    const prefix = value.kind === "object" ? value.properties.get("prefix") : undefined;
    return prefix === undefined ? [] : [evaluateText(prefix) ?? "*"];
  });
  const own = prefixes.filter((prefix) => prefix !== "");
  return [...new Set(own.flatMap((prefix) => DEFAULT_METRICS.map((pattern) => `${prefix}${pattern}`)))];
}
