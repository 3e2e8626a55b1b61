import { sampleText } from "@metricsmith/runtime/text";
import {
  type ExposedFamily,
  type ExposedType,
  type OpenFamily,
  startFamily,
  TouchedFamilies,
} from "./exposition.js";
import { HashSet, mixBits } from "./known-bytes.js";
import type { MetadataLine } from "./metadata-line.js";
import type { KnownName, SampleLine } from "./sample-line.js";
import type { ByteSpan, Scan } from "./scan.js";
import { readText } from "./tokens.js";

const TYPES: ReadonlyMap<string, ExposedType> = new Map([
  ["counter", "counter"],
  ["gauge", "gauge"],
  ["histogram", "histogram"],
  ["summary", "summary"],
  ["untyped", "unknown"],
]);

/** Suffixes of samples that belong to a family without the suffix. */
const SUFFIXES: readonly (readonly [suffix: string, types: readonly ExposedType[]])[] = [
  ["_bucket", ["histogram"]],
  ["_sum", ["histogram", "summary"]],
  ["_count", ["histogram", "summary"]],
];

/** A sample of a series that its family has already. */
interface RepeatedSeries {
  /** The name of the samples. */
  readonly name: string;
  readonly value: number;
  /** The value of the first sample. */
  readonly before: number;
}

/** Reports a series that is there twice. Of different values, Prometheus drops one. */
export function reportRepeatedSeries(
  scan: Scan,
  { name, value, before }: RepeatedSeries,
  span: ByteSpan,
): void {
  if (Object.is(value, before)) scan.report("duplicate-series", { name }, span);
  else
    scan.report("conflicting-series", { name, value: sampleText(value), before: sampleText(before) }, span);
}

/** Collects the lines of text 0.0.4 into families. The lines may have any order. */
export class TextFamilies {
  private readonly families = new Map<string, OpenFamily>();
  private readonly touched = new TouchedFamilies();
  /** Grows with each family and each line of metadata, after which a name can belong to another family. */
  private version = 1;
  private last: OpenFamily | undefined;
  /** The series of the last family. */
  private readonly series = new HashSet();

  addMetadata(scan: Scan, { keyword, name, nameSpan, textSpan }: MetadataLine): void {
    const text = keyword === "HELP" ? readText(scan, textSpan, "no quotes") : scan.quote(textSpan);
    if (text === undefined) return;
    const type = TYPES.get(text);
    if (keyword === "TYPE" && type === undefined) {
      scan.report("bad-type", { token: text, types: [...TYPES.keys()] }, textSpan);
      return;
    }
    const family = this.familyOf(name, scan.line);
    this.touched.touch(family);
    const known = keyword === "HELP" ? family.help : family.type;
    if (known !== undefined) scan.report("second-metadata", { keyword, name }, nameSpan);
    else if (keyword === "TYPE" && family.hasSamples)
      scan.report("late-metadata", { keyword, name }, nameSpan);
    if (keyword === "HELP") family.help = text;
    else family.type = type;
    this.version += 1;
  }

  addSample(scan: Scan, line: SampleLine): void {
    const { name } = line;
    let { family } = name;
    if (family === undefined || name.version !== this.version) family = this.familyOfSample(name, scan.line);
    if (family !== this.last) {
      if (family.hasSamples) scan.report("split-family", { name: family.name }, line.nameSpan);
      this.last = family;
      this.series.clear();
    }
    this.addSeries(scan, line);
    this.touched.touch(family);
    family.hasSamples = true;
    family.samples.push(line.toSample(scan.line));
  }

  end(): void {}

  take(): readonly ExposedFamily[] {
    return this.touched.take();
  }

  private familyOfSample(name: KnownName, line: number): OpenFamily {
    name.family = this.families.get(name.name) ?? this.suffixedFamily(name) ?? this.familyOf(name.name, line);
    name.version = this.version;
    return name.family;
  }

  private suffixedFamily({ name }: KnownName): OpenFamily | undefined {
    for (const [suffix, types] of SUFFIXES) {
      if (!name.endsWith(suffix)) continue;
      const family = this.families.get(name.slice(0, -suffix.length));
      if (family?.type !== undefined && types.includes(family.type)) return family;
    }
    return undefined;
  }

  private familyOf(name: string, line: number): OpenFamily {
    let family = this.families.get(name);
    if (family === undefined) {
      family = startFamily(name, line);
      this.families.set(name, family);
      this.version += 1;
    }
    return family;
  }

  /** Reports a series that its family has already. */
  private addSeries(scan: Scan, { name, labelSet, timestamp, value, nameSpan }: SampleLine): void {
    let { low, high } = name;
    for (let at = 0; at < labelSet.size; at += 1) {
      const label = labelSet.labels[at];
      if (label === undefined) continue;
      low = (low + label.low) | 0;
      high = (high + label.high) | 0;
    }
    if (timestamp !== undefined) {
      low = (low + mixBits(timestamp % 2 ** 31)) | 0;
      high = (high + mixBits(timestamp * 1000)) | 0;
    }
    if (!this.series.add(low, high, value))
      reportRepeatedSeries(
        scan,
        { name: name.name, value, before: this.series.valueOf(low, high) },
        nameSpan,
      );
  }
}
