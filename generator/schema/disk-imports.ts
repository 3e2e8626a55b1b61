import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { InputFiles } from "../source/input-files.js";
import { readTextFile } from "../text/read-file.js";
import { isBelow, posixPath } from "../text/system-reason.js";
import { findPackageFile, installedFolder } from "./package-files.js";
import type { ImportedFiles } from "./read-imports.js";

/**
 * Reads imports from disk. They are YAML files below the root of the repository or workspace of `file`, or of a package
 * that is installed there: an import of another place is no schema, but perhaps a secret that a message would show.
 *
 * @param inputs gets every file that is read or looked for
 */
export function importsFromDisk(file: string, inputs: InputFiles): ImportedFiles {
  const root = findRoot(dirname(resolve(file)));
  const boundaryOf = (name: string) => installedFolder(posixPath(resolve(name))) ?? root;
  const isAllowed = (name: string) => isBelow(realpathSync(name), realpathSync(boundaryOf(name)));
  return {
    readImport: (name) => {
      inputs.add(name);
      if (!YAML_NAME.test(name)) throw new Error("its name does not end in .yaml or .yml");
      if (!isAllowed(name)) throw new Error(`it is outside of ${posixPath(boundaryOf(name))}`);
      return readTextFile(realpathSync(name));
    },
    listImports: (folder) => {
      if (!existsSync(folder)) return undefined;
      const isRoot = realpathSync(folder) === root;
      return isRoot || isAllowed(join(folder, "."))
        ? readdirSync(folder).filter((name) => YAML_NAME.test(name))
        : [];
    },
    findPackageFile: (reference, importer) => {
      addPackageFolders(reference.name, importer, inputs);
      return findPackageFile(reference, importer);
    },
    identify: (name) => realpathSync(name),
  };
}

/** Where a package may be installed: another that is nearer would take its place. */
function addPackageFolders(name: string, importer: string, inputs: InputFiles): void {
  const from = existsSync(importer) ? realpathSync(importer) : resolve(importer);
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    inputs.add(join(folder, "node_modules", name, "package.json"));
    if (folder === dirname(folder)) return;
  }
}

const YAML_NAME = /\.ya?ml$/i;

/** The nearest folder with `.git`, or else the topmost with a `package.json`, or else the folder itself. */
function findRoot(folder: string): string {
  const real = realpathSync(folder);
  let root = real;
  for (let above = real; ; above = dirname(above)) {
    if (existsSync(join(above, ".git"))) return above;
    if (existsSync(join(above, "package.json"))) root = above;
    if (above === dirname(above)) return root;
  }
}
