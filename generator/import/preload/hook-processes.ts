import childProcess from "node:child_process";
import Module from "node:module";
import workerThreads from "node:worker_threads";

/** Loads the preload into the processes and threads that the program starts, whatever environment it gives to them. */
export function hookProcesses(option: string): void {
  hookSpawn(option);
  hookWorkers(option);
  Module.syncBuiltinESMExports();
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The option is taken out of the program's environment, and given to each process that it starts. */
export function removeOption(option: string): void {
  const { NODE_OPTIONS: value } = process.env;
  if (value === undefined) return;
  const rest = value.replace(option, "").trim();
  if (rest === "") delete process.env["NODE_OPTIONS"];
  else process.env["NODE_OPTIONS"] = rest;
}

function addOption(value: string | undefined, option: string): string {
  if (value?.includes(option)) return value;
  return value === undefined || value === "" ? option : `${value} ${option}`;
}

function withOption(environment: Environment, option: string): Environment {
  return { ...environment, NODE_OPTIONS: addOption(environment["NODE_OPTIONS"], option) };
}

/** All functions that start a process and do not wait for it call `spawn` of the process object. */
function hookSpawn(option: string): void {
  const prototype = childProcess.ChildProcess.prototype as unknown as {
    spawn: (...args: unknown[]) => unknown;
  };
  const { spawn } = prototype;
  prototype.spawn = function (options, ...rest) {
    return spawn.call(this, withPair(options, option), ...rest);
  };
  const original = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, positions] of [
    ["spawnSync", [2, 1]],
    ["execFileSync", [2, 1]],
    ["execSync", [1]],
  ] as const) {
    const run = original[name];
    if (run === undefined) continue;
    original[name] = new Proxy(run, {
      apply: (target, self, args: unknown[]) =>
        Reflect.apply(target, self, withEnvironment(args, positions, option)),
    });
  }
}

/** `envPairs` is the environment of the process, as `NAME=value`. */
function withPair(options: unknown, option: string): unknown {
  const { envPairs } = (options ?? {}) as { envPairs?: unknown };
  if (!Array.isArray(envPairs)) return options;
  const others = envPairs.filter((pair) => !String(pair).startsWith(NAME));
  const own = envPairs.find((pair) => String(pair).startsWith(NAME));
  const value = own === undefined ? undefined : String(own).slice(NAME.length);
  return Object.assign(options as object, { envPairs: [...others, NAME + addOption(value, option)] });
}

const NAME = "NODE_OPTIONS=";

/** The options are the last argument; the list of arguments before them may be left out. */
function withEnvironment(
  args: readonly unknown[],
  positions: readonly number[],
  option: string,
): readonly unknown[] {
  const at =
    positions.find((position) => isOptions(args[position])) ??
    Math.max(...positions.slice(-1), Math.min(args.length, positions[0] ?? 0));
  const given = isOptions(args[at]) ? args[at] : {};
  const environment = (given["env"] as Environment | null | undefined) ?? process.env;
  const changed = [...args];
  changed[at] = { ...given, env: withOption(environment, option) };
  return changed;
}

function isOptions(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A thread without an environment or arguments of its own inherits the preload. */
function hookWorkers(option: string): void {
  const { Worker } = workerThreads;
  workerThreads.Worker = new Proxy(Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const create = (given: unknown) =>
        Reflect.construct(
          target,
          [file, given, ...rest],
          newTarget === workerThreads.Worker ? target : newTarget,
        );
      if (!isOptions(options) || (!isOptions(options["env"]) && options["execArgv"] === undefined)) {
        return create(options);
      }
      if (options["env"] === workerThreads.SHARE_ENV) return withOwnOption(option, () => create(options));
      const environment = (options["env"] as Environment | undefined) ?? process.env;
      return create({ ...options, env: withOption(environment, option) });
    },
  });
}

/** Has the option in the environment of this process while the function runs. */
function withOwnOption<T>(option: string, action: () => T): T {
  process.env["NODE_OPTIONS"] = addOption(process.env["NODE_OPTIONS"], option);
  try {
    return action();
  } finally {
    removeOption(option);
  }
}
