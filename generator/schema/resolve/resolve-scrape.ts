import type { ScrapeJob, TargetGroup } from "../../catalog.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredScrape } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { reportDuration } from "./duration.js";
import { isLabelValue } from "./label-value.js";
import { resolveTargetFiles, resolveTargetGroup, resolveTargetUrl } from "./resolve-targets.js";
import { serverEndpoint } from "./server-endpoint.js";

interface Surroundings {
  readonly namespace: string;
  /** The server's address. */
  readonly address: string;
  /** The label names that the families have. */
  readonly labels: ReadonlySet<string>;
}

/** The scrape job with every default applied; what has a mistake, which is reported, is left out. */
export function resolveScrape(
  declared: DeclaredScrape,
  { namespace, address, labels }: Surroundings,
  report: SchemaReport,
): ScrapeJob | undefined {
  const { tcp, path } = serverEndpoint(address);
  const jobName = resolveJobName(declared, namespace, report);
  const times = resolveTimes(declared, report);
  const targetGroups = declared.staticConfigs.map((config) =>
    resolveTargetGroup(config, { port: tcp?.port, labels }, report),
  );
  const targetFiles = declared.fileSdConfigs.map((config) => resolveTargetFiles(config, report));
  const targetUrls = declared.httpSdConfigs.flatMap((config) => resolveTargetUrl(config, report));
  if (declared.spec === undefined) return undefined;
  const listed = targetGroups.length + targetFiles.length + declared.httpSdConfigs.length > 0;
  if (!listed && tcp === undefined) reportNoTarget(declared, address, report);
  const own: TargetGroup = { targets: tcp === undefined ? [] : [`${tcp.host}:${tcp.port}`], labels: [] };
  return {
    jobName,
    metricsPath: path,
    ...times,
    targetGroups: listed ? targetGroups : [own],
    targetFiles,
    targetUrls,
  };
}

function reportNoTarget({ source, path, name }: DeclaredScrape, address: string, report: SchemaReport): void {
  const help = `Prometheus cannot reach \`${address}\`: list what passes its requests on, as \`host:port\`.`;
  const params = { keys: ["static_configs"], where: name, help };
  report("missing-key", params, locate(source, path, "key"));
}

function resolveJobName(
  { spec, source, path, name }: DeclaredScrape,
  namespace: string,
  report: SchemaReport,
): string {
  const given = spec?.job_name;
  if (given !== undefined) {
    isLabelValue(given, () => locate(source, [...path, "job_name"], "value"), report);
    return given;
  }
  const unnamed = spec !== undefined && !Object.hasOwn(spec, "job_name");
  if (unnamed && !source.document.has("namespace")) {
    const help = "Add `job_name:` with a name for the job, or give the schema a `namespace`.";
    report("missing-key", { keys: ["job_name"], where: name, help }, locate(source, path, "key"));
  }
  return namespace;
}

function resolveTimes(
  declared: DeclaredScrape,
  report: SchemaReport,
): Pick<ScrapeJob, "interval" | "timeout"> {
  const { spec, source, path, name } = declared;
  const { scrape_interval: interval, scrape_timeout: timeout } = spec ?? {};
  const intervalTime = reportDuration(declared, { key: "scrape_interval", text: interval }, report);
  const timeoutTime = reportDuration(declared, { key: "scrape_timeout", text: timeout }, report);
  const times = { interval, timeout };
  if (timeout === undefined) return times;
  if (spec !== undefined && !Object.hasOwn(spec, "scrape_interval")) {
    const help = "Add `scrape_interval:` with an interval that is at least as long as the timeout.";
    const at = locate(source, [...path, "scrape_timeout"], "key");
    report("missing-key", { keys: ["scrape_interval"], where: name, help }, at);
  }
  if (interval === undefined || intervalTime === undefined || timeoutTime === undefined) return times;
  if (timeoutTime > intervalTime) {
    const at = locate(source, [...path, "scrape_timeout"], "value");
    report("timeout-over-interval", { timeout, interval }, at);
  }
  return times;
}
