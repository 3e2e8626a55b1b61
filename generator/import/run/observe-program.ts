import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { systemReason, UnreadableError } from "../../text/system-reason.js";
import { type RunObservations, readObservations } from "./read-observations.js";

/** A number, or the signal that ended the program. */
export type ExitStatus = number | NodeJS.Signals;

/** How a program ended, and what it created. */
interface ObservedProgram extends RunObservations {
  readonly exit: ExitStatus;
}

/**
 * Runs a command to its end, and sees the metrics that it creates. The command has the streams of this process, and gets
 * its signals.
 *
 * @throws UnreadableError if there is no such command
 */
export async function observeProgram(command: readonly string[]): Promise<ObservedProgram> {
  const directory = mkdtempSync(join(tmpdir(), "metricsmith-"));
  try {
    const exit = await runCommand(command, writePreload(directory));
    await othersEnd(directory);
    return { exit, ...readObservations(directory) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Writes a module that knows where it writes to, so that processes need no variable but `NODE_OPTIONS`. */
function writePreload(directory: string): string {
  const root = createRequire(import.meta.url).resolve("metricsmith/package.json");
  const preload = join(root, "../generator/dist/commonjs/import/preload/preload.js");
  const file = join(directory, "observe.cjs");
  const option = `--require=${quoteOption(file)}`;
  const call = `require(${JSON.stringify(preload)}).observe(__dirname, ${JSON.stringify(option)});`;
  writeFileSync(file, `${call}\ndelete require.cache[__filename];\n`);
  return option;
}

/** Node splits its options at spaces, and takes backslashes within quotes for escapes. */
function quoteOption(file: string): string {
  return /[\s"\\]/.test(file) ? JSON.stringify(file) : file;
}

async function runCommand([name = "", ...args]: readonly string[], option: string): Promise<ExitStatus> {
  const { NODE_OPTIONS: given } = process.env;
  const child = spawn(name, args, {
    stdio: "inherit",
    shell: process.platform === "win32", // where `npm` is a script
    env: { ...process.env, NODE_OPTIONS: given === undefined ? option : `${given} ${option}` },
  });
  const forward = (signal: NodeJS.Signals) => {
    if (!isSentByTerminal(signal)) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.on("error", (error) => {
        reject(
          new UnreadableError(`cannot run ${JSON.stringify(name)}: ${systemReason(error)}`, { cause: error }),
        );
      });
      child.on("close", (code, signal) => resolve(signal ?? code ?? 1));
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

/** Signals that ask a program to end. This process lives on, to write what was seen. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal sends its signals to all processes of a command, so that the program has it already. */
function isSentByTerminal(signal: NodeJS.Signals): boolean {
  return signal !== "SIGTERM" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
}

/** In milliseconds. Other processes of the program may still write when the first one has ended. */
const LONGEST_WAIT = 2_000;

async function othersEnd(directory: string): Promise<void> {
  for (let waited = 0; waited < LONGEST_WAIT; waited += 50) {
    const processes = readdirSync(directory).map((file) => Number(/^\d+(?=-)/.exec(file)?.[0] ?? 0));
    if (!processes.some((id) => id !== 0 && isRunning(id))) return;
    await wait(50);
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
