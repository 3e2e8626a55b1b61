import { clientMetric } from "../client/client-metric.js";
import type { ClientRegistry } from "../client/registry.js";
import { ByteWriter } from "../exposition/byte-writer.js";
import { type ExpositionFormat, openMetricsFamilies } from "../exposition/openmetrics.js";
import type { MetricFamily } from "../family/metric-family.js";
import type { Metrics } from "../metrics.js";
import {
  type Block,
  claimFamilies,
  isSelected,
  type NameFilter,
  namesOf,
  toOpenMetrics,
} from "./client-text.js";
import { MetricsServerError } from "./errors.js";
import { selfMetricsOf } from "./scrape-metrics.js";

/** What a scrape is made from. */
export interface ScrapeSources {
  readonly metrics: Metrics;
  /** The application's own registry. */
  readonly registry: ClientRegistry | undefined;
  /** Node's process metrics. */
  readonly defaults: ClientRegistry | undefined;
  /** Makes the text in the primary of a cluster, which has what its workers have too. */
  readonly cluster?: (() => Promise<string>) | undefined;
}

/** What of it is asked for, and how it is written. */
export interface ScrapeSelection {
  /** The text format by default. */
  readonly format?: ExpositionFormat;
  /** All families by default. */
  readonly names?: NameFilter;
}

/** The bytes of one exposition, in order; each slice is made when it is asked for. */
export type Slices = Iterator<Uint8Array, void>;

/**
 * Gives a function that begins one exposition of all sources: the families, then the application's metrics,
 * then Node's, then what is told of the scrapes themselves. Of several families by one name, the first is served.
 * The registries are collected at once, so that a collector that fails does so before anything is sent; the families
 * slice by slice.
 */
export function createScrape(sources: ScrapeSources): (selection?: ScrapeSelection) => Promise<Slices> {
  const { metrics, cluster } = sources;
  const names = new Set(cluster === undefined ? metrics.families.flatMap(namesOf) : []);
  // In a cluster, the families are in the text itself.
  const reserved = cluster === undefined ? openMetricsFamilies(metrics.families).map(({ name }) => name) : [];
  const self = selfMetricsOf(metrics);
  return async ({ format = "text", names: filter } = {}) => {
    checkFormat(sources.registry);
    const texts = cluster === undefined ? await textsOf(sources) : [await cluster()];
    const taken = texts.length === 0 ? names : new Set(names);
    const blocks: Block[] = texts.flatMap((text) => claimFamilies(text, taken));
    const selected = blocks.filter((block) => isSelected(filter, block)).map(({ text }) => text);
    const others =
      format === "text"
        ? selected.join("")
        : toOpenMetrics(selected.join(""), new Set([...reserved, ...taken]));
    const text = others === "" ? NOTHING : Buffer.from(others);
    const write = (writer: ByteWriter) =>
      self.write(writer, format, (family) => !taken.has(family.name) && isSelected(filter, family));
    if (cluster !== undefined) return wholeOf(format, text, write);
    const isWanted = filter === undefined ? undefined : (family: MetricFamily) => isSelected(filter, family);
    return metrics.slices(format, { text, write }, isWanted);
  };
}

const NOTHING = new Uint8Array(0);

/** What ends an exposition in OpenMetrics. */
const EOF = Buffer.from("# EOF\n");

function wholeOf(format: ExpositionFormat, text: Uint8Array, write: (writer: ByteWriter) => void): Slices {
  const writer = new ByteWriter();
  writer.start(undefined);
  writer.writeBytes(text);
  write(writer);
  if (format === "openmetrics") writer.writeBytes(EOF);
  return [writer.finish()].values();
}

async function textsOf({ metrics, registry, defaults }: ScrapeSources): Promise<readonly string[]> {
  const own = registry === undefined ? [] : [await textOf(registry, metrics)];
  return defaults === undefined ? own : [...own, await defaults.metrics()];
}

/**
 * The text of a registry. Families that are registered in it are left out before they are collected, or
 * their sampled series would be read twice; unless a metric cannot be found by its name, as a counter that a
 * scrape of an OpenMetrics registry has renamed.
 */
async function textOf(registry: ClientRegistry, { families }: Metrics): Promise<string> {
  const registered = new Set<unknown>(families.map(clientMetric));
  const all = registry.getMetricsAsArray();
  const others = all.filter((metric) => !registered.has(metric));
  const found = others.every((metric) => registry.getSingleMetric(metric.name) === metric);
  if (others.length === all.length || !found) return registry.metrics();
  const texts = await Promise.all(others.map(({ name }) => registry.getSingleMetricAsString(name)));
  return texts.join("\n");
}

/**
 * Whether an application's registry can be served with the families.
 *
 * @throws MetricsServerError if it is in OpenMetrics, or has another metric by the name of a family
 */
export function checkRegistry(metrics: Metrics, registry: ClientRegistry | undefined): void {
  checkFormat(registry);
  const own = new Set<unknown>(metrics.families.map(clientMetric));
  for (const name of metrics.families.flatMap(namesOf)) {
    const known = registry?.getSingleMetric(name);
    if (known === undefined || own.has(known)) continue;
    throw new MetricsServerError(
      `metric ${name} is both in the schema and in the application's registry; ` +
        "remove it from the registry, or rename one of them",
    );
  }
}

function checkFormat(registry: ClientRegistry | undefined): void {
  if (registry === undefined) return;
  if (typeof registry?.contentType !== "string" || typeof registry.getSingleMetric !== "function") {
    throw new MetricsServerError(
      "the option registry is no registry of prom-client or @prometheus-io/client; pass one, as `register`",
    );
  }
  if (registry.contentType.startsWith("text/plain")) return;
  throw new MetricsServerError(
    `the application's registry is in ${JSON.stringify(registry.contentType)}, which cannot be served ` +
      "together with the text format; make it without a content type",
  );
}
