import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PACKAGE_VERSION } from "../../generator/package-version.js";
import manifest from "../../package.json" with { type: "json" };
import runtimeManifest from "../../runtime/package.json" with { type: "json" };
import { VERSION } from "../../runtime/process-state.js";
import { loadedWith, moduleGraph } from "../support/module-graph.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const graph = moduleGraph(ROOT, ["generator", "runtime", "generated"]);

/** What the files of a folder import from outside of it, each once. */
function importsFrom(folder: string): readonly string[] {
  const imports = [...graph]
    .filter(([file]) => file.startsWith(`${folder}/`))
    .flatMap(([, { all, dynamic }]) => [...all, ...dynamic]);
  return [...new Set(imports)].filter((name) => !name.startsWith(`${folder}/`)).sort();
}

function isOfNode(name: string): boolean {
  return name.startsWith("node:");
}

describe("packages", () => {
  test("the generator imports Node and each of its dependencies", () => {
    const dependencies = Object.keys(manifest.dependencies);
    const imported = importsFrom("generator").filter((name) => !isOfNode(name));
    const isOfRuntime = (name: string) => name.startsWith(`${runtimeManifest.name}/`);
    const packages = imported.map((name) => (isOfRuntime(name) ? runtimeManifest.name : name));
    expect([...new Set(packages)].sort()).toEqual(dependencies.sort());
  });

  test("the generator depends on the runtime of its own version", () => {
    expect(manifest.dependencies["@metricsmith/runtime"]).toBe(runtimeManifest.version);
    const versions = [runtimeManifest.version, PACKAGE_VERSION, VERSION];
    expect(versions.filter((version) => version !== manifest.version)).toEqual([]);
  });

  test("the generator loads only a part of the runtime", () => {
    const entries = importsFrom("generator").filter((name) => name.startsWith(`${runtimeManifest.name}/`));
    const files = entries.map((name) => `${name.replace(runtimeManifest.name, "runtime")}.ts`);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const isOwn = (name: string) => name === file || name.startsWith(file.replace(/\.ts$/, "/"));
      expect([...loadedWith(graph, file)].filter((name) => !isOwn(name) && !isOfNode(name))).toEqual([]);
    }
  });

  test("the runtime imports Node and its optional peers, and nothing of the generator", () => {
    const peers = Object.keys(runtimeManifest.peerDependencies);
    const others = importsFrom("runtime").filter((name) => !isOfNode(name) && name !== "*");
    expect(others.filter((name) => !peers.includes(name))).toEqual([]);
    expect(Object.keys(runtimeManifest)).not.toContain("dependencies");
  });

  test("the runtime's core loads nothing, not even of Node", () => {
    const entries = ["runtime/index.ts", "runtime/codegen.ts"];
    const loaded = entries.flatMap((entry) => [...loadedWith(graph, entry)]);
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.filter((name) => !name.startsWith("runtime/"))).toEqual([]);
    expect(loaded.filter((name) => name.startsWith("runtime/server"))).toEqual([]);
  });

  test("the server loads nothing but the core and Node", () => {
    const loaded = [...loadedWith(graph, "runtime/server.ts")];
    expect(loaded.filter((name) => !name.startsWith("runtime/") && !isOfNode(name))).toEqual([]);
  });
});

describe("ts-morph is loaded only when code is generated", () => {
  test.each(["generator/cli/main.ts", "generator/index.ts"])("it does not come with %s", (file) => {
    expect(loadedWith(graph, file)).not.toContain("ts-morph");
  });
});

test("the command line loads one package before a command runs", () => {
  const loaded = [...loadedWith(graph, "generator/cli/main.ts")];
  expect(loaded.filter((name) => !name.startsWith("generator/") && !isOfNode(name))).toEqual(["commander"]);
  expect(loaded.filter((name) => name.endsWith("-command.ts"))).toEqual([]);
});

/** What reads Markdown, PromQL and TypeScript. */
const READERS = /^(?:mdast|micromark|ts-morph)/;

test.each<readonly [string, { readonly want: readonly string[] }]>([
  ["generator/index.ts", { want: [] }],
  ["generator/cli/generate-command.ts", { want: [] }],
  ["generator/cli/verify-command.ts", { want: [] }],
  ["generator/cli/import-command.ts", { want: [] }],
  ["generator/cli/diff-command.ts", { want: [] }],
  ["generator/cli/queries-command.ts", { want: [] }],
])("%s loads no reader of other languages that it may not need", (file, { want }) => {
  expect([...loadedWith(graph, file)].filter((name) => READERS.test(name))).toEqual(want);
});
