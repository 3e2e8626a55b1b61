import type { Catalog, ScrapeJob } from "../../../generator/catalog.js";

const JOB: ScrapeJob = {
  jobName: "portal",
  metricsPath: "/metrics",
  interval: undefined,
  timeout: undefined,
  targetGroups: [{ targets: ["localhost:9959"], labels: [] }],
  targetFiles: [],
  targetUrls: [],
};

/** A Catalog without families; its scrape job has these properties, and defaults for the others. */
export function scrapeCatalog(job: Partial<ScrapeJob> | undefined): Catalog {
  return {
    source: "metrics.schema.yaml",
    namespace: "",
    server: { address: "tcp://:9959/metrics" },
    outputs: { scrape: job && { ...JOB, ...job }, reference: undefined },
    ignore: [],
    initialize: false,
    seriesBudget: 1_000_000,
    vectors: [],
    families: [],
    recorders: [],
  };
}
