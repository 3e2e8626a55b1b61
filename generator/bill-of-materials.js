// The bills of materials of both packages, in CycloneDX 1.6: what is installed with them, by package-lock.json.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ name?: string, version?: string, license?: string, integrity?: string, resolved?: string, link?: boolean,
 *   dependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   peerDependenciesMeta?: Record<string, { optional?: boolean }> }} Locked
 * @typedef {{ purl: string, entry: Locked, dependsOn: readonly string[] }} Part
 */

/** Packages whose code is in a published package: the page of the metrics server has it. */
const BUNDLED = { "@metricsmith/runtime": ["uplot"] };

/**
 * The bill of materials of a package of this repository. The same lock file gives the same text.
 *
 * @param root the folder of the repository
 * @param folder of the package in it; empty for the repository's own
 * @returns {object} to be written as JSON
 */
export function billOfMaterials(/** @type {string} */ root, /** @type {string} */ folder) {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const parts = collectParts(packages, folder);
  const [own, ...others] = [...parts.values()].map(componentOf);
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: own },
    components: others.sort((one, other) => (one["bom-ref"] < other["bom-ref"] ? -1 : 1)),
    dependencies: [...parts.values()].map(({ purl, dependsOn }) => ({ ref: purl, dependsOn })),
  };
}

/** @returns {Map<string, Part>} the package first, then all that it needs, by their place in the lock file */
function collectParts(/** @type {Record<string, Locked>} */ packages, /** @type {string} */ folder) {
  const parts = new Map();
  const places = new Set([folder]);
  // A set's iteration goes on to what is added during it.
  for (const place of places) {
    const entry = packages[place] ?? {};
    const needed = neededBy(entry, nameOf(place, entry)).map((name) => findPlace(packages, place, name));
    for (const other of needed) places.add(other);
    const dependsOn = needed.map((other) => purlOf(other, packages[other] ?? {})).sort();
    parts.set(place, {
      purl: purlOf(place, entry),
      entry: { ...entry, name: nameOf(place, entry) },
      dependsOn,
    });
  }
  return parts;
}

/** The names of the packages that are installed with one, or are in it. */
function neededBy(/** @type {Locked} */ entry, /** @type {string} */ name) {
  const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = entry;
  const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
  return [...Object.keys(dependencies), ...peers, ...(Reflect.get(BUNDLED, name) ?? [])];
}

/** Where Node finds a package that another imports: in its `node_modules`, or in those of a folder above. */
function findPlace(
  /** @type {Record<string, Locked>} */ packages,
  /** @type {string} */ from,
  /** @type {string} */ name,
) {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)(?:node_modules\/(?:@[^/]+\/)?)?[^/]+$/, "")) {
    const place = join(folder, "node_modules", name);
    const entry = packages[place];
    if (entry !== undefined) return entry.link === true ? (entry.resolved ?? place) : place;
    if (folder === "")
      throw new Error(`package-lock.json has no ${name}, which ${from} needs: run npm install`);
  }
}

function nameOf(/** @type {string} */ place, /** @type {Locked} */ entry) {
  return entry.name ?? place.replace(/^.*node_modules\//, "");
}

/** The package URL, such as `pkg:npm/%40types/node@20.19.43`. */
function purlOf(/** @type {string} */ place, /** @type {Locked} */ entry) {
  return `pkg:npm/${nameOf(place, entry).replace("@", "%40")}@${entry.version}`;
}

function componentOf(/** @type {Part} */ { purl, entry }) {
  const { name, version, license, integrity } = entry;
  const [, content] = /^sha512-(\S+)/.exec(integrity ?? "") ?? [];
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    ...(content === undefined
      ? {}
      : { hashes: [{ alg: "SHA-512", content: Buffer.from(content, "base64").toString("hex") }] }),
  };
}

/** An identifier of SPDX, or an expression of several. */
function licenseOf(/** @type {string} */ license) {
  return /^[\w.+-]+$/.test(license) ? { license: { id: license } } : { expression: license };
}
