import { existsSync, readdirSync, readFileSync } from "node:fs";
import { Node, Project, type SourceFile } from "ts-morph";
import { describe, expect, test } from "vitest";
import {
  camelCase,
  FIXED_IDENTIFIERS,
  familyIdentifiers,
  pascalCase,
  recorderIdentifiers,
  unitParameter,
  valuesName,
  vectorIdentifiers,
} from "../../generator/identifiers.js";
import { loadCatalog } from "../../generator/schema/load-catalog.js";

describe("a key becomes identifiers", () => {
  test.each<readonly [string, { readonly given: string; readonly want: readonly [string, string] }]>([
    ["words", { given: "request_duration", want: ["RequestDuration", "requestDuration"] }],
    ["one letter", { given: "a", want: ["A", "a"] }],
    ["capitals", { given: "URL_count", want: ["URLCount", "uRLCount"] }],
    ["digits", { given: "p99_of_2", want: ["P99Of2", "p99Of2"] }],
    ["underscores around it", { given: "__a__b_", want: ["AB", "aB"] }],
  ])("%s", (_name, { given, want }) => {
    expect([pascalCase(given), camelCase(given)]).toEqual(want);
  });
});

describe("a key becomes the name of a list of values", () => {
  test.each([
    ["login_type", "LOGIN_TYPE_VALUES"],
    ["loginType", "LOGIN_TYPE_VALUES"],
    ["URL_count", "URL_COUNT_VALUES"],
    ["__a__b_", "A_B_VALUES"],
    ["p99", "P99_VALUES"],
  ])("%s", (given, want) => {
    expect(valuesName({ name: given })).toBe(want);
  });
});

describe("a parameter is named for its unit", () => {
  test.each<readonly [string, { readonly given: string | undefined; readonly want: string }]>([
    ["a unit", { given: "seconds", want: "seconds" }],
    ["a unit of several words", { given: "requests_per_second", want: "requestsPerSecond" }],
    ["no unit", { given: undefined, want: "value" }],
    ["a reserved word", { given: "class", want: "value" }],
    ["a reserved word of modules", { given: "await", want: "value" }],
    ["the name of another parameter", { given: "labels", want: "value" }],
    ["the name of the parameter for an exemplar", { given: "exemplar", want: "value" }],
    ["the name of a timer's parameter", { given: "clock", want: "value" }],
    ["the name of a family's constant", { given: "request_family", want: "value" }],
    ["the name of an index function", { given: "request_index", want: "value" }],
    ["the name of a recorder", { given: "record_request", want: "value" }],
    ["the name of a bound recorder's constant", { given: "bound_request", want: "value" }],
    ["a word that only begins like a recorder", { given: "records", want: "records" }],
  ])("%s", (_name, { given, want }) => {
    expect(unitParameter(given)).toBe(want);
  });
});

const GOLDENS = new URL("../fixtures/golden/", import.meta.url);

describe("every identifier of the generated code is checked for collisions", () => {
  test.each(readdirSync(GOLDENS))("%s", (name) => {
    const { catalog } = loadCatalog(new URL(`${name}/metrics.schema.yaml`, GOLDENS).pathname);
    if (catalog === undefined) throw new Error(`the golden ${name} has errors`);
    const known = new Set([
      ...FIXED_IDENTIFIERS,
      ...catalog.vectors.flatMap(vectorIdentifiers),
      ...catalog.families.flatMap(familyIdentifiers),
      ...catalog.recorders.flatMap(recorderIdentifiers),
    ]);
    const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
    const text = readFileSync(recordersOf(name), "utf8");
    const declared = declaredIn(project.createSourceFile("recorders.ts", text));
    expect(declared).toContain("metrics");
    expect(declared.filter((identifier) => !known.has(identifier))).toEqual([]);
    expect(declared).toEqual([...new Set(declared)]);
  });
});

function recordersOf(name: string): URL {
  const typescript = new URL(`${name}/recorders.ts`, GOLDENS);
  return existsSync(typescript) ? typescript : new URL(`${name}/recorders.js`, GOLDENS);
}

function declaredIn(source: SourceFile): readonly string[] {
  return source.getStatements().flatMap((statement) => {
    if (Node.isImportDeclaration(statement)) return statement.getNamedImports().map((name) => name.getName());
    if (Node.isVariableStatement(statement)) return statement.getDeclarations().map((one) => one.getName());
    if (Node.isFunctionDeclaration(statement)) return [statement.getNameOrThrow()];
    if (Node.isInterfaceDeclaration(statement) || Node.isTypeAliasDeclaration(statement)) {
      return [statement.getName()];
    }
    throw new Error(`unexpected ${statement.getKindName()}`);
  });
}
