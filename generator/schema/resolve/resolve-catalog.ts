import { isDeepStrictEqual } from "node:util";
import type { Catalog, CompositeRecorder, Family, SchemaOrigin, Vector } from "../../catalog.js";
import { shorten } from "../../text/words.js";
import type { Spot } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { DEFAULT_ADDRESS } from "../format/schema-format.js";
import type { DeclaredVector, SchemaFile } from "../read/schema-file.js";
import type { SchemaFiles } from "../read-imports.js";
import { resolveFamily, resolveRecorder } from "./resolve-families.js";
import {
  distinctDeclarations,
  familyOwner,
  type IdentifierOwner,
  recorderOwner,
  reportCollisions,
  reportRenames,
  reportReservedName,
  reportSeriesNames,
  resolveNamespace,
  vectorOwner,
} from "./resolve-names.js";
import { problemOfPath, resolveReference } from "./resolve-reference.js";
import { resolveScrape } from "./resolve-scrape.js";
import { resolveVector, vectorNamesIn } from "./resolve-vectors.js";
import type { SchemaContext } from "./schema-context.js";

/** Looks up every name and applies every default. A declaration with a mistake is reported and left out. */
export function resolveCatalog(
  entry: SchemaFile,
  { declarations, files, allNamesKnown }: Pick<SchemaFiles, "declarations" | "files" | "allNamesKnown">,
  origin: SchemaOrigin,
  report: SchemaReport,
): Catalog {
  const namespace = resolveNamespace(entry, report);
  const declared = {
    vectors: distinctDeclarations(
      declarations.vectors,
      {
        kindOf: () => "vector",
        areSame: (one, other) => one.fields !== undefined && isDeepStrictEqual(one.fields, other.fields),
      },
      report,
    ),
    families: distinctDeclarations(declarations.families, { kindOf: ({ type }) => type }, report),
    recorders: distinctDeclarations(declarations.recorders, { kindOf: () => "recorder" }, report),
  };
  const declaredFamilies = [...declared.families.values()];
  reportSeriesNames(declaredFamilies, namespace, report);
  reportRenames(declaredFamilies, namespace, report);

  const vectors = resolveVectors(declared.vectors, report);
  const used = vectorNamesIn(declaredFamilies);
  const usedVectors = new Map([...vectors].filter(([name]) => used.includes(name)));
  const families = new Map<string, Family | undefined>();
  const schema: SchemaContext = {
    namespace,
    address: entry.address ?? DEFAULT_ADDRESS,
    initialize: entry.initialize ?? false,
    seriesBudget: entry.seriesBudget ?? Number.POSITIVE_INFINITY,
    allNamesKnown,
    vectors,
    labelNames: new Set(used.flatMap((name) => declared.vectors.get(name)?.fields?.label ?? name)),
    familyTypes: new Map(declaredFamilies.map(({ key, type }) => [key, type])),
    families,
  };
  for (const [key, family] of declared.families) {
    reportReservedName(family, namespace, report);
    families.set(key, resolveFamily(family, schema, report));
  }
  const recorders = new Map<string, CompositeRecorder | undefined>();
  for (const [key, recorder] of declared.recorders) {
    recorders.set(key, resolveRecorder(recorder, schema, report));
  }
  const owners = [
    ...ownersOf(declared.vectors, usedVectors, vectorOwner),
    ...ownersOf(declared.families, families, familyOwner),
    ...ownersOf(declared.recorders, recorders, recorderOwner),
  ];
  reportCollisions(owners, report);
  const { language = "typescript", directory, scrape, reference, client, testing } = entry.outputs;
  checkDirectory(entry, report);
  return {
    source: entry.spot.source.file,
    origin,
    namespace,
    server: { address: schema.address },
    outputs: {
      language,
      directory,
      scrape: scrape && resolveScrape(scrape, schema, report),
      reference: reference && resolveReference(reference, schema, report),
      client: client && { of: client.of ?? "prom-client" },
      testing: testing ?? false,
    },
    lint: entry.lint,
    ignore: [...new Set(files.flatMap(({ ignore }) => ignore))].flatMap((pattern) => pattern ?? []),
    initialize: schema.initialize,
    seriesBudget: schema.seriesBudget,
    vectors: [...usedVectors.values()].flatMap((vector) => vector ?? []),
    families: [...families.values()].flatMap((family) => family ?? []),
    recorders: [...recorders.values()].flatMap((recorder) => recorder ?? []),
  };
}

function checkDirectory({ outputs: { directory }, spot }: SchemaFile, report: SchemaReport): void {
  const problem = directory === undefined ? undefined : problemOfPath(directory);
  if (directory === undefined || problem === undefined) return;
  report("invalid-directory", { directory: shorten(directory), problem }, spot.at("outputs", "directory"));
}

function resolveVectors(
  declared: ReadonlyMap<string, DeclaredVector>,
  report: SchemaReport,
): ReadonlyMap<string, Vector | undefined> {
  const vectors = new Map<string, Vector | undefined>();
  for (const [name, vector] of declared) {
    vectors.set(name, resolveVector(vector, report));
  }
  return vectors;
}

/** The identifiers of what was resolved, with the spots of the declarations. */
function ownersOf<Resolved>(
  declared: ReadonlyMap<string, { readonly spot: Spot }>,
  resolved: ReadonlyMap<string, Resolved | undefined>,
  ownerOf: (resolved: Resolved, spot: Spot) => IdentifierOwner,
): readonly IdentifierOwner[] {
  return [...declared].flatMap(([key, { spot }]) => {
    const value = resolved.get(key);
    return value === undefined ? [] : [ownerOf(value, spot)];
  });
}
