import { stringify } from "yaml";
import type { Catalog, ScrapeJob } from "../catalog.js";
import { UNSEEN, unicodeEscape } from "../text/terminal.js";
import { bannerComment, type Output } from "./output.js";

/**
 * Emits `scrape.yaml`: the job with which Prometheus scrapes the program's hosts. The file is a whole configuration
 * of Prometheus, and another configuration can include it through `scrape_config_files`.
 */
export function emitScrape(catalog: Catalog): readonly Output[] {
  const { scrape } = catalog.outputs;
  if (scrape === undefined) return [];
  return [
    {
      kind: "file",
      path: "scrape.yaml",
      text: `# ${bannerComment(catalog)}\n${writeYaml(scrapeConfigs(scrape))}`,
    },
  ];
}

/** The job with the keys of https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function scrapeConfigs(job: ScrapeJob): object {
  const config = {
    job_name: job.jobName,
    scrape_interval: job.interval,
    metrics_path: job.metricsPath,
    scheme: job.scheme,
    // What is left out is the default, so that a Prometheus before 3.0, which has no such keys, takes the file.
    convert_classic_histograms_to_nhcb: job.histograms === "classic" ? undefined : true,
    always_scrape_classic_histograms: job.histograms === "both" ? true : undefined,
    static_configs: job.targetGroups.map(({ targets, labels }) => ({
      targets,
      labels:
        labels.length === 0 ? undefined : Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    })),
  };
  return { scrape_configs: [config] };
}

/**
 * Writes YAML whose strings are all in double quotes, as in JSON: Prometheus reads YAML 1.1, which has more words that
 * are no strings without quotes than 1.2, and more characters that end a line.
 */
function writeYaml(document: object): string {
  const text = stringify(document, {
    compat: "yaml-1.1",
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    doubleQuotedAsJSON: true,
    aliasDuplicateObjects: false,
    lineWidth: 0,
  });
  return text.replace(ESCAPED, unicodeEscape);
}

/** Characters to escape that JSON leaves as they are: YAML 1.1 forbids them, they end a line, or they reorder text. */
const ESCAPED = new RegExp(`[${UNSEEN}\\uFFFE\\uFFFF]`, "g");
