import type { Place } from "../diagnostics/diagnostic.js";
import { nearestName } from "../text/nearest-name.js";
import { shorten } from "../text/words.js";
import type { Spot } from "../yaml/yaml-places.js";
import type { SchemaReport } from "./codes.js";
import type {
  DeclaredFamily,
  DeclaredImport,
  DeclaredOverride,
  DeclaredRecorder,
  DeclaredVector,
  SchemaFile,
} from "./read/schema-file.js";
import { vectorNamesIn } from "./resolve/resolve-vectors.js";

/** What a file declares: its imports first, then its own, in the order of the text. */
export interface Declarations {
  readonly families: readonly DeclaredFamily[];
  readonly vectors: readonly DeclaredVector[];
  readonly recorders: readonly DeclaredRecorder[];
}

/** Puts together what a file imports and what it declares itself. What reaches it on two ways is there once. */
export function joinDeclarations(imported: readonly Declarations[], own: SchemaFile): Declarations {
  const all = [...imported, own];
  return {
    families: distinct(all.flatMap(({ families }) => families)),
    vectors: distinct(all.flatMap(({ vectors }) => vectors)),
    recorders: distinct(all.flatMap(({ recorders }) => recorders)),
  };
}

type AnyDeclared = DeclaredFamily | DeclaredVector | DeclaredRecorder;

/** The same declaration under the same name, and with the same overrides, is the same. */
function distinct<Declared extends AnyDeclared>(declarations: readonly Declared[]): readonly Declared[] {
  const byKey = new Map<string, Declared[]>();
  return declarations.filter((declared) => {
    const others = byKey.get(declared.key);
    if (others === undefined) byKey.set(declared.key, [declared]);
    else if (others.some((other) => other.spot === declared.spot && haveSameOverrides(other, declared)))
      return false;
    else others.push(declared);
    return true;
  });
}

function haveSameOverrides(one: AnyDeclared, other: AnyDeclared): boolean {
  const [left, right] = [overriddenOf(one), overriddenOf(other)];
  return left.size === right.size && [...left].every(([key, spot]) => right.get(key) === spot);
}

function overriddenOf(declared: AnyDeclared): ReadonlyMap<string, Spot> {
  return ("overridden" in declared ? declared.overridden : undefined) ?? new Map();
}

/** The file that an import names. */
interface ImportedFile {
  /** As messages name it. */
  readonly file: string;
  readonly fromPackage: boolean;
  /** False if a part of it could not be read: what is missing may be there. */
  readonly isWhole: boolean;
}

/** What an import brings of what its file declares. A name that the file does not have is reported. */
export function selectDeclarations(
  content: Declarations,
  entry: DeclaredImport,
  imported: ImportedFile,
  report: SchemaReport,
): Declarations {
  const { only, prefix = "", overrides, spot } = entry;
  if (!imported.fromPackage && only === undefined && prefix === "" && overrides.length === 0) return content;
  if (imported.isWhole) reportMissingFamilies(content.families, entry, imported.file, report);
  const chosen = only && new Set(only.map(({ name }) => name));
  const isChosen = (key: string) => chosen?.has(key) ?? true;
  const selected = content.families.filter(({ key }) => isChosen(key));
  const families = selected.map((family) => {
    const override = overrides.find(({ key }) => key === family.key);
    return override === undefined ? family : overrideFamily(family, override, report);
  });
  const used = new Set(vectorNamesIn(families));
  const vectors = chosen === undefined ? content.vectors : content.vectors.filter(({ key }) => used.has(key));
  const recorders = content.recorders.filter(
    ({ fields }) => fields?.metrics?.every((name) => name === undefined || isChosen(name)) ?? true,
  );
  const keys = new Set(families.map(({ key }) => key));
  const rename = (key: string) => (prefix === "" ? key : `${prefix}_${key}`);
  return {
    families: families.map((family) => ({ ...renameFamily(family, rename, keys), importedAt: spot })),
    vectors: vectors.map((vector) => ({ ...vector, importedAt: spot })),
    recorders: recorders.map((recorder) => ({
      ...renameRecorder(recorder, rename, keys),
      importedAt: spot,
    })),
  };
}

/** A name that no family has is left as it is written, for the message about it. */
function renameRecorder(
  recorder: DeclaredRecorder,
  rename: (key: string) => string,
  families: ReadonlySet<string>,
): DeclaredRecorder {
  const { key, fields } = recorder;
  const renamed = { ...recorder, key: rename(key) };
  if (fields?.metrics === undefined) return renamed;
  const metrics = fields.metrics.map((name) =>
    name !== undefined && families.has(name) ? rename(name) : name,
  );
  return { ...renamed, fields: { ...fields, metrics } };
}

/** What the family was called before, it was called behind the prefix. */
function renameFamily(
  family: DeclaredFamily,
  rename: (key: string) => string,
  families: ReadonlySet<string>,
): DeclaredFamily {
  const { key, fields } = family;
  const { renamed_from: old, deprecated } = fields ?? {};
  return {
    ...family,
    key: rename(key),
    fields: fields && {
      ...fields,
      ...(old !== undefined && { renamed_from: renameOld(old, rename) }),
      ...(deprecated !== undefined && { deprecated: renameReplacement(deprecated, rename, families) }),
    },
  };
}

type FamilyFields = NonNullable<DeclaredFamily["fields"]>;

function renameOld(
  old: NonNullable<FamilyFields["renamed_from"]>,
  rename: (key: string) => string,
): FamilyFields["renamed_from"] {
  if (typeof old !== "object") return rename(old);
  return old.name === undefined ? old : { ...old, name: rename(old.name) };
}

/** A replacement that is not imported stays as words: it is no family of this schema. */
function renameReplacement(
  deprecated: NonNullable<FamilyFields["deprecated"]>,
  rename: (key: string) => string,
  families: ReadonlySet<string>,
): FamilyFields["deprecated"] {
  if (typeof deprecated !== "object" || deprecated.replaced_by === undefined) return deprecated;
  const { replaced_by: replacement, note, ...others } = deprecated;
  if (families.has(replacement)) return { ...deprecated, replaced_by: rename(replacement) };
  const words = `Use \`${replacement}\`.`;
  return { ...others, note: note === undefined ? words : `${words} ${note}` };
}

function overrideFamily(
  family: DeclaredFamily,
  { fields: written = {}, computedBuckets, spot }: DeclaredOverride,
  report: SchemaReport,
): DeclaredFamily {
  const { buckets, ...others } = written;
  const hasBuckets = buckets !== undefined || computedBuckets !== undefined;
  if (hasBuckets && family.type !== "histogram") {
    const { type, key, spot: declared } = family;
    report("import-without-buckets", { type, key, at: declared.fileAndLine }, spot.at("buckets").key);
    return family;
  }
  const changed = Object.entries(others).filter(([, value]) => value !== undefined);
  const keys = [...changed.map(([key]) => key), ...(hasBuckets ? ["buckets"] : [])];
  return {
    ...family,
    fields: {
      ...family.fields,
      ...Object.fromEntries(changed),
      ...(hasBuckets && { buckets: buckets ?? [] }),
    },
    ...(hasBuckets && { computedBuckets }),
    overridden: new Map([...overriddenOf(family), ...keys.map((key) => [key, spot.at(key)] as const)]),
  };
}

function reportMissingFamilies(
  families: readonly DeclaredFamily[],
  { only, overrides }: DeclaredImport,
  file: string,
  report: SchemaReport,
): void {
  const all = [...new Set(families.map(({ key }) => key))];
  const chosen = new Set(only?.map(({ name }) => name) ?? all);
  const check = (name: string, where: Place) => {
    if (all.includes(name)) return;
    const nearest = nearestName(name, all);
    const at = families.find(({ key }) => key === nearest)?.spot.fileAndLine;
    report("import-unknown-family", { name: shorten(name), file, nearest, at, all }, where);
  };
  for (const { name, spot } of only ?? []) check(name, spot);
  for (const { key, spot } of overrides) {
    check(key, spot.key);
    if (!all.includes(key) || chosen.has(key)) continue;
    report("import-not-selected", { name: shorten(key), at: only?.[0]?.spot.fileAndLine ?? file }, spot.key);
  }
}

/** The place of a key of a family: where an import overrides it, that of the import. */
export function placeInFamily(
  { overridden, spot }: Pick<DeclaredFamily, "overridden" | "spot">,
  key: string,
): Spot {
  return overridden?.get(key) ?? spot.at(key);
}
