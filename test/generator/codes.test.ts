import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { ALL_CODES } from "../../generator/codes.js";
import type { Codes, DiagnosticRules } from "../../generator/diagnostics/define.js";

const GENERATOR = new URL("../../generator/", import.meta.url);

/** The files that define codes: `codes.ts` of each feature. */
const FILES = readdirSync(GENERATOR, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /^(?!dist\/).+\/codes\.ts$/.test(file));

/** Each rule of a file beside its code. */
async function rulesOf(file: string): Promise<readonly (readonly [code: string, rule: object])[]> {
  const exported: Readonly<Record<string, object>> = await import(new URL(file, GENERATOR).href);
  return Object.values(exported).flatMap((codes) => Object.entries(hasRules(codes) ? codes.rules : codes));
}

function hasRules(codes: object): codes is Codes<DiagnosticRules> {
  return "rules" in codes;
}

test("every code of a feature is among all codes, with the feature's rule", async () => {
  const rules = (await Promise.all(FILES.map(rulesOf))).flat();
  const others = rules.filter(([code, rule]) => Object(ALL_CODES.rules)[code] !== rule);
  expect(others.map(([code]) => code)).toEqual([]);
  expect(new Set(rules.map(([code]) => code))).toEqual(new Set(Object.keys(ALL_CODES.rules)));
});

test.each(Object.keys(ALL_CODES.rules))("%s is kebab-case", (code) => {
  expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});
