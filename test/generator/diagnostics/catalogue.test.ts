import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { CATALOGUE } from "../../../generator/diagnostics/catalogue.js";
import { diagnose } from "../../../generator/diagnostics/diagnose.js";

test.each(Object.keys(CATALOGUE))("%s is kebab-case", (code) => {
  expect(code).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
});

/** Each file of the catalogue, and the codes in it. */
async function filesOfCatalogue(): Promise<readonly (readonly [file: string, codes: readonly string[]])[]> {
  const folder = new URL("../../../generator/diagnostics/catalogue/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file !== "entry.ts");
  return Promise.all(
    files.map(async (file) => {
      const exported: Readonly<Record<string, object>> = await import(new URL(file, folder).href);
      return [file, Object.values(exported).flatMap((entries) => Object.keys(entries))] as const;
    }),
  );
}

test("no code stands twice, as the later entry would take the place of the former", async () => {
  const files = await filesOfCatalogue();
  const all = files.flatMap(([file, codes]) => codes.map((code) => ({ file, code })));
  const twice = all.filter(({ code }, at) => all.findIndex((other) => other.code === code) !== at);
  expect(twice).toEqual([]);
  expect(all.map(({ code }) => code).sort()).toEqual(Object.keys(CATALOGUE).sort());
});

test("a stale output says how it is mended", () => {
  expect(diagnose("stale-output", { file: "generated/recorders.ts" }, undefined)).toEqual({
    code: "stale-output",
    severity: "error",
    message: "`generated/recorders.ts` is not what the schema generates.",
    help: "Run `metricsmith generate`.",
    location: undefined,
  });
});

test("a foreign output is not to be overwritten", () => {
  const { message, help } = diagnose("foreign-output", { file: "generated/metrics.md" }, undefined);
  expect(message).toBe(
    "`generated/metrics.md` stands where an output goes, and metricsmith did not write it.",
  );
  expect(help).toContain("Move it away or delete it");
});

test("a code's parameters are typed", () => {
  // @ts-expect-error: the parameter of this code is `file`
  expect(diagnose("stale-output", { name: "x" }, undefined).code).toBe("stale-output");
  // @ts-expect-error: there is no such code
  expect(() => diagnose("no-such-code", {}, undefined)).toThrow(TypeError);
});
