import type { CompositeRecorder, Family } from "../../catalog.js";
import { nearestName } from "../../diagnostics/nearest-name.js";
import { shortened } from "../../shortened.js";
import type { SchemaReport } from "../codes.js";
import type { DeclaredRecorder } from "../read/schema-file.js";
import { locate } from "../yaml/locate.js";

interface Known {
  /** A family that is declared but wrong maps to `undefined`: it is known, and its mistake is told elsewhere. */
  readonly families: ReadonlyMap<string, Family | undefined>;
  /** Whether all declarations could be read; if not, a missing name is no news. */
  readonly complete: boolean;
}

/** A recorder with its families; `undefined` when a mistake in it is reported, here or before. */
export function resolveRecorder(
  { key, spec, source, path }: DeclaredRecorder,
  { families, complete }: Known,
  report: SchemaReport,
): CompositeRecorder | undefined {
  if (spec?.metrics === undefined) return undefined;
  const seen = new Set<string>();
  const resolved: Family[] = [];
  spec.metrics.forEach((name, index) => {
    if (name === undefined) return;
    const at = () => locate(source, [...path, "metrics", index], "value");
    if (seen.has(name)) {
      report("duplicate-metric", { name: shortened(name) }, at());
      return;
    }
    seen.add(name);
    const family = families.get(name);
    if (family !== undefined) resolved.push(family);
    if (families.has(name) || !complete) return;
    const all = [...families.keys()];
    report("unknown-metric", { name: shortened(name), nearest: nearestName(name, all), all }, at());
  });
  if (spec.description === undefined || resolved.length !== spec.metrics.length) return undefined;
  const vectors = [...new Set(resolved.flatMap((family) => family.vectors))];
  return { key, description: spec.description, families: resolved, vectors };
}
