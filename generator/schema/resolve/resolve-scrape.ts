import { isIPv6 } from "node:net";
import type { ScrapeJob, TargetGroup, TargetLabel } from "../../catalog.js";
import { durationOf } from "../../text/duration.js";
import { shorten } from "../../text/words.js";
import type { SchemaReport } from "../codes.js";
import { LEGAL_NAME } from "../format/text-format.js";
import { reportIllegalLabelName } from "../read/explain-issue.js";
import type { DeclaredScrape, DeclaredStaticConfig, DeclaredTargetLabel } from "../read/schema-file.js";
import { serverEndpoint } from "../read/server-address.js";
import { checkLabelName } from "./resolve-names.js";
import { checkLabelValue } from "./resolve-vectors.js";
import type { SchemaContext } from "./schema-context.js";

/** The scrape job with every default applied. Targets and labels with mistakes are reported. */
export function resolveScrape(
  declared: DeclaredScrape,
  schema: SchemaContext,
  report: SchemaReport,
): ScrapeJob | undefined {
  const { tcp, path } = serverEndpoint(schema.address);
  const jobName = resolveJobName(declared, schema, report);
  const interval = resolveInterval(declared, report);
  const listed = declared.staticConfigs.map(
    (config): TargetGroup => ({
      targets: resolveTargets(config, tcp?.port, report),
      labels: config.labels.flatMap((label) => resolveTargetLabel(label, schema, report)),
    }),
  );
  if (declared.fields === undefined) return undefined;
  const targetGroups = listed.length > 0 ? listed : [ownTarget(declared, schema, report)];
  const { scheme, histograms = "classic" } = declared.fields;
  return { jobName, metricsPath: path, interval, scheme, histograms, targetGroups };
}

/** The server itself as the only target. */
function ownTarget(
  { spot, subject }: DeclaredScrape,
  { address }: SchemaContext,
  report: SchemaReport,
): TargetGroup {
  const { tcp } = serverEndpoint(address);
  if (tcp !== undefined) return { targets: [`${tcp.host}:${tcp.port}`], labels: [] };
  const help = `Prometheus cannot reach \`${address}\`: list the proxies that pass requests on, as \`host:port\`.`;
  report("missing-key", { keys: ["static_configs"], where: subject, help }, spot.key);
  return { targets: [], labels: [] };
}

/** The namespace is the default. One that could not be read is reported already. */
function resolveJobName(
  { fields, spot, subject }: DeclaredScrape,
  { namespace }: SchemaContext,
  report: SchemaReport,
): string {
  const jobName = fields?.job_name;
  if (jobName !== undefined) {
    checkLabelValue(jobName, spot.at("job_name"), report);
    return jobName;
  }
  const isMissing = fields !== undefined && !Object.hasOwn(fields, "job_name");
  if (isMissing && !spot.source.document.has("namespace")) {
    const help = "Add `job_name:` with a name for the job, or give the schema a `namespace`.";
    report("missing-key", { keys: ["job_name"], where: subject, help }, spot.key);
  }
  return namespace;
}

function resolveInterval({ fields, spot }: DeclaredScrape, report: SchemaReport): string | undefined {
  const interval = fields?.scrape_interval;
  const problem = interval === undefined ? undefined : durationOf(interval);
  if (interval !== undefined && typeof problem === "string") {
    const params = { duration: shorten(interval), problem };
    report("invalid-duration", params, spot.at("scrape_interval"));
  }
  return interval;
}

function resolveTargets(
  { fields, spot }: DeclaredStaticConfig,
  serverPort: number | undefined,
  report: SchemaReport,
): readonly string[] {
  return (fields?.targets ?? []).flatMap((text, index) => {
    if (text === undefined) return [];
    const target = parseTarget(text, serverPort);
    if (typeof target === "string") return [target];
    report("invalid-target", { target: shorten(text), ...target }, spot.at("targets", index));
    return [];
  });
}

function resolveTargetLabel(
  label: DeclaredTargetLabel,
  { labelNames }: SchemaContext,
  report: SchemaReport,
): readonly TargetLabel[] {
  const { key: name, value, spot } = label;
  if (!LEGAL_NAME.test(name)) reportIllegalLabelName(name, spot.key, report);
  else if (checkLabelName(name, spot.key, report) && labelNames.has(name)) {
    report("target-label-taken", { name }, spot.key);
  }
  if (value === undefined) return [];
  checkLabelValue(value, spot, report);
  return [{ name, value }];
}

/** A host name, an IPv4 address, or an IPv6 address in brackets, with or without a port. */
const TARGET = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d+))?$/;

interface TargetProblem {
  /** The predicate of a sentence about the target: "has a path". */
  readonly problem: string;
  /** What to write instead, if more is known than the form of a target. */
  readonly help: string | undefined;
}

/** A target as `host:port`, with the server's port by default; or what is wrong with it. */
function parseTarget(text: string, serverPort: number | undefined): string | TargetProblem {
  const parts = TARGET.exec(text);
  if (parts === null) return { problem: problemOf(text), help: helpFor(text) };
  const [, host = "", port] = parts;
  if (/^\d+$/.test(host)) return { problem: "has a number for a host", help: undefined };
  if (host.startsWith("[") && !isIPv6(host.slice(1, -1))) {
    return { problem: `has the host \`${host}\`, which is not an IPv6 address`, help: undefined };
  }
  if (port === undefined && serverPort === undefined) {
    return { problem: "has no port, and neither has `server.address`", help: `Write \`${host}:port\`.` };
  }
  if (port === undefined) return `${host}:${serverPort}`;
  if (Number(port) >= 1 && Number(port) <= 65_535) return `${host}:${Number(port)}`;
  return { problem: `has the port ${port}, not one from 1 to 65535`, help: undefined };
}

function problemOf(text: string): string {
  if (text.includes("://")) return "has a scheme";
  if (text.includes("/")) return "has a path";
  if (/^:\d*$/.test(text)) return "has no host";
  if (isIPv6(text)) return "is an IPv6 address without brackets";
  return "is not of the form of a target";
}

function helpFor(text: string): string | undefined {
  if (isIPv6(text)) return `Write \`[${text}]\`.`;
  if (!text.includes("/")) return undefined;
  const [authority = ""] = text.replace(/^[^/]*:\/\//, "").split("/");
  if (!TARGET.test(authority)) return undefined;
  return `Write \`${authority}\`; the path is that of \`server.address\`.`;
}
