import type { FamilyUnderWay } from "./family-under-way.js";
import { HashSet } from "./hash-set.js";
import { MetricPoint } from "./metric-point.js";
import { checkSample, ownLabelOf } from "./openmetrics-sample.js";
import { quoted, report } from "./report.js";
import type { SampleLine } from "./sample-line.js";
import type { Scan } from "./scan.js";

/**
 * Holds the samples of a family against what OpenMetrics says of their order. A metric is a label set of a family,
 * without the label of a bucket, quantile or state; a metric point is a metric at one time. Neither may be
 * interleaved with another.
 */
export class OpenMetricsSeries {
  private family: FamilyUnderWay | undefined;
  /** The hash of the present metric's label set. */
  private low = 0;
  private high = 0;
  private timestamp: number | undefined;
  /** The metrics before it. */
  private readonly metrics = new HashSet();
  private readonly point = new MetricPoint();

  take(scan: Scan, line: SampleLine, family: FamilyUnderWay): void {
    const type = family.type ?? "unknown";
    const { labelSet, timestamp } = line;
    const ownName = ownLabelOf(type, line.name.suffix, family.name);
    let own = -1;
    let low = 0;
    let high = 0;
    for (let at = 0; at < labelSet.size; at += 1) {
      const label = labelSet.labels[at];
      if (label === undefined) continue;
      if (ownName !== undefined && label.label.name === ownName) {
        own = at;
        continue;
      }
      low = (low + label.low) | 0;
      high = (high + label.high) | 0;
    }
    if (family !== this.family || low !== this.low || high !== this.high) {
      this.startMetric(scan, line, { family, low, high });
    } else if (timestamp !== this.timestamp) {
      this.nextPoint(scan, line);
    }
    this.timestamp = timestamp;
    if (this.point.isDuplicate(line, own)) {
      report(scan, "duplicate-series", line.nameSpan, line.name.name);
      return;
    }
    const bound = checkSample(scan, line, { type, own });
    this.point.take(scan, line, bound);
  }

  endFamily(scan: Scan): void {
    this.point.end(scan.findings);
    this.family = undefined;
    this.metrics.clear();
  }

  private startMetric(scan: Scan, line: SampleLine, next: NextMetric): void {
    this.point.end(scan.findings);
    this.family = next.family;
    this.low = next.low;
    this.high = next.high;
    if (!this.metrics.add(next.low, next.high)) {
      const isOneSample = SIMPLE.has(next.family.type ?? "unknown") && line.timestamp === undefined;
      report(scan, isOneSample ? "duplicate-series" : "split-metric", line.nameSpan, line.name.name);
    }
    this.point.start(next.family, scan.line, line.name.name);
  }

  /** The same metric with another timestamp. */
  private nextPoint(scan: Scan, line: SampleLine): void {
    const before = this.timestamp;
    const { timestamp, name } = line;
    if (timestamp === undefined || before === undefined) {
      report(
        scan,
        "mixed-timestamps",
        timestamp === undefined ? line.nameSpan : line.timestampSpan,
        name.name,
      );
    } else if (timestamp < before) {
      report(scan, "timestamp-back", line.timestampSpan, quoted(scan, line.timestampSpan));
    }
    this.point.end(scan.findings);
    this.point.start(this.point.family, scan.line, name.name);
  }
}

interface NextMetric {
  readonly family: FamilyUnderWay;
  readonly low: number;
  readonly high: number;
}

/** The types whose metric points have one sample. */
const SIMPLE: ReadonlySet<string> = new Set(["gauge", "unknown", "info"]);
