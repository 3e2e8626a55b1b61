import { isIPv6 } from "node:net";
import type { ScrapeJob, TargetGroup, TargetLabel } from "../../catalog.js";
import { durationOf } from "../../text/duration.js";
import { shortened } from "../../text/words.js";
import { locate } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { LEGAL_NAME } from "../format/text-format.js";
import { illegalLabelName } from "../read/explain-issue.js";
import type { DeclaredScrape, DeclaredStaticConfig, DeclaredTargetLabel } from "../read/schema-file.js";
import { serverEndpoint } from "../read/server-address.js";
import { reportReservedLabel } from "./resolve-names.js";
import { isLabelValue } from "./resolve-vectors.js";

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

/** Targets with their ports, and their labels. What has a mistake is reported. */
export function resolveTargetGroup(
  { spec, source, path, labels: declaredLabels }: DeclaredStaticConfig,
  { port, labels }: { port: number | undefined; labels: ReadonlySet<string> },
  report: SchemaReport,
): TargetGroup {
  const targets = (spec?.targets ?? []).flatMap((text, index) => {
    if (text === undefined) return [];
    const target = targetOf(text, port);
    if (typeof target === "string") return [target];
    const at = locate(source, [...path, "targets", index], "value");
    report("invalid-target", { target: shortened(text), ...target }, at);
    return [];
  });
  return { targets, labels: declaredLabels.flatMap((label) => targetLabel(label, labels, report)) };
}

function targetLabel(
  label: DeclaredTargetLabel,
  taken: ReadonlySet<string>,
  report: SchemaReport,
): readonly TargetLabel[] {
  const { key: name, value, source, path } = label;
  const at = () => locate(source, path, "key");
  if (!LEGAL_NAME.test(name)) report(...illegalLabelName(name, at()));
  else if (!reportReservedLabel(label, report) && taken.has(name)) {
    report("target-label-taken", { name }, at());
  }
  if (value === undefined) return [];
  isLabelValue(value, () => locate(source, path, "value"), report);
  return [{ name, value }];
}

/** A host name, an IPv4 address, or an IPv6 address in brackets; perhaps a port. */
const TARGET = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d+))?$/;

/** What is wrong with a target, as the predicate of a sentence; help where more can be said than the form. */
interface TargetProblem {
  readonly problem: string;
  readonly help: string | undefined;
}

/** A target as `host:port`, with the server's port where it names none; or what is wrong with it. */
export function targetOf(text: string, serverPort: number | undefined): string | TargetProblem {
  const parts = TARGET.exec(text);
  if (parts === null) return { problem: problemOf(text), help: helpFor(text) };
  const [, host = "", port] = parts;
  if (/^\d+$/.test(host)) return { problem: "has a number for a host", help: undefined };
  if (host.startsWith("[") && !isIPv6(host.slice(1, -1))) {
    return { problem: `has the host \`${host}\`, which is no IPv6 address`, help: undefined };
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
