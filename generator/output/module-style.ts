import { dirname, join, resolve } from "node:path";
import type { ts as TypeScript } from "ts-morph";
import type { ModuleStyle } from "../emit/output.js";
import { InputFiles } from "../source/input-files.js";
import { readTextFile } from "../text/read-file.js";

/** The compiler, which takes half a second to load, and what it reads files with. */
interface Compiler {
  readonly ts: typeof TypeScript;
  readonly host: TypeScript.System;
}

/**
 * Reads the style of the modules in a directory, which need not exist yet, from the `package.json` and the
 * `tsconfig.json` that apply to it. What cannot be read is left to Node and the compiler to report.
 *
 * @param inputs gets every file that the style depends on
 */
export async function readModuleStyle(directory: string, inputs = new InputFiles()): Promise<ModuleStyle> {
  const path = resolve(directory);
  const format = readFormat(path, inputs);
  const { ts } = await import("ts-morph");
  const options = readCompilerOptions(path, { ts, host: notingHost(ts.sys, inputs) });
  return { format, importExtension: options === undefined ? ".js" : extensionFor(options, format, ts) };
}

/** Notes what the compiler reads and looks for. It reads no folders. */
function notingHost(system: TypeScript.System, inputs: InputFiles): TypeScript.System {
  const noting =
    <Result>(read: (path: string) => Result) =>
    (path: string): Result => {
      inputs.add(path);
      return read(path);
    };
  return {
    ...system,
    fileExists: noting(system.fileExists),
    directoryExists: noting(system.directoryExists),
    readFile: noting(system.readFile),
    readDirectory: () => [],
  };
}

/** The format of `.js` files: https://nodejs.org/api/packages.html#determining-module-system */
function readFormat(directory: string, inputs: InputFiles): ModuleStyle["format"] {
  const file = join(directory, "package.json");
  inputs.add(file);
  try {
    const manifest: unknown = JSON.parse(readTextFile(file));
    const isModule =
      typeof manifest === "object" && manifest !== null && "type" in manifest && manifest.type === "module";
    return isModule ? "esm" : "commonjs";
  } catch (error) {
    if (error instanceof SyntaxError || directory === dirname(directory)) return "commonjs";
    return readFormat(dirname(directory), inputs);
  }
}

/** The options of the nearest `tsconfig.json`, or of the project that it refers to for this directory. */
function readCompilerOptions(directory: string, compiler: Compiler): TypeScript.CompilerOptions | undefined {
  const { ts, host } = compiler;
  const file = ts.findConfigFile(directory, host.fileExists);
  if (file === undefined) return undefined;
  const config = readConfig(file, compiler);
  const references = (config.projectReferences ?? []).map((reference) =>
    readConfig(ts.resolveProjectReferencePath(reference), compiler),
  );
  const covering = [config, ...references].find((one) => coversDirectory(one, directory, ts));
  return (covering ?? config).options;
}

/** Reads a configuration with what it extends, and without a search for its files. */
function readConfig(file: string, { ts, host }: Compiler): TypeScript.ParsedCommandLine {
  const { config = {} } = ts.readConfigFile(file, host.readFile);
  return ts.parseJsonConfigFileContent(config, host, dirname(file), undefined, file);
}

function coversDirectory(
  { wildcardDirectories = {} }: TypeScript.ParsedCommandLine,
  directory: string,
  ts: typeof TypeScript,
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
  ts: typeof TypeScript,
): ModuleStyle["importExtension"] {
  if (options.allowImportingTsExtensions || options.rewriteRelativeImportExtensions) return ".ts";
  return format === "esm" && resolvesAsNode(options, ts) ? ".js" : "";
}

/** Whether imports of ES modules are resolved by Node, which wants extensions, rather than by a bundler. */
function resolvesAsNode(
  { module = 0, moduleResolution }: TypeScript.CompilerOptions,
  ts: typeof TypeScript,
): boolean {
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
