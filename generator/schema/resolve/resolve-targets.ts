import type { TargetGroup, TargetLabel } from "../../catalog.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import { illegalLabelName } from "../read/illegal-name.js";
import type { DeclaredStaticConfig, DeclaredTargetLabel } from "../read/schema-file.js";
import { LEGAL_NAME } from "../spec/text-spec.js";
import { locate } from "../yaml/locate.js";
import { reportReservedLabel } from "./label-name.js";
import { isLabelValue } from "./label-value.js";
import { targetOf } from "./target.js";

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
