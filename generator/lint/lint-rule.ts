import type { Catalog, Family } from "../catalog.js";
import type { Report } from "../diagnostics/define.js";
import type { Place, Severity } from "../diagnostics/diagnostic.js";
import type { Path } from "../yaml/yaml-places.js";
import type { LINT_CODES } from "./codes.js";

/** A place of a schema that a finding is about. What it belongs to decides which suppressions are meant for it. */
export interface LintPlace extends Place {
  /** The family that the place belongs to; `undefined` if it belongs to none. */
  readonly family: Family | undefined;
  /** The key of the vector that the place belongs to; `undefined` if it belongs to none. */
  readonly vector: string | undefined;
  /** The value as the schema has it: `.050`. Empty if nothing is written there. */
  readonly text: string;
  /**
   * The place with a repair: another value in place of a text or number. Without a repair if the value is that of an
   * anchor or of several lines, or is not written there.
   */
  replacedBy(value: string): LintPlace;
  /**
   * The place with a repair: the key with its value, or the element of a list, is removed, with lists and mappings that
   * become empty. Without a repair if aliases elsewhere need it.
   */
  removed(): LintPlace;
}

/** What a rule reads. A place of what is not written is that of the nearest key above it. */
export interface LintedSchema {
  readonly catalog: Catalog;
  /** Keys of the vectors of the entry file that no family uses. The Catalog does not have them. */
  readonly unusedVectors: readonly string[];
  /** `2026-12-31` */
  readonly today: string;
  /** The key of a family, or the value of a path below it, such as `"unit"` or `"vectors", 2`. */
  family(family: Family, ...path: Path): LintPlace;
  /** The key of a vector, or the value of a path below it, such as `"description"`. */
  vector(name: string, ...path: Path): LintPlace;
  /** The value of a path from the root, which belongs to no family: no suppression is meant for it. */
  root(...path: Path): LintPlace;
}

/** Reports a finding of metricsmith's own rules: `report("lint-unused-vector", { name }, schema.vector(name))`. */
export type LintReport = Report<typeof LINT_CODES, LintPlace>;

/** A rule of metricsmith: a pure function that reports one code, or several that it finds together. */
export type LintCheck = (schema: LintedSchema, report: LintReport) => void;

/** A rule of one's own. */
export interface LintRule {
  /** In kebab-case, and not `lint-…`: the schema's section `lint` can name it. */
  readonly id: string;
  /** The severity of its findings, unless the schema's section `lint` has another. */
  readonly severity: Severity;
  readonly check: (schema: LintedSchema, report: (finding: LintFinding, place: LintPlace) => void) => void;
}

/** The words of a finding of one's own rule. */
export interface LintFinding {
  /** One sentence that says what is wrong. */
  readonly message: string;
  /** What to write instead. */
  readonly help?: string;
}
