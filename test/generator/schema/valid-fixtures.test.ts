import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { schemaJsonSchema } from "../../../generator/schema/format/schema-format.js";
import { compileFixture } from "../../support/generator/compile-schema.js";

const FOLDER = new URL("../../fixtures/valid/", import.meta.url);
const fixtures = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

test.each(fixtures)("%s has no diagnostics", (name) => {
  const { catalog, diagnostics } = compileFixture("valid", name);
  expect(diagnostics).toEqual([]);
  expect(catalog?.source).toBe(name);
});

test("every key of the schema occurs in a valid fixture", () => {
  const known = schemaKeys(schemaJsonSchema());
  const written = new Set<string>();
  for (const name of fixtures) collectKeys(parse(readFileSync(new URL(name, FOLDER), "utf8")), [], written);
  expect(known.length).toBeGreaterThan(25);
  expect(known.filter((key) => !written.has(key))).toEqual([]);
});

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
}

/** Paths of keys, with `*` for names that the user chooses and `[]` for places in a list: `counters.*.unit`. */
function schemaKeys(root: JsonSchema): readonly string[] {
  const keys = new Set<string>();
  const visit = (schema: JsonSchema, path: readonly string[]): void => {
    const target = schema.$ref === undefined ? schema : root.$defs?.[schema.$ref.replace("#/$defs/", "")];
    for (const [key, property] of Object.entries(target?.properties ?? {})) {
      keys.add([...path, key].join("."));
      visit(property, [...path, key]);
    }
    if (typeof target?.additionalProperties === "object") visit(target.additionalProperties, [...path, "*"]);
    for (const option of target?.anyOf ?? []) visit(option, path);
    if (target?.items !== undefined) visit(target.items, [...path, "[]"]);
  };
  visit(root, []);
  return [...keys];
}

const SECTIONS_OF_NAMES = ["counters", "gauges", "histograms", "vectors", "recorders"];

function collectKeys(value: unknown, path: readonly string[], keys: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const inner of value) collectKeys(inner, [...path, "[]"], keys);
    return;
  }
  const isSection = path.length === 1 && SECTIONS_OF_NAMES.includes(path[0] ?? "");
  const named = isSection || path.join(".") === "imports.[].override";
  for (const [key, inner] of Object.entries(value)) {
    const step = named ? "*" : key;
    keys.add([...path, step].join("."));
    collectKeys(inner, [...path, step], keys);
  }
}
