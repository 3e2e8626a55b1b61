import type { Catalog } from "../../catalog.js";
import {
  type Diagnostic,
  type DiagnosticSink,
  inReadingOrder,
  type SourceLocation,
} from "../../diagnostics/diagnostic.js";
import { EXPOSITION_CODES } from "../../exposition/codes.js";
import type {
  ExposedFamily,
  ExposedSample,
  Exposition,
  ExpositionFormat,
} from "../../exposition/exposition.js";
import type { ExpositionFinding } from "../../exposition/findings.js";
import { ExpositionParser } from "../../exposition/parse-exposition.js";
import { asExposition, type ReadSource } from "../../source/read-source.js";
import { count } from "../../text/words.js";
import { verifyExposition } from "../../verify/verification.js";
import { IMPORT_CODES } from "../codes.js";
import {
  type BrokenFamily,
  type DraftOptions,
  type ImportResult,
  type ImportSource,
  MOST_FAMILIES,
} from "../draft.js";
import { sourceNote } from "../infer.js";
import { assignVectors } from "../label-vectors.js";
import { draftFamilies } from "./exposition-families.js";
import { inferVectors } from "./exposition-vectors.js";
import { type FamilyOccurrence, type MergedFamily, mergeFamily, nameInTextFormat } from "./merged-family.js";

/** Drafts a schema from expositions: all of one program, or of programs that share a schema. */
export async function draftExpositions(
  sources: readonly ImportSource[],
  options: DraftOptions,
): Promise<ImportResult> {
  const diagnostics: Diagnostic[] = [];
  const sink = (diagnostic: Diagnostic) => diagnostics.push(diagnostic);
  const report = IMPORT_CODES.reporter(sink);
  const fetched = await Promise.all(sources.map((source) => source.fetch()));
  const read = fetched.map(asExposition);
  const occurrences = read.flatMap((source) => readExposition(source, sink));
  const names = [...new Set(read.map(({ name }) => name))];
  const excess = findExcess(occurrences);
  if (excess !== undefined) {
    report("import-too-large", { what: names.join(", "), ...excess }, undefined);
    return { draft: undefined, diagnostics: inReadingOrder(diagnostics, names), sources: new Map() };
  }
  const { merged, notes, ...draft } = draftFamilies(mergeFamilies(occurrences), options, report);
  const isInvalid = () => diagnostics.some(({ severity }) => severity === "error");
  if (draft.families.length === 0 && !isInvalid()) {
    const help = "Only counters, gauges and histograms are imported. `# TYPE` gives the type of a family.";
    report("import-nothing", { what: names.join(", "), help }, undefined);
  }
  return {
    draft: isInvalid()
      ? undefined
      : {
          ...draft,
          ...assignVectors(draft.families, inferVectors(merged)),
          notes: [sourceNote(names), ...notes],
        },
    diagnostics: inReadingOrder(diagnostics, names),
    findBroken: (catalog) => findBroken(catalog, read, occurrences),
    sources: new Map(
      read.filter(hasCodeFrames).map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]),
    ),
  };
}

/** What several sources may have differently: the draft says that they do. */
const MAY_DIFFER: readonly string[] = ["type-mismatch", "help-mismatch", "unit-mismatch"];

/** Verifies each exposition, so that what is written fits its source. */
function findBroken(
  catalog: Catalog,
  read: readonly ReadSource[],
  occurrences: readonly FamilyOccurrence[],
): ReadonlyMap<string, BrokenFamily> {
  const faults = new Map<string, BrokenFamily>();
  for (const source of read) {
    for (const { code, severity, message, help, location } of verifyExposition(catalog, source).diagnostics) {
      if (severity !== "error" || location === undefined) continue;
      if (read.length > 1 && MAY_DIFFER.includes(code)) continue;
      const owner = occurrences.find((one) => hasLine(one, location));
      if (owner !== undefined) faults.set(nameInTextFormat(owner), { reason: message, help });
    }
  }
  return faults;
}

function hasLine({ family, location }: FamilyOccurrence, { file, line }: SourceLocation): boolean {
  if (location.file !== file) return false;
  return family.line === line || family.samples.some((sample) => sample.line === line);
}

/** False for an exposition so large that a copy for code frames would fill the memory. */
function hasCodeFrames({ bytes }: ReadSource): boolean {
  return bytes.length <= 100_000_000;
}

/** Labels and label sets are compared with each other. */
const MOST_LABELS = 500;

function findExcess(occurrences: readonly FamilyOccurrence[]) {
  const families = new Set(occurrences.map(nameInTextFormat));
  if (families.size > MOST_FAMILIES) return { of: "metric families", most: MOST_FAMILIES };
  const labels = new Set<string>();
  for (const { family } of occurrences) {
    for (const sample of family.samples) for (const { name } of sample.labels) labels.add(name);
  }
  return labels.size > MOST_LABELS ? { of: "label names", most: MOST_LABELS } : undefined;
}

/** In bytes. After each piece, the number of families is looked at. */
const PIECE = 1024 * 1024;

/** Parses an exposition, or its beginning if it has more families than are imported. */
function parsePieces(bytes: Uint8Array, format: ExpositionFormat): Exposition {
  const parser = new ExpositionParser({ format });
  const families = new Map<string, ExposedFamily & { readonly samples: ExposedSample[] }>();
  const found = { errors: [] as ExpositionFinding[], warnings: [] as ExpositionFinding[], omitted: 0 };
  const take = (part: Exposition) => {
    for (const family of part.families) {
      const key = `${family.line} ${family.name}`;
      const samples = families.get(key)?.samples ?? [];
      for (const sample of family.samples) samples.push(sample);
      families.set(key, { ...family, samples });
    }
    found.errors.push(...part.errors);
    found.warnings.push(...part.warnings);
    found.omitted += part.omitted;
  };
  for (let at = 0; at < bytes.length && families.size <= MOST_FAMILIES; at += PIECE)
    take(parser.write(bytes.subarray(at, at + PIECE)));
  if (families.size <= MOST_FAMILIES) take(parser.end());
  return { families: [...families.values()], ...found };
}

/** Merges what the expositions have of each family, in the order of the first occurrences. */
function mergeFamilies(occurrences: readonly FamilyOccurrence[]): readonly MergedFamily[] {
  const byName = new Map<string, [FamilyOccurrence, ...FamilyOccurrence[]]>();
  for (const occurrence of occurrences) {
    const name = nameInTextFormat(occurrence);
    const earlier = byName.get(name);
    if (earlier === undefined) byName.set(name, [occurrence]);
    else earlier.push(occurrence);
  }
  return [...byName].map(([name, all]) => mergeFamily(name, all));
}

/** The largest number of findings that are reported of one exposition. A file of another format has one per line. */
const MOST_FINDINGS = 20;

function readExposition(
  { name: file, bytes, format }: ReadSource,
  sink: DiagnosticSink,
): readonly FamilyOccurrence[] {
  const { families, errors, warnings, omitted } = parsePieces(bytes, format);
  const report = EXPOSITION_CODES.reporter(sink);
  const findings = [
    ...errors.map((finding) => ["invalid-exposition", finding] as const),
    ...warnings.map((finding) => ["irregular-exposition", finding] as const),
  ];
  const shown = findings.slice(0, MOST_FINDINGS);
  for (const [code, { message: problem, help, line, column, endColumn }] of shown) {
    report(code, { problem, help }, { file, line, column, endLine: line, endColumn });
  }
  const next = findings[MOST_FINDINGS]?.[1];
  if (next !== undefined) {
    const { line, column, endColumn } = next;
    const params = {
      problem: `${file} has ${count(findings.length + omitted - MOST_FINDINGS, "more finding")}.`,
      help: "Correct the first ones, and import again.",
    };
    report("irregular-exposition", params, { file, line, column, endLine: line, endColumn });
  }
  return families.map((family) => ({
    family,
    isOpenMetrics: format === "openmetrics",
    location: { file, line: family.line, column: 1, endLine: family.line, endColumn: 1 },
  }));
}
