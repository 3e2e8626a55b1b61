import type { Catalog } from "../../../../generator/catalog.js";
import { emitReference } from "../../../../generator/emit/reference/reference.js";
import { compileText } from "../../schema/compile-fixture.js";

/** The Catalog of a schema that has no mistake. */
function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileText(text);
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return catalog;
}

/** The reference page of a schema, without its banner. */
export function pageOf(text: string): string {
  const [output] = emitReference(catalogOf(text));
  return output?.text.replace(/^<!-- .* -->\n\n/, "") ?? "";
}
