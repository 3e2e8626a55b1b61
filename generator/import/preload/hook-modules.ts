import { channel } from "node:diagnostics_channel";
import fs from "node:fs";
import Module from "node:module";
import vm from "node:vm";

/**
 * Instruments the client's source where it is compiled. Code that has no client is compiled by Node's own functions, so that
 * stack traces stay what they are.
 */
export function hookModules(): void {
  hookCommonJs();
  hookScripts();
}

type Compile = (this: CompiledModule, code: unknown, ...rest: unknown[]) => unknown;

interface CompiledModule {
  readonly filename?: unknown;
}

/** Node, ts-node, tsx and others call `module._compile` with the code of a CommonJS module. */
function hookCommonJs(): void {
  const prototype = Module.prototype as unknown as { _compile: Compile };
  const compile = prototype._compile;
  const compileClient: Compile = function (code, ...rest) {
    return compile.call(this, instrumented(code, [this]), ...rest);
  };
  let replaced: Compile | undefined; // by another tool, for all modules
  Object.defineProperty(prototype, "_compile", {
    configurable: true,
    enumerable: true,
    get(this: CompiledModule) {
      if (replaced !== undefined) return replaced;
      return this === prototype || mayHaveClient(this.filename) ? compileClient : compile;
    },
    set(this: CompiledModule, value: Compile) {
      if (this === prototype) replaced = value === compileClient ? undefined : value;
      else
        Object.defineProperty(this, "_compile", {
          value,
          configurable: true,
          enumerable: true,
          writable: true,
        });
    },
  });
}

/** In bytes. No bundle with a client is smaller. */
const SMALLEST_BUNDLE = 8_000;

function mayHaveClient(file: unknown): boolean {
  if (typeof file !== "string") return true;
  if (/[\\/]metric\.js$/.test(file)) return true; // of the client, whatever name it is installed under
  const isOldClient = /[\\/]counter\.js$/.test(file);
  try {
    return (isOldClient || fs.statSync(file).size >= SMALLEST_BUNDLE) && hasClient(fs.readFileSync(file));
  } catch {
    return true; // code without a file
  }
}

/** Jest, Vitest and caches of compiled code make scripts of the code of modules. */
function hookScripts(): void {
  const original = vm as unknown as Record<string, unknown>;
  for (const name of ["Script", "SourceTextModule"]) {
    const Class = original[name];
    if (typeof Class !== "function") continue;
    original[name] = new Proxy(Class, {
      construct: (target, [code, ...rest], newTarget) =>
        Reflect.construct(
          target,
          [instrumented(code, rest), ...rest],
          newTarget === original[name] ? target : newTarget,
        ),
    });
  }
  for (const name of ["compileFunction", "runInThisContext", "runInContext", "runInNewContext"]) {
    const run = original[name];
    if (typeof run !== "function") continue;
    original[name] = new Proxy(run, {
      apply: (target, self, [code, ...rest]) =>
        Reflect.apply(target, self, [instrumented(code, rest), ...rest]),
    });
  }
  Module.syncBuiltinESMExports();
}

/** @param named what may name the file, such as the options of a script */
function instrumented(code: unknown, named: readonly unknown[]): unknown {
  if (typeof code !== "string") return code;
  if (isUnknownClient(code)) channel(CHANNEL).publish(String(fileOf(named) ?? ""));
  return instrumentClient(code);
}

/** The options are last: what comes before them may be an object of the program. */
function fileOf(named: readonly unknown[]): unknown {
  const isNaming = (one: unknown) =>
    typeof one === "string" || (typeof one === "object" && one !== null && "filename" in one);
  const last = named.findLast(isNaming);
  return typeof last === "string" ? last : (last as CompiledModule | undefined)?.filename; // it has the property
}

/** A text that only the client's class of metrics has: prom-client 13 to 15, and its successor. */
const MARKER = "Missing mandatory help parameter";

/** Each new metric is published here, and the name of each file with a client that cannot be instrumented. */
export const CHANNEL = "metricsmith:metric";

/**
 * Publishes a value, wherever the code runs: a module has `require`, code of a `vm` context its own `globalThis`. It is an
 * expression, as minified code has the check among others.
 */
function publishing(expression: string): string {
  return (
    '(metric=>{try{(process.getBuiltinModule?process.getBuiltinModule("diagnostics_channel"):' +
    `require("diagnostics_channel")).channel("${CHANNEL}").publish(metric)}catch{}})(${expression})`
  );
}

/** Has the code of a client publish each new metric. Other code stays as it is. */
export function instrumentClient(code: string): string {
  if (!code.includes(MARKER) || code.includes(CHANNEL)) return code;
  let instrumented = "";
  let done = 0;
  for (const { start, end } of checksOf(code)) {
    instrumented += `${code.slice(done, start)}(${publishing("this")},${code.slice(start, end)})`;
    done = end;
  }
  return instrumented + code.slice(done);
}

interface Check {
  readonly start: number;
  readonly end: number;
}

/** The checks `!this.help` before the text: all of the configuration is on the object, which is in no registry yet. */
function checksOf(code: string): readonly Check[] {
  const checks: Check[] = [];
  for (let at = code.indexOf(MARKER); at >= 0; at = code.indexOf(MARKER, at + 1)) {
    const from = Math.max(checks.at(-1)?.end ?? 0, at - LONGEST_CHECK);
    const before = code.slice(from, at);
    const help = before.lastIndexOf(HELP);
    const start = before.slice(0, Math.max(help, 0)).trimEnd().length - 1;
    const end = help + HELP.length;
    if (help < 0 || before[start] !== "!") continue;
    if (/^\)\{?throw[^;]*$/.test(before.slice(end).replace(/\s/g, ""))) {
      checks.push({ start: from + start, end: from + end });
    }
  }
  return checks;
}

const HELP = "this.help";

/** In characters: from the check to the text. */
const LONGEST_CHECK = 200;

/** Has an ES module publish its name. A loader may run in another thread than the module. */
export function announceClient(code: string, url: string): string {
  return isUnknownClient(code) ? `${code}\n;${publishing(JSON.stringify(url))};\n` : code;
}

/** Whether code has a client that cannot be instrumented: an old one, or one that a tool has changed. */
function isUnknownClient(code: string): boolean {
  return (
    code.includes(MARKER) && !code.includes(CHANNEL) && checksOf(code).length === 0 && throwsMarker(code)
  );
}

/** What has the text to throw is a client, whatever its check. */
function throwsMarker(code: string): boolean {
  const at = code.indexOf(MARKER);
  const statement =
    code
      .slice(Math.max(0, at - LONGEST_THROW), at)
      .split(";")
      .at(-1) ?? "";
  return statement.includes("throw");
}

/** In characters: from `throw` to the text. */
const LONGEST_THROW = 70;

/** The same for the bytes of a file. */
export function hasClient(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(MARKER);
}
