import { type FamilyUnderWay, startFamily } from "./family-under-way.js";
import type { Findings } from "./findings.js";
import { HashSet } from "./hash-set.js";
import { report } from "./report.js";
import type { SampleLine } from "./sample-line.js";
import type { Scan } from "./scan.js";

/** The samples of one metric point of OpenMetrics together: which there must be, and how they fit. */
export class MetricPoint {
  family: FamilyUnderWay = startFamily("", 0);
  private line = 0;
  private firstName = "";
  private isOpen = false;
  /** Names and own labels of the samples. */
  private readonly members = new HashSet();
  private total: number | undefined;
  private sum: number | undefined;
  private count: number | undefined;
  /** Of the bucket before. */
  private bound: number | undefined;
  private boundText = "";
  private bucket = Number.NEGATIVE_INFINITY;
  private hasNegativeBound = false;

  start(family: FamilyUnderWay, line: number, firstName: string): void {
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

  /** Whether the point has the sample already; `own` is the position of the label that is the sample's own. */
  isDuplicate({ name, labelSet }: SampleLine, own: number): boolean {
    const label = own === -1 ? undefined : labelSet.labels[own];
    if (label === undefined) return !this.members.add(name.low, name.high);
    return !this.members.add((name.low + label.low) | 0, (name.high + label.high) | 0);
  }

  /** @param bound the upper bound of a bucket, `undefined` for other samples */
  take(scan: Scan, line: SampleLine, bound: number | undefined): void {
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
        if (bound !== undefined) this.takeBucket(scan, line, bound);
        break;
    }
  }

  end(findings: Findings): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    const { name, type = "unknown" } = this.family;
    if (type === "counter" && this.total === undefined) findings.report("no-total", this.place(), name);
    if (type === "histogram") this.endHistogram(findings, { sum: "_sum", count: "_count" });
    if (type === "gaugehistogram") this.endHistogram(findings, { sum: "_gsum", count: "_gcount" });
  }

  private takeBucket(scan: Scan, line: SampleLine, bound: number): void {
    const at = line.labelSet.indexOf("le");
    const text = line.labelSet.labels[at]?.label.value ?? "";
    if (this.bound !== undefined && bound <= this.bound) {
      const span = { start: line.labelSet.starts[at] ?? 0, end: line.labelSet.ends[at] ?? 0 };
      report(scan, "bucket-order", span, text, this.boundText);
    } else if (line.value < this.bucket) {
      report(scan, "bucket-decrease", line.valueSpan, line.value, this.bucket);
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
    if (this.bound !== Number.POSITIVE_INFINITY) findings.report("no-inf-bucket", this.place(), name);
    else if (count !== undefined && count !== bucket) {
      findings.report("count-mismatch", this.place(), countName, count, bucket);
    }
    if (sum !== undefined && count === undefined) {
      findings.report("sum-without-count", this.place(), name, sumName, countName);
    }
    if (sum === undefined && count !== undefined) {
      findings.report("sum-without-count", this.place(), name, countName, sumName);
    }
    if (sum === undefined) return;
    if (type === "histogram" && this.hasNegativeBound)
      findings.report("sum-of-negatives", this.place(), name);
    if (type === "gaugehistogram" && !this.hasNegativeBound && sum < 0) {
      findings.report("negative-gsum", this.place(), name);
    }
  }

  /** Where the point starts. No line of OpenMetrics starts with a blank. */
  private place() {
    return { line: this.line, column: 1, endColumn: 1 + this.firstName.length };
  }
}
