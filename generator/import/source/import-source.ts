import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/reading-order.js";
import type { Draft } from "../draft.js";
import { type Analysis, analyse } from "./analyse.js";
import { draftFamilies } from "./draft-families.js";
import { draftVector } from "./draft-vectors.js";
import { labelEvidence } from "./label-uses.js";
import { oneLine } from "./one-line.js";
import { fileName, placesFrom } from "./place.js";
import { readSourceProgram } from "./source-program.js";

/** A schema that source code proposes. */
export interface ImportedSource {
  readonly draft: Draft;
  /** What could not be resolved, and what is to be decided, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file that a diagnostic points into. */
  readonly sources: ReadonlyMap<string, string>;
}

/**
 * Reads a schema out of source code that uses `prom-client` or `@prometheus-io/client`.
 *
 * @param source a directory, a `tsconfig.json`, or a file
 * @throws SourceCodeUnreadableError where there is no such file, or no source in it
 */
export function importSource(source: string): ImportedSource {
  return proposed(analyse(readSourceProgram(source)), process.cwd());
}

function proposed(analysis: Analysis, directory: string): ImportedSource {
  const place = placesFrom(directory);
  const { families, diagnostics: ofFamilies } = draftFamilies(analysis, place);
  const { labels, unknown } = labelEvidence(analysis);
  const used = new Set(families.flatMap(({ vectors }) => vectors));
  const vectors = [...used].map((name) =>
    draftVector({ label: name, evidence: labels.get(name) ?? [] }, place),
  );
  const diagnostics = [
    ...ofFamilies,
    ...analysis.unresolved.map(({ name, part, at }) =>
      diagnose("metric-unresolved", { name, part, text: oneLine(at) }, place(at)),
    ),
    ...analysis.unnamed.map((call) =>
      diagnose("metric-use-unresolved", { text: oneLine(call.expression) }, place(call)),
    ),
    ...unknown.map(({ label, metric, at }) =>
      diagnose("label-unknown", { label, name: metric.name }, place(at)),
    ),
  ];
  const files = analysis.files.map((file) => [fileName(file, directory), file.text] as const);
  const pointed = new Set(diagnostics.map(({ location }) => location?.file));
  return {
    draft: { namespace: undefined, notes: [], families, vectors },
    diagnostics: inReadingOrder(
      diagnostics,
      files.map(([name]) => name),
    ),
    sources: new Map(files.filter(([name]) => pointed.has(name))),
  };
}
