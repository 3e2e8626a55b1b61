import { BACKSLASH, QUOTE } from "./bytes.js";
import {
  type ExposedFamily,
  type ExposedType,
  type OpenFamily,
  startFamily,
  TouchedFamilies,
} from "./exposition.js";
import type { FindingPlace } from "./findings.js";
import { type Hash, HashSet, hashOf } from "./known-bytes.js";
import type { MetadataLine } from "./metadata-line.js";
import { checkSample, MetricPoint, memberLabelOf } from "./openmetrics-samples.js";
import type { SampleLine } from "./sample-line.js";
import type { ByteSpan, Scan } from "./scan.js";
import { reportRepeatedSeries } from "./text-families.js";
import { readText } from "./tokens.js";

/** The suffixes of samples by the type of their family (OpenMetrics 1.0, section "Suffixes"). */
const SUFFIXES: Readonly<Record<ExposedType, readonly string[]>> = {
  counter: ["_total", "_created"],
  gauge: [""],
  histogram: ["_bucket", "_count", "_sum", "_created"],
  summary: ["", "_count", "_sum", "_created"],
  unknown: [""],
  gaugehistogram: ["_bucket", "_gcount", "_gsum"],
  stateset: [""],
  info: ["_info"],
};

const TYPES = Object.keys(SUFFIXES);

/** Collects the lines of OpenMetrics into families, each of which must be one group of lines. */
export class OpenMetricsFamilies {
  private family: OpenFamily | undefined;
  /** The places of the current family's first line and of its unit. */
  private place: FindingPlace = { line: 1, column: 1, endColumn: 2 };
  private unitPlace = this.place;
  private readonly touched = new TouchedFamilies();
  private readonly series = new OpenMetricsSeries();
  private readonly names = new HashSet();
  /** Names that the samples of earlier families have or could have. */
  private readonly sampleNames = new HashSet();

  addMetadata(scan: Scan, line: MetadataLine): void {
    const { keyword, name, nameSpan } = line;
    let { family } = this;
    const isKnown = (one: OpenFamily) =>
      ({ TYPE: one.type, HELP: one.help, UNIT: one.unit })[keyword] !== undefined;
    if (family === undefined || family.name !== name || (family.hasSamples && isKnown(family)))
      family = this.start(scan, { name, span: nameSpan, repeated: "second-family" });
    else if (family.hasSamples) scan.report("late-metadata", { keyword, name }, nameSpan);
    if (isKnown(family)) scan.report("second-metadata", { keyword, name }, nameSpan);
    if (keyword === "TYPE") family.type = readType(scan, line.textSpan) ?? family.type;
    else if (keyword === "HELP") family.help = readHelp(scan, line.textSpan) ?? family.help;
    else this.readUnit(scan, family, line.textSpan);
  }

  addSample(scan: Scan, line: SampleLine): void {
    const { name } = line;
    let { family } = this;
    if (family === undefined || name.family !== family) family = this.familyOfSample(scan, line);
    this.touched.touch(family);
    family.hasSamples = true;
    // A sample that is not one of the family was reported already, so it is not checked.
    if (name.family === family) this.series.add(scan, line, family);
    family.samples.push(line.toSample(scan.line));
  }

  end(scan: Scan): void {
    const { family } = this;
    if (family === undefined) return;
    this.series.endFamily(scan);
    const { name, type = "unknown", unit } = family;
    if (unit && (type === "info" || type === "stateset")) {
      scan.findings.report("unit-of-type", { type, unit }, this.unitPlace);
    }
    for (const suffix of new Set(["", ...SUFFIXES[type]])) {
      const { low, high } = hashOf(name + suffix);
      if (!this.sampleNames.add(low, high) && suffix !== "") {
        scan.findings.report("name-clash", { name: name + suffix }, this.place);
      }
    }
    this.family = undefined;
  }

  take(): readonly ExposedFamily[] {
    return this.touched.take();
  }

  private start(scan: Scan, { name, span, repeated }: FamilyStart): OpenFamily {
    this.end(scan);
    const { low, high } = hashOf(name);
    if (!this.names.add(low, high)) scan.report(repeated, { name }, span);
    else if (this.sampleNames.has(low, high)) scan.report("name-clash", { name }, span);
    if (name.startsWith("_")) scan.report("underscore-name", { name }, span);
    this.place = scan.placeOf(span);
    this.family = startFamily(name, scan.line);
    this.touched.touch(this.family);
    return this.family;
  }

  private familyOfSample(scan: Scan, { name, nameSpan }: SampleLine): OpenFamily {
    const { family } = this;
    if (family !== undefined && name.name.startsWith(family.name)) {
      const suffix = name.name.slice(family.name.length);
      const suffixes = SUFFIXES[family.type ?? "unknown"];
      if (suffixes.includes(suffix)) {
        name.family = family;
        name.suffix = suffix;
        return family;
      }
      if (suffix === "") {
        const names = suffixes.map((suffix) => family.name + suffix);
        scan.report("bad-suffix", { name: name.name, type: family.type ?? "unknown", names }, nameSpan);
        return family;
      }
    }
    name.family = this.start(scan, { name: name.name, span: nameSpan, repeated: "split-family" });
    name.suffix = "";
    return name.family;
  }

  private readUnit(scan: Scan, family: OpenFamily, span: ByteSpan): void {
    const unit = scan.bytes.toString("utf8", span.start, span.end);
    if (unit !== "" && !family.name.endsWith(`_${unit}`))
      scan.report("bad-unit", { unit, name: family.name }, span);
    this.unitPlace = scan.placeOf(span);
    family.unit = unit;
  }
}

/** The first line of a family. */
interface FamilyStart {
  readonly name: string;
  readonly span: ByteSpan;
  /** The finding if an earlier family has the name. */
  readonly repeated: "second-family" | "split-family";
}

function readType(scan: Scan, span: ByteSpan): ExposedType | undefined {
  const token = scan.quote(span);
  const type = TYPES.find((one): one is ExposedType => one === token);
  if (type === undefined) scan.report("bad-type", { token, types: TYPES }, span);
  return type;
}

function readHelp(scan: Scan, { start, end }: ByteSpan): string | undefined {
  for (let at = start; at < end; at += 1) {
    const byte = scan.bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) {
      scan.report("bare-quote", {}, { start: at, end: at + 1 });
      break;
    }
  }
  return readText(scan, { start, end }, "quotes");
}

/**
 * Checks the order of a family's samples. In OpenMetrics, a metric is a label set of a family without the label of a
 * bucket, quantile or state, and a metric point is a metric at one time. The samples of a metric, and of a metric point,
 * must be one group.
 */
class OpenMetricsSeries {
  private family: OpenFamily | undefined;
  /** The hash of the current metric's label set. */
  private low = 0;
  private high = 0;
  private timestamp: number | undefined;
  /** The metrics of the family so far. */
  private readonly metrics = new HashSet();
  private readonly point = new MetricPoint();

  add(scan: Scan, line: SampleLine, family: OpenFamily): void {
    const type = family.type ?? "unknown";
    const { labelSet, timestamp } = line;
    const memberLabel = memberLabelOf(type, line.name.suffix, family.name);
    let member = -1;
    let low = 0;
    let high = 0;
    for (let at = 0; at < labelSet.size; at += 1) {
      const label = labelSet.labels[at];
      if (label === undefined) continue;
      if (memberLabel !== undefined && label.label.name === memberLabel) {
        member = at;
        continue;
      }
      low = (low + label.low) | 0;
      high = (high + label.high) | 0;
    }
    if (family !== this.family || low !== this.low || high !== this.high) {
      this.startMetric(scan, line, { family, low, high });
    } else if (timestamp !== this.timestamp) {
      this.startPoint(scan, line);
    }
    this.timestamp = timestamp;
    const before = this.point.addMember(line, member);
    if (before !== undefined) {
      this.reportRepeated(scan, line, before);
      return;
    }
    const bound = checkSample(scan, line, { type, member });
    this.point.addSample(scan, line, bound);
  }

  endFamily(scan: Scan): void {
    this.point.end(scan.findings);
    this.family = undefined;
    this.metrics.clear();
  }

  private startMetric(scan: Scan, line: SampleLine, next: Hash & { readonly family: OpenFamily }): void {
    this.point.end(scan.findings);
    this.family = next.family;
    this.low = next.low;
    this.high = next.high;
    if (!this.metrics.add(next.low, next.high, line.value)) {
      const isOneSample = ONE_SAMPLE_TYPES.has(next.family.type ?? "unknown") && line.timestamp === undefined;
      if (isOneSample) this.reportRepeated(scan, line, this.metrics.valueOf(next.low, next.high));
      else scan.report("split-metric", { name: line.name.name }, line.nameSpan);
    }
    this.point.start(next.family, scan.line, line.name.name);
  }

  /** The specification lets a series repeat a timestamp that is written out. */
  private reportRepeated(scan: Scan, { name, value, timestamp, nameSpan }: SampleLine, before: number): void {
    const first = timestamp === undefined ? before : value;
    reportRepeatedSeries(scan, { name: name.name, value, before: first }, nameSpan);
  }

  /** Starts a point of the same metric with another timestamp. */
  private startPoint(scan: Scan, line: SampleLine): void {
    const previous = this.timestamp;
    const { timestamp, name } = line;
    if (timestamp === undefined || previous === undefined) {
      scan.report(
        "mixed-timestamps",
        { name: name.name },
        timestamp === undefined ? line.nameSpan : line.timestampSpan,
      );
    } else if (timestamp < previous) {
      scan.report("timestamp-back", { token: scan.quote(line.timestampSpan) }, line.timestampSpan);
    }
    this.point.end(scan.findings);
    this.point.start(this.point.family, scan.line, name.name);
  }
}

/** The types whose metric points have one sample. */
const ONE_SAMPLE_TYPES: ReadonlySet<string> = new Set(["gauge", "unknown", "info"]);
