import { emitScrape } from "../../generator/emit/scrape.js";
import { compileSchema } from "../../generator/schema/load-catalog.js";

/** What `generate` makes of the `outputs` of a schema with the namespace `authelia`. */
export function scrapeConfigOf(schema: string): string {
  const text = `version: 1\nnamespace: authelia\n${schema}`;
  const file = "metrics.schema.yaml";
  const { catalog, diagnostics } = compileSchema({ file, text, readImport: () => undefined });
  const [output] = catalog === undefined ? [] : emitScrape(catalog);
  if (output === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return output.text;
}
