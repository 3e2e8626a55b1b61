import type { Catalog, ScrapeJob } from "../../../generator/catalog.js";
import { emitScrape } from "../../../generator/emit/scrape-config.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";

const JOB: ScrapeJob = {
  jobName: "portal",
  metricsPath: "/metrics",
  interval: undefined,
  scheme: undefined,
  histograms: "classic",
  targetGroups: [{ targets: ["localhost:9959"], labels: [] }],
};

/** A Catalog without families; its scrape job has these properties, and defaults for the others. */
export function scrapeCatalog(job: Partial<ScrapeJob> | undefined): Catalog {
  return {
    source: "metrics.schema.yaml",
    origin: { package: "", path: "metrics.schema.yaml" },
    namespace: "",
    server: { address: "tcp://:9959/metrics" },
    outputs: {
      language: "typescript",
      directory: undefined,
      scrape: job && { ...JOB, ...job },
      reference: undefined,
      client: undefined,
      testing: false,
    },
    lint: { severities: [], suppressions: [] },
    ignore: [],
    initialize: false,
    seriesBudget: 1_000_000,
    vectors: [],
    families: [],
    recorders: [],
  };
}

/** The result of `generate` for the `outputs` of a schema with the namespace `authelia`. */
export function scrapeConfigOf(schema: string): string {
  const text = `version: 1\nnamespace: authelia\n${schema}`;
  const file = "metrics.schema.yaml";
  const { catalog, diagnostics } = compileSchema({ file, text, readImport: () => undefined });
  const [output] = catalog === undefined ? [] : emitScrape(catalog);
  if (output === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return output.text;
}
