import type { Catalog, CompositeRecorder, Family, Vector } from "../../catalog.js";
import type { SchemaReport } from "../codes.js";
import { DEFAULT_ADDRESS } from "../format/schema-format.js";
import type { Spot } from "../read/read-mapping.js";
import type { Completeness, DeclaredVector, SchemaFile } from "../read/schema-file.js";
import { resolveFamily, resolveRecorder } from "./resolve-families.js";
import {
  distinctNames,
  exposedFamilyName,
  type Named,
  namedFamily,
  namedRecorder,
  namedVector,
  reportCollisions,
  reportRenames,
  reportReservedLabel,
  reportReservedName,
  reportSeriesNames,
  resolveNamespace,
} from "./resolve-names.js";
import { resolveReference } from "./resolve-reference.js";
import { resolveScrape } from "./resolve-scrape.js";
import {
  reportUnusedVectors,
  resolveReferences,
  resolveVector,
  type VectorReferences,
} from "./resolve-vectors.js";

interface Files {
  /** Imported files before those that import them; the entry file is the last. */
  readonly files: readonly SchemaFile[];
  readonly complete: Completeness;
}

/** Looks up every name and applies every default. What has a mistake, which is reported, is left out. */
export function resolveCatalog(entry: SchemaFile, { files, complete }: Files, report: SchemaReport): Catalog {
  const namespace = resolveNamespace(entry, report);
  const declaredVectors = distinctNames(
    files.flatMap((file) => file.vectors),
    () => "vector",
    report,
  );
  const declaredFamilies = distinctNames(
    files.flatMap((file) => file.families),
    ({ type }) => type,
    report,
  );
  const declaredRecorders = distinctNames(
    files.flatMap((file) => file.recorders),
    () => "recorder",
    report,
  );
  reportSeriesNames(declaredFamilies.values(), namespace, report);
  reportRenames(declaredFamilies, namespace, report);

  const vectors = resolveVectors(declaredVectors, report);
  const references: VectorReferences = {
    vectors,
    complete: complete.vectors,
    used: new Set(),
    meant: new Set(),
  };
  // Only one that is wrong has no value, and it is no measure for the families.
  const budget = entry.seriesBudget ?? Number.POSITIVE_INFINITY;
  const initialize = entry.initialize ?? false;
  const families = new Map<string, Family | undefined>();
  for (const [key, declared] of declaredFamilies) {
    reportReservedName(declared, namespace, report);
    const surroundings = { name: exposedFamilyName(namespace, key), budget, initialize };
    const named = resolveReferences(declared, references, report);
    families.set(key, resolveFamily(declared, { ...surroundings, vectors: named }, report));
  }
  const recorders = new Map<string, CompositeRecorder | undefined>();
  for (const [key, declared] of declaredRecorders) {
    recorders.set(key, resolveRecorder(declared, { families, complete: complete.families }, report));
  }
  const usedVectors = new Map([...vectors].filter(([name]) => references.used.has(name)));
  const unused = { families: [...declaredFamilies.values()], declared: entry.vectors, references };
  reportUnusedVectors(unused, report);
  const things = [
    ...namedThings(declaredVectors, usedVectors, namedVector),
    ...namedThings(declaredFamilies, families, namedFamily),
    ...namedThings(declaredRecorders, recorders, namedRecorder),
  ];
  reportCollisions(things, report);
  const address = entry.address ?? DEFAULT_ADDRESS;
  const labels = new Set(usedVectors.keys());
  const { scrape, reference } = entry.outputs;
  const sound = [...families.values()].filter(isSound);
  return {
    source: entry.source.file,
    namespace,
    server: { address },
    outputs: {
      scrape: scrape && resolveScrape(scrape, { namespace, address, labels }, report),
      reference: reference && resolveReference(reference, sound, report),
    },
    ignore: [...new Set(files.flatMap(({ ignore }) => ignore))].filter(isSound),
    initialize,
    seriesBudget: budget,
    vectors: [...usedVectors.values()].filter(isSound),
    families: sound,
    recorders: [...recorders.values()].filter(isSound),
  };
}

function resolveVectors(
  declared: ReadonlyMap<string, DeclaredVector>,
  report: SchemaReport,
): ReadonlyMap<string, Vector | undefined> {
  const vectors = new Map<string, Vector | undefined>();
  for (const [name, vector] of declared) {
    reportReservedLabel(vector, report);
    vectors.set(name, resolveVector(vector, report));
  }
  return vectors;
}

/** What was resolved, beside where it is declared. */
function namedThings<Thing>(
  declared: ReadonlyMap<string, Spot>,
  resolved: ReadonlyMap<string, Thing | undefined>,
  named: (thing: Thing, spot: Spot) => Named,
): readonly Named[] {
  return [...declared].flatMap(([key, spot]) => {
    const thing = resolved.get(key);
    return thing === undefined ? [] : [named(thing, spot)];
  });
}

function isSound<T>(value: T | undefined): value is T {
  return value !== undefined;
}
