import { nameMatcher } from "@metricsmith/runtime/text";
import type { Catalog } from "../catalog.js";
import {
  creationTimeName,
  type ExposedFamily,
  type ExposedSample,
  type Exposition,
  type ExpositionFormat,
} from "../exposition/exposition.js";
import type { ExpositionFinding, FindingCode } from "../exposition/findings.js";
import { ExpositionParser } from "../exposition/parse-exposition.js";
import { foreignFamilyMatcher, type IsForeignFamily } from "../foreign-families.js";
import { withOldNames } from "../lifecycle.js";
import { VERIFY_CODES } from "./codes.js";
import { CounterValues, ProcessStart } from "./counters.js";
import { type Coverage, coverageOf } from "./coverage.js";
import { Excerpts, type Mark, type ScrapePlace } from "./excerpts.js";
import { DeclaredFamilies, FamilyParts } from "./match-family.js";
import { ObservedFamily } from "./observed-family.js";
import { LabelSetBudget } from "./observed-histogram.js";
import { ConstantLabels } from "./observed-labels.js";
import { Occurrences } from "./occurrences.js";
import { checkObservations, type Nonconformity, type Observations } from "./rules.js";

interface ScrapeSource {
  /** The name for messages. */
  readonly name: string;
  readonly format: ExpositionFormat;
}

interface VerificationOptions {
  /** Names of families of other libraries, besides those that are known; `*` stands for any characters. */
  readonly ignore?: readonly string[];
  /** Whether the expositions come from Prometheus' `/federate`; by default they are a program's own. */
  readonly federated?: boolean;
  /** Whether there are several scrapes, so that counters are compared; by default there is one. */
  readonly repeated?: boolean;
  /** The minimum coverage in percent; 0 by default. */
  readonly minCoverage?: number;
}

/** What scrapes show of a program. */
export interface Verified {
  /** Each once: first those about declared families in schema order, then those about the expositions by line. */
  readonly diagnostics: readonly Nonconformity[];
  /** By the file of a location, a text with the lines that diagnostics point to; all other lines are blank. */
  readonly sources: ReadonlyMap<string, string>;
  readonly coverage: Coverage;
  readonly scrapes: number;
  /** Number of samples in all scrapes. */
  readonly samples: number;
}

/**
 * Compares scrapes of a program with its schema. It reads an exposition in pieces and keeps none of them: the memory that
 * it needs depends on the schema and on the number of diagnostics.
 */
export class Verification {
  private readonly options: VerificationOptions;
  private readonly declared: DeclaredFamilies;
  private readonly isForeign: IsForeignFamily;
  private readonly isIgnored: (name: string) => boolean;
  private readonly observations: Observations;
  private readonly byName: ReadonlyMap<string, ObservedFamily>;
  private readonly counters: CounterValues | undefined;
  private readonly labelSets = new LabelSetBudget();
  private readonly processStart = new ProcessStart();
  private readonly excerpts = new Excerpts();
  /** Failed scrapes by their reason. */
  private readonly failures = new Map<string, number>();
  private scrape: CurrentScrape = startScrape("text");
  private scrapes = 0;
  private samples = 0;

  constructor(catalog: Catalog, options: VerificationOptions = {}) {
    const { ignore = [], federated = false, repeated = false } = options;
    this.options = options;
    const exposed = withOldNames(catalog.families);
    this.declared = new DeclaredFamilies(exposed);
    const ignored = [...catalog.ignore, ...ignore];
    this.isForeign = foreignFamilyMatcher(ignored, federated);
    this.isIgnored = nameMatcher(ignored);
    // Of several federated programs, one can restart while others go on running.
    this.counters = repeated && !federated ? new CounterValues() : undefined;
    const placeAt = (line: number, mark: Mark) => this.excerpts.placeAt(line, mark);
    const context = { placeAt, federated, counters: this.counters, labelSets: this.labelSets };
    const families = exposed.map((family) => new ObservedFamily(family, context));
    this.byName = new Map(families.map((observed) => [observed.family.name, observed]));
    this.observations = {
      catalog,
      families,
      undeclared: new Occurrences(),
      conflicts: new Occurrences(wordsOf),
      errors: new Occurrences(wordsOf),
      warnings: new Occurrences(wordsOf),
      constantLabels: new ConstantLabels(),
    };
  }

  /** Begins a scrape. `write` takes its exposition, in pieces that may be cut anywhere. */
  startScrape({ name, format }: ScrapeSource): void {
    this.excerpts.startScrape(name);
    this.scrape = startScrape(format);
    this.scrapes += 1;
  }

  write(piece: Uint8Array): void {
    const { parser, parts } = this.scrape;
    this.takeParsed(parser.write(piece), (families) => parts.take(families));
    // A finding can be about a line of the previous piece, so a piece is passed only when the next one was parsed.
    this.excerpts.pass(this.scrape.piece);
    this.scrape.piece = piece;
  }

  endScrape(): void {
    const { parser, parts, piece } = this.scrape;
    this.takeParsed(parser.end(), (families) => [...parts.take(families), ...parts.end()]);
    this.excerpts.pass(piece);
    this.excerpts.pass(Buffer.from("\n"));
    const isSameProcess = this.processStart.endScrape();
    this.counters?.endScrape(isSameProcess);
    this.labelSets.endScrape();
    const { format } = this.scrape;
    for (const family of this.observations.families) family.endScrape({ isSameProcess, format });
    this.excerpts.endScrape(checkObservations(this.observations).flatMap(({ place }) => place ?? []));
  }

  takeFailure(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  /** The first error if the source has no sample at all, and so is not an exposition; otherwise `undefined`. */
  notAnExposition(): string | undefined {
    const [first] = this.observations.errors.entries();
    if (first === undefined || this.samples > 0) return undefined;
    const [{ message }, occurrence] = first;
    return `line ${occurrence.first.line}: ${message}`;
  }

  report(): Verified {
    const coverage = coverageOf(this.observations.families);
    const found = checkObservations(this.observations).map(({ diagnostic }) => diagnostic);
    const diagnostics = [...found, ...this.failureDiagnostics()];
    return {
      diagnostics: [
        ...diagnostics,
        ...this.coverageDiagnostics(coverage, diagnostics.length > 0),
        ...this.restartDiagnostics(),
      ],
      sources: this.excerpts.sources(),
      coverage,
      scrapes: this.scrapes,
      samples: this.samples,
    };
  }

  /** @param complete the families whose metadata is complete, as `FamilyParts` has it */
  private takeParsed(
    { families, errors, warnings, omitted }: Exposition,
    complete: (families: readonly ExposedFamily[]) => readonly ExposedFamily[],
  ): void {
    const found = this.observations;
    for (const finding of errors) found.errors.add(finding, () => this.placeOf(finding));
    const samples = warnings.some(({ code }) => JUDGED.has(code))
      ? this.declaredSamples(families)
      : undefined;
    for (const finding of warnings) {
      const sample = samples?.get(finding.line);
      const isConflict = sample !== undefined && finding.code === "conflicting-series";
      if (isConflict) found.conflicts.add(finding, () => this.placeOf(finding));
      else if (!this.isJudged(finding, sample)) found.warnings.add(finding, () => this.placeOf(finding));
    }
    found[found.errors.isEmpty ? "warnings" : "errors"].omitted += omitted;
    const last = families.at(-1);
    if (last !== undefined) this.excerpts.want(last.line);
    for (const family of complete(families)) this.takeFamily(family);
  }

  private takeFamily(exposed: ExposedFamily): void {
    const { name, help, unit, line, samples } = exposed;
    this.samples += samples.length;
    for (const sample of samples) this.processStart.take(sample);
    const match = this.declared.match(exposed, this.scrape.format);
    const place = () => this.excerpts.placeAt(line, name);
    // A family that the schema ignores is not a part of a histogram, whatever its name ends in.
    const isIgnored = match.kind === "declared" && match.isPart && this.isIgnored(name);
    if (match.kind === "created" || isIgnored) return;
    const observed = match.kind === "declared" ? this.byName.get(match.family.name) : undefined;
    this.observations.constantLabels.take(samples, observed !== undefined);
    if (match.kind === "undeclared" || observed === undefined) {
      if (!this.isForeign(exposed)) this.observations.undeclared.add(name, place);
      return;
    }
    const { type, isPart } = match;
    // Prometheus federates series without their type and help.
    const hasMetadata = !(this.options.federated && type === "unknown");
    observed.takeMetadata(hasMetadata ? { type, help, unit, isPart } : undefined, place);
    const isDeclared = isPart || !hasMetadata || type === observed.family.type;
    const sampleType = { label: typeLabelOf(exposed, isPart), isDeclared };
    // In OpenMetrics, the creation times of series are samples of their family.
    const creationTime = creationTimeName(exposed);
    for (const sample of samples) {
      if (sample.name !== creationTime) observed.takeSample(sample, sampleType);
    }
  }

  /** By line, the samples of declared families with the declared type. */
  private declaredSamples(families: readonly ExposedFamily[]): ReadonlyMap<number, ExposedSample> {
    const samples = new Map<number, ExposedSample>();
    for (const family of families) {
      const match = this.declared.match(family, this.scrape.format);
      if (match.kind === "declared") for (const sample of family.samples) samples.set(sample.line, sample);
    }
    return samples;
  }

  /**
   * Whether `verify` has a finding of its own in the place of the parser's.
   *
   * @param sample the sample of a declared family on the finding's line
   */
  private isJudged({ code, name = "" }: ExpositionFinding, sample: ExposedSample | undefined): boolean {
    switch (code) {
      case "no-inf-bucket":
      case "count-mismatch":
      case "sum-without-count":
        // These are found at the end of a label set, whose lines can be in an earlier piece.
        return this.declared.match({ name, type: "histogram" }, this.scrape.format).kind === "declared";
      case "bucket-decrease":
        return sample !== undefined;
      case "not-a-total":
        return sample?.name.endsWith("_total") === true;
      case "not-a-count":
        return sample !== undefined && !(sample.value >= 0);
      default:
        return false;
    }
  }

  private placeOf(finding: ExpositionFinding): ScrapePlace {
    return this.excerpts.placeAt(finding.line, finding);
  }

  private failureDiagnostics(): readonly Nonconformity[] {
    const found: Nonconformity[] = [];
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0);
    const scrapes = this.scrapes + failed;
    for (const [problem, count] of this.failures) {
      const report = VERIFY_CODES.reporter((diagnostic) => found.push({ ...diagnostic, count }));
      report("scrape-failed", { problem, count, scrapes }, undefined);
    }
    return found;
  }

  private restartDiagnostics(): readonly Nonconformity[] {
    const found: Nonconformity[] = [];
    const { families } = this.observations;
    const hasCounters = families.some(
      ({ family, exposedAt }) => exposedAt !== undefined && family.type !== "gauge",
    );
    if (this.counters !== undefined && this.processStart.isUnknown && hasCounters) {
      VERIFY_CODES.reporter((diagnostic) => found.push({ ...diagnostic, count: 1 }))(
        "unknown-restarts",
        {},
        undefined,
      );
    }
    return found;
  }

  /** @param hasOthers whether there are other diagnostics; then it is obvious that nothing was observed */
  private coverageDiagnostics(
    { percent, families, unseen }: Coverage,
    hasOthers: boolean,
  ): readonly Nonconformity[] {
    const found: Nonconformity[] = [];
    const report = VERIFY_CODES.reporter((diagnostic) => found.push({ ...diagnostic, count: 1 }));
    const { minCoverage = 0 } = this.options;
    if (percent < minCoverage) {
      report("coverage-too-low", { percent, wanted: minCoverage, unseen }, undefined);
    } else if (families.seen === 0 && !hasOthers) {
      report("nothing-observed", { schema: this.observations.catalog.source }, undefined);
    }
    return found;
  }
}

/** Warnings of the parser that may be about something in a declared family which `verify` judges by itself. */
const JUDGED: ReadonlySet<FindingCode> = new Set<FindingCode>([
  "conflicting-series",
  "bucket-decrease",
  "not-a-total",
  "not-a-count",
]);

interface CurrentScrape {
  readonly parser: ExpositionParser;
  readonly format: ExpositionFormat;
  readonly parts: FamilyParts;
  /** The last piece, which the excerpts have not passed. */
  piece: Uint8Array;
}

function startScrape(format: ExpositionFormat): CurrentScrape {
  return {
    parser: new ExpositionParser({ format }),
    format,
    parts: new FamilyParts(),
    piece: Buffer.alloc(0),
  };
}

function wordsOf({ message, help }: ExpositionFinding): string {
  return `${message} ${help}`;
}

/** The label that samples have because of the type of their family. */
function typeLabelOf({ name, type }: ExposedFamily, isPart: boolean): string | undefined {
  if (type === "histogram" || type === "gaugehistogram") return "le";
  if (type === "summary") return "quantile";
  return isPart && name.endsWith("_bucket") ? "le" : undefined;
}

interface WholeExposition extends ScrapeSource {
  readonly bytes: Uint8Array;
}

export function verifyExposition(
  catalog: Catalog,
  exposition: WholeExposition,
  options: VerificationOptions = {},
): Verified {
  const verification = new Verification(catalog, options);
  takeExposition(verification, exposition);
  return verification.report();
}

/** The bytes that are parsed at once, which limits the samples that are in memory together. */
const PIECE_SIZE = 1 << 20;

/** Takes a whole exposition as one scrape. */
export function takeExposition(verification: Verification, exposition: WholeExposition): void {
  const { bytes } = exposition;
  verification.startScrape(exposition);
  for (let start = 0; start < bytes.length; start += PIECE_SIZE) {
    verification.write(bytes.subarray(start, start + PIECE_SIZE));
  }
  verification.endScrape();
}
