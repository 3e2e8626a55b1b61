import { stringify } from "yaml";
import type { Catalog, ScrapeJob } from "../catalog.js";
import { UNSEEN, unicodeEscape } from "../text/characters.js";
import { bannerComment, type Output } from "./output.js";

/**
 * `scrape.yaml`: the job by which Prometheus scrapes the program's hosts, in a document that is a whole
 * configuration, and that `scrape_config_files` of another one can name.
 */
export function emitScrape(catalog: Catalog): readonly Output[] {
  const { scrape } = catalog.outputs;
  if (scrape === undefined) return [];
  return [
    {
      kind: "file",
      path: "scrape.yaml",
      text: `# ${bannerComment(catalog)}\n${yamlOf(scrapeConfigs(scrape))}`,
    },
  ];
}

/** In the words of https://prometheus.io/docs/prometheus/latest/configuration/configuration/#scrape_config */
function scrapeConfigs(job: ScrapeJob): object {
  const config = {
    job_name: job.jobName,
    scrape_interval: job.interval,
    metrics_path: job.metricsPath,
    scheme: job.scheme,
    static_configs: job.targetGroups.map(({ targets, labels }) => ({
      targets,
      labels:
        labels.length === 0 ? undefined : Object.fromEntries(labels.map(({ name, value }) => [name, value])),
    })),
  };
  return { scrape_configs: [config] };
}

/**
 * Every text is in double quotes, as JSON has it: Prometheus reads YAML 1.1, which takes more words for
 * something else than 1.2 does, and breaks lines at more characters.
 */
function yamlOf(document: object): string {
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

/** Beyond what JSON escapes: what YAML 1.1 breaks lines at or does not allow, and what reorders what is seen. */
const ESCAPED = new RegExp(`[${UNSEEN}\\uFFFE\\uFFFF]`, "g");
