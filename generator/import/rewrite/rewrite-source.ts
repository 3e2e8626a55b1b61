import { resolve } from "node:path";
import type { ts } from "ts-morph";
import type { Catalog } from "../../catalog.js";
import { diagnose } from "../../diagnostics/diagnose.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import { inReadingOrder } from "../../diagnostics/diagnostic.js";
import type { StaleFile } from "../../output/output-plan.js";
import { analyse } from "../source/analyse.js";
import { fileName, type Place, placesFrom } from "../source/place.js";
import { pointedTexts } from "../source/pointed-texts.js";
import { readSourceProgram } from "../source/source-program.js";
import { localNames } from "./local-names.js";
import { type Plan, plansOf } from "./plan.js";
import { type Registry, registration } from "./registration.js";
import { rewrittenFiles } from "./rewritten-files.js";

/** Source code in which recorders take the place of a client's metrics. */
export interface RewrittenSource {
  /** The files that change, by path. */
  readonly files: readonly StaleFile[];
  /** What is left, by file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each file that a diagnostic points into. */
  readonly sources: ReadonlyMap<string, string>;
  /** How many metrics are rewritten. */
  readonly rewritten: number;
  /** How many metrics of the schema are left. */
  readonly left: number;
}

/** What source code is rewritten to. */
export interface RewriteOptions {
  readonly catalog: Catalog;
  /** The path of the generated `recorders.ts`. */
  readonly recorders: string;
}

/**
 * Rewrites the calls of a client's metrics into calls of the recorders of a schema. A metric is rewritten with all its
 * calls, or not at all: a registry cannot have it from both. Nothing is written.
 *
 * @param sources each a directory, a `tsconfig.json`, or a file
 * @throws SourceUnreadableError where there is no such file, or no source in it
 */
export function rewriteSource(
  sources: readonly string[],
  { catalog, recorders: path }: RewriteOptions,
): RewrittenSource {
  const recorders = resolve(path);
  const analysis = analyse(readSourceProgram(sources));
  const { files } = analysis;
  const localName = localNames(recorders);
  const plans = plansOf(analysis, catalog, localName);
  const done = plans.filter(({ family, left }) => family !== undefined && left.length === 0);
  const registries = registriesOf(done);
  const place = registration(analysis, registries);
  const needed = registries.length > 0 && !isRegistered(files);
  const changed = rewrittenFiles({
    ...analysis,
    plans: done,
    registration: needed && typeof place === "object" ? place : undefined,
    recorders,
    localName,
  });
  const directory = process.cwd();
  const located = placesFrom(directory);
  const diagnostics = plans.flatMap((plan) => leftOf(plan, located));
  const [first] = done.flatMap(({ metrics }) => metrics);
  if (needed && typeof place === "string" && first !== undefined) {
    diagnostics.push(diagnose("registration-left", { reason: place }, located(first.creation)));
  }
  const texts = pointedTexts(files, directory, diagnostics);
  return {
    files: changed.map(({ file, text }) => ({
      path: fileName(file, directory),
      before: file.text,
      after: text,
    })),
    diagnostics: inReadingOrder(diagnostics, [...texts.keys()]),
    sources: texts,
    rewritten: done.length,
    left: plans.filter(({ left }) => left.length > 0).length,
  };
}

function leftOf({ name, family, metrics, left }: Plan, place: Place): readonly Diagnostic[] {
  const [metric] = metrics;
  if (metric === undefined) return [];
  if (family === undefined) return [diagnose("metric-not-in-schema", { name }, place(metric.creation))];
  if (left.length === 0) return [];
  const whole = diagnose("metric-left", { name, places: left.length }, place(metric.creation));
  return [whole, ...left.map(({ at, reason }) => diagnose("place-left", { name, reason }, place(at)))];
}

/** The registries that hold metrics; a metric with none is in none. */
function registriesOf(plans: readonly Plan[]): readonly Registry[] {
  return plans.flatMap(({ metrics, references }): readonly Registry[] => [
    ...metrics.flatMap(({ registers }): readonly Registry[] => registers ?? ["global"]),
    ...references.flatMap((found) => found.registries),
  ]);
}

/** Whether the source adds recorders to a registry already, or serves them. */
function isRegistered(files: readonly ts.SourceFile[]): boolean {
  return files.some(({ text }) => /\b(?:registerMetrics|startMetricsServer)\(/.test(text));
}
