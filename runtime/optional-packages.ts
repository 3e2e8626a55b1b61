/** A package that was loaded, or why it was not. */
export type LoadedPackage =
  | { readonly module: object }
  | {
      readonly module: undefined;
      /** Whether the package was found, and is broken. */
      readonly broken: boolean;
      /** Completes a sentence about the package: `is not installed: run npm install yaml`. */
      readonly reason: string;
    };

/** A package that an application may have. */
export interface OptionalPackage {
  readonly name: string;
  /** What the runtime uses of it, which distinguishes it from what a bundler puts in its place. */
  readonly exports: readonly string[];
}

const CLIENT_EXPORTS = ["Registry", "AggregatorRegistry", "register"];
const PROM_CLIENT = { name: "prom-client", exports: CLIENT_EXPORTS };
const PROMETHEUS_CLIENT = { name: "@prometheus-io/client", exports: CLIENT_EXPORTS };
const YAML = {
  name: "yaml",
  exports: ["Lexer", "Parser", "Composer", "LineCounter", "isAlias", "isScalar", "isSeq", "isMap"],
};
const BCRYPT = { name: "bcryptjs", exports: ["hashSync"] };

/*
 * A package is named in an `import` within `try`: bundlers include the package if they find it, and otherwise build
 * without it. What they put in its place differs: an empty module, or code that throws one error or another. So whatever
 * is not the package counts as not there, and the package is then looked for beside the program.
 */

/*
 * Most programs need no client, and webpack and Turbopack would warn at each build that it is missing: they do not see
 * these imports. What they bundle loads a client that lies beside it.
 */
declare const __webpack_require__: unknown;

export async function loadPromClient(): Promise<LoadedPackage> {
  try {
    if (typeof __webpack_require__ === "undefined") {
      return checkPackage(PROM_CLIENT, await import(/* turbopackIgnore: true */ "prom-client"));
    }
  } catch (error) {
    return loadBeside(PROM_CLIENT, error);
  }
  return loadBeside(PROM_CLIENT);
}

export async function loadPrometheusClient(): Promise<LoadedPackage> {
  try {
    if (typeof __webpack_require__ === "undefined") {
      return checkPackage(
        PROMETHEUS_CLIENT,
        await import(/* turbopackIgnore: true */ "@prometheus-io/client"),
      );
    }
  } catch (error) {
    return loadBeside(PROMETHEUS_CLIENT, error);
  }
  return loadBeside(PROMETHEUS_CLIENT);
}

export async function loadYaml(): Promise<LoadedPackage> {
  try {
    return checkPackage(YAML, await import("yaml"));
  } catch (error) {
    return loadBeside(YAML, error);
  }
}

/** A package's path, or why there is none. */
type FoundPackage =
  | { readonly path: string }
  | {
      readonly path: undefined;
      /** Completes a sentence about the package. */
      readonly reason: string;
    };

/** Finds `bcryptjs` for the thread that compares passwords. A thread cannot load what is within a bundle. */
export function findBcrypt(): FoundPackage {
  const path = resolveBeside(BCRYPT.name);
  if (path === undefined) {
    const bundle = bundleFile();
    const reason =
      bundle === undefined
        ? "is not installed: run npm install bcryptjs"
        : `is not installed beside the bundle ${bundle}: passwords are checked in a thread of their own, which cannot ` +
          "load it from a bundle; leave bcryptjs external when you bundle, and run npm install bcryptjs beside the bundle";
    return { path, reason };
  }
  const loaded = requireFile(BCRYPT, path);
  return loaded.module === undefined ? { path: undefined, reason: loaded.reason } : { path };
}

/** @throws Error if a module is not the package */
export function checkPackage(
  { name, exports }: OptionalPackage,
  module: unknown,
): { readonly module: object } {
  // A bundler may give the exports of a CommonJS module as its default export alone.
  for (const candidate of [module, isObject(module) && "default" in module && module.default]) {
    if (isObject(candidate) && exports.every((key) => key in candidate)) {
      return { module: candidate };
    }
  }
  throw new Error(`what was loaded as ${name} has no ${exports.join(", ")}`);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/**
 * Loads a package from beside the program.
 *
 * @param error why it could not be imported
 */
export function loadBeside(candidate: OptionalPackage, error?: unknown): LoadedPackage {
  const { name } = candidate;
  const path = resolveBeside(name);
  if (path !== undefined) return requireFile(candidate, path);
  const bundle = bundleFile();
  const reason =
    error === undefined || isNotFound(error)
      ? `is not installed: run npm install ${name}`
      : bundle === undefined
        ? `does not load (${loadErrorOf(error)}): run npm install ${name}`
        : `does not load from the bundle ${bundle} (${loadErrorOf(error)}): leave ${name} external when you bundle, ` +
          `and run npm install ${name} beside the bundle`;
  return { module: undefined, broken: false, reason };
}

function requireFile(candidate: OptionalPackage, path: string): LoadedPackage {
  try {
    return checkPackage(candidate, requireFrom(path)(path));
  } catch (error) {
    return {
      module: undefined,
      broken: true,
      reason: `is installed and does not load: ${loadErrorOf(error)} (${path})`,
    };
  }
}

/** The path of a package beside the file that runs, which may be a bundle, or beside the program that was started. */
function resolveBeside(name: string): string | undefined {
  for (const place of [ownFile(), process.argv[1]]) {
    try {
      return requireFrom(place ?? "").resolve(name);
    } catch {
      // It is not there, or the place is not a file.
    }
  }
  return undefined;
}

/** As `createRequire` of `node:module`, which webpack replaces where it sees it. */
function requireFrom(place: string): NodeJS.Require {
  return process.getBuiltinModule("node:module").createRequire(place);
}

/** The file of the bundle that this module is in; `undefined` if it is not in one. */
function bundleFile(): string | undefined {
  const file = ownFile();
  return file === undefined || /\boptional-packages\.[jt]s$/.test(file) ? undefined : file;
}

/**
 * The path of the code that runs. Neither `import.meta.url` nor `__filename` can give it: bundlers replace
 * both by the path of the source, or by nothing.
 */
function ownFile(): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, [site]) => site?.getFileName();
    const file: unknown = new Error().stack;
    if (typeof file !== "string") return undefined;
    return file.startsWith("file:") ? process.getBuiltinModule("node:url").fileURLToPath(file) : file;
  } catch {
    return undefined; // the application has frozen `Error`
  } finally {
    try {
      Object.assign(Error, { prepareStackTrace, stackTraceLimit });
    } catch {}
  }
}

function isNotFound(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND";
}

function loadErrorOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0] || error.name : String(error);
}
