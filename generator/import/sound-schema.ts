import type { Family } from "../catalog.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { DEFAULT_SERIES_BUDGET } from "../schema/format/schema-format.js";
import { LEGAL_NAME } from "../schema/format/text-format.js";
import { compileSchema } from "../schema/load-catalog.js";
import { exposedFamilyName } from "../schema/resolve/resolve-names.js";
import { DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import { explainWorstCase } from "../series.js";
import type { Draft, DraftFamily, DraftVector } from "./draft.js";
import { askedDescription } from "./infer.js";
import { type Budgets, type SchemaText, schemaText, wellFormed } from "./schema-text.js";

/** A schema that compiles. */
interface SoundSchema {
  readonly text: string;
  /** What the text says. */
  readonly draft: Draft;
  /** What of the draft no schema can say. */
  readonly leftOut: readonly LeftOut[];
}

export interface LeftOut {
  readonly family: DraftFamily;
  /** The exposed name. */
  readonly name: string;
  /** What the compiler says of it: one sentence. */
  readonly reason: string;
}

/**
 * Writes a draft as a schema. What a schema cannot have, the compiler itself says: it is mended where the meaning
 * stays (a set of label values is opened, a bound lowered), and otherwise left out, with a comment.
 */
export function soundSchema(given: Draft): SoundSchema {
  const leftOut: LeftOut[] = [];
  let draft = normalised(given);
  for (;;) {
    const written = schemaText(draft, { ofAll: Number.MAX_SAFE_INTEGER, ofFamily: () => undefined });
    const { catalog, diagnostics } = compileSchema({
      file: "metrics.schema.yaml",
      text: written.text,
      readImport: () => undefined,
    });
    if (catalog !== undefined) {
      const notes = leftOut.map(({ name, reason }) => `Left out: ${name}. ${reason}`);
      const declared = new Set(catalog.families.map(({ name }) => name));
      const ignore = [...(draft.ignore ?? []), ...leftOut.map(({ name }) => name)].filter(
        (name) => name !== "" && !declared.has(name),
      );
      draft = { ...draft, notes: [...draft.notes, ...notes], ignore };
      return { text: schemaText(draft, budgetsOf(catalog.families)).text, draft, leftOut };
    }
    const mended = mend(draft, faultsOf(diagnostics, written));
    draft = mended.draft;
    leftOut.push(...mended.leftOut);
  }
}

/** Raises the budget of the families that may have more series than the format's own allows. */
function budgetsOf(families: readonly Family[]): Budgets {
  const byKey = new Map(families.map((family) => [family.key, family]));
  return {
    ofAll: undefined,
    ofFamily: ({ key }) => {
      const family = byKey.get(key);
      if (family === undefined || family.series <= DEFAULT_SERIES_BUDGET) return undefined;
      const buckets = family.type === "histogram" ? family.buckets : undefined;
      return { series: family.series, product: explainWorstCase(family.vectors, buckets) };
    },
  };
}

/** What the compiler found about a part of the draft. */
interface Fault {
  /** `undefined` if it is about the namespace, which is all that the head of a schema has of a draft. */
  readonly owner: DraftFamily | DraftVector | undefined;
  readonly code: Diagnostic["code"];
  readonly message: string;
}

/** Which of two things is in the way of the other may change when other faults are mended. */
const BETWEEN_TWO: ReadonlySet<Diagnostic["code"]> = new Set([
  "duplicate-key",
  "duplicate-name",
  "identifier-collision",
]);

function faultsOf(diagnostics: readonly Diagnostic[], { ownerOf }: SchemaText): readonly Fault[] {
  const faults = diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ code, message, location }) => ({ owner: ownerOf(location?.line ?? 0), code, message }));
  const own = faults.filter(({ code }) => !BETWEEN_TWO.has(code));
  return own.length > 0 ? own : faults;
}

/** The draft without the faults: each of them changes it. */
function mend(draft: Draft, faults: readonly Fault[]): Pick<SoundSchema, "draft" | "leftOut"> {
  const unowned = faults.find(({ owner }) => owner === undefined);
  if (unowned !== undefined) {
    if (draft.namespace === undefined)
      throw new Error(`a drafted schema does not compile: ${unowned.message}`);
    return { draft: withoutNamespace(draft), leftOut: [] };
  }
  const replaced = new Map<string, DraftVector>();
  const leftOut = new Map<DraftFamily, LeftOut>();
  for (const fault of faults) {
    const vector = mendedVector(fault, draft.vectors);
    if (vector !== undefined) replaced.set(vector.name, vector);
    else {
      for (const family of familiesOf(fault.owner, draft)) {
        const name = exposedFamilyName(draft.namespace ?? "", family.key);
        if (!leftOut.has(family)) leftOut.set(family, { family, name, reason: fault.message });
      }
    }
  }
  const families = draft.families.filter((family) => !leftOut.has(family));
  const vectors = usedVectors(draft.vectors, families).map((vector) => replaced.get(vector.name) ?? vector);
  return { draft: { ...draft, families, vectors }, leftOut: [...leftOut.values()] };
}

function familiesOf(owner: Fault["owner"], { families }: Draft): readonly DraftFamily[] {
  if (owner === undefined) return [];
  return "set" in owner ? families.filter(({ vectors }) => vectors.includes(owner.name)) : [owner];
}

/** A vector that does not cause the fault any more; `undefined` if another set of label values is no help. */
function mendedVector({ owner, code }: Fault, vectors: readonly DraftVector[]): DraftVector | undefined {
  if (owner === undefined) return undefined;
  if ("set" in owner) return code === "identifier-collision" ? opened(owner) : undefined;
  if (code !== "series-budget-exceeded") return undefined;
  const own = vectors.filter(({ name }) => owner.vectors.includes(name));
  return own.map(lowered).reduce(widest, undefined);
}

/** A closed set has a type, whose name may be taken; an open one has none. */
function opened(vector: DraftVector): DraftVector | undefined {
  const { set } = vector;
  if (set.kind !== "closed") return undefined;
  const note = `The values ${set.values.join(", ")} are not listed here: the name of their type would be taken.`;
  const open = { kind: "open", maxValues: set.values.length, otherwise: DEFAULT_OTHERWISE } as const;
  return { ...vector, set: open, notes: [...vector.notes, note] };
}

/** With a tenth of the bound; `undefined` for a set that has none, or one that cannot be less. */
function lowered(vector: DraftVector): DraftVector | undefined {
  const { set, notes } = vector;
  if (set.kind !== "open" || set.maxValues <= 1) return undefined;
  const open = { ...set, maxValues: Math.max(1, Math.floor(set.maxValues / 10)) };
  return { ...vector, set: open, notes: notes.includes(LOWERED) ? notes : [...notes, LOWERED] };
}

const LOWERED =
  "`max_values` was lowered: a family with this label could have more series than can be counted.";

function widest(one: DraftVector | undefined, other: DraftVector | undefined): DraftVector | undefined {
  const bound = (vector: DraftVector | undefined) => (vector?.set.kind === "open" ? vector.set.maxValues : 0);
  return bound(other) > bound(one) ? other : one;
}

/** A draft whose texts are whole, and whose namespace leaves the keys names where that is possible. */
export function normalised(draft: Draft): Draft {
  const vectors = usedVectors(draft.vectors, draft.families).map(withWholeValues);
  const whole = { ...draft, vectors, families: draft.families.map(withWholeTexts) };
  const exposed = withoutNamespace(whole);
  const isInTheWay = ({ key }: DraftFamily, at: number) =>
    !LEGAL_NAME.test(key) && LEGAL_NAME.test(exposed.families[at]?.key ?? "");
  return whole.families.some(isInTheWay) ? exposed : whole;
}

/** With the exposed names as keys: `2xx` is none, and `http_2xx` is one. */
export function withoutNamespace({ namespace, families, ...others }: Draft): Draft {
  if (namespace === undefined) return { ...others, namespace, families };
  const exposed = families.map((family) => ({ ...family, key: exposedFamilyName(namespace, family.key) }));
  return { ...others, namespace: undefined, families: exposed };
}

/** The vectors that some family has, each once. */
export function usedVectors(
  vectors: readonly DraftVector[],
  families: readonly DraftFamily[],
): readonly DraftVector[] {
  const used = new Set(families.flatMap((family) => family.vectors));
  return vectors.filter(({ name }) => used.delete(name));
}

function withWholeTexts(family: DraftFamily): DraftFamily {
  const { deprecated, ...others } = family;
  const description = wholeText(family.description) ?? askedDescription(family);
  const reason = wholeText(deprecated);
  return reason === undefined ? { ...others, description } : { ...others, description, deprecated: reason };
}

/** An empty label value is an absent label to Prometheus, and half a surrogate pair no text. */
function withWholeValues(vector: DraftVector): DraftVector {
  const { set } = vector;
  const whole = { ...vector, description: wholeText(vector.description) };
  if (set.kind !== "closed") return whole;
  const values = [...new Set(set.values.map(wellFormed))].filter((value) => value !== "");
  return { ...whole, set: { ...set, values } };
}

/** As the schema's format takes it; `undefined` if nothing is left. */
function wholeText(text: string | undefined): string | undefined {
  const whole = wellFormed(text ?? "").trimEnd();
  return whole === "" ? undefined : whole;
}
