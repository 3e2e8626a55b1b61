import { StructureKind } from "ts-morph";
import { describe, expect, test } from "vitest";
import type { Catalog, OutputLanguage } from "../../../generator/catalog.js";
import type { ModuleStyle } from "../../../generator/emit/output.js";
import { printModule } from "../../../generator/emit/print-module.js";
import { scrapeCatalog } from "../../support/generator/scrape-catalog.js";

const EMPTY = scrapeCatalog(undefined);

function catalogIn(language: OutputLanguage): Catalog {
  return { ...EMPTY, outputs: { ...EMPTY.outputs, language } };
}

/** A module that imports and exports another generated one, and imports a package. */
function importing(language: OutputLanguage, style: Partial<ModuleStyle>): readonly string[] {
  const files = printModule(
    "client",
    [
      {
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier: "./recorders",
        namedImports: ["recordOrder"],
      },
      { kind: StructureKind.ImportDeclaration, moduleSpecifier: "prom-client", namedImports: ["Counter"] },
      { kind: StructureKind.ExportDeclaration, moduleSpecifier: "./recorders", namedExports: ["metrics"] },
      {
        kind: StructureKind.Function,
        name: "order",
        isExported: true,
        returnType: "Counter",
        statements: ["recordOrder();", "return new Counter();"],
      },
    ],
    { catalog: catalogIn(language), style: { importExtension: ".js", format: "esm", ...style } },
  );
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(/(?:from |require\()"(.+?)"/g)].map(([, module]) => `${path}: ${module}`),
  );
}

describe("tools pass over a generated module", () => {
  test.each(["client.ts", "client.js", "client.d.ts"])("%s", (want) => {
    const files = (["typescript", "javascript"] as const).flatMap((language) =>
      printModule("client", [], {
        catalog: catalogIn(language),
        style: { importExtension: ".js", format: "commonjs" },
      }),
    );
    const [, coverage, eslint, biome] = files.find(({ path }) => path === want)?.text.split("\n") ?? [];
    expect(coverage).toMatch(
      /^\/\* v8 ignore start \*\/ .*\/\* node:coverage disable \*\/ .*\/\* istanbul ignore file\b/,
    );
    expect(eslint).toBe("/* eslint-disable */");
    expect(biome).toMatch(/^\/\/ biome-ignore-all lint format assist: /);
  });
});

describe("a generated module names another one as the program's modules do", () => {
  test.each([".js", ".ts", ""] as const)("in TypeScript, with %j", (importExtension) => {
    expect(importing("typescript", { importExtension })).toEqual([
      `client.ts: ./recorders${importExtension}`,
      "client.ts: prom-client",
      `client.ts: ./recorders${importExtension}`,
    ]);
  });

  test.each(["esm", "commonjs"] as const)("in JavaScript, %s", (format) => {
    const modules = importing("javascript", { format, importExtension: ".ts" });
    expect([...new Set(modules)].sort()).toEqual([
      "client.d.ts: ./recorders.js",
      "client.d.ts: prom-client",
      "client.js: ./recorders.js",
      "client.js: prom-client",
    ]);
  });
});
