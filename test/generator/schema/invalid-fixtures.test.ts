import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatDiagnostics } from "../../../generator/codes.js";
import { SCHEMA_CODES } from "../../../generator/schema/codes.js";
import { compileFixture } from "../../support/generator/compile-schema.js";

const FOLDER = new URL("../../fixtures/invalid/", import.meta.url);
const fixtures = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));
const codes = fixtures.map((name) => name.replace(".yaml", ""));

test("every code of the schema's stages has a fixture of its name, and every fixture a code", () => {
  expect(codes.toSorted()).toEqual(Object.keys(SCHEMA_CODES.rules).toSorted());
});

describe.each(codes)("%s", (code) => {
  const loaded = compileFixture("invalid", `${code}.yaml`);

  test("is the one diagnostic of its fixture", () => {
    expect(loaded.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  test("leaves a catalog if and only if it is a warning", () => {
    expect(loaded.catalog !== undefined).toBe(loaded.diagnostics[0]?.severity === "warning");
  });

  test("reads as its golden file does", async () => {
    const text = formatDiagnostics(loaded.diagnostics, loaded.sources, "pretty", { colour: false });
    await expect(text).toMatchFileSnapshot(`../../fixtures/invalid/${code}.txt`);
  });
});
