import { dirname, join, resolve } from "node:path";
import type { ts as TypeScript } from "ts-morph";
import type { ModuleStyle } from "../emit/output.js";
import { readTextFile } from "../text/read-file.js";

/** The compiler, which takes half a second to load. */
type Compiler = typeof TypeScript;

/**
 * Reads the style of the modules in a directory, which need not exist yet, from the `package.json` and the
 * `tsconfig.json` that apply to it. What cannot be read is left to Node and the compiler to report.
 */
export async function readModuleStyle(directory: string): Promise<ModuleStyle> {
  const path = resolve(directory);
  const format = readFormat(path);
  const { ts } = await import("ts-morph");
  const options = readCompilerOptions(path, ts);
  return { format, importExtension: options === undefined ? ".js" : extensionFor(options, format, ts) };
}

/** The format of `.js` files: https://nodejs.org/api/packages.html#determining-module-system */
function readFormat(directory: string): ModuleStyle["format"] {
  try {
    const manifest: unknown = JSON.parse(readTextFile(join(directory, "package.json")));
    const isModule =
      typeof manifest === "object" && manifest !== null && "type" in manifest && manifest.type === "module";
    return isModule ? "esm" : "commonjs";
  } catch (error) {
    if (error instanceof SyntaxError || directory === dirname(directory)) return "commonjs";
    return readFormat(dirname(directory));
  }
}

/** The options of the nearest `tsconfig.json`, or of the project that it refers to for this directory. */
function readCompilerOptions(directory: string, ts: Compiler): TypeScript.CompilerOptions | undefined {
  const file = ts.findConfigFile(directory, ts.sys.fileExists);
  if (file === undefined) return undefined;
  const config = readConfig(file, ts);
  const references = (config.projectReferences ?? []).map((reference) =>
    readConfig(ts.resolveProjectReferencePath(reference), ts),
  );
  const covering = [config, ...references].find((one) => coversDirectory(one, directory, ts));
  return (covering ?? config).options;
}

/** Reads a configuration with what it extends, and without a search for its files. */
function readConfig(file: string, ts: Compiler): TypeScript.ParsedCommandLine {
  const { config = {} } = ts.readConfigFile(file, ts.sys.readFile);
  const host = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config, host, dirname(file), undefined, file);
}

function coversDirectory(
  { wildcardDirectories = {} }: TypeScript.ParsedCommandLine,
  directory: string,
  ts: Compiler,
): boolean {
  const path = directory.replaceAll("\\", "/");
  return Object.entries(wildcardDirectories).some(
    ([root, flags]) =>
      path === root ||
      (flags === ts.WatchDirectoryFlags.Recursive && path.startsWith(`${root.replace(/\/$/, "")}/`)),
  );
}

/**
 * The extension with which the program's compiler, its bundler and Node all find a TypeScript file. Where imports become
 * `require`, or a bundler resolves them, it is none: ts-jest and webpack do not find `.ts` files by `.js`.
 */
function extensionFor(
  options: TypeScript.CompilerOptions,
  format: ModuleStyle["format"],
  ts: Compiler,
): ModuleStyle["importExtension"] {
  if (options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions) return ".ts";
  return format === "esm" && resolvesAsNode(options, ts) ? ".js" : "";
}

/** Whether imports of ES modules are resolved by Node, which wants extensions, rather than by a bundler. */
function resolvesAsNode({ module = 0, moduleResolution }: TypeScript.CompilerOptions, ts: Compiler): boolean {
  switch (moduleResolution) {
    case ts.ModuleResolutionKind.Node16:
    case ts.ModuleResolutionKind.NodeNext:
      return true;
    case ts.ModuleResolutionKind.Node10:
      return module >= ts.ModuleKind.ES2015;
    case undefined:
      return module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext;
    default:
      return false;
  }
}
