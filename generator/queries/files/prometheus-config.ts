import type { ScrapeJob } from "../../catalog.js";
import { durationOf } from "../../text/duration.js";
import { parseYamlDocuments } from "../../yaml/parse-yaml.js";
import type { QuerySource } from "../query.js";
import type { Intervals } from "../rules/rule.js";
import { type Branch, entry, items, textAt } from "./branch.js";

/** How often Prometheus scrapes and evaluates, in seconds, as its configuration says. */
export interface ConfiguredIntervals {
  /** The shortest of all jobs: no metric is scraped more often. */
  readonly scrape: number;
  /** Of groups of rules without an `interval` of their own. */
  readonly evaluation: number;
  /** By the name of the job. */
  readonly jobs: ReadonlyMap<string, number>;
}

/** What Prometheus takes if `global` does not say: https://prometheus.io/docs/prometheus/latest/configuration/configuration/ */
const DEFAULT_INTERVAL = 60;

/** The intervals of a `prometheus.yml`; `undefined` for a file of another kind, or one that is not valid YAML. */
export function configuredIntervals(source: QuerySource): ConfiguredIntervals | undefined {
  if (!/^["']?(?:global|scrape_configs)["']?\s*:/m.test(source.text)) return undefined;
  // Its mistakes are reported where its queries are read.
  const [document] = parseYamlDocuments(source, () => undefined);
  const root: Branch = { value: document?.value, path: [] };
  const jobsOf = entry(root, "scrape_configs");
  const global = entry(root, "global");
  if (jobsOf === undefined && secondsAt(global, "scrape_interval") === undefined) return undefined;
  const scrape = secondsAt(global, "scrape_interval") ?? DEFAULT_INTERVAL;
  const jobs = new Map(
    items(jobsOf).map((job) => [textAt(job, "job_name") ?? "", secondsAt(job, "scrape_interval") ?? scrape]),
  );
  return {
    scrape: Math.min(scrape, ...jobs.values()),
    evaluation: secondsAt(global, "evaluation_interval") ?? DEFAULT_INTERVAL,
    jobs,
  };
}

function secondsAt(branch: Branch | undefined, key: string): number | undefined {
  const milliseconds = durationOf(textAt(branch, key) ?? "");
  return typeof milliseconds === "number" ? milliseconds / 1000 : undefined;
}

interface IntervalSources {
  /** What the user says, in seconds. */
  readonly options: Pick<Intervals, "scrape" | "evaluation">;
  /** The job of the schema. */
  readonly job: ScrapeJob | undefined;
  /** Configurations of Prometheus among the given files. */
  readonly configurations: readonly ConfiguredIntervals[];
}

/**
 * How often metrics are scraped and rules are evaluated: by the options, else by the schema's own job, else by the
 * Prometheus configurations among the files. Of several, the shortest counts, so that a range that is too short for it is
 * too short for all.
 */
export function findIntervals({ options, job, configurations }: IntervalSources): Intervals {
  const scrapeOfOthers = options.scrape ?? shortest(configurations.map(({ scrape }) => scrape));
  return {
    scrape: options.scrape ?? intervalOf(job) ?? intervalOfJob(job, configurations) ?? scrapeOfOthers,
    scrapeOfOthers,
    evaluation: options.evaluation ?? shortest(configurations.map(({ evaluation }) => evaluation)),
  };
}

function intervalOf(job: ScrapeJob | undefined): number | undefined {
  const milliseconds = durationOf(job?.interval ?? "");
  return typeof milliseconds === "number" ? milliseconds / 1000 : undefined;
}

function intervalOfJob(
  job: ScrapeJob | undefined,
  configurations: readonly ConfiguredIntervals[],
): number | undefined {
  const own = job && configurations.map(({ jobs }) => jobs.get(job.jobName));
  return shortest(own?.filter((interval) => interval !== undefined) ?? []);
}

function shortest(intervals: readonly number[]): number | undefined {
  return intervals.length === 0 ? undefined : Math.min(...intervals);
}
