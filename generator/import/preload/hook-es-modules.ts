import fs from "node:fs";
import Module, { type LoadFnOutput } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { announceClient, hasClient, instrumentClient } from "./hook-modules.js";

/** Instruments a client in ES modules, which bundlers write. Node loads a client of CommonJS as CommonJS. */
export function hookEsModules(): void {
  const { registerHooks, register } = Module as Partial<typeof Module> & { registerHooks?: RegisterHooks };
  if (registerHooks !== undefined) registerHooks({ load: loadSync });
  else if (register !== undefined && mayLoadEsModules()) register(pathToFileURL(__filename));
}

/** Of Node 22.15 and later. */
type RegisterHooks = (hooks: { readonly load: SyncLoad }) => void;

type SyncLoad = (
  url: string,
  context: unknown,
  nextLoad: (url: string, context: unknown) => LoadFnOutput,
) => LoadFnOutput;

const loadSync: SyncLoad = (url, context, nextLoad) => instrumentLoaded(url, nextLoad(url, context));

/** The hook of Node 20, which runs in a thread of its own. */
export async function load(
  url: string,
  context: unknown,
  nextLoad: (url: string, context: unknown) => Promise<LoadFnOutput>,
): Promise<LoadFnOutput> {
  return instrumentLoaded(url, await nextLoad(url, context));
}

function instrumentLoaded(url: string, loaded: LoadFnOutput): LoadFnOutput {
  const { source, format } = loaded;
  if (format === "json" || format === "wasm") return loaded;
  if (typeof source !== "string" && !(source instanceof Uint8Array && hasClient(source))) return loaded;
  const code = typeof source === "string" ? source : Buffer.from(source).toString("utf8");
  return { ...loaded, source: instrumentClient(announceClient(code, url)) };
}

/** The hook costs 30 ms, so it is left out where the program and its package are CommonJS. */
function mayLoadEsModules(): boolean {
  const main = process.argv[1];
  if (main === undefined) return true;
  const file = path.resolve(main);
  if (/\.m[jt]s$/.test(file)) return true;
  return [process.cwd(), path.dirname(fs.existsSync(file) ? fs.realpathSync(file) : file)].some(
    isModulePackage,
  );
}

/** Whether the nearest `package.json` has `"type": "module"`. */
function isModulePackage(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(at, "package.json"), "utf8")).type === "module";
    } catch {
      if (at === path.dirname(at)) return false;
    }
  }
}
