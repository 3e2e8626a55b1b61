import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/diagnostic.js";
import { shortened } from "../../shortened.js";
import { commonNamespace } from "../common-namespace.js";
import type { DraftFamily } from "../draft.js";
import type { Drafted, DraftOptions } from "../drafted.js";
import type { GivenSource } from "../given-source.js";
import { importedFrom } from "../imported-from.js";
import { type Analysis, analyse } from "./analyse.js";
import { draftFamilies } from "./draft-families.js";
import { draftVector } from "./draft-vectors.js";
import { labelEvidence } from "./label-uses.js";
import { type Place, placesFrom } from "./place.js";
import { pointedTexts } from "./pointed-texts.js";
import { readSourceProgram } from "./source-program.js";

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
