import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { exports as readExports } from "resolve.exports";
import { nearestName } from "../text/nearest-name.js";
import { readTextFile } from "../text/read-file.js";
import { isBelow, posixPath, systemReason } from "../text/system-reason.js";
import { listAnd } from "../text/words.js";
import { isMapping } from "../yaml/yaml-places.js";
import { SCHEMA_FILE } from "./find-schema.js";

/** A file of an npm package, as an import names it. */
export interface PackageReference {
  readonly name: string;
  /** Below the package, without `./`: what its `exports` offer, or a path if it has none. */
  readonly path: string;
}

/** A file of a package cannot be found. The message is what is wrong, without a full stop. */
export class PackageError extends Error {
  override readonly name = "PackageError";
  /** A sentence that says what to do. */
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

const REFERENCE = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.*))?$/s;
const LEGAL_PACKAGE = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/i;

/** The folder of the package that a path through `node_modules` leads into; `undefined` for other paths. */
export function installedFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/s.exec(path)?.[0];
}

/** Whether an import names a file of a package, and no relative path. */
export function isPackageReference(text: string): boolean {
  return text.startsWith("@") || text.startsWith("npm:");
}

/**
 * Reads `@acme/metrics/http.schema.yaml` or `npm:acme-metrics/http.schema.yaml`. Without a path, it is the package's
 * `metrics.schema.yaml`.
 *
 * @throws PackageError if it names no package, or leads out of it
 */
export function parsePackageReference(text: string): PackageReference {
  const [, name = "", path = SCHEMA_FILE] = REFERENCE.exec(text.replace(/^npm:/, "")) ?? [];
  const [plain, version] = splitVersion(name);
  if (!LEGAL_PACKAGE.test(plain)) {
    throw new PackageError(
      `it names no package`,
      "Write the package and the path of a file in it, such as `@acme/metrics/http.schema.yaml`; begin a relative path with `./`.",
    );
  }
  if (version !== undefined) {
    throw new PackageError(
      `an import has no version, and this has ${version === "" ? "an empty one" : `\`${version}\``}`,
      `Write \`${text.replace(`@${version}`, "")}\`: the version is that of \`package.json\`.`,
    );
  }
  if (!isPathWithin(path)) {
    throw new PackageError(
      `\`${path}\` is no path within a package`,
      "Write the names of folders and of a file, with `/` between two.",
    );
  }
  return { name: plain, path };
}

/** Whether a path leads into the package alone, as Node wants it of the targets of `exports`. */
function isPathWithin(path: string): boolean {
  const parts = path.split("/");
  return !path.includes("\\") && parts.every((part) => !["", ".", "..", "node_modules"].includes(part));
}

/** `@acme/metrics@1.2.0` has the version `1.2.0`. */
export function splitVersion(name: string): readonly [name: string, version: string | undefined] {
  const at = name.indexOf("@", 1);
  return at === -1 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
}

/** The folders of a package in the `node_modules` of a folder and of those above it, the nearest first. */
export function packageFolders(name: string, from: string): readonly string[] {
  const found: string[] = [];
  for (let above = from; ; above = dirname(above)) {
    const folder = join(above, "node_modules", name);
    if (existsSync(join(folder, "package.json"))) found.push(folder);
    if (above === dirname(above)) return found;
  }
}

export interface PackageManifest {
  readonly version: string | undefined;
  readonly exports: unknown;
}

/** @throws PackageError if it is no manifest */
export function parseManifest(name: string, read: () => string): PackageManifest {
  try {
    const manifest: unknown = JSON.parse(read());
    if (isMapping(manifest)) {
      const { version, exports } = manifest;
      return { version: typeof version === "string" ? version : undefined, exports };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new PackageError(
        `the \`package.json\` of \`${name}\` cannot be read: ${systemReason(error)}`,
        "Install the package again.",
      );
    }
  }
  throw new PackageError(
    `the \`package.json\` of \`${name}\` is not JSON of a package`,
    "Install the package again.",
  );
}

/** Every condition of Node: a file of YAML is the same for modules of each kind. */
const CONDITIONS = ["node", "import", "require", "module-sync"];

/**
 * The path of a file within its package: by its `exports`, as Node finds modules, or the path itself without them.
 *
 * @throws PackageError if the `exports` do not offer it
 */
export function targetWithin(
  { name, path }: PackageReference,
  { version, exports }: PackageManifest,
): string {
  if (exports === undefined || exports === null) return path;
  const [target] = attemptExports(name, path, exports);
  if (typeof target === "string" && target.startsWith("./") && isPathWithin(target.slice(2)))
    return target.slice(2);
  const offered = isMapping(exports) ? Object.keys(exports).filter((key) => /\.ya?ml$/i.test(key)) : [];
  const names = offered.map((key) => `${name}/${key.replace(/^\.\//, "")}`);
  const nearest = nearestName(`${name}/${path}`, names);
  throw new PackageError(
    `the \`exports\` of \`${name}\`${version === undefined ? "" : ` ${version}`} do not offer \`./${path}\``,
    nearest === undefined
      ? names.length === 0
        ? "They offer no YAML file: the package has to name it there."
        : `They offer ${listAnd(names, 5)}.`
      : `Did you mean \`${nearest}\`?`,
  );
}

function attemptExports(name: string, path: string, exports: unknown): readonly unknown[] {
  try {
    const options = { unsafe: true, conditions: CONDITIONS };
    return readExports({ name, exports } as never, `./${path}`, options) ?? []; // it takes what JSON may hold
  } catch {
    return [];
  }
}

/**
 * Finds the file of a package that is installed for a file.
 *
 * @param importer the path of the file that names the package
 * @returns its path, relative to the working directory if the importer's is
 * @throws PackageError if it cannot be found
 */
export function findPackageFile(reference: PackageReference, importer: string): string {
  const { name } = reference;
  const folder = findPackage(name, importer);
  const manifest = parseManifest(name, () => readTextFile(join(folder, "package.json")));
  const file = join(folder, targetWithin(reference, manifest));
  checkWithin(reference, { folder, file });
  return pathLike(file, importer);
}

/** @throws PackageError if it is not installed */
export function findPackage(name: string, importer: string): string {
  const from = existingFolder(resolve(importer));
  const [folder] = packageFolders(name, from);
  if (folder !== undefined) return folder;
  throw new PackageError(
    `the package \`${name}\` is not installed in \`node_modules\` of \`${posixPath(from)}\` or of a folder above it`,
    `Install it, as with \`npm install --save-dev ${name}\`; begin a relative path with \`./\`.`,
  );
}

/** The folder of a file, without links. A revision of git may have files whose folders do not exist any more. */
function existingFolder(file: string): string {
  const folder = dirname(existsSync(file) ? realpathSync(file) : file);
  return existsSync(folder) || folder === dirname(folder) ? realpathSync(folder) : existingFolder(folder);
}

/** The path of a file, relative to the working directory if that of the importer is. */
function pathLike(file: string, importer: string): string {
  return posixPath(resolve(importer) === importer ? file : relative(process.cwd(), file));
}

function checkWithin(
  { name, path }: PackageReference,
  { folder, file }: { readonly folder: string; readonly file: string },
): void {
  if (!existsSync(file)) {
    const names = existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
    const nearest = nearestName(
      path.slice(path.lastIndexOf("/") + 1),
      names.filter((one) => /\.ya?ml$/i.test(one)),
    );
    throw new PackageError(
      `\`${name}\` has no file \`${posixPath(relative(folder, file))}\``,
      nearest === undefined
        ? "Look for the name of the file in the package's documentation, or in its folder."
        : `Did you mean \`${name}/${[...path.split("/").slice(0, -1), nearest].join("/")}\`?`,
    );
  }
  if (isBelow(realpathSync(file), realpathSync(folder))) return;
  throw new PackageError(
    `\`${path}\` leads out of the package \`${name}\``,
    "A package offers files of its own: a link to another place is not followed.",
  );
}
