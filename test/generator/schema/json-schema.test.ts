import { expect, test } from "vitest";
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
