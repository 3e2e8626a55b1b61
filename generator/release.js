// Packs both packages, and publishes them:
//   node generator/release.js tarballs             packs both into dist/, and prints how to install them
//   node generator/release.js bills                writes their bills of materials into dist/
//   node generator/release.js check                refuses while something that a release needs is missing
//   node generator/release.js publish [--dry-run]  checks, runs CI's script, and publishes both
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { billOfMaterials } from "./bill-of-materials.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const MANIFESTS = ["package.json", "runtime/package.json"];
const FIELDS = ["repository", "homepage", "bugs"];
const TARBALLS = join(ROOT, "dist");

/** Variables by which a CI service offers a token for provenance: GitHub's, and GitLab's. */
const TOKENS = ["ACTIONS_ID_TOKEN_REQUEST_URL", "SIGSTORE_ID_TOKEN"];

const [command, ...options] = process.argv.slice(2);
if (command === "tarballs" && options.length === 0) packTarballs();
else if (command === "bills" && options.length === 0) writeBills();
else if (command === "check" && options.length === 0) refuseUnready();
else if (command === "publish" && options.every((option) => option === "--dry-run")) publish();
else fail("usage: node generator/release.js tarballs | bills | check | publish [--dry-run]");

function packTarballs() {
  mkdirSync(TARBALLS, { recursive: true });
  run("npm", ["run", "--silent", "build"]); // and not once for each package, as `prepack` does
  run("npm", [
    "pack",
    "--ignore-scripts",
    "--workspaces",
    "--include-workspace-root",
    "--pack-destination",
    TARBALLS,
  ]);
  writeBills();
  const paths = MANIFESTS.map((file) => `${pathOf(file)}.tgz`);
  console.log(`npm install ${paths.map(shellWord).join(" ")}`);
}

/** Writes the bill of materials of each package beside its tarball. */
function writeBills() {
  mkdirSync(TARBALLS, { recursive: true });
  for (const file of MANIFESTS) {
    const bill = billOfMaterials(ROOT, file.replace(/\/?package\.json$/, ""));
    writeFileSync(`${pathOf(file)}.cdx.json`, `${JSON.stringify(bill, undefined, 2)}\n`);
  }
}

/** The path of a package's tarball, without the extension. */
function pathOf(/** @type {string} */ file) {
  const { name, version } = readManifest(file);
  return join(TARBALLS, `${name.replace("@", "").replace("/", "-")}-${version}`);
}

function publish() {
  refuseUnready();
  run(join(ROOT, ".ci/run"), []);
  writeBills();
  const provenance = TOKENS.some((name) => process.env[name] !== undefined) ? ["--provenance"] : [];
  // The generator depends on the runtime, which therefore comes first.
  run("npm", ["publish", "--workspace", "@metricsmith/runtime", ...provenance, ...options]);
  run("npm", ["publish", ...provenance, ...options]);
}

function refuseUnready() {
  const problems = [...missingFields(), ...changedFiles(), ...otherVersions(), ...missingChangelog()];
  if (problems.length > 0) fail(["not ready to be published:", ...problems].join("\n- "));
}

function missingFields() {
  return MANIFESTS.flatMap((file) => {
    const manifest = readManifest(file);
    const missing = FIELDS.filter((field) => !isSet(manifest[field]));
    if (missing.length === 0) return [];
    return [`${file} has no ${missing.join(", no ")}: set what is missing to where the source is published`];
  });
}

/** Whether a field has a text, or an object that names a URL. */
function isSet(/** @type {unknown} */ field) {
  const url = typeof field === "object" ? field?.url : field;
  return typeof url === "string" && url.trim() !== "";
}

function changedFiles() {
  let status;
  try {
    status = execFileSync("git", ["status", "--porcelain"], { cwd: ROOT, encoding: "utf8" });
  } catch {
    return ["git cannot tell whether the tree is clean: publish from a checkout"];
  }
  const files = status.split("\n").filter((line) => line !== "");
  const shown = files.slice(0, 5).map((line) => line.slice(3));
  const others = files.length > shown.length ? ` and ${files.length - shown.length} others` : "";
  return files.length === 0 ? [] : [`the tree is not clean: commit or remove ${shown.join(", ")}${others}`];
}

function otherVersions() {
  const [{ version, dependencies = {} }, runtime] = MANIFESTS.map(readManifest);
  const needed = dependencies[runtime.name];
  return [
    ...(runtime.version === version
      ? []
      : [`package.json has version ${version}, runtime/package.json ${runtime.version}: give both the same`]),
    ...(needed === runtime.version
      ? []
      : [`package.json depends on ${runtime.name} ${needed}: write its exact version, ${runtime.version}`]),
  ];
}

function missingChangelog() {
  const { version } = readManifest(MANIFESTS[0]);
  const headings = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8").match(/^## .*$/gm) ?? [];
  const named = headings.some((heading) => heading.split(/[ [\]]+/)[1] === version);
  return named ? [] : [`CHANGELOG.md has no section ${version}: rename "## Unreleased" to "## ${version}"`];
}

function readManifest(/** @type {string} */ file) {
  return JSON.parse(readFileSync(join(ROOT, file), "utf8"));
}

/** Runs a program in the repository. What it prints goes to standard error: standard output is for the result. */
function run(/** @type {string} */ program, /** @type {readonly string[]} */ args) {
  try {
    execFileSync(program, args, { cwd: ROOT, stdio: ["inherit", 2, "inherit"] });
  } catch {
    fail(`${[program, ...args].join(" ")} failed: nothing after it was done`);
  }
}

function shellWord(/** @type {string} */ text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** @returns {never} */
function fail(/** @type {string} */ message) {
  console.error(message);
  process.exit(1);
}
