import type { ScrapeJob, TargetGroup } from "../../catalog.js";
import { durationOf } from "../../duration.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredScrape } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";
import { isLabelValue } from "./label-value.js";
import { resolveTargetGroup } from "./resolve-targets.js";
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
  const interval = resolveInterval(declared, report);
  const targetGroups = declared.staticConfigs.map((config) =>
    resolveTargetGroup(config, { port: tcp?.port, labels }, report),
  );
  if (declared.spec === undefined) return undefined;
  const listed = targetGroups.length > 0;
  if (!listed && tcp === undefined) reportNoTarget(declared, address, report);
  const own: TargetGroup = { targets: tcp === undefined ? [] : [`${tcp.host}:${tcp.port}`], labels: [] };
  return {
    jobName,
    metricsPath: path,
    interval,
    scheme: declared.spec.scheme,
    targetGroups: listed ? targetGroups : [own],
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

function resolveInterval({ spec, source, path }: DeclaredScrape, report: SchemaReport): string | undefined {
  const interval = spec?.scrape_interval;
  const problem = interval === undefined ? undefined : durationOf(interval);
  if (interval !== undefined && typeof problem === "string") {
    const at = locate(source, [...path, "scrape_interval"], "value");
    report("invalid-duration", { duration: shortened(interval), problem }, at);
  }
  return interval;
}
