import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadCatalog } from "../../../generator/schema/load-catalog.js";
import { loadPackage } from "../../../generator/schema/load-package.js";

const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), "metricsmith-packages-")));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const counter = (key: string, vectors = "[]") =>
  `version: 1\ncounters: { ${key}: { description: x, vectors: ${vectors} } }\n`;

/** A workspace, and packages as npm and as pnpm lay them out. */
const FILES: Readonly<Record<string, string>> = {
  "repository/.git/HEAD": "",
  "secret.yaml": counter("secret"),
  "repository/packages/shared/package.json": JSON.stringify({
    name: "@acme/shared",
    version: "1.3.0",
    exports: {
      "./http.schema.yaml": { types: "./types.d.ts", default: "./schemas/http.yaml" },
      "./schemas/*": "./schemas/*",
      "./closed/*": null,
      "./out": "./../../secret.yaml",
      "./text": "./text.txt",
      "./link.yaml": "./link.yaml",
    },
  }),
  "repository/packages/shared/schemas/http.yaml": `${counter("requests", "[status]")}imports: [./base.yaml]\n`,
  "repository/packages/shared/schemas/base.yaml":
    "version: 1\noutputs: { directory: out }\nseries_budget: 1\nvectors: { status: { type: http_status_class } }\n",
  "repository/packages/shared/schemas/leaving.yaml": "version: 1\nimports: [../../../secret.yaml]\n",
  "repository/packages/shared/text.txt": "",
  "repository/packages/shared/plain.yaml": counter("plain"),
  "repository/node_modules/one/package.json": JSON.stringify({ exports: "./one.yaml" }),
  "repository/node_modules/one/one.yaml": counter("one"),
  "repository/node_modules/whole/package.json": JSON.stringify({ name: "whole", version: "2.0.0" }),
  "repository/node_modules/whole/metrics.schema.yaml": counter("whole"),
  "repository/node_modules/whole/deep/er.yaml": counter("deeper"),
  "repository/node_modules/broken/package.json": "{",
  "repository/app/node_modules/.pnpm/@ext+http@1.0.0/node_modules/@ext/http/package.json": "{}",
  "repository/app/node_modules/.pnpm/@ext+http@1.0.0/node_modules/@ext/http/metrics.schema.yaml":
    'version: 1\nimports: ["@ext/base/base.yaml"]\n',
  "repository/app/node_modules/.pnpm/@ext+http@1.0.0/node_modules/@ext/base/package.json": "{}",
  "repository/app/node_modules/.pnpm/@ext+http@1.0.0/node_modules/@ext/base/base.yaml": counter("base"),
};

const LINKS: Readonly<Record<string, string>> = {
  "repository/node_modules/@acme/shared": "../../packages/shared",
  "repository/app/node_modules/@ext/http": "../.pnpm/@ext+http@1.0.0/node_modules/@ext/http",
  "repository/packages/shared/link.yaml": "../../../secret.yaml",
};

for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  writeFileSync(join(FOLDER, path), text);
}
for (const [path, target] of Object.entries(LINKS)) {
  mkdirSync(dirname(join(FOLDER, path)), { recursive: true });
  symlinkSync(target, join(FOLDER, path));
}

function loadImports(...imports: readonly unknown[]) {
  const entry = join(FOLDER, "repository/app/metrics.schema.yaml");
  writeFileSync(entry, `version: 1\nimports: ${JSON.stringify(imports)}\n`);
  return loadCatalog(entry);
}

describe("a file of a package is found", () => {
  test.each([
    ["by a condition of its exports, with what it imports", "@acme/shared/http.schema.yaml", "requests"],
    ["by a pattern of its exports", "@acme/shared/schemas/http.yaml", "requests"],
    ["by its path without exports", "npm:whole/deep/er.yaml", "deeper"],
    ["by the name of the package alone", "npm:whole", "whole"],
    ["beside the package that names it, as pnpm links them", "@ext/http", "base"],
  ])("%s", (_name, from, family) => {
    expect(loadImports(from).catalog?.families.map(({ key }) => key)).toEqual([family]);
  });
});

describe("a package gives no file", () => {
  test.each([
    ["that is not installed", "@acme/gone/a.yaml", "the package `@acme/gone` is not installed"],
    ["that its exports do not have", "@acme/shared/htp.schema.yaml", "`@acme/shared` 1.3.0 do not offer"],
    ["that its exports close", "@acme/shared/closed/a.yaml", "do not offer `./closed/a.yaml`"],
    ["past its exports", "@acme/shared/plain.yaml", "do not offer `./plain.yaml`"],
    ["that its exports have elsewhere", "@acme/shared/out", "do not offer `./out`"],
    ["that it does not have", "npm:whole/deep/or.yaml", "`whole` has no file `deep/or.yaml`"],
    ["behind a link that leads out of it", "@acme/shared/link.yaml", "leads out of the package"],
    ["above it", "@acme/shared/../x.yaml", "`../x.yaml` is no path within a package"],
    ["if its manifest is none", "npm:broken/a.yaml", "the `package.json` of `broken` is not JSON"],
    ["by its path, if its exports are one text", "npm:one/one.yaml", "do not offer `./one.yaml`"],
    ["without a name", "@acme", "it names no package"],
    ["with a version", "npm:whole@2.0.0/a.yaml", "an import has no version, and this has `2.0.0`"],
    ["that is not YAML", "@acme/shared/text", "its name does not end in .yaml or .yml"],
    [
      "that its own file names outside of it",
      "@acme/shared/schemas/leaving.yaml",
      "it is outside of the package",
    ],
  ])("%s", (_name, from, problem) => {
    const { catalog, diagnostics } = loadImports(from);
    expect(catalog).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
  });
});

test("a file that is reached through a link and by its path is read once", () => {
  const { catalog, sources } = loadImports(
    "@acme/shared/http.schema.yaml",
    "../packages/shared/schemas/http.yaml",
  );
  expect(catalog?.families.map(({ key }) => key)).toEqual(["requests"]);
  expect(sources.size).toBe(3);
});

test("a package's file is named by its path below `node_modules`, and declarations are located in it", () => {
  const { locate } = loadImports("@acme/shared/http.schema.yaml");
  expect(locate(["counters", "requests"])).toMatchObject({
    file: join(FOLDER, "repository/node_modules/@acme/shared/schemas/http.yaml"),
    line: 2,
  });
});

describe("a published version", () => {
  const app = join(FOLDER, "repository/app");

  test.each([
    ["of a package", "whole@2.0.0", "whole"],
    ["of a file of a package", "whole@2.0.0/deep/er.yaml", "deeper"],
  ])("%s is read from `node_modules`", (_name, text, family) => {
    expect(loadPackage(text, app).catalog?.families.map(({ key }) => key)).toEqual([family]);
  });

  test.each([
    [
      "that is not installed",
      "gone@1.0.0",
      "the package `gone` is not installed",
      "npm install --no-save gone@1.0.0",
    ],
    [
      "beside another",
      "whole@1.9.0",
      "`whole` is installed as 2.0.0, not 1.9.0",
      "whole-published@npm:whole@1.9.0",
    ],
    ["that is not named", "whole/deep/er.yaml", "it names no version", "`npm:whole@2.0.0/deep/er.yaml`"],
    [
      "that is a folder of the workspace",
      "@acme/shared@1.3.0",
      "is a link to the folder",
      "shared-published@npm:",
    ],
    ["without the file", "whole@2.0.0/gone.yaml", "there is no file", "Name a file"],
    ["above the package", "whole@2.0.0/../x.yaml", "no path within a package", "Write the names of folders"],
  ])("%s is refused", (_name, text, problem, help) => {
    expect(() => loadPackage(text, app)).toThrow(problem);
    expect(() => loadPackage(text, app)).toThrow(
      expect.objectContaining({ help: expect.stringContaining(help) }),
    );
  });
});
