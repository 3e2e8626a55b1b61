import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { schemaJsonSchema } from "../../../generator/schema/format/schema-format.js";

test("is the same at every call", () => {
  expect(JSON.stringify(schemaJsonSchema())).toBe(JSON.stringify(schemaJsonSchema()));
});

test("describes every property for editors", () => {
  const undescribed: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}/${key}`);
    if (!path.endsWith("/properties")) return;
    for (const [key, property] of Object.entries(value)) {
      if (!("description" in Object(property))) undescribed.push(`${path}/${key}`);
    }
  };
  visit(schemaJsonSchema(), "");
  expect(undescribed).toEqual([]);
});

test("has a title, closed objects but for keys with `x-`, and the version as the one required key", () => {
  expect(schemaJsonSchema()).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "metricsmith schema",
    required: ["version"],
    additionalProperties: false,
    patternProperties: { "^x-": {} },
  });
});

interface Property {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Property>>;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly additionalProperties?: Property | boolean;
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Property[];
  readonly items?: Property;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
}

const root: Property = schemaJsonSchema();
const resolved = (property: Property): Property =>
  property.$ref === undefined ? property : (root.$defs?.[property.$ref.replace("#/$defs/", "")] ?? {});

/** Every key with its path, once for each mapping that has it. */
function allProperties(): readonly (readonly [path: string, property: Property])[] {
  const found: [string, Property][] = [];
  const seen = new Set<Property>();
  const visit = (given: Property, path: string): void => {
    const property = resolved(given);
    if (seen.has(property)) return;
    seen.add(property);
    for (const [key, inner] of Object.entries(property.properties ?? {})) {
      found.push([`${path}.${key}`, inner]);
      visit(inner, `${path}.${key}`);
    }
    if (typeof property.additionalProperties === "object") visit(property.additionalProperties, `${path}.*`);
    for (const option of property.anyOf ?? []) visit(option, path);
    if (property.items !== undefined) visit(property.items, `${path}[]`);
  };
  visit(root, "");
  return found;
}

/** Whether an editor can show what a value looks like: an example, the values there are, or the keys of a mapping. */
function showsValues(given: Property): boolean {
  const property = resolved(given);
  const { type, enum: values, examples, items, anyOf = [] } = property;
  const types = [type].flat();
  return (
    examples !== undefined ||
    given.examples !== undefined ||
    values !== undefined ||
    Object.hasOwn(property, "const") ||
    types.includes("boolean") ||
    types.includes("object") ||
    (items !== undefined && showsValues(items)) ||
    anyOf.some(showsValues)
  );
}

test("gives examples or the values that there are for every key", () => {
  const properties = allProperties();
  expect(properties.length).toBeGreaterThan(90);
  expect(properties.filter(([, property]) => !showsValues(property)).map(([path]) => path)).toEqual([]);
});

/** It knows no keyword that it is not told of, so that a misspelt one is an error. */
const ajv = new Ajv2020({ allowUnionTypes: true, strictRequired: false, formats: { uri: /^https?:/ } });
const accepts = ajv.compile(root);

test("has examples that it accepts itself", () => {
  const wrong = allProperties().flatMap(([path, { examples = [], ...rest }]) => {
    const isValid = ajv.compile({ ...rest, $defs: root.$defs });
    return examples.filter((example) => !isValid(example)).map((example) => [path, example]);
  });
  expect(wrong).toEqual([]);
});

/** The schemas in a folder of fixtures, as values. Those that are not YAML are left out. */
function fixtures(folder: string): readonly (readonly [name: string, value: unknown])[] {
  const url = new URL(`../../fixtures/${folder}/`, import.meta.url);
  const names = readdirSync(url).filter((name) => name.endsWith(".yaml"));
  return names.flatMap((name) => {
    try {
      return [[name.replace(".yaml", ""), parse(readFileSync(new URL(name, url), "utf8"), { merge: true })]];
    } catch {
      return [];
    }
  });
}

describe("accepts what the command accepts", () => {
  test.each(fixtures("valid"))("%s", (_name, value) => {
    accepts(value);
    expect(accepts.errors).toBeNull();
  });
});

/** Mistakes that need more than one value to be seen, or another file, or more than a JSON Schema can say. */
const UNSEEN: readonly string[] = [
  "alias-taken",
  "buckets-unsorted",
  "conflicting-keys",
  "duplicate-label",
  "duplicate-name",
  "empty-deprecation",
  "entry-only-key",
  "hidden-families",
  "identifier-collision",
  "illegal-character",
  "import-conflict",
  "import-cycle",
  "import-not-selected",
  "import-unknown-family",
  "import-unreadable",
  "import-without-buckets",
  "imported-namespace",
  "initialize-open",
  "invalid-address",
  "invalid-directory",
  "invalid-milestone",
  "invalid-page",
  "invalid-range",
  "invalid-target",
  "listed-twice",
  "no-common-value",
  "package-unreadable",
  "removal-before-deprecation",
  "renamed-from-present",
  "renamed-from-twice",
  "reserved-label",
  "reserved-name",
  "series-budget-exceeded",
  "target-label-taken",
  "too-many-entries",
  "unknown-metric",
  "unknown-replacement",
  "unknown-vector",
  "unregistered-method",
  "value-empty",
  "value-surrogate",
  "wrong-type",
];

test("refuses each mistake of form, and accepts those that only the command sees", () => {
  const accepted = fixtures("invalid").filter(([, value]) => accepts(value));
  expect(accepted.map(([name]) => name)).toEqual(UNSEEN);
});
