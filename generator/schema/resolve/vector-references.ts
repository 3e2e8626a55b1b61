import type { Vector } from "../../catalog.js";
import { nearestName } from "../../diagnostics/nearest-name.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredFamily, SchemaFile } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";

/** The vectors of a schema by name, and which of them its families name. */
export interface VectorReferences {
  /** A name that is declared but wrong maps to `undefined`: it is known, and its mistake is told elsewhere. */
  readonly vectors: ReadonlyMap<string, Vector | undefined>;
  /** Whether all declarations could be read; if not, a missing name is no news. */
  readonly complete: boolean;
  readonly used: Set<string>;
  /** Names that a misspelt reference seems to mean: neither used nor worth a warning. */
  readonly meant: Set<string>;
}

/** The vectors that a family names; `undefined` when one of them is not sound. */
export function resolveReferences(
  { spec, source, path }: DeclaredFamily,
  references: VectorReferences,
  report: SchemaReport,
): readonly Vector[] | undefined {
  const { vectors, complete, used, meant } = references;
  if (spec?.vectors === undefined) return undefined;
  const seen = new Set<string>();
  const resolved: Vector[] = [];
  spec.vectors.forEach((name, index) => {
    if (name === undefined) return;
    const at = () => locate(source, [...path, "vectors", index], "value");
    if (seen.has(name)) {
      report("duplicate-vector", { name: shortened(name) }, at());
      return;
    }
    seen.add(name);
    used.add(name);
    const vector = vectors.get(name);
    if (vector !== undefined) resolved.push(vector);
    if (vectors.has(name) || !complete) return;
    const nearest = nearestName(name, vectors.keys());
    if (nearest !== undefined) meant.add(nearest);
    report("unknown-vector", { name: shortened(name), nearest, all: [...vectors.keys()] }, at());
  });
  return resolved.length === spec.vectors.length ? resolved : undefined;
}

/** Warns of vectors of the entry file that no family names; a shared file may well hold more than one needs. */
export function reportUnusedVectors(
  {
    families,
    declared,
    references,
  }: {
    families: readonly DeclaredFamily[];
    declared: SchemaFile["vectors"];
    references: VectorReferences;
  },
  report: SchemaReport,
): void {
  if (families.some(hasUnreadVectors)) return;
  const { used, meant } = references;
  for (const { key: name, source, path } of declared) {
    if (used.has(name) || meant.has(name)) continue;
    report("unused-vector", { name: shortened(name) }, locate(source, path, "key"));
  }
}

/** What a family whose `vectors` could not be read would have used is not known. */
function hasUnreadVectors({ spec }: DeclaredFamily): boolean {
  return spec?.vectors === undefined || spec.vectors.includes(undefined);
}
