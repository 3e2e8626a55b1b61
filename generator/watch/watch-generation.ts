import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type GenerateOptions, type GenerateResult, generate } from "../output/generate.js";
import { SchemaUnreadableError } from "../schema/find-schema.js";
import {
  type FileState,
  fileStateOf,
  hashOfBytes,
  InputFiles,
  isReadState,
  stateOfBytes,
} from "../source/input-files.js";
import { UnreadableError } from "../text/system-reason.js";
import { FileWatcher } from "./file-watcher.js";

/** What a change led to. */
export type WatchedGeneration = WatchedRun & {
  /** How long the generation took. */
  readonly milliseconds: number;
  /** How many files are watched that are there. */
  readonly files: number;
};

type WatchedRun =
  | { readonly kind: "generated"; readonly result: GenerateResult }
  | { readonly kind: "failed"; readonly error: UnreadableError | SchemaUnreadableError };

/**
 * Generates, and again after each change of a file that the outputs depend on: the schema, its imports, pages, and the
 * settings of the package and the compiler. It ends when the signal is aborted, never while outputs are written.
 *
 * @throws SchemaUnreadableError, UnreadableError if it cannot generate even once
 */
export async function watchGeneration(
  options: GenerateOptions,
  { signal, onResult }: { readonly signal: AbortSignal; onResult(result: WatchedGeneration): Promise<void> },
): Promise<void> {
  const change = new ChangeSignal();
  const watcher = new FileWatcher(() => change.raise());
  signal.addEventListener("abort", () => change.raise());
  let states: ReadonlyMap<string, FileState> = new Map();
  /** The files that are gone or empty for longer than a save takes. */
  let away: ReadonlySet<string> = new Set();
  /** When the first generation began whose result was not reported. */
  let discardedSince: number | undefined;
  let isFirst = true;
  try {
    while (!signal.aborted) {
      const start = performance.now();
      const inputs = new InputFiles();
      const run = await generateOnce(options, inputs);
      const read = statesAfter(run, inputs, [...states.keys()]);
      if (findAway(states, read).some((path) => !away.has(path))) away = await waitForSaves(states);
      discardedSince ??= start;
      // What was read in the middle of a save tells nothing.
      if (hasChanged(read) && performance.now() < discardedSince + LONGEST_SAVE) continue;
      discardedSince = undefined;
      if (run.kind === "failed" && isFirst) throw run.error;
      isFirst = false;
      states = read;
      watcher.setFiles([...states.keys()]);
      change.raise(); // a file may have changed since it was read, before it was watched
      const files = [...states.values()].filter(isReadState).length;
      await onResult({ ...run, milliseconds: performance.now() - start, files });
      away = await nextChange(change, states, signal);
    }
  } finally {
    watcher.close();
  }
}

async function generateOnce(options: GenerateOptions, inputs: InputFiles): Promise<WatchedRun> {
  try {
    return { kind: "generated", result: await generate(options, inputs) };
  } catch (error) {
    if (error instanceof UnreadableError || error instanceof SchemaUnreadableError) {
      return { kind: "failed", error };
    }
    throw error;
  }
}

/**
 * The files to watch, as the generation read them, and pages as it left them. A schema with a mistake may not say any
 * more what it depends on: what it depended on before is watched, too.
 */
function statesAfter(
  run: WatchedRun,
  inputs: InputFiles,
  before: readonly string[],
): ReadonlyMap<string, FileState> {
  const isSound =
    run.kind === "generated" && run.result.diagnostics.every(({ severity }) => severity !== "error");
  if (!isSound) for (const path of before) inputs.add(path);
  const states = new Map(inputs.states);
  if (run.kind === "generated") {
    for (const [page, text] of run.result.pages) states.set(resolve(page), stateOfBytes(page, text));
  }
  return states;
}

/** In milliseconds: for so long, a file that is being saved may be gone, or empty. */
const LONGEST_SAVE = 1000;

/**
 * Resolves when a file has changed. Saves that leave it as it was, and the outputs beside it, are no changes.
 *
 * @returns the files that are gone or empty and stay so
 */
async function nextChange(
  change: ChangeSignal,
  states: ReadonlyMap<string, FileState>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  for (;;) {
    await change.next();
    const away = await waitForSaves(states);
    if (signal.aborted || hasChanged(states)) return away;
  }
}

function hasChanged(states: ReadonlyMap<string, FileState>): boolean {
  return [...states].some(([path, state]) => fileStateOf(path) !== state);
}

/** Waits until no file is gone or empty that was not, as while a program saves it; returns those that stay so. */
async function waitForSaves(states: ReadonlyMap<string, FileState>): Promise<ReadonlySet<string>> {
  const deadline = performance.now() + LONGEST_SAVE;
  for (;;) {
    const now = new Map([...states.keys()].map((path) => [path, fileStateOf(path)]));
    const away = findAway(states, now);
    if (away.length === 0 || performance.now() >= deadline) return new Set(away);
    await setTimeout(10);
  }
}

/** The files that are gone or empty now, and were not before. */
function findAway(
  before: ReadonlyMap<string, FileState>,
  now: ReadonlyMap<string, FileState>,
): readonly string[] {
  return [...now].flatMap(([path, state]) => {
    const old = before.get(path);
    return old !== undefined && !isAway(old) && isAway(state) ? [path] : [];
  });
}

function isAway(state: FileState): boolean {
  return state === "ENOENT" || state.startsWith(EMPTY);
}

const EMPTY = hashOfBytes("");

/** Wakes one waiter; what is raised while nobody waits wakes the next one. */
class ChangeSignal {
  #isRaised = false;
  #wake: (() => void) | undefined;

  raise(): void {
    this.#isRaised = true;
    this.#wake?.();
  }

  async next(): Promise<void> {
    if (!this.#isRaised) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#isRaised = false;
    this.#wake = undefined;
  }
}
