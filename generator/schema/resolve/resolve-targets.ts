import type { TargetFiles, TargetGroup, TargetLabel, TargetUrl } from "../../catalog.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import { illegalLabelName } from "../read/illegal-name.js";
import type {
  DeclaredFileSdConfig,
  DeclaredHttpSdConfig,
  DeclaredStaticConfig,
  DeclaredTargetLabel,
} from "../read/schema-file.js";
import { LEGAL_NAME } from "../spec/text-spec.js";
import { locate } from "../yaml/locate.js";
import { reportDuration } from "./duration.js";
import { reportReservedLabel } from "./label-name.js";
import { isLabelValue } from "./label-value.js";
import { targetOf } from "./target.js";
import { targetFileProblem, targetUrlProblem } from "./target-source.js";

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

/** Files of targets. What has a mistake is reported. */
export function resolveTargetFiles(config: DeclaredFileSdConfig, report: SchemaReport): TargetFiles {
  const { spec, source, path } = config;
  const refreshInterval = spec?.refresh_interval;
  reportDuration(config, { key: "refresh_interval", text: refreshInterval }, report);
  const files = (spec?.files ?? []).filter((file) => file !== undefined);
  spec?.files?.forEach((file, index) => {
    const problem = file === undefined ? undefined : targetFileProblem(file);
    if (file === undefined || problem === undefined) return;
    const at = locate(source, [...path, "files", index], "value");
    report("invalid-target-file", { file: shortened(file), problem }, at);
  });
  return { files, refreshInterval };
}

/** The URL of a server of targets, if it could be read. What has a mistake is reported. */
export function resolveTargetUrl(config: DeclaredHttpSdConfig, report: SchemaReport): readonly TargetUrl[] {
  const { spec, source, path } = config;
  const refreshInterval = spec?.refresh_interval;
  reportDuration(config, { key: "refresh_interval", text: refreshInterval }, report);
  const url = spec?.url;
  if (url === undefined) return [];
  const problem = targetUrlProblem(url);
  if (problem !== undefined) {
    const at = locate(source, [...path, "url"], "value");
    report("invalid-target-url", { url: shortened(url), problem }, at);
  }
  return [{ url, refreshInterval }];
}
