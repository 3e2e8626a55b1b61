import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Family, Vector } from "../../generator/catalog.js";
import type { Draft, DraftFamily, DraftSet } from "../../generator/import/draft.js";
import { makeSoundSchema } from "../../generator/import/sound-schema.js";
import { compileText } from "../support/generator/compile-schema.js";
import { anyDraft } from "../support/generator/drafts.js";

test("any draft becomes a schema that compiles and declares what the draft has, except what is left out", () => {
  fc.assert(
    fc.property(anyDraft, (given) => {
      const { text, draft: declared, leftOut } = makeSoundSchema(given);
      expect(text).toBe(makeSoundSchema(given).text);

      const { catalog, diagnostics } = compileText(text);
      expect(diagnostics, text).toEqual([]);
      if (catalog === undefined) throw new Error("there is no catalog, and no diagnostic");
      const wanted = declared.families.map((one) => meaning(declared, one));
      expect(byName(catalog.families.map(meaningOf))).toEqual(byName(wanted));
      expect(catalog.vectors.map((one) => [one.name, one.description, setOf(one)])).toEqual(
        declared.vectors.map(({ name, description, set }) => [name, description ?? "", withRange(set)]),
      );

      // The schema has the families of the draft in its order, except those that are left out.
      let at = 0;
      for (const means of wanted) {
        while (at < given.families.length && !isDeepStrictEqual(means, meaningAt(given, at))) at += 1;
        expect(at, `${means.name} is not in the draft, or not in its place`).toBeLessThan(
          given.families.length,
        );
        at += 1;
      }
      expect(declared.families.length + leftOut.length).toBe(given.families.length);
    }),
    { numRuns: 150 },
  );
});

interface Meaning {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string | undefined;
  readonly vectors: readonly string[];
  readonly buckets: readonly number[];
}

function meaningOf(one: Family): Meaning {
  const { name, type, help, unit } = one;
  const buckets = one.type === "histogram" ? one.buckets : [];
  return { name, type, help, unit, vectors: one.vectors.map((vector) => vector.name), buckets };
}

function meaning(
  { namespace }: Draft,
  { key, type, description, unit, vectors, buckets }: DraftFamily,
): Meaning {
  const name = (namespace ?? "") === "" ? key : `${namespace}_${key}`;
  const help = description.replace(/\p{Surrogate}/gu, "\uFFFD").trimEnd();
  return { name, type, help, unit, vectors, buckets: (buckets ?? []).map(Number) };
}

/** The meaning of a family of the draft, with the placeholder for a missing description. */
function meaningAt(given: Draft, at: number): Meaning | undefined {
  const family = given.families[at];
  if (family === undefined) return undefined;
  const means = meaning(given, family);
  const placeholder = `Write what ${family.key} ${family.type === "counter" ? "counts" : "measures"}.`;
  return means.help === "" ? { ...means, help: placeholder } : means;
}

function byName(families: readonly Meaning[]): readonly Meaning[] {
  return [...families].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function setOf(vector: Vector): DraftSet {
  switch (vector.kind) {
    case "closed":
      if (vector.otherwise !== undefined) return { kind: "http_method" };
      return { kind: "closed", values: vector.values };
    case "boolean":
      return { kind: "boolean" };
    case "integer":
      return { kind: "integer", min: vector.min, max: vector.max };
    case "statusClass":
      return { kind: "http_status_class" };
    case "status":
      return {
        kind: "http_status",
        narrowed: { codes: vector.codes.map(String), otherwise: vector.otherwise },
      };
    case "open":
      return { kind: "open", maxValues: vector.maxValues, otherwise: vector.otherwise };
    default:
      return vector satisfies never;
  }
}

function withRange(set: DraftSet): DraftSet {
  return set.kind === "http_status" && set.narrowed === undefined
    ? { kind: "integer", min: 100, max: 599 }
    : set;
}
