import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { tally } from "../../diagnostics/format-diagnostics.js";
import { loadCatalog } from "../../schema/load-catalog.js";
import {
  type Schedule,
  type SourceOptions,
  SourceUnreadableError,
  scrapes,
  sourceName,
} from "../../source/read-source.js";
import { counted, grouped } from "../../text/words.js";
import type { Coverage, Share } from "../../verify/coverage.js";
import { takeExposition, Verification, type Verified } from "../../verify/verification.js";
import { type CommandResult, UsageError } from "../command.js";

interface VerifyOptions {
  /** The schema file. */
  readonly schema: string;
  /** Families of others, as names in which `*` stands for any characters. */
  readonly ignore: readonly string[];
  /** In percent. */
  readonly minCoverage: number;
  /** When the source is read. */
  readonly schedule: Schedule;
  /** How it is asked; its signal ends the repetition, and what is known by then is reported. */
  readonly source: SourceOptions;
}

/** Holds what a source exposes against the schema. */
export async function verify(source: string, options: VerifyOptions): Promise<CommandResult> {
  if (source === "-" && options.schedule.duration > 0) {
    throw new UsageError("standard input can be read once; leave out --for, or name a URL or a file");
  }
  const { catalog, diagnostics, sources } = loadCatalog(options.schema);
  if (catalog === undefined) return { diagnostics, sources, output: "", progress: "" };
  const { ignore, minCoverage, schedule } = options;
  const verification = new Verification(catalog, {
    ignore,
    minCoverage,
    federated: isFederation(source),
    repeated: schedule.duration > 0,
  });
  const name = await takeScrapes(source, verification, options);
  const verified = verification.report();
  const found = [...diagnostics, ...verified.diagnostics];
  return {
    diagnostics: found,
    sources: new Map([...sources, ...verified.sources]),
    output: coverageText(verified.coverage),
    progress: progressOf(name, options.schema, verified),
    documents: { json: jsonOf(found, verified) },
  };
}

/** @returns the source as messages name it */
async function takeScrapes(
  source: string,
  verification: Verification,
  options: VerifyOptions,
): Promise<string> {
  let name: string | undefined;
  for await (const scrape of scrapes(source, options.schedule, options.source)) {
    if (!(scrape instanceof SourceUnreadableError)) {
      takeExposition(verification, scrape);
      const problem = verification.notAnExposition();
      if (problem !== undefined) throw new UsageError(`${scrape.name} is no exposition: ${problem}`);
      name ??= scrape.name;
    } else if (name === undefined) throw new UsageError(scrape.message);
    else verification.takeFailure(scrape.message);
  }
  if (name === undefined) throw new UsageError(`${sourceName(source)} was not read before the interruption`);
  return name;
}

/** Whether a URL is that by which Prometheus gives what it has scraped. */
function isFederation(source: string): boolean {
  return URL.canParse(source) && new URL(source).pathname.endsWith("/federate");
}

function progressOf(name: string, schema: string, { scrapes, samples }: Verified): string {
  const times = scrapes === 1 ? "" : ` in ${grouped(scrapes)} scrapes`;
  return `held ${grouped(samples)} samples of ${name}${times} against ${schema}\n`;
}

/** So many of what was not seen are listed for people. */
const LISTED = 10;

function coverageText({ percent, families, labels, values, unseen }: Coverage): string {
  const shares = [
    shareText(families, "family", "families"),
    shareText(labels, "label"),
    shareText(values, "value"),
  ];
  const lines = [`coverage ${percent} %: ${shares.join(", ")}`];
  for (const thing of unseen.slice(0, LISTED)) lines.push(`  not seen: ${thing}`);
  if (unseen.length > LISTED)
    lines.push(`  and ${grouped(unseen.length - LISTED)} more, which --format json lists`);
  return `${lines.join("\n")}\n`;
}

function shareText({ seen, declared }: Share, one: string, several?: string): string {
  return `${grouped(seen)} of ${counted(declared, one, several)}`;
}

/** The diagnostics as always, and what people read of coverage. */
function jsonOf(diagnostics: readonly Diagnostic[], { coverage, scrapes, samples }: Verified): string {
  const document = { diagnostics, ...tally(diagnostics), coverage, scrapes, samples };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
