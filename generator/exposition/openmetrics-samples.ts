import { floatText } from "@metricsmith/runtime/text";
import { parseNumber } from "./bytes.js";
import { type ExposedType, type OpenFamily, startFamily } from "./exposition.js";
import type { Findings } from "./findings.js";
import { HashSet } from "./known-bytes.js";
import type { KnownLabel } from "./label-parser.js";
import type { SampleLine } from "./sample-line.js";
import type { Scan } from "./scan.js";

/** The label that differs between samples of one metric: that of a bucket, a quantile or a state. */
export function memberLabelOf(type: ExposedType, suffix: string, family: string): string | undefined {
  if (type === "stateset") return family;
  if (type === "summary" && suffix === "") return "quantile";
  return suffix === "_bucket" && (type === "histogram" || type === "gaugehistogram") ? "le" : undefined;
}

/**
 * Checks one sample by the rules of its family's type (OpenMetrics 1.0, section "Metric Types").
 *
 * @param role with the index of the label `memberLabelOf`, which is -1 if the sample has none
 * @returns the upper bound of a bucket
 */
export function checkSample(
  scan: Scan,
  line: SampleLine,
  role: { readonly type: ExposedType; readonly member: number },
): number | undefined {
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
      return checkHistogram(scan, line, role.member);
    case "summary":
      checkSummary(scan, line, role.member);
      return undefined;
    case "stateset":
      checkState(scan, line, role.member);
      return undefined;
    case "info":
      if (line.value !== 1) scan.report("bad-info", { token: scan.quote(line.valueSpan) }, line.valueSpan);
      return undefined;
    default:
      return role.type satisfies never;
  }
}

function checkCounter(scan: Scan, line: SampleLine): void {
  if (line.name.suffix === "_created") checkCreated(scan, line);
  else checkTotal(scan, line);
}

function checkHistogram(scan: Scan, line: SampleLine, member: number): number | undefined {
  switch (line.name.suffix) {
    case "_bucket": {
      checkCount(scan, line);
      return boundOf(scan, line, member);
    }
    case "_count":
    case "_gcount":
      checkCount(scan, line);
      break;
    case "_sum":
      checkTotal(scan, line);
      break;
    case "_gsum":
      if (Number.isNaN(line.value)) scan.report("nan-sum", { name: line.name.name }, line.valueSpan);
      break;
    default:
      checkCreated(scan, line);
  }
  checkForeignLabel(scan, line, "le");
  return undefined;
}

function checkSummary(scan: Scan, line: SampleLine, member: number): void {
  switch (line.name.suffix) {
    case "":
      if (line.value < 0)
        scan.report("negative-quantile", { token: scan.quote(line.valueSpan) }, line.valueSpan);
      checkQuantile(scan, line, member);
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

function checkState(scan: Scan, line: SampleLine, member: number): void {
  if (member === -1)
    scan.report("missing-label", { name: line.name.name, label: line.name.name }, line.nameSpan);
  if (line.value !== 0 && line.value !== 1) {
    scan.report("bad-state", { token: scan.quote(line.valueSpan) }, line.valueSpan);
  }
}

function checkCount(scan: Scan, line: SampleLine): void {
  if (Number.isInteger(line.value) && line.value >= 0) return;
  scan.report("not-a-count", { token: scan.quote(line.valueSpan), name: line.name.name }, line.valueSpan);
}

function checkTotal(scan: Scan, line: SampleLine): void {
  if (line.value >= 0) return;
  scan.report("not-a-total", { token: scan.quote(line.valueSpan), name: line.name.name }, line.valueSpan);
}

function checkCreated(scan: Scan, line: SampleLine): void {
  if (Number.isFinite(line.value)) return;
  scan.report("bad-created", { token: scan.quote(line.valueSpan), name: line.name.name }, line.valueSpan);
}

function checkForeignLabel(scan: Scan, { labelSet, name }: SampleLine, label: string): void {
  const at = labelSet.size === 0 ? -1 : labelSet.indexOf(label);
  if (at === -1) return;
  const span = { start: labelSet.starts[at] ?? 0, end: labelSet.ends[at] ?? 0 };
  scan.report("foreign-label", { name: name.name, label }, span);
}

function checkExemplar(scan: Scan, { name, exemplarSpan }: SampleLine, type: ExposedType): void {
  const isBucket = name.suffix === "_bucket" && (type === "histogram" || type === "gaugehistogram");
  if (isBucket || (type === "counter" && name.suffix === "_total")) return;
  scan.report("misplaced-exemplar", { name: name.name }, exemplarSpan);
}

function boundOf(scan: Scan, line: SampleLine, member: number): number | undefined {
  const { exemplar, labelSet, name } = line;
  const label = labelSet.labels[member];
  if (member === -1 || label === undefined) {
    scan.report("missing-label", { name: name.name, label: "le" }, line.nameSpan);
    return undefined;
  }
  const span = { start: labelSet.starts[member] ?? 0, end: labelSet.ends[member] ?? 0 };
  const { value } = label.label;
  const bound = numberOf(scan, line, { label, member });
  if (Number.isNaN(bound) || (bound === Number.POSITIVE_INFINITY && value !== "+Inf")) {
    scan.report("bad-le", { value }, span);
    return undefined;
  }
  if (exemplar !== undefined && !(exemplar.value <= bound)) {
    scan.report("exemplar-above-bound", { value: exemplar.value, le: value }, line.exemplarSpan);
  }
  return bound;
}

function checkQuantile(scan: Scan, line: SampleLine, member: number): void {
  const { labelSet, name } = line;
  const label = labelSet.labels[member];
  if (member === -1 || label === undefined) {
    scan.report("missing-label", { name: name.name, label: "quantile" }, line.nameSpan);
    return;
  }
  const quantile = numberOf(scan, line, { label, member });
  if (quantile >= 0 && quantile <= 1) return;
  const span = { start: labelSet.starts[member] ?? 0, end: labelSet.ends[member] ?? 0 };
  scan.report("bad-quantile", { value: label.label.value }, span);
}

/** A label value as a number; NaN if it is not one. It checks the spelling when a label is read for the first time. */
function numberOf(
  scan: Scan,
  { labelSet }: SampleLine,
  { label, member }: { readonly label: KnownLabel; readonly member: number },
): number {
  if (label.number !== undefined) return label.number;
  const { value } = label.label;
  const bytes = Buffer.from(value);
  const number = parseNumber(bytes, 0, bytes.length) ?? Number.NaN;
  if (Number.isFinite(number) && value !== floatText(number)) {
    const span = { start: labelSet.starts[member] ?? 0, end: labelSet.ends[member] ?? 0 };
    scan.report("uncommon-number", { value, canonical: floatText(number) }, span);
  }
  label.number = number;
  return number;
}

/** Checks the samples of one metric point together: whether some are missing, and whether they agree. */
export class MetricPoint {
  family: OpenFamily = startFamily("", 0);
  private line = 0;
  private firstName = "";
  private isOpen = false;
  /** Names and member labels of the samples so far. */
  private readonly members = new HashSet();
  private total: number | undefined;
  private sum: number | undefined;
  private count: number | undefined;
  /** The upper bound and the value of the last bucket. */
  private bound: number | undefined;
  private boundText = "";
  private bucket = Number.NEGATIVE_INFINITY;
  private hasNegativeBound = false;

  start(family: OpenFamily, line: number, firstName: string): void {
    this.family = family;
    this.line = line;
    this.firstName = firstName;
    this.isOpen = true;
    this.members.clear();
    this.total = undefined;
    this.sum = undefined;
    this.count = undefined;
    this.bound = undefined;
    this.bucket = Number.NEGATIVE_INFINITY;
    this.hasNegativeBound = false;
  }

  /**
   * @param member the index of the sample's member label
   * @returns the value of an earlier sample of the same series in the point; `undefined` if there is none
   */
  addMember({ name, labelSet, value }: SampleLine, member: number): number | undefined {
    const label = member === -1 ? undefined : labelSet.labels[member];
    const low = label === undefined ? name.low : (name.low + label.low) | 0;
    const high = label === undefined ? name.high : (name.high + label.high) | 0;
    return this.members.add(low, high, value) ? undefined : this.members.valueOf(low, high);
  }

  /** @param bound the upper bound of a bucket, `undefined` for other samples */
  addSample(scan: Scan, line: SampleLine, bound: number | undefined): void {
    switch (line.name.suffix) {
      case "_total":
        this.total = line.value;
        break;
      case "_sum":
      case "_gsum":
        this.sum = line.value;
        break;
      case "_count":
      case "_gcount":
        this.count = line.value;
        break;
      case "_bucket":
        if (bound !== undefined) this.addBucket(scan, line, bound);
        break;
    }
  }

  end(findings: Findings): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { name, type = "unknown" } = this.family;
    if (type === "counter" && this.total === undefined) findings.report("no-total", { name }, this.place());
    if (type === "histogram") this.endHistogram(findings, { sum: "_sum", count: "_count" });
    if (type === "gaugehistogram") this.endHistogram(findings, { sum: "_gsum", count: "_gcount" });
  }

  private addBucket(scan: Scan, line: SampleLine, bound: number): void {
    const at = line.labelSet.indexOf("le");
    const text = line.labelSet.labels[at]?.label.value ?? "";
    if (this.bound !== undefined && bound <= this.bound) {
      const span = { start: line.labelSet.starts[at] ?? 0, end: line.labelSet.ends[at] ?? 0 };
      scan.report("bucket-order", { le: text, before: this.boundText }, span);
    } else if (line.value < this.bucket) {
      scan.report("bucket-decrease", { value: line.value, before: this.bucket }, line.valueSpan);
    }
    if (bound < 0) this.hasNegativeBound = true;
    this.bound = bound;
    this.boundText = text;
    this.bucket = line.value;
  }

  private endHistogram(findings: Findings, names: { readonly sum: string; readonly count: string }): void {
    const { sum, count, bucket } = this;
    const { name, type } = this.family;
    const [sumName, countName] = [name + names.sum, name + names.count];
    if (this.bound !== Number.POSITIVE_INFINITY) findings.report("no-inf-bucket", { name }, this.place());
    else if (count !== undefined && count !== bucket) {
      findings.report("count-mismatch", { name, suffix: names.count, count, bucket }, this.place());
    }
    if (sum !== undefined && count === undefined) {
      findings.report("sum-without-count", { name, present: sumName, missing: countName }, this.place());
    }
    if (sum === undefined && count !== undefined) {
      findings.report("sum-without-count", { name, present: countName, missing: sumName }, this.place());
    }
    if (sum === undefined) return;
    if (type === "histogram" && this.hasNegativeBound)
      findings.report("sum-of-negatives", { name }, this.place());
    if (type === "gaugehistogram" && !this.hasNegativeBound && sum < 0) {
      findings.report("negative-gsum", { name }, this.place());
    }
  }

  /** The place of the point's first sample. No line of OpenMetrics starts with a blank. */
  private place() {
    return { line: this.line, column: 1, endColumn: 1 + this.firstName.length };
  }
}
