import { z } from "zod";
import { isMapping } from "../../yaml/yaml-places.js";
import type { SchemaReport } from "../codes.js";
import { computedOverrideFormat, familyOverrideFormat, importShape } from "../format/import-format.js";
import { quoteToken, reportWrongType } from "./explain-issue.js";
import { readUnlistedBuckets } from "./read-buckets.js";
import { memberOf, readMapping } from "./read-mapping.js";
import type { DeclaredImport, DeclaredOverride, RawValue } from "./schema-file.js";

/** An import whose overrides are read by a function of their own. */
const IMPORT = z.strictObject(
  { ...importShape, override: z.unknown().optional() },
  "a path of a YAML file, or a mapping with `from`",
);

export interface ReadImportEntries {
  /** Those whose file is known. */
  readonly entries: readonly DeclaredImport[];
  /** False if an entry has a mistake: what is not declared may be declared there. */
  readonly isComplete: boolean;
}

/** Reads `imports`: a path, or a mapping that says what is imported, and under which names. */
export function readImportEntries(imports: RawValue, report: SchemaReport): ReadImportEntries {
  const { value, spot } = imports;
  if (value === undefined || value === null) return { entries: [], isComplete: true };
  if (!Array.isArray(value)) {
    const help = typeof value === "string" ? `Write \`[${spot.text}]\`.` : undefined;
    reportWrongType(imports, { expected: "a list of paths of YAML files", help }, report);
    return { entries: [], isComplete: false };
  }
  const entries = value.map((entry: unknown, index) =>
    readImportEntry({ value: entry, spot: spot.at(index), subject: "An element of `imports`" }, report),
  );
  return {
    entries: entries.flatMap(({ entry }) => entry ?? []),
    isComplete: entries.every(({ isComplete }) => isComplete),
  };
}

interface ReadEntry {
  readonly entry: DeclaredImport | undefined;
  readonly isComplete: boolean;
}

function readImportEntry(given: RawValue, report: SchemaReport): ReadEntry {
  const { value, spot } = given;
  if (typeof value === "string") {
    const entry = {
      from: value,
      spot,
      fromSpot: spot,
      only: undefined,
      prefix: undefined,
      overrides: [],
    };
    return { entry, isComplete: true };
  }
  const fields = readMapping(IMPORT, given, report);
  if (fields === undefined) return { entry: undefined, isComplete: false };
  const { from, only, prefix } = fields;
  const overrides = readOverrides(memberOf(given, "override"), report);
  if (from === undefined) return { entry: undefined, isComplete: false };
  const selected = only?.flatMap((name, index) =>
    name === undefined ? [] : { name, spot: spot.at("only", index) },
  );
  const isWhole = (key: keyof typeof fields) => !Object.hasOwn(fields, key) || fields[key] !== undefined;
  return {
    entry: { from, spot, fromSpot: spot.at("from"), only: selected, prefix, overrides },
    isComplete: isWhole("only") && isWhole("prefix") && selected?.length === only?.length,
  };
}

function readOverrides(section: RawValue | undefined, report: SchemaReport): readonly DeclaredOverride[] {
  if (section === undefined) return [];
  if (!isMapping(section.value)) {
    reportWrongType(
      section,
      { expected: "a mapping of families to what they have here", help: undefined },
      report,
    );
    return [];
  }
  return Object.entries(section.value).map(([key, value]) => {
    const spot = section.spot.at(key);
    return readOverride({ key, value, spot, subject: `The override of ${quoteToken(key)}` }, report);
  });
}

function readOverride(given: RawValue & { readonly key: string }, report: SchemaReport): DeclaredOverride {
  const { key, spot, subject } = given;
  const unlisted = readUnlistedBuckets(given, report);
  if (unlisted === undefined) {
    const fields = readMapping(familyOverrideFormat, given, report);
    return { key, spot, subject, fields, computedBuckets: undefined };
  }
  const { buckets, ...fields } = readMapping(computedOverrideFormat, given, report) ?? {};
  return { key, spot, subject, fields, computedBuckets: unlisted.buckets };
}
