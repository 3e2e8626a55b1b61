import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { posixPath } from "../text/system-reason.js";

/** How an import of a relative module ends. */
type ImportExtension = ".js" | ".ts" | "";

/** A generated module, which files import by its path. */
export interface GeneratedModule {
  readonly kind: "file";
  /** Absolute, such as `/shop/src/generated/client.ts`. */
  readonly path: string;
  /** The extension where a file's own imports do not show one. */
  readonly importExtension: ImportExtension;
}

/** A module that files import by its name, such as `@shop/metrics/client`. */
interface NamedModule {
  readonly kind: "package";
  readonly name: string;
}

/** The module that takes the place of the client. */
export type AdoptedModule = GeneratedModule | NamedModule;

/**
 * The name by which a file imports the module. A relative path ends as the file's other relative imports do: they work
 * with the program's compiler, its bundler and its test runner.
 *
 * @param file its absolute path
 * @param relativeModules the modules that it imports by a relative path
 */
export function specifierFrom(
  file: string,
  module: AdoptedModule,
  relativeModules: readonly string[],
): string {
  if (module.kind === "package") return module.name;
  const own = relativeModules
    .map((name) => extensionOf(join(dirname(file), name), name))
    .find((extension) => extension !== undefined);
  const isJavaScript = module.path.endsWith(".js");
  const extension = (isJavaScript && own === ".ts" ? ".js" : own) ?? module.importExtension;
  const path = posixPath(relative(dirname(file), module.path)).replace(/\.[jt]s$/, "");
  return `${path.startsWith(".") ? "" : "./"}${path}${extension}`;
}

const SOURCE_EXTENSIONS = [".ts", ".tsx", ".js", ".jsx"];

/** The extension of an import that leads to source code; `undefined` for others, such as `./data.json`. */
function extensionOf(path: string, name: string): ImportExtension | undefined {
  if (/\.[cm]?tsx?$/.test(name) && existsSync(path)) return ".ts";
  if (/\.jsx?$/.test(name)) {
    const stem = path.replace(/\.jsx?$/, "");
    return SOURCE_EXTENSIONS.some((extension) => existsSync(stem + extension)) ? ".js" : undefined;
  }
  const found = SOURCE_EXTENSIONS.some(
    (extension) => existsSync(path + extension) || existsSync(join(path, `index${extension}`)),
  );
  return found ? "" : undefined;
}
