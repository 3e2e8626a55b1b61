import { floatText } from "@metricsmith/runtime/number-text";
import type { ExposedType } from "./exposition.js";
import type { KnownLabel } from "./label.js";
import { parseNumber } from "./number.js";
import { quoted, report } from "./report.js";
import type { SampleLine } from "./sample-line.js";
import type { Scan } from "./scan.js";

interface Role {
  readonly type: ExposedType;
  /** The position of the label that is the sample's own; -1 for none. */
  readonly own: number;
}

/** The label that tells the samples of one metric apart: a bucket's, a quantile's, a state's. */
export function ownLabelOf(type: ExposedType, suffix: string, family: string): string | undefined {
  if (type === "stateset") return family;
  if (type === "summary" && suffix === "") return "quantile";
  return suffix === "_bucket" && (type === "histogram" || type === "gaugehistogram") ? "le" : undefined;
}

/**
 * Holds one sample against the rules of its family's type (OpenMetrics 1.0, section "Metric Types").
 *
 * @returns the upper bound of a bucket
 */
export function checkSample(scan: Scan, line: SampleLine, role: Role): number | undefined {
  if (line.exemplar !== undefined) checkExemplar(scan, line, role.type);
  switch (role.type) {
    case "gauge":
    case "unknown":
      return undefined;
    case "counter":
      checkCounter(scan, line);
      return undefined;
    case "histogram":
    case "gaugehistogram":
      return checkHistogram(scan, line, role.own);
    case "summary":
      checkSummary(scan, line, role.own);
      return undefined;
    case "stateset":
      checkState(scan, line, role.own);
      return undefined;
    case "info":
      if (line.value !== 1) report(scan, "bad-info", line.valueSpan, quoted(scan, line.valueSpan));
      return undefined;
    default:
      return role.type satisfies never;
  }
}

function checkCounter(scan: Scan, line: SampleLine): void {
  if (line.name.suffix === "_created") checkCreated(scan, line);
  else checkTotal(scan, line);
}

function checkHistogram(scan: Scan, line: SampleLine, own: number): number | undefined {
  switch (line.name.suffix) {
    case "_bucket": {
      checkCount(scan, line);
      return boundOf(scan, line, own);
    }
    case "_count":
    case "_gcount":
      checkCount(scan, line);
      break;
    case "_sum":
      checkTotal(scan, line);
      break;
    case "_gsum":
      if (Number.isNaN(line.value)) report(scan, "nan-sum", line.valueSpan, line.name.name);
      break;
    default:
      checkCreated(scan, line);
  }
  checkForeignLabel(scan, line, "le");
  return undefined;
}

function checkSummary(scan: Scan, line: SampleLine, own: number): void {
  switch (line.name.suffix) {
    case "":
      if (line.value < 0) report(scan, "negative-quantile", line.valueSpan, quoted(scan, line.valueSpan));
      checkQuantile(scan, line, own);
      return;
    case "_count":
      checkCount(scan, line);
      break;
    case "_sum":
      checkTotal(scan, line);
      break;
    default:
      checkCreated(scan, line);
  }
  checkForeignLabel(scan, line, "quantile");
}

function checkState(scan: Scan, line: SampleLine, own: number): void {
  if (own === -1) report(scan, "missing-label", line.nameSpan, line.name.name, line.name.name);
  if (line.value !== 0 && line.value !== 1) {
    report(scan, "bad-state", line.valueSpan, quoted(scan, line.valueSpan));
  }
}

function checkCount(scan: Scan, line: SampleLine): void {
  if (Number.isInteger(line.value) && line.value >= 0) return;
  report(scan, "not-a-count", line.valueSpan, quoted(scan, line.valueSpan), line.name.name);
}

function checkTotal(scan: Scan, line: SampleLine): void {
  if (line.value >= 0) return;
  report(scan, "not-a-total", line.valueSpan, quoted(scan, line.valueSpan), line.name.name);
}

function checkCreated(scan: Scan, line: SampleLine): void {
  if (Number.isFinite(line.value)) return;
  report(scan, "bad-created", line.valueSpan, quoted(scan, line.valueSpan), line.name.name);
}

function checkForeignLabel(scan: Scan, { labelSet, name }: SampleLine, label: string): void {
  const at = labelSet.size === 0 ? -1 : labelSet.indexOf(label);
  if (at === -1) return;
  const span = { start: labelSet.starts[at] ?? 0, end: labelSet.ends[at] ?? 0 };
  report(scan, "foreign-label", span, name.name, label);
}

function checkExemplar(scan: Scan, { name, exemplarSpan }: SampleLine, type: ExposedType): void {
  const isBucket = name.suffix === "_bucket" && (type === "histogram" || type === "gaugehistogram");
  if (isBucket || (type === "counter" && name.suffix === "_total")) return;
  report(scan, "misplaced-exemplar", exemplarSpan, name.name);
}

function boundOf(scan: Scan, line: SampleLine, own: number): number | undefined {
  const { exemplar, labelSet, name } = line;
  const label = labelSet.labels[own];
  if (own === -1 || label === undefined) {
    report(scan, "missing-label", line.nameSpan, name.name, "le");
    return undefined;
  }
  const span = { start: labelSet.starts[own] ?? 0, end: labelSet.ends[own] ?? 0 };
  const { value } = label.label;
  const bound = numberOf(scan, line, { label, own });
  if (Number.isNaN(bound) || (bound === Number.POSITIVE_INFINITY && value !== "+Inf")) {
    report(scan, "bad-le", span, value);
    return undefined;
  }
  if (exemplar !== undefined && !(exemplar.value <= bound)) {
    report(scan, "exemplar-above-bound", line.exemplarSpan, exemplar.value, value);
  }
  return bound;
}

function checkQuantile(scan: Scan, line: SampleLine, own: number): void {
  const { labelSet, name } = line;
  const label = labelSet.labels[own];
  if (own === -1 || label === undefined) {
    report(scan, "missing-label", line.nameSpan, name.name, "quantile");
    return;
  }
  const quantile = numberOf(scan, line, { label, own });
  if (quantile >= 0 && quantile <= 1) return;
  const span = { start: labelSet.starts[own] ?? 0, end: labelSet.ends[own] ?? 0 };
  report(scan, "bad-quantile", span, label.label.value);
}

/** A label value as a number, `NaN` if it is none. Worked out once for a label, and its spelling looked at. */
function numberOf(
  scan: Scan,
  { labelSet }: SampleLine,
  { label, own }: { readonly label: KnownLabel; readonly own: number },
): number {
  if (label.number !== undefined) return label.number;
  const { value } = label.label;
  const bytes = Buffer.from(value);
  const number = parseNumber(bytes, 0, bytes.length) ?? Number.NaN;
  if (Number.isFinite(number) && value !== floatText(number)) {
    const span = { start: labelSet.starts[own] ?? 0, end: labelSet.ends[own] ?? 0 };
    report(scan, "uncommon-number", span, value, floatText(number));
  }
  label.number = number;
  return number;
}
