import { existsSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { readTextFile } from "../text/read-file.js";
import { posixPath } from "../text/system-reason.js";
import { type LoadedCatalog, loadCatalog } from "./load-catalog.js";
import {
  installedFolder,
  PackageError,
  type PackageManifest,
  packageFolders,
  parseManifest,
  parsePackageReference,
  targetWithin,
} from "./package-files.js";

interface Installed {
  readonly folder: string;
  readonly manifest: PackageManifest;
  /** Whether it is a folder of a workspace, which may be ahead of what is published. */
  readonly isLinked: boolean;
}

/**
 * Compiles the schema of a published package: of `@acme/metrics@1.2.0/http.schema.yaml` that file, by the `exports` of
 * the package, and of `@acme/metrics@1.2.0` its `metrics.schema.yaml`. It is read from `node_modules` of a
 * folder or of one above it, where the version must be installed.
 *
 * @param from the folder that the package is looked up from; the working directory by default
 * @throws PackageError if it is not installed
 */
export function loadPackage(text: string, from = process.cwd()): LoadedCatalog {
  const [, scope = "", plain = "", version = "", rest = ""] =
    /^(@[^/]+\/)?([^/@]*)(?:@([^/]*))?(.*)$/s.exec(text) ?? [];
  const reference = parsePackageReference(`${scope}${plain}${rest}`);
  const { name } = reference;
  const all = packageFolders(name, from).map((folder) => describeInstalled(name, folder));
  const found = all.find(({ manifest, isLinked }) => manifest.version === version && !isLinked);
  if (found === undefined) throw notInstalled(name, { version, rest }, all[0]);
  const file = join(found.folder, targetWithin(reference, found.manifest));
  const path = posixPath(relative(process.cwd(), file));
  if (existsSync(file)) return loadCatalog(path);
  const own = rest === "" ? `; name another, as in \`npm:${text}/http.schema.yaml\`` : "";
  throw new PackageError(`there is no file \`${path}\`${own}`, "Name a file that the package has.");
}

function describeInstalled(name: string, folder: string): Installed {
  const manifest = parseManifest(name, () => readTextFile(join(folder, "package.json")));
  return { folder, manifest, isLinked: installedFolder(`${posixPath(realpathSync(folder))}/`) === undefined };
}

/** What is there in place of a version, and how to have it. */
function notInstalled(
  name: string,
  { version, rest }: { readonly version: string; readonly rest: string },
  nearest: Installed | undefined,
): PackageError {
  const wanted = version === "" ? "VERSION" : version;
  if (nearest === undefined) {
    return new PackageError(
      `the package \`${name}\` is not installed here`,
      `Install it, as with \`npm install --no-save ${name}${version === "" ? "" : `@${version}`}\`.`,
    );
  }
  const { folder, manifest, isLinked } = nearest;
  const installed = manifest.version ?? "without a version";
  if (version === "" && !isLinked && manifest.version !== undefined) {
    return new PackageError(
      "it names no version",
      `The installed one is \`npm:${name}@${installed}${rest}\`.`,
    );
  }
  const alias = `${name.replace(/^@[^/]+\//, "")}-published`;
  const help = `To have both, install it under another name, as with \`npm install --no-save ${alias}@npm:${name}@${wanted}\`, and write \`npm:${alias}@${wanted}${rest}\`.`;
  const where = posixPath(relative(process.cwd(), isLinked ? realpathSync(folder) : folder)) || ".";
  return new PackageError(
    isLinked
      ? `\`${name}\` is a link to the folder \`${where}\`, which need not be what is published`
      : `\`${name}\` is installed as ${installed}, not ${wanted} (\`${where}\`)`,
    help,
  );
}
