import { familyOf } from "../client/client-metric.js";
import {
  addLabels,
  claimFamilies,
  isSelected,
  type NameFilter,
  openMetricsConverter,
} from "../client/client-text.js";
import { type ClientRegistry, defaultLabelsOf } from "../client/registry.js";
import { namedMetric } from "../drop-in/family-owners.js";
import type { ByteWriter } from "../exposition/byte-writer.js";
import type { FinishSampling } from "../exposition/exposition.js";
import type { ConstantLabels } from "../exposition/label-text.js";
import { type ExpositionFormat, openMetricsNames } from "../exposition/openmetrics.js";
import { type NamedFamily, sampleNames } from "../family/differences.js";
import { partsOf } from "../family/merged-families.js";
import type { MetricFamily } from "../family/metric-family.js";
import { quoted } from "../family/rejection.js";
import { observeProcess, type ProcessMetrics } from "../process/process-metrics.js";
import { computeFromFamilies, type ServedMetrics } from "../served-metrics.js";
import { MOST_TEXT, SharedTexts } from "./body/shared-texts.js";
import { workTurns } from "./body/work-turns.js";
import { MetricsServerError, optionError } from "./errors.js";
import { scrapeMetricsOf } from "./scrape-metrics.js";

/** The sources of a scrape. */
export interface ScrapeSources {
  readonly metrics: ServedMetrics;
  /** The application's own registry. */
  readonly registry: ClientRegistry | undefined;
  /** Labels of all series. */
  readonly labels?: ConstantLabels;
  /** The metrics of the Node process. */
  readonly processMetrics: ProcessMetrics | undefined;
  /** In the primary of a cluster: makes the text of all processes, in the format 0.0.4, in place of the other sources. */
  readonly cluster?: (() => Promise<string>) | undefined;
  /** Whether the metrics about scrapes are in it; true by default. */
  readonly aboutScrapes?: boolean;
  /** About how much text of the registry, or of the cluster, slow readers may hold, in bytes; 32 MB by default. */
  readonly mostText?: number;
}

/** The families that a scrape asks for, and their format. */
interface ScrapeSelection {
  /** The text format by default. */
  readonly format?: ExpositionFormat;
  /** All families by default. */
  readonly names?: NameFilter;
  /** How long asynchronous callbacks of sampled gauges are waited for, in milliseconds; 10,000 by default. */
  readonly samplingTimeout?: number;
}

/** The bytes of one exposition, in order; each slice is made when it is asked for. */
export type Slices = Iterator<Uint8Array, void>;

/** Begins one exposition. */
export type Scrape = (selection?: ScrapeSelection) => Promise<Slices>;

/**
 * Makes the function that begins an exposition of all sources: the families, then the application's metrics, then
 * Node's, then the metrics about scrapes. If several families have one name, the first is served. The registries are
 * collected at once, so that a collector fails before anything is sent; the families are written slice by slice.
 */
export function createScrape(sources: ScrapeSources): Scrape {
  const { metrics, registry, cluster, labels: constant = {}, aboutScrapes = true } = sources;
  // In a cluster, the text has the families as well.
  const ownNames = computeFromFamilies(metrics, (families) => ({
    names: new Set(cluster === undefined ? families.flatMap(sampleNames) : []),
    reserved: cluster === undefined ? openMetricsNames(families) : [],
  }));
  const scrapeMetrics = aboutScrapes ? scrapeMetricsOf(metrics) : undefined;
  const texts = new SharedTexts({
    collect: async () => {
      const collected = await collectTexts(sources);
      const taken = new Set(ownNames().names);
      for (const name of namesBeside(sources)) taken.delete(name);
      return collected.flatMap((text) => claimFamilies(text, taken));
    },
    converter(families, format) {
      const withLabels = (lines: string) => addLabels(lines, constant); // a client has added the default labels
      if (format === "text") return withLabels;
      const inText = new Set(families.map(({ name }) => name));
      const { names, reserved } = ownNames();
      const own = metrics.families.filter(({ name }) => !inText.has(name));
      const isBeside = cluster === undefined && own.length < metrics.families.length;
      const others = isBeside
        ? [...openMetricsNames(own), ...own.flatMap(sampleNames)]
        : [...reserved, ...names];
      const taken = new Set([...others, ...inText]);
      const convert = openMetricsConverter(families, taken);
      return (lines) => convert(withLabels(lines));
    },
    limit: sources.mostText ?? MOST_TEXT,
  });
  const hasTexts = registry !== undefined || cluster !== undefined;
  return async ({ format = "text", names: filter, samplingTimeout = SAMPLING_TIMEOUT } = {}) => {
    checkFormat(registry);
    const labels = { ...defaultLabelsOf(registry), ...constant };
    const isWanted = filter === undefined ? undefined : (family: MetricFamily) => isSelected(filter, family);
    const joined = hasTexts ? texts.join(format) : undefined;
    try {
      const [text, finishSampling] = await Promise.all([
        joined,
        cluster === undefined ? metrics.startSampling(samplingTimeout, isWanted) : NO_SAMPLING,
      ]);
      const { names } = ownNames();
      const isFree = ({ name }: NamedFamily) => !names.has(name) && text?.names.has(name) !== true;
      const write = (writer: ByteWriter) => {
        const form = {
          format,
          labels,
          isSelected: (family: MetricFamily) => isFree(family) && isSelected(filter, family),
        };
        if (cluster === undefined) sources.processMetrics?.write(writer, form);
        scrapeMetrics?.write(writer, form);
      };
      const appended = {
        texts: text?.parts((family) => isSelected(filter, family)) ?? [],
        write,
        labels,
        sliceSize: SLICE_SIZE,
      };
      const slices = metrics.slices(
        format,
        appended,
        cluster === undefined ? without(text?.names, isWanted) : () => false,
        finishSampling,
      );
      return text === undefined ? slices : releasing(slices, () => text.release());
    } catch (error) {
      joined?.then((text) => text.release()).catch(() => {});
      throw error;
    }
  };
}

/** Selects the families that are not in the text of the registry: there are none, unless its metrics have more series. */
function without(
  names: ReadonlySet<string> | undefined,
  isWanted: ((family: MetricFamily) => boolean) | undefined,
): ((family: MetricFamily) => boolean) | undefined {
  if (names === undefined || names.size === 0) return isWanted;
  return (family) => !names.has(family.name) && isWanted?.(family) !== false;
}

/** The names of families and their samples that the registry exposes, because a metric there has more than the family. */
function namesBeside({ metrics, registry, cluster }: ScrapeSources): readonly string[] {
  if (registry === undefined || cluster !== undefined) return [];
  const registered = metrics.families.filter(({ name }) => {
    return namedMetric(registry.getSingleMetric(name))?.isWhole() === false;
  });
  return registered.flatMap(sampleNames);
}

/** In a cluster, the text has the families as well. */
const NO_SAMPLING: FinishSampling = () => new Set();

/** In bytes, of the slices after the first: small, as other work of the event loop waits for each. */
const SLICE_SIZE = 1 << 16;

/** In milliseconds: the default `scrape_timeout` of Prometheus is 10 s. */
const SAMPLING_TIMEOUT = 9500;

/** Calls `release` once, when the slices are at their end, or are not wanted any more. */
function releasing(slices: Slices, release: () => void): Slices {
  let held = true;
  const end = () => {
    if (held) release();
    held = false;
  };
  return {
    next() {
      try {
        const next = slices.next();
        if (next.done === true) end();
        return next;
      } catch (error) {
        end();
        throw error;
      }
    },
    return() {
      end();
      slices.return?.();
      return { done: true, value: undefined };
    },
  };
}

async function collectTexts({ metrics, registry, cluster }: ScrapeSources): Promise<readonly string[]> {
  if (cluster !== undefined) return [await cluster()];
  return registry === undefined ? [] : collectMetrics(registry, metrics);
}

/**
 * The texts of a registry's metrics. Families that are registered in it are left out before they are collected:
 * otherwise, their sampled series would be read twice. Collectors run at the same time, as in the client; what needs
 * none is read metric by metric, because the client takes several times the size of a text to make it. If a metric is
 * not found by its name, everything is collected at once; a scrape of an OpenMetrics registry, for example, renames
 * counters. So is a registry that makes its exposition itself.
 */
async function collectMetrics(registry: ClientRegistry, served: ServedMetrics): Promise<readonly string[]> {
  const others = registry
    .getMetricsAsArray()
    .filter((metric) => !isOf(served, metric) && namedMetric(metric)?.isWhole() !== true);
  const found = others.every((metric) => registry.getSingleMetric(metric.name) === metric);
  if (!found || !joinsMetrics(registry)) return [await registry.metrics()];
  const texts: Promise<string>[] = [];
  for (const metric of others) {
    const text = workTurns.now(() => registry.getSingleMetricAsString(metric.name));
    const made = Promise.resolve(text);
    made.catch(() => {}); // it is waited for at the end
    texts.push(made);
    if (!("collect" in metric)) await made;
  }
  return Promise.all(texts);
}

/** Whether `metrics` is of the class that has `getSingleMetricAsString`, and so joins its texts: a subclass may add to them. */
function joinsMetrics(registry: ClientRegistry): boolean {
  if (Object.hasOwn(registry, "metrics")) return false;
  let owner = Object.getPrototypeOf(registry) as object | null;
  while (owner !== null && !Object.hasOwn(owner, "metrics")) {
    owner = Object.getPrototypeOf(owner) as object | null;
  }
  return owner !== null && Object.hasOwn(owner, "getSingleMetricAsString");
}

/** @throws MetricsServerError if the registry is in OpenMetrics, or has another metric with the name of a family */
export function checkRegistry(metrics: ServedMetrics, registry: ClientRegistry | undefined): void {
  checkFormat(registry);
  for (const name of metrics.families.flatMap(sampleNames)) {
    const metric = registry?.getSingleMetric(name);
    if (metric === undefined || isOf(metrics, metric) || namedMetric(metric) !== undefined) continue;
    throw new MetricsServerError(
      `metric ${name} is both in the schema and in the application's registry; ` +
        "remove it from the registry, or rename one of them",
    );
  }
}

/**
 * Checks the option `labels`.
 *
 * @throws MetricsServerError if a name or value is not valid, or if a family has a label by one of the names
 */
export function checkLabels(metrics: ServedMetrics, labels: ConstantLabels | undefined = {}): void {
  if (typeof labels !== "object" || labels === null || Array.isArray(labels)) {
    throw optionError("labels", labels, 'an object of label values by name, as in { app: "shop" }');
  }
  const families = metrics.members.flatMap(({ schemaFamilies }) => schemaFamilies);
  for (const [name, value] of Object.entries(labels)) {
    if (!LABEL_NAME.test(name) || RESERVED_LABELS.has(name)) {
      throw new MetricsServerError(
        `the option labels has the name ${quoted(name)}; expected letters, digits and _, no digit first, ` +
          "and none of the names that Prometheus uses itself, __…, le and quantile",
      );
    }
    if (typeof value !== "string" || value === "") throw optionError(`labels.${name}`, value, "a text");
    const family = families.find(({ vectors }) => vectors.some(({ label }) => label === name));
    if (family === undefined) continue;
    throw new MetricsServerError(
      `the option labels has ${name}, which is a label of metric ${family.name}, too; rename one of them`,
    );
  }
}

const LABEL_NAME = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
const RESERVED_LABELS: ReadonlySet<string> = new Set(["le", "quantile"]);

/** Whether a registry's metric is a family of these schemas, however they were registered: one by one, or several as one. */
function isOf({ members }: ServedMetrics, metric: unknown): boolean {
  const family = familyOf(metric);
  if (family === undefined) return false;
  return partsOf(family).every(
    (part) => OWN.test(part.name) || members.some(({ families }) => families.includes(part)),
  );
}

/** Families that metricsmith has for each schema. */
const OWN = /^metricsmith_/;

function checkFormat(registry: ClientRegistry | undefined): void {
  if (registry === undefined) return;
  if (typeof registry?.contentType !== "string" || typeof registry.getSingleMetric !== "function") {
    throw new MetricsServerError(
      "the option registry is not a registry of prom-client or @prometheus-io/client; pass one, such as `register`",
    );
  }
  if (registry.contentType.startsWith("text/plain")) return;
  throw new MetricsServerError(
    `the application's registry is in ${JSON.stringify(registry.contentType)}, which cannot be served ` +
      "together with the text format; make it without a content type",
  );
}

/** What the metrics of the Node process depend on. */
interface ProcessMetricsOptions {
  readonly registry?: ClientRegistry;
  readonly defaultMetrics?: boolean;
}

/** Observes the process, unless that is off, or the registry has the metrics that its client has of the process. */
export function observeProcessBeside(options: ProcessMetricsOptions): ProcessMetrics | undefined {
  if (options.defaultMetrics === false) return undefined;
  const registered = options.registry?.getMetricsAsArray() ?? [];
  return registered.some(({ name }) => name.endsWith(CLIENT_DEFAULT_METRIC)) ? undefined : observeProcess();
}

/** Every client has it among its metrics of the process, on each platform, after the prefix that its user chose. */
const CLIENT_DEFAULT_METRIC = "nodejs_version_info";
