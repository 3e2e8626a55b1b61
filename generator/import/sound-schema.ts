import type { Family } from "../catalog.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { DEFAULT_SERIES_BUDGET } from "../schema/format/schema-format.js";
import { LEGAL_NAME } from "../schema/format/text-format.js";
import { compileSchema } from "../schema/load-catalog.js";
import { exposedFamilyName } from "../schema/resolve/resolve-names.js";
import { DEFAULT_MAX_LENGTH, DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import { explainWorstCase } from "../series.js";
import type { Draft, DraftFamily, DraftVector, FindBroken } from "./draft.js";
import { placeholderDescription } from "./infer.js";
import { type Budgets, replaceSurrogates, type SchemaText, writeSchemaText } from "./schema-text.js";

interface SoundSchema {
  readonly text: string;
  readonly draft: Draft;
  /** The families that no schema can declare. */
  readonly leftOut: readonly LeftOut[];
}

interface LeftOut {
  readonly family: DraftFamily;
  readonly name: string;
  /** The message of the compiler, or what the source contradicts: one sentence. */
  readonly reason: string;
  /** How to mend the source; `undefined` for a message of the compiler. */
  readonly help: string | undefined;
}

/**
 * Writes a draft as a schema that compiles: what the compiler rejects is repaired, or left out with a comment. So is what
 * its source contradicts, until nothing is left that does.
 */
export function makeSoundSchema(source: Draft, findBroken: FindBroken = () => new Map()): SoundSchema {
  const leftOut: LeftOut[] = [];
  let draft = normaliseDraft(source);
  for (;;) {
    const written = writeSchemaText(draft, { ofAll: Number.MAX_SAFE_INTEGER, ofFamily: () => undefined });
    const { catalog, diagnostics } = compileSchema({
      file: "metrics.schema.yaml",
      text: written.text,
      readImport: () => undefined,
    });
    if (catalog !== undefined) {
      const declared = new Set(catalog.families.map(({ name }) => name));
      const ignore = [...(draft.ignore ?? []), ...leftOut.map(({ name }) => name)].filter(
        (name) => name !== "" && !declared.has(name),
      );
      const broken = leaveOutBroken(draft, findBroken({ ...catalog, ignore }));
      if (broken.leftOut.length > 0) {
        draft = broken.draft;
        leftOut.push(...broken.leftOut);
        continue;
      }
      const notes = leftOut.map(({ name, reason }) => `Left out: ${name}. ${reason}`);
      draft = { ...draft, notes: [...draft.notes, ...notes], ignore };
      return { text: writeSchemaText(draft, raiseBudgets(catalog.families)).text, draft, leftOut };
    }
    const repaired = repairDraft(draft, findFaults(diagnostics, written));
    draft = repaired.draft;
    leftOut.push(...repaired.leftOut);
  }
}

/** Leaves out the families with a fault. */
function leaveOutBroken(
  draft: Draft,
  broken: ReturnType<FindBroken>,
): Pick<SoundSchema, "draft" | "leftOut"> {
  const leftOut = draft.families.flatMap((family) => {
    const name = exposedFamilyName(draft.namespace ?? "", family.key);
    const found = broken.get(name);
    return found === undefined ? [] : [{ family, name, ...found }];
  });
  return { draft: withoutFamilies(draft, new Set(leftOut.map(({ family }) => family))), leftOut };
}

function withoutFamilies(draft: Draft, leftOut: { has(family: DraftFamily): boolean }): Draft {
  const families = draft.families.filter((family) => !leftOut.has(family));
  return { ...draft, families, vectors: selectUsedVectors(draft.vectors, families) };
}

/** Raises the budget of each family that may have more series than the default budget allows. */
function raiseBudgets(families: readonly Family[]): Budgets {
  const byKey = new Map(families.map((family) => [family.key, family]));
  return {
    ofAll: undefined,
    ofFamily: ({ key }) => {
      const family = byKey.get(key);
      if (family === undefined || family.series <= DEFAULT_SERIES_BUDGET) return undefined;
      const buckets = family.type === "histogram" ? family.buckets : undefined;
      return { series: family.series, product: explainWorstCase(family.vectors, { buckets, names: 1 }) };
    },
  };
}

/** An error of the compiler, with the part of the draft that causes it. */
interface Fault {
  /** `undefined` for an error in the head, which can only be about the namespace. */
  readonly owner: DraftFamily | DraftVector | undefined;
  readonly code: Diagnostic["code"];
  readonly message: string;
}

/** Errors of two families or vectors that are in each other's way. One of them may go with another error. */
const CONFLICTS: readonly Diagnostic["code"][] = ["duplicate-key", "duplicate-name", "identifier-collision"];

/** The errors to repair now: conflicts only when there are no other errors. */
function findFaults(diagnostics: readonly Diagnostic[], { ownerOf }: SchemaText): readonly Fault[] {
  const faults = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, location }) => ({ owner: ownerOf(location?.line ?? 0), code, message }));
  const others = faults.filter(({ code }) => !CONFLICTS.includes(code));
  return others.length > 0 ? others : faults;
}

/** Changes the draft for every fault, so that the repair ends. */
function repairDraft(draft: Draft, faults: readonly Fault[]): Pick<SoundSchema, "draft" | "leftOut"> {
  const inHead = faults.find(({ owner }) => owner === undefined);
  if (inHead !== undefined) {
    if (draft.namespace === undefined) {
      throw new Error(`a drafted schema does not compile: ${inHead.message}`);
    }
    return { draft: moveNamespaceIntoKeys(draft), leftOut: [] };
  }
  const replaced = new Map<string, DraftVector>();
  const leftOut = new Map<DraftFamily, LeftOut>();
  for (const fault of faults) {
    const vector = repairVector(fault, draft.vectors);
    if (vector !== undefined) {
      replaced.set(vector.name, vector);
      continue;
    }
    for (const family of familiesWith(fault.owner, draft)) {
      const name = exposedFamilyName(draft.namespace ?? "", family.key);
      if (!leftOut.has(family)) leftOut.set(family, { family, name, reason: fault.message, help: undefined });
    }
  }
  const left = withoutFamilies(draft, leftOut);
  const vectors = left.vectors.map((vector) => replaced.get(vector.name) ?? vector);
  return { draft: { ...left, vectors }, leftOut: [...leftOut.values()] };
}

function familiesWith(owner: Fault["owner"], { families }: Draft): readonly DraftFamily[] {
  if (owner === undefined) return [];
  return "set" in owner ? families.filter(({ vectors }) => vectors.includes(owner.name)) : [owner];
}

/** A vector whose other set of label values removes the fault; `undefined` if no other set does. */
function repairVector({ owner, code }: Fault, vectors: readonly DraftVector[]): DraftVector | undefined {
  if (owner === undefined) return undefined;
  if ("set" in owner) return code === "identifier-collision" ? openSet(owner) : undefined;
  if (code !== "series-budget-exceeded") return undefined;
  const own = vectors.filter(({ name }) => owner.vectors.includes(name));
  return own.map(lowerMaxValues).reduce(widerVector, undefined);
}

/** Opens a closed set: it has a type in the generated code, whose name may be taken; an open set has none. */
function openSet(vector: DraftVector): DraftVector | undefined {
  const { set } = vector;
  if (set.kind !== "closed") return undefined;
  const note = `The values ${set.values.join(", ")} are not listed here, because the generated code needs the name of their type for something else.`;
  const longest = Math.max(...set.values.map(({ length }) => length));
  const open = {
    kind: "open",
    maxValues: set.values.length,
    ...(longest > DEFAULT_MAX_LENGTH ? { maxLength: longest } : {}),
    otherwise: DEFAULT_OTHERWISE,
  } as const;
  return { ...vector, set: open, fewestValues: set.values.length, notes: [...vector.notes, note] };
}

/** Divides `max_values` by ten; `undefined` if the set is not open, or a family has as many values already. */
function lowerMaxValues(vector: DraftVector): DraftVector | undefined {
  const { set, notes, fewestValues = 1 } = vector;
  if (set.kind !== "open" || set.maxValues <= Math.max(1, fewestValues)) return undefined;
  const open = { ...set, maxValues: Math.max(1, fewestValues, Math.floor(set.maxValues / 10)) };
  return { ...vector, set: open, notes: notes.includes(LOWERED) ? notes : [...notes, LOWERED] };
}

const LOWERED =
  "`max_values` was lowered, because a family with this label could have more series than can be counted.";

function widerVector(one: DraftVector | undefined, other: DraftVector | undefined): DraftVector | undefined {
  const maxValues = (vector: DraftVector | undefined) =>
    vector?.set.kind === "open" ? vector.set.maxValues : 0;
  return maxValues(other) > maxValues(one) ? other : one;
}

/** Makes texts legal, drops unused vectors, and drops the namespace where only that makes the keys legal names. */
function normaliseDraft(draft: Draft): Draft {
  const vectors = selectUsedVectors(draft.vectors, draft.families).map(normaliseVector);
  const normal = { ...draft, vectors, families: draft.families.map(normaliseFamily) };
  const exposed = moveNamespaceIntoKeys(normal);
  const needsNamespace = ({ key }: DraftFamily, at: number) =>
    !LEGAL_NAME.test(key) && LEGAL_NAME.test(exposed.families[at]?.key ?? "");
  return normal.families.some(needsNamespace) ? exposed : normal;
}

/** Makes the exposed names the keys: `2xx` is not a legal name, but `http_2xx` is. */
function moveNamespaceIntoKeys({ namespace, families, ...others }: Draft): Draft {
  if (namespace === undefined) return { ...others, namespace, families };
  const exposed = families.map((family) => ({ ...family, key: exposedFamilyName(namespace, family.key) }));
  return { ...others, namespace: undefined, families: exposed };
}

/** The vectors that the families have, each once. */
export function selectUsedVectors(
  vectors: readonly DraftVector[],
  families: readonly DraftFamily[],
): readonly DraftVector[] {
  const used = new Set(families.flatMap((family) => family.vectors));
  return vectors.filter(({ name }) => used.delete(name));
}

function normaliseFamily(family: DraftFamily): DraftFamily {
  const { deprecated, ...others } = family;
  const description = normaliseText(family.description) ?? placeholderDescription(family);
  const reason = normaliseText(deprecated);
  return reason === undefined ? { ...others, description } : { ...others, description, deprecated: reason };
}

/** Drops the empty label value, which to Prometheus is a missing label. */
function normaliseVector(vector: DraftVector): DraftVector {
  const { set } = vector;
  const normal = { ...vector, description: normaliseText(vector.description) };
  if (set.kind !== "closed") return normal;
  const values = [...new Set(set.values.map(replaceSurrogates))].filter((value) => value !== "");
  return { ...normal, set: { ...set, values } };
}

/** A text that the schema's format accepts; `undefined` if nothing is left of it. */
function normaliseText(text: string | undefined): string | undefined {
  const normal = replaceSurrogates(text ?? "").trimEnd();
  return normal === "" ? undefined : normal;
}
