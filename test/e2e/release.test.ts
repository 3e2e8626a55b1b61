import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import runtimeManifest from "../../runtime/package.json" with { type: "json" };
import { type Ended, run } from "../support/run-program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Fields that the manifests of this repository lack on purpose. */
const PLACES = { repository: { type: "git", url: "git+ssh://git.test/a" }, homepage: "a", bugs: "b" };
const LOCKED = {
  "": {
    name: "metricsmith",
    version: "1.2.3",
    dependencies: { "@metricsmith/runtime": "1.2.3", "@a/b": "^1" },
  },
  runtime: { name: "@metricsmith/runtime", version: "1.2.3", peerDependencies: { c: "1" } },
  "node_modules/@metricsmith/runtime": { resolved: "runtime", link: true },
  "node_modules/@a/b": { version: "1.5.0", license: "(MIT OR ISC)", dependencies: { c: "^2" } },
  "node_modules/@a/b/node_modules/c": { version: "2.0.0", license: "MIT", integrity: "sha512-AP8=" },
  "node_modules/c": { version: "1.0.0", license: "MIT" },
  "node_modules/unused": { version: "1.0.0", dev: true },
  "node_modules/uplot": { version: "3.0.0", license: "MIT", dev: true },
};
const CHANGELOG = "# Changelog\n\n## [1.2.3] - 2026-11-28\n";

interface Repository {
  readonly package?: object;
  readonly runtime?: object;
  readonly changelog?: string;
}

/** A committed repository that is ready to be published, but for what is given. */
async function repository(given: Repository): Promise<string> {
  const folder = temporaryFolder();
  for (const name of ["generator", "runtime", ".ci", "bin"]) mkdirSync(join(folder, name));
  for (const file of ["release.js", "bill-of-materials.js"]) {
    cpSync(join(ROOT, "generator", file), join(folder, "generator", file));
  }
  const { scripts, workspaces } = manifest;
  const dependencies = { "@metricsmith/runtime": "1.2.3" };
  const both = { version: "1.2.3", type: "module", ...PLACES };
  writeJson(join(folder, "package.json"), {
    ...{ name: "metricsmith", ...both, dependencies, workspaces },
    ...{ scripts: { release: scripts.release, prepublishOnly: scripts.prepublishOnly } },
    ...given.package,
  });
  writeJson(join(folder, "runtime/package.json"), {
    ...{ name: "@metricsmith/runtime", ...both },
    ...{ scripts: { prepublishOnly: runtimeManifest.scripts.prepublishOnly } },
    ...given.runtime,
  });
  writeFileSync(join(folder, "CHANGELOG.md"), given.changelog ?? CHANGELOG);
  writeJson(join(folder, "package-lock.json"), { packages: LOCKED });
  writeFileSync(join(folder, ".gitignore"), "log\ndist\n");
  writeProgram(join(folder, ".ci/run"), 'echo ci >> "$(dirname "$0")/../log"');
  writeProgram(join(folder, "bin/npm"), 'echo "npm $*" >> "$(dirname "$0")/../log"');
  const git = (...args: readonly string[]) =>
    run("git", ["-c", "user.name=A", "-c", "user.email=a@test", ...args], { cwd: folder });
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "A");
  return folder;
}

function writeJson(file: string, value: object): void {
  writeFileSync(file, JSON.stringify(value));
}

function writeProgram(file: string, line: string): void {
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}

/** Runs the release script with an npm that only writes down how it is called. */
function release(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const program = `unset ACTIONS_ID_TOKEN_REQUEST_URL; PATH="$PWD/bin:$PATH" exec "${process.execPath}" generator/release.js "$@"`;
  return run("sh", ["-c", program, "sh", ...args], { cwd, exitCodes: [1] });
}

function calls(folder: string): string {
  return readFileSync(join(folder, "log"), "utf8");
}

test.each<readonly [string, { readonly given: Repository; readonly want: string }]>([
  [
    "a field of the generator is missing",
    {
      given: { package: { homepage: undefined, bugs: " " } },
      want: "package.json has no homepage, no bugs: set",
    },
  ],
  [
    "a field of the runtime is missing",
    { given: { runtime: { repository: {} } }, want: "runtime/package.json has no repository: set" },
  ],
  [
    "the versions differ",
    {
      given: { runtime: { version: "1.2.4" } },
      want: "package.json has version 1.2.3, runtime/package.json 1.2.4: give both the same",
    },
  ],
  [
    "the generator depends on a range of the runtime",
    {
      given: { package: { dependencies: { "@metricsmith/runtime": "^1.2.3" } } },
      want: "package.json depends on @metricsmith/runtime ^1.2.3: write its exact version, 1.2.3",
    },
  ],
  [
    "the changelog has no section of the version",
    {
      given: { changelog: "## Unreleased\n\n## 1.2.30\n\n1.2.3\n" },
      want: 'CHANGELOG.md has no section 1.2.3: rename "## Unreleased" to "## 1.2.3"',
    },
  ],
])("nothing is published if %s", async (_, { given, want }) => {
  const folder = await repository(given);
  const { exitCode, stderr } = await release(folder, "publish");
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`not ready to be published:\n- ${want}`)]);
  expect(() => calls(folder)).toThrow("ENOENT");
});

test("nothing is published from a tree with changes", async () => {
  const folder = await repository({});
  writeFileSync(join(folder, "new.txt"), "");
  const { exitCode, stderr } = await release(folder, "publish");
  expect(exitCode).toBe(1);
  expect(stderr).toBe("not ready to be published:\n- the tree is not clean: commit or remove new.txt\n");
});

test("a bare npm publish is refused for the same reasons, in both packages", async () => {
  const folder = await repository({ changelog: "" });
  for (const cwd of [folder, join(folder, "runtime")]) {
    const { stderr } = await run("npm", ["publish", "--dry-run"], { cwd, exitCodes: [1] });
    expect(stderr).toContain("CHANGELOG.md has no section 1.2.3");
  }
});

test("both are published in order, after CI's script", async () => {
  const folder = await repository({});
  expect((await release(folder, "publish", "--dry-run")).stderr).toBe("");
  expect(calls(folder)).toBe(
    "ci\nnpm publish --workspace @metricsmith/runtime --dry-run\nnpm publish --dry-run\n",
  );
});

test("nothing is published if CI's script fails", async () => {
  const folder = await repository({});
  writeProgram(join(folder, ".ci/run"), "exit 3");
  await run("git", ["-c", "user.name=A", "-c", "user.email=a@test", "commit", "-qam", "B"], { cwd: folder });
  const { exitCode, stderr } = await release(folder, "publish");
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/\.ci\/run failed: nothing after it was done\n$/),
  ]);
  expect(() => calls(folder)).toThrow("ENOENT");
});

test("the packages have provenance where CI offers a token for it", async () => {
  const folder = await repository({});
  const program = `SIGSTORE_ID_TOKEN=a PATH="$PWD/bin:$PATH" exec "${process.execPath}" generator/release.js publish`;
  await run("sh", ["-c", program], { cwd: folder });
  expect(calls(folder)).toBe(
    "ci\nnpm publish --workspace @metricsmith/runtime --provenance\nnpm publish --provenance\n",
  );
});

test("each package has a bill of materials, of what is installed with it", async () => {
  const folder = await repository({});
  await release(folder, "bills");
  const bill = (name: string) => JSON.parse(readFileSync(join(folder, "dist", name), "utf8"));
  const { metadata, components, dependencies } = bill("metricsmith-1.2.3.cdx.json");
  expect(metadata.component.purl).toBe("pkg:npm/metricsmith@1.2.3");
  expect(components.map(({ purl }: { purl: string }) => purl)).toEqual([
    "pkg:npm/%40a/b@1.5.0",
    "pkg:npm/%40metricsmith/runtime@1.2.3",
    "pkg:npm/c@1.0.0",
    "pkg:npm/c@2.0.0",
    "pkg:npm/uplot@3.0.0",
  ]);
  expect(components[0].licenses).toEqual([{ expression: "(MIT OR ISC)" }]);
  expect(components[3]).toMatchObject({
    licenses: [{ license: { id: "MIT" } }],
    hashes: [{ alg: "SHA-512", content: "00ff" }],
  });
  expect(dependencies).toContainEqual({ ref: "pkg:npm/%40a/b@1.5.0", dependsOn: ["pkg:npm/c@2.0.0"] });
  const own = bill("metricsmith-runtime-1.2.3.cdx.json");
  expect(own.metadata.component.purl).toBe("pkg:npm/%40metricsmith/runtime@1.2.3");
  expect(own.components).toHaveLength(2);
});
