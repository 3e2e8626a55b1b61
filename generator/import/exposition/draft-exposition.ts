import { diagnose } from "../../diagnostics/diagnose.js";
import { type Diagnostic, inReadingOrder } from "../../diagnostics/diagnostic.js";
import type { Report } from "../../diagnostics/report.js";
import { parseExposition } from "../../exposition/parse-exposition.js";
import { asExposition, type ReadSource } from "../../source/read-source.js";
import { counted } from "../../text/words.js";
import type { Drafted, DraftOptions, GivenSource } from "../draft.js";
import { importedFrom } from "../infer.js";
import { exposedName, type ObservedFamily, type Occurrence, observedFamily } from "./exposed-samples.js";
import { draftFamilies } from "./exposition-families.js";
import { draftVectors } from "./exposition-vectors.js";

/** Makes a draft of what expositions have, all of one program or of programs that share a schema. */
export async function draftExpositions(
  given: readonly GivenSource[],
  options: DraftOptions,
): Promise<Drafted> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const fetched = await Promise.all(given.map((source) => source.fetch()));
  const read = fetched.map(asExposition);
  const occurrences = read.flatMap((source) => readExposition(source, report));
  const names = [...new Set(read.map(({ name }) => name))];
  const { sources: from, notes, ...drafted } = draftFamilies(observed(occurrences), options, report);
  const isInvalid = () => diagnostics.some(({ severity }) => severity === "error");
  if (drafted.families.length === 0 && !isInvalid()) {
    const help = "An import takes counters, gauges and histograms; `# TYPE` tells which a family is.";
    report(diagnose("import-nothing", { what: names.join(", "), help }, undefined));
  }
  const draft = { ...drafted, vectors: draftVectors(from), notes: [importedFrom(names), ...notes] };
  return {
    draft: isInvalid() ? undefined : draft,
    diagnostics: inReadingOrder(diagnostics, names),
    sources: new Map(
      read.filter(isShown).map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]),
    ),
  };
}

/** Findings point into the text, unless it is so large that it would fill the memory a second time. */
function isShown({ bytes }: ReadSource): boolean {
  return bytes.length <= 100_000_000;
}

/** The families in the order of their first occurrence. */
function observed(occurrences: readonly Occurrence[]): readonly ObservedFamily[] {
  const byName = new Map<string, [Occurrence, ...Occurrence[]]>();
  for (const occurrence of occurrences) {
    const name = exposedName(occurrence);
    const before = byName.get(name);
    if (before === undefined) byName.set(name, [occurrence]);
    else before.push(occurrence);
  }
  return [...byName].map(([name, all]) => observedFamily(name, all));
}

/** So many findings of one exposition are told: what is no exposition has one in each line. */
const MOST = 20;

/** The families of an exposition. Its errors and warnings are reported. */
export function readExposition(
  { name: file, bytes, format }: ReadSource,
  report: Report,
): readonly Occurrence[] {
  const { families, errors, warnings, omitted } = parseExposition(bytes, { format });
  const findings = [
    ...errors.map((one) => ["invalid-exposition", one] as const),
    ...warnings.map((one) => ["irregular-exposition", one] as const),
  ];
  for (const [code, { message: problem, help, line, column, endColumn }] of findings.slice(0, MOST)) {
    report(diagnose(code, { problem, help }, { file, line, column, endLine: line, endColumn }));
  }
  const more = findings.length + omitted - MOST;
  const last = findings[MOST]?.[1];
  if (last !== undefined) {
    const { line, column, endColumn } = last;
    const params = {
      problem: `${file} has ${counted(more, "more finding")}.`,
      help: "Mend the first ones, and import again.",
    };
    report(diagnose("irregular-exposition", params, { file, line, column, endLine: line, endColumn }));
  }
  return families.map((family) => ({
    family,
    isOpenMetrics: format === "openmetrics",
    location: { file, line: family.line, column: 1, endLine: family.line, endColumn: 1 },
  }));
}
