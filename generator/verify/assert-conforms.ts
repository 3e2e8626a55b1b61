import type { Catalog } from "../catalog.js";
import { formatPretty } from "../diagnostics/format-diagnostics.js";
import { findSchema } from "../schema/find-schema.js";
import { loadCatalog } from "../schema/load-catalog.js";
import { formatByEnd } from "../source/read-source.js";
import type { Coverage } from "./coverage.js";
import type { Nonconformity } from "./rules.js";
import { type Verified, verifyExposition } from "./verification.js";

/** A registry of `prom-client` or `@prometheus-io/client`. */
export interface ExposingRegistry {
  metrics(): string | Promise<string>;
}

/** The `metrics` of generated recorders. */
export interface ExposingMetrics {
  exposeAsync(): Promise<Uint8Array>;
}

/** What `assertConforms` accepts beside what the schema says. */
export interface ConformityOptions {
  /**
   * The schema's file, or the catalog of a loaded schema; by default
   * `metrics.schema.yaml` in the working directory, or in the nearest above that has one. For a list of metrics, a list
   * of their schemas, in the same order.
   */
  readonly schema?: string | Catalog | readonly (string | Catalog)[];
  /** Names of families of other libraries, besides those of clients; `*` stands for any characters. */
  readonly ignore?: readonly string[];
  /** The minimum coverage in percent; 0 by default. */
  readonly minCoverage?: number;
}

/**
 * For tests: compares what a program exposes with its schema, as `metricsmith verify` does. It does not throw for
 * warnings.
 *
 * @param exposing a client's registry, the metrics of generated recorders, or an exposition in either format; a list for
 * a program with several schemas
 * @throws NonconformityError that lists the differences
 * @throws SchemaUnreadableError if the schema cannot be read
 */
export async function assertConforms(
  exposing: Exposing | readonly Exposing[],
  { schema = findSchema(), ...options }: ConformityOptions = {},
): Promise<void> {
  const all = Array.isArray(exposing) ? (exposing as readonly Exposing[]) : [exposing as Exposing]; // TypeScript does not tell readonly arrays from others
  const schemas = typeof schema === "string" || !isList(schema) ? [schema] : schema;
  if (all.length !== schemas.length) {
    throw new TypeError(
      `assertConforms was called with ${all.length} metrics and ${schemas.length} schemas; ` +
        "pass a list of schemas in the order of the metrics, as in { schema: [one, other] }",
    );
  }
  for (const [at, one] of all.entries()) await assertOneConforms(one, schemas[at] ?? "", options);
}

/** What has an exposition, or is one. */
type Exposing = ExposingRegistry | ExposingMetrics | string | Uint8Array;

function isList(schema: Catalog | readonly (string | Catalog)[]): schema is readonly (string | Catalog)[] {
  return Array.isArray(schema);
}

async function assertOneConforms(
  exposing: Exposing,
  schema: string | Catalog,
  options: Omit<ConformityOptions, "schema">,
): Promise<void> {
  const catalog = typeof schema === "string" ? loadSchema(schema) : schema;
  const exposed = await exposeText(exposing);
  const bytes = typeof exposed === "string" ? Buffer.from(exposed) : exposed;
  const exposition = { name: "exposition", bytes, format: formatByEnd(bytes) };
  const verified = verifyExposition(catalog, exposition, options);
  if (verified.diagnostics.some(({ severity }) => severity === "error")) {
    throw new NonconformityError(catalog.source, verified);
  }
}

function exposeText(exposing: Exposing): string | Uint8Array | Promise<string | Uint8Array> {
  if (typeof exposing === "string" || exposing instanceof Uint8Array) return exposing;
  if (typeof exposing === "object" && exposing !== null) {
    if ("exposeAsync" in exposing) return exposing.exposeAsync();
    if ("metrics" in exposing) return exposing.metrics();
  }
  throw new TypeError(
    "assertConforms needs a client's registry, the `metrics` of generated recorders, or the text of an exposition",
  );
}

function loadSchema(file: string): Catalog {
  const { catalog, diagnostics, sources } = loadCatalog(file);
  if (catalog !== undefined) return catalog;
  const whole = "`metricsmith generate --format json`";
  const mistakes = formatPretty(diagnostics, sources, { colour: false, whole });
  throw new Error(`the schema ${file} is not valid:\n\n${mistakes.trimEnd()}`);
}

/** The exposition differs from the schema. */
export class NonconformityError extends Error {
  override readonly name = "NonconformityError";
  /** Errors and warnings. */
  readonly diagnostics: readonly Nonconformity[];
  readonly coverage: Coverage;

  constructor(schema: string, { diagnostics, sources, coverage }: Verified) {
    const text = formatPretty(diagnostics, sources, { colour: false, whole: "`diagnostics` of this error" });
    super(`what is exposed does not conform to ${schema}:\n\n${text.trimEnd()}`);
    this.diagnostics = diagnostics;
    this.coverage = coverage;
  }
}
