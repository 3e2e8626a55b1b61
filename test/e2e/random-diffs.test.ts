import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Catalog } from "../../generator/catalog.js";
import type { SchemaDiff } from "../../generator/diff/change.js";
import { diffCatalogs } from "../../generator/diff/diff.js";
import { formatDiffJson, formatDiffMarkdown } from "../../generator/diff/format-diff.js";
import { compileText } from "../support/generator/compile-schema.js";
import { validSchema, yamlOf } from "../support/properties/valid-schema.js";

/** A schema as data: its text is JSON. */
interface SchemaData {
  readonly [section: string]: unknown;
  readonly counters: Section;
  readonly gauges: Section;
  readonly histograms: Section;
  readonly vectors: Readonly<Record<string, { readonly values?: readonly string[] }>>;
}

type Section = Readonly<
  Record<string, { readonly vectors: readonly string[]; readonly buckets?: readonly number[] }>
>;

const SECTIONS = ["counters", "gauges", "histograms"] as const;

function compiled(schema: string | SchemaData): Catalog {
  const { catalog, diagnostics } = compileText(typeof schema === "string" ? schema : yamlOf(schema));
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return catalog;
}

/** Each change between two schemas, as `class kind path`. */
function marks(base: SchemaData, head: SchemaData): readonly string[] {
  const { changes } = diffCatalogs(compiled(base), compiled(head));
  return changes.map((change) => `${change.class} ${change.kind} ${change.path}`);
}

/** A random schema as data, without recorders, which would name what is taken away. */
function schemaData(): fc.Arbitrary<SchemaData> {
  return validSchema().map((text) => ({ ...(JSON.parse(text) as SchemaData), recorders: {} })); // it wrote it so
}

function pick<T>(items: readonly T[], at: number): T {
  const item = items[at % items.length];
  if (item === undefined) return fc.pre(false) as never; // pre throws
  return item;
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

test("of any two schemas, the diff is deterministic, counts each family, and can be printed", () => {
  fc.assert(
    fc.property(validSchema(), validSchema(), (one, other) => {
      const [base, head] = [compiled(one), compiled(other)];
      const diff = diffCatalogs(base, head);
      expect(diffCatalogs(base, compiled(one))).toEqual({
        verdict: "patch",
        changes: [],
        otherSafeChanges: 0,
      });
      expect(diffCatalogs(base, head)).toEqual(diff);
      // The verdict is that of the worst change.
      expect(diff.verdict === "major").toBe(diff.changes.some((change) => change.class === "breaking"));
      // Each family of either schema is the same, renamed, removed or added.
      const count = (kind: string) => diff.changes.filter((change) => change.kind === kind).length;
      expect(base.families.length - count("family-removed")).toBe(
        head.families.length - count("family-added"),
      );
      expectPrintable(diff);
    }),
  );
});

/** The Markdown is a table, and the JSON has six keys for each change. */
function expectPrintable(diff: SchemaDiff): void {
  const rows = formatDiffMarkdown(diff)
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .slice(4, diff.otherSafeChanges === 0 ? -1 : -3);
  expect(rows).toHaveLength(diff.changes.length + 2);
  for (const row of rows) expect(row.match(/\|/g)).toHaveLength(6);
  for (const change of JSON.parse(formatDiffJson(diff)).changes) {
    expect(Object.keys(change)).toEqual(["class", "kind", "path", "before", "after", "message"]);
  }
}

describe("what is breaking in one direction", () => {
  test("is risky in the other, of a label value", () => {
    fc.assert(
      fc.property(schemaData(), fc.nat(), fc.nat(), (schema, vectorAt, valueAt) => {
        const used = new Set(compiled(schema).vectors.map(({ name }) => name));
        const closed = Object.entries(schema.vectors).filter(
          ([name, { values = [] }]) => values.length > 1 && used.has(name),
        );
        const [name, vector] = pick(closed, vectorAt);
        const gone = pick(vector.values ?? [], valueAt);
        const values = vector.values?.filter((value) => value !== gone) ?? [];
        const less = { ...schema, vectors: { ...schema.vectors, [name]: { ...vector, values } } };
        expect(marks(schema, less)).toEqual([`breaking values-removed vectors.${name}.values`]);
        expect(marks(less, schema)).toEqual([`risky values-added vectors.${name}.values`]);
      }),
    );
  });

  test("is risky in the other, of an upper bound", () => {
    fc.assert(
      fc.property(schemaData(), fc.nat(), fc.nat(), (schema, familyAt, boundAt) => {
        const several = Object.entries(schema.histograms).filter(
          ([, { buckets = [] }]) => buckets.length > 1,
        );
        const [key, family] = pick(several, familyAt);
        const gone = pick(family.buckets ?? [], boundAt);
        const buckets = family.buckets?.filter((bound) => bound !== gone) ?? [];
        const less = { ...schema, histograms: { ...schema.histograms, [key]: { ...family, buckets } } };
        expect(marks(schema, less)).toEqual([`breaking bucket-removed histograms.${key}.buckets`]);
        expect(marks(less, schema)).toEqual([`risky bucket-added histograms.${key}.buckets`]);
      }),
    );
  });

  test("is safe in the other, of a family", () => {
    fc.assert(
      fc.property(schemaData(), fc.nat(), (schema, at) => {
        const families = SECTIONS.flatMap((section) =>
          Object.keys(schema[section]).map((key) => ({ section, key })),
        );
        const { section, key } = pick(families, at);
        const less = { ...schema, [section]: without(schema[section], key) };
        expect(marks(schema, less)).toEqual([`breaking family-removed ${section}.${key}`]);
        expect(marks(less, schema)).toEqual([`safe family-added ${section}.${key}`]);
      }),
    );
  });

  test("is breaking in the other, of a label", () => {
    fc.assert(
      fc.property(schemaData(), fc.nat(), fc.nat(), (schema, familyAt, labelAt) => {
        const labelled = SECTIONS.flatMap((section) =>
          Object.entries(schema[section]).flatMap(([key, family]) =>
            family.vectors.length > 0 ? [{ section, key, family }] : [],
          ),
        );
        const { section, key, family } = pick(labelled, familyAt);
        const gone = pick(family.vectors, labelAt);
        const vectors = family.vectors.filter((label) => label !== gone);
        const less = { ...schema, [section]: { ...schema[section], [key]: { ...family, vectors } } };
        expect(marks(schema, less)).toEqual([`breaking label-removed ${section}.${key}.vectors`]);
        expect(marks(less, schema)).toEqual([`breaking label-added ${section}.${key}.vectors`]);
      }),
    );
  });

  test("is risky if the schema declares that a family was renamed", () => {
    fc.assert(
      fc.property(schemaData(), fc.nat(), (schema, at) => {
        const keys = Object.keys(schema.counters);
        const key = pick(keys, at);
        const { [key]: family } = schema.counters;
        const counters = {
          ...without(schema.counters, key),
          renamed_counter: { ...family, renamed_from: key },
        };
        const after = { ...schema, counters } as SchemaData; // with one key more
        expect(marks(schema, after)).toEqual(["risky family-renamed counters.renamed_counter"]);
      }),
    );
  });
});

test("a vector that is renamed, with the same label and values, changes nothing", () => {
  fc.assert(
    fc.property(schemaData(), fc.nat(), (schema, at) => {
      const [name, vector] = pick(Object.entries(schema.vectors), at);
      const renamed = (vectors: readonly string[]) => vectors.map((one) => (one === name ? "renamed" : one));
      const section = (families: Section): Section =>
        Object.fromEntries(
          Object.entries(families).map(([key, family]) => [
            key,
            { ...family, vectors: renamed(family.vectors) },
          ]),
        );
      const head = {
        ...schema,
        counters: section(schema.counters),
        gauges: section(schema.gauges),
        histograms: section(schema.histograms),
        vectors: { ...without(schema.vectors, name), renamed: { label: name, ...vector } },
      };
      expect(diffCatalogs(compiled(schema), compiled(head))).toEqual({
        verdict: "patch",
        changes: [],
        otherSafeChanges: 0,
      });
    }),
  );
});

test("there is no change only between schemas that mean the same", () => {
  fc.assert(
    fc.property(schemaData(), schemaData(), fc.nat(3), (one, other, mixed) => {
      const head = mixed === 0 ? other : { ...one, vectors: { ...one.vectors, ...intersection(one, other) } };
      const loaded = compileText(yamlOf(head)).catalog;
      if (loaded === undefined) return;
      const base = compiled(one);
      const { changes, otherSafeChanges } = diffCatalogs(base, loaded);
      expect(changes.length + otherSafeChanges === 0).toBe(JSON.stringify(base) === JSON.stringify(loaded));
    }),
  );
});

/** The vectors that both have, as the second has them. */
function intersection(one: SchemaData, other: SchemaData): SchemaData["vectors"] {
  return Object.fromEntries(
    Object.entries(other.vectors).filter(([name]) => Object.hasOwn(one.vectors, name)),
  );
}
