import type { Catalog } from "../catalog.js";
import { formatPretty } from "../diagnostics/format-diagnostics.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { formatByEnd } from "../source/read-source.js";
import type { Coverage } from "./coverage.js";
import { type Nonconformity, type Verified, verifyExposition } from "./verify.js";

/** A registry of `prom-client` or `@prometheus-io/client`. */
export interface ExposingRegistry {
  metrics(): string | Promise<string>;
}

/** The `metrics` of generated recorders. */
export interface ExposingMetrics {
  expose(): Uint8Array;
}

export interface ConformityOptions {
  /** The schema's file, or what it was loaded to; `metrics.schema.yaml` by default. */
  readonly schema?: string | Catalog;
  /** Names of families that are others', besides those of clients; `*` stands for any characters. */
  readonly ignore?: readonly string[];
  /** The least coverage in percent; 0 by default. */
  readonly minCoverage?: number;
}

/**
 * For tests: holds what a program exposes against its schema, as `metricsmith verify` does. Warnings are no reason to
 * throw.
 *
 * @param exposing a client's registry, the metrics of generated recorders, or an exposition in either format
 * @throws NonconformityError that lists what is otherwise than declared
 * @throws SchemaUnreadableError if there is no such schema
 */
export async function assertConforms(
  exposing: ExposingRegistry | ExposingMetrics | string | Uint8Array,
  { schema = "metrics.schema.yaml", ...options }: ConformityOptions = {},
): Promise<void> {
  const catalog = typeof schema === "string" ? loaded(schema) : schema;
  const exposed = await exposedBy(exposing);
  const bytes = typeof exposed === "string" ? Buffer.from(exposed) : exposed;
  const exposition = { name: "exposition", bytes, format: formatByEnd(bytes) };
  const verified = verifyExposition(catalog, exposition, options);
  if (verified.diagnostics.some(({ severity }) => severity === "error")) {
    throw new NonconformityError(catalog.source, verified);
  }
}

function exposedBy(
  exposing: ExposingRegistry | ExposingMetrics | string | Uint8Array,
): string | Uint8Array | Promise<string> {
  if (typeof exposing === "string" || exposing instanceof Uint8Array) return exposing;
  if (typeof exposing === "object" && exposing !== null) {
    if ("expose" in exposing) return exposing.expose();
    if ("metrics" in exposing) return exposing.metrics();
  }
  throw new TypeError(
    "assertConforms needs a client's registry, the `metrics` of generated recorders, or the text of an exposition",
  );
}

function loaded(file: string): Catalog {
  const { catalog, diagnostics, sources } = loadCatalog(file);
  if (catalog !== undefined) return catalog;
  const mistakes = formatPretty(diagnostics, sources, { colour: false });
  throw new Error(`the schema ${file} is not valid:\n\n${mistakes.trimEnd()}`);
}

/** What is exposed is otherwise than the schema says. */
export class NonconformityError extends Error {
  override readonly name = "NonconformityError";
  /** What is wrong, and what is only worth a warning. */
  readonly diagnostics: readonly Nonconformity[];
  readonly coverage: Coverage;

  constructor(schema: string, { diagnostics, sources, coverage }: Verified) {
    const listed = formatPretty(diagnostics, sources, { colour: false });
    super(`what is exposed does not conform to ${schema}:\n\n${listed.trimEnd()}`);
    this.diagnostics = diagnostics;
    this.coverage = coverage;
  }
}
