import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import runtimeManifest from "../runtime/package.json" with { type: "json" };
import { cycleIn, type ModuleGraph, moduleGraph } from "./support/module-graph.js";

/*
 * The rules of ARCHITECTURE.md, "Rules". Each list of exceptions gives a reason for each; an exception that is no
 * longer needed fails its test, too.
 */

const ROOT = new URL("..", import.meta.url);
const PACKAGES = ["generator", "runtime", "page"];
const graph = moduleGraph(fileURLToPath(ROOT), [...PACKAGES, "generated"]);
const files = [...graph].filter(([file]) => PACKAGES.includes(packageOf(file)));
const architecture = readFileSync(new URL("ARCHITECTURE.md", ROOT), "utf8");
const contributing = readFileSync(new URL("CONTRIBUTING.md", ROOT), "utf8");

/** Files under 40 lines. */
const SHORT_FILES: Exceptions = {
  "generator/cli/main.ts": "the main of a program",
  "generator/diff/codes.ts": "the codes of a feature",
  "generator/explain/explained-words.ts": "the types that all files of words have",
  "generator/exposition/codes.ts": "the codes of a feature",
  "generator/queries/files/file-codes.ts": "the codes of a feature",
  "generator/package-version.ts": "the package's version, for the command line and generated code",
  "generator/schema/codes.ts": "the codes of a feature",
  "generator/schema/format/text-format.ts": "texts and names, which all files of the folder use",
  "generator/schema/resolve/schema-context.ts": "the type that all resolvers take",
  "generator/schema/write-json-schema.ts": "the main of a program, which the build runs",
  "generator/text/duration.ts": "durations, of options and of schemas",
  "generator/text/read-file.ts": "the size of files of text, which several commands read",
  "generator/text/secrets.ts": "what no message shows, for messages, code frames and errors",
  "generator/text/system-reason.ts": "errors of the system in words",
  "page/view/page-family.ts": "the type that the views share",
  "runtime/client.ts": "an entry of the package",
  "runtime/codegen.ts": "an entry of the package",
  "runtime/family/cell-range.ts": "ranges and batches of cells, which all cells use",
  "runtime/family/shared-cells.ts": "what cells and threads know of each other",
  "runtime/http/index.ts": "an entry of the package",
  "runtime/index.ts": "an entry of the package",
  "runtime/input.ts": "an entry of the package",
  "runtime/process-state.ts": "what copies of the package share",
  "runtime/server.ts": "an entry of the package",
  "runtime/server/page/page-assets.ts": "declares a module that page/build.js writes",
  "runtime/server/page/program-description.ts": "the type that the page shares, without the types of Node",
  "runtime/process.ts": "an entry of the package",
  "runtime/push/index.ts": "an entry of the package",
  "runtime/workers.ts": "an entry of the package",
};

/** Files under 60 lines that one other file alone imports. */
const SINGLE_USER_FILES: Exceptions = {
  "generator/emit/scrape-config.ts": "an emitter is loaded when it runs",
  "generator/queries/rules/all-rules.ts": "the list of all rules, in their order",
  "runtime/http/express.ts": "an entry of the package",
  "runtime/server/page/page-assets.ts": "declares a module that page/build.js writes",
};

/** A command is one file, which is loaded when it is called. */
const COMMAND_FILE = /^generator\/cli\/[a-z]+-command\.ts$/;

/** Base names that a folder of each feature has. */
const REPEATED_BASE_NAMES = ["index", "codes", "rules"];

type Exceptions = Readonly<Record<string, string>>;

describe("files", () => {
  test("have at most 350 lines", () => {
    expect(files.filter(([, { lines }]) => lines > 350).map(([file]) => file)).toEqual([]);
  });

  test("have at least 40 lines, or a reason", () => {
    const short = files
      .filter(([file, { lines }]) => lines < 40 && !COMMAND_FILE.test(file))
      .map(([file]) => file);
    expect(short.sort()).toEqual(Object.keys(SHORT_FILES).sort());
  });

  test("under 60 lines have more than one user, or a reason", () => {
    const single = files.filter(([file, { lines }]) => {
      return lines < 60 && usersOf(file).length === 1 && !COMMAND_FILE.test(file);
    });
    expect(single.map(([file]) => file).sort()).toEqual(Object.keys(SINGLE_USER_FILES).sort());
  });

  test("have a name that no other file of the package has", () => {
    const names = files.map(([file]) => `${packageOf(file)}: ${basename(file, ".ts")}`);
    expect(
      repeated(names).filter((name) => !REPEATED_BASE_NAMES.includes(name.split(": ")[1] ?? "")),
    ).toEqual([]);
  });

  test("export names that no other file of the package exports", () => {
    const names = files.flatMap(([file, { exported }]) => {
      return [...new Set(exported)].map((name) => `${packageOf(file)}: ${name}`);
    });
    expect(repeated(names)).toEqual([]);
  });

  test("are at most 20 in a folder", () => {
    const folders = files.map(([file]) => dirname(file));
    expect(
      [...new Set(folders)].filter((folder) => folders.filter((one) => one === folder).length > 20),
    ).toEqual([]);
  });
});

describe("imports", () => {
  test("are found", () => {
    expect(graph.get("generator/cli/main.ts")?.loaded).toContain("generator/cli/run.ts");
    expect(graph.get("page/main.ts")?.loaded).toContain("page/scrape.ts");
  });

  test("of the runtime are never of the generator or the page", () => {
    expect(
      importsFrom("runtime").filter((name) => /^(?:metricsmith|generator|page|generated)\b/.test(name)),
    ).toEqual([]);
  });

  test("of the generator are entries of the runtime, never its files", () => {
    const entries = Object.keys(runtimeManifest.exports).map((name) =>
      name.replace(".", runtimeManifest.name),
    );
    const imported = importsFrom("generator");
    expect(imported.filter((name) => /^(?:runtime|page|generated)\//.test(name))).toEqual([]);
    expect(
      imported.filter((name) => name.startsWith(runtimeManifest.name) && !entries.includes(name)),
    ).toEqual([]);
  });

  test("of the page are uPlot, and of the runtime one file of types", () => {
    expect([...importsFrom("page")].sort()).toEqual(["runtime/server/page/program-description.ts", "uplot"]);
    const loaded = [...graph].filter(([file]) => packageOf(file) === "page").flatMap(([, one]) => one.loaded);
    expect(loaded.filter((name) => packageOf(name) === "runtime")).toEqual([]);
  });

  test("of generated code are the runtime's entry for it and nothing else", () => {
    expect(importsFrom("generated")).toEqual(["@metricsmith/runtime/codegen"]);
  });

  test("name files that exist", () => {
    const imported = [...graph.values()].flatMap(({ all, dynamic }) => [...all, ...dynamic]);
    expect(imported.filter((name) => /^[^@].*\.ts$/.test(name) && !graph.has(name))).toEqual([]);
  });

  test("have no cycle, imports of types included", () => {
    expect(cycleIn(graph)).toBeUndefined();
  });

  test("with a cycle would be found", () => {
    const imports = (...all: readonly string[]) => ({ all, loaded: [], dynamic: [], exported: [], lines: 1 });
    const cyclic: ModuleGraph = new Map([
      ["a", imports("b")],
      ["b", imports("c", "d")],
      ["c", imports()],
      ["d", imports("b")],
    ]);
    expect(cycleIn(cyclic)).toEqual(["b", "d", "b"]);
  });
});

test("the top level has what it is to have, and no more", () => {
  const tracked = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trimEnd().split("\n");
  const names = new Set(tracked.map((file) => file.replace(/\/.*/, "")));
  expect([...names].filter((name) => !name.startsWith(".")).sort()).toEqual(TOP_LEVEL);
});

const TOP_LEVEL = [
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "biome.json",
  "docs",
  "examples",
  "generated",
  "generator",
  "metrics.schema.yaml",
  "package-lock.json",
  "package.json",
  "page",
  "runtime",
  "test",
  "tsconfig.json",
  "vitest.config.ts",
];

describe("ARCHITECTURE.md", () => {
  test("is one page", () => {
    expect(architecture.split("\n").length).toBeLessThanOrEqual(120);
  });

  test("names paths that exist", () => {
    const paths = codesIn(architecture).filter((code) =>
      /^(?:generator|runtime|page|test|docs|examples)\//.test(code),
    );
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([]);
  });

  test("says of each folder what it is for", () => {
    const folders = new Set(files.map(([file]) => dirname(file)));
    expect([...folders].filter((folder) => !namesFolder(folder))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  test("gives a reason for each dependency", () => {
    const section = contributing.split(/^## /m).find((one) => one.startsWith("Dependencies")) ?? "";
    const installed = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...runtimeManifest.peerDependencies,
    };
    expect(Object.keys(installed).filter((name) => !codesIn(section).includes(name))).toEqual([]);
  });
});

function packageOf(file: string): string {
  return file.split("/")[0] ?? "";
}

/** The files of the packages that import a file. */
function usersOf(file: string): readonly string[] {
  return files
    .filter(([, { all, dynamic }]) => all.includes(file) || dynamic.includes(file))
    .map(([user]) => user);
}

/** What the files of a package import from outside of it, each once. */
function importsFrom(folder: string): readonly string[] {
  const imports = [...graph]
    .filter(([file]) => packageOf(file) === folder)
    .flatMap(([, { all, dynamic }]) => [...all, ...dynamic]);
  return [...new Set(imports)].filter((name) => packageOf(name) !== folder);
}

/** The names that a list has more than once. */
function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, place) => names.indexOf(name) !== place))];
}

/** What stands in back-ticks. */
function codesIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Whether the tree in ARCHITECTURE.md has a line for a folder, which is indented below the line of its parent. */
function namesFolder(folder: string): boolean {
  return new RegExp(`^ *${basename(folder)}/ `, "m").test(architecture);
}
