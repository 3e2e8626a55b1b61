import { describe, expect, test } from "vitest";
import { formatDiagnostics } from "../../../generator/codes.js";
import type { DiagnosticRules } from "../../../generator/diagnostics/define.js";
import { SCHEMA_CODES } from "../../../generator/schema/codes.js";
import { compileExample, compileFixture, schemaOf } from "../../support/generator/compile-schema.js";

const RULES: DiagnosticRules = SCHEMA_CODES.rules;

describe.each(Object.entries(RULES))("%s", (code, { wrong, right, severity }) => {
  const file = `${code}.yaml`;
  const loaded = wrong === undefined ? compileFixture("invalid", file) : compileExample(file, wrong);

  test("has its wrong example as its fixture", async () => {
    if (wrong === undefined) return;
    await expect(schemaOf(wrong)).toMatchFileSnapshot(`../../fixtures/invalid/${file}`);
  });

  test("is the one diagnostic of its fixture", () => {
    expect(loaded.diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
  });

  test("leaves a catalog if and only if it is a warning", () => {
    expect(loaded.catalog !== undefined).toBe(severity === "warning");
  });

  test("is not in its right example, nor is another", () => {
    if (right === undefined) return;
    expect(compileExample(file, right).diagnostics).toEqual([]);
  });

  test("reads as its golden file does", async () => {
    const text = formatDiagnostics(loaded.diagnostics, loaded.sources, "pretty", { colour: false });
    await expect(text).toMatchFileSnapshot(`../../fixtures/invalid/${code}.txt`);
  });
});
