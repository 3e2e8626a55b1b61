import type { Catalog } from "../catalog.js";
import { diagnose } from "../diagnostics/diagnose.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ExpositionFinding } from "../exposition/codes.js";
import type { ExposedFamily, ExposedSample, Exposition, ExpositionFormat } from "../exposition/exposition.js";
import { ExpositionParser } from "../exposition/parse-exposition.js";
import { foreignFamilyMatcher, type IsForeignFamily } from "../foreign-families.js";
import { CounterValues, ProcessStart } from "./counters.js";
import { type Coverage, coverageOf } from "./coverage.js";
import { Excerpts } from "./excerpts.js";
import { DeclaredFamilies, FamilyParts } from "./match-family.js";
import { ObservedFamily } from "./observed-family.js";
import { type Place, Sightings } from "./occurrences.js";
import { findingsOf, type Observations } from "./rules.js";

/** What is scraped. */
export interface ScrapeSource {
  /** As messages name it. */
  readonly name: string;
  readonly format: ExpositionFormat;
}

export interface VerificationOptions {
  /** Names of families that are others', besides those that are known; `*` stands for any characters. */
  readonly ignore?: readonly string[];
  /** Whether the expositions are of Prometheus' `/federate`; by default they are a program's own. */
  readonly federated?: boolean;
  /** Whether there will be several scrapes, so that counters are compared; by default there is one. */
  readonly repeated?: boolean;
  /** The least coverage in percent that is no finding; 0 by default. */
  readonly minCoverage?: number;
}

/** A finding, with how often it was made. */
export interface Nonconformity extends Diagnostic {
  readonly count: number;
}

/** What scrapes have told of a program. */
export interface Verified {
  /** Each once: those about a declared family in schema order, then those about the exposition in its order. */
  readonly diagnostics: readonly Nonconformity[];
  /** By the file that a location names, the lines that diagnostics point to, where they stood. */
  readonly sources: ReadonlyMap<string, string>;
  readonly coverage: Coverage;
  readonly scrapes: number;
  /** Of all scrapes together. */
  readonly samples: number;
}

/**
 * Holds scrapes of a program against its schema. An exposition is read in pieces and not kept: the memory that is needed
 * depends on the schema and on what is found.
 */
export class Verification {
  private readonly options: VerificationOptions;
  private readonly declared: DeclaredFamilies;
  private readonly isOthers: IsForeignFamily;
  private readonly observations: Observations;
  private readonly byName: ReadonlyMap<string, ObservedFamily>;
  private readonly counters: CounterValues | undefined;
  private readonly processStart = new ProcessStart();
  private readonly excerpts = new Excerpts();
  private readonly failures = new Map<string, number>();
  private scrape: ScrapeUnderWay = startedScrape("text");
  private scrapes = 0;
  private samples = 0;

  constructor(catalog: Catalog, options: VerificationOptions = {}) {
    const { ignore = [], federated = false, repeated = false } = options;
    this.options = options;
    this.declared = new DeclaredFamilies(catalog.families);
    this.isOthers = foreignFamilyMatcher([...catalog.ignore, ...ignore], federated);
    // Of several programs, one may start anew while others go on.
    this.counters = repeated && !federated ? new CounterValues() : undefined;
    const placeAt = (line: number, mark: Place["mark"]) => this.placeAt(line, mark);
    const surroundings = { placeAt, federated, counters: this.counters };
    const families = catalog.families.map((family) => new ObservedFamily(family, surroundings));
    this.byName = new Map(families.map((observed) => [observed.family.name, observed]));
    this.observations = {
      catalog,
      families,
      undeclared: new Sightings(),
      errors: new Sightings(textOf),
      warnings: new Sightings(textOf),
    };
  }

  /** Begins a scrape. What is exposed is given to `write`, in pieces that may be cut anywhere. */
  startScrape({ name, format }: ScrapeSource): void {
    this.excerpts.startScrape(name);
    this.scrape = startedScrape(format);
    this.scrapes += 1;
  }

  write(piece: Uint8Array): void {
    const { parser, parts } = this.scrape;
    this.takeUp(parser.write(piece), (families) => parts.take(families));
    // A finding may be about a line of the piece before, so that lines are passed when the next piece is read.
    this.excerpts.pass(this.scrape.piece);
    this.scrape.piece = piece;
  }

  endScrape(): void {
    const { parser, parts, piece } = this.scrape;
    this.takeUp(parser.end(), (families) => [...parts.take(families), ...parts.end()]);
    for (const passed of [piece, LINE_FEEDS]) this.excerpts.pass(passed);
    const isSameProcess = this.processStart.endScrape();
    this.counters?.endScrape();
    for (const family of this.observations.families) family.endScrape(isSameProcess);
    this.excerpts.endScrape(findingsOf(this.observations).flatMap(({ place }) => place ?? []));
  }

  /** Takes up that a scrape could not be had, for a reason in words. */
  takeFailure(reason: string): void {
    this.failures.set(reason, (this.failures.get(reason) ?? 0) + 1);
  }

  /** Why what was read so far is no exposition; `undefined` if it may be one. */
  notAnExposition(): string | undefined {
    const [first] = this.observations.errors.entries();
    if (first === undefined || this.samples > 0) return undefined;
    const [{ message }, sighting] = first;
    return `line ${sighting.first.line}: ${message}`;
  }

  report(): Verified {
    const coverage = coverageOf(this.observations.families);
    const found = findingsOf(this.observations).map(({ diagnostic, count, place }) => ({
      ...diagnostic,
      count,
      location: place === undefined ? undefined : this.excerpts.locate(place),
    }));
    const wrong = [...found, ...this.failureFindings()];
    return {
      diagnostics: [...wrong, ...this.coverageFindings(coverage, wrong.length > 0)],
      sources: this.excerpts.sources(),
      coverage,
      scrapes: this.scrapes,
      samples: this.samples,
    };
  }

  private takeUp(
    { families, errors, warnings, omitted }: Exposition,
    known: (families: readonly ExposedFamily[]) => readonly ExposedFamily[],
  ): void {
    const found = this.observations;
    for (const finding of errors) found.errors.add(finding, () => this.placeAt(finding.line, finding));
    for (const finding of warnings) found.warnings.add(finding, () => this.placeAt(finding.line, finding));
    found[found.errors.isEmpty ? "warnings" : "errors"].omitted += omitted;
    const last = families.at(-1);
    if (last !== undefined) this.excerpts.want(last.line);
    for (const family of known(families)) this.takeFamily(family);
  }

  private takeFamily(exposed: ExposedFamily): void {
    const { name, help, unit, line, samples } = exposed;
    this.samples += samples.length;
    for (const sample of samples) this.processStart.take(sample);
    const standing = this.declared.standingOf(exposed, this.scrape.format);
    const place = () => this.placeAt(line, name);
    if (standing.kind === "created") return;
    const observed = standing.kind === "declared" ? this.byName.get(standing.family.name) : undefined;
    if (standing.kind === "undeclared" || observed === undefined) {
      if (!this.isOthers(exposed)) this.observations.undeclared.add(name, place);
      return;
    }
    const { type, isPart } = standing;
    // Prometheus gives what it has scraped without type and help.
    const isDescribed = !(this.options.federated && type === "unknown");
    observed.describe(isDescribed ? { type, help, unit, isPart } : undefined, place);
    const own = ownLabel(exposed, isPart);
    for (const sample of samples) if (!isCreated(sample, exposed)) observed.take(sample, own);
  }

  private placeAt(line: number, mark: Place["mark"]): Place {
    this.excerpts.want(line);
    return { scrape: this.scrapes, line, mark };
  }

  private failureFindings(): readonly Nonconformity[] {
    const failed = [...this.failures.values()].reduce((sum, count) => sum + count, 0);
    const scrapes = this.scrapes + failed;
    return [...this.failures].map(([problem, count]) => ({
      ...diagnose("scrape-failed", { problem, count, scrapes }, undefined),
      count,
    }));
  }

  /** @param isWrong whether there is a finding already, beside which another one about nothing would be noise */
  private coverageFindings(
    { percent, families, unseen }: Coverage,
    isWrong: boolean,
  ): readonly Nonconformity[] {
    const { minCoverage = 0 } = this.options;
    const schema = this.observations.catalog.source;
    if (percent < minCoverage) {
      const params = { percent, wanted: minCoverage, unseen };
      return [{ ...diagnose("coverage-too-low", params, undefined), count: 1 }];
    }
    if (families.seen > 0 || isWrong) return [];
    return [{ ...diagnose("nothing-observed", { schema }, undefined), count: 1 }];
  }
}

interface ScrapeUnderWay {
  readonly parser: ExpositionParser;
  readonly format: ExpositionFormat;
  readonly parts: FamilyParts;
  /** The last piece, whose lines are not passed. */
  piece: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const LINE_FEEDS = Buffer.from("\n");

function startedScrape(format: ExpositionFormat): ScrapeUnderWay {
  return { parser: new ExpositionParser({ format }), format, parts: new FamilyParts(), piece: NOTHING };
}

function textOf({ message, help }: ExpositionFinding): string {
  return `${message} ${help}`;
}

/** The label that samples of a type have of their own. */
function ownLabel({ name, type }: ExposedFamily, isPart: boolean): string | undefined {
  if (type === "histogram" || type === "gaugehistogram") return "le";
  if (type === "summary") return "quantile";
  return isPart && name.endsWith("_bucket") ? "le" : undefined;
}

/** In OpenMetrics, families have samples that tell when their series were created. */
function isCreated({ name }: ExposedSample, family: ExposedFamily): boolean {
  return name === `${family.name}_created`;
}

/** A whole exposition. */
interface ReadExposition extends ScrapeSource {
  readonly bytes: Uint8Array;
}

/** Holds one exposition against a schema. */
export function verifyExposition(
  catalog: Catalog,
  exposition: ReadExposition,
  options: VerificationOptions = {},
): Verified {
  const verification = new Verification(catalog, options);
  takeExposition(verification, exposition);
  return verification.report();
}

/** So many bytes are read at once, so that samples of a large exposition are not all there together. */
const PIECE = 1 << 20;

/** Takes up a further scrape. */
export function takeExposition(verification: Verification, exposition: ReadExposition): void {
  const { bytes } = exposition;
  verification.startScrape(exposition);
  for (let start = 0; start < bytes.length; start += PIECE) {
    verification.write(bytes.subarray(start, start + PIECE));
  }
  verification.endScrape();
}
