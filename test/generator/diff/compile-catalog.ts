import type { Catalog } from "../../../generator/catalog.js";
import { compileText } from "../schema/compile-fixture.js";

/** The Catalog of a schema that is sound, given without its version. */
export function catalogOf(text: string): Catalog {
  const { catalog, diagnostics } = compileText(`version: 1\n${text}\n`);
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return catalog;
}
