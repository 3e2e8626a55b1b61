import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/diagnostic.js";
import { asExposition, type ReadSource } from "../../source/read-source.js";
import type { Drafted, DraftOptions } from "../drafted.js";
import type { GivenSource } from "../given-source.js";
import { importedFrom } from "../imported-from.js";
import { draftFamilies } from "./draft-families.js";
import { draftVectors } from "./draft-vectors.js";
import { exposedName, type ObservedFamily, type Occurrence, observedFamily } from "./observed-family.js";
import { readExposition } from "./read-exposition.js";

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
