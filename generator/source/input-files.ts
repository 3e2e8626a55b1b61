import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { readRegularFile } from "@metricsmith/runtime/input";

/** What a file has: a hash of its bytes and where it really is; or that it is not there, or is no file. */
export type FileState = string;

/**
 * The files that a result depends on, those that were looked for and are not there included. Each has the state of just
 * before it was read: if it changes in the meantime, the state is not that of the text that was read, but an older one.
 */
export class InputFiles {
  readonly #states = new Map<string, FileState>();

  /** Notes a file or a folder. To be called before it is read or looked for. */
  add(path: string): void {
    const file = resolve(path);
    if (!this.#states.has(file)) this.#states.set(file, fileStateOf(file));
  }

  /** The states by absolute path. */
  get states(): ReadonlyMap<string, FileState> {
    return this.#states;
  }
}

/** In bytes. A larger file is no input. */
const LARGEST_INPUT = 256 * 1024 * 1024;

export function fileStateOf(path: string): FileState {
  try {
    if (statSync(path).isDirectory()) return "a folder";
    return stateOfBytes(path, readRegularFile(path, LARGEST_INPUT));
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unreadable";
  }
}

/** The state of a file that has these bytes. */
export function stateOfBytes(path: string, bytes: Uint8Array | string): FileState {
  return `${hashOfBytes(bytes)} ${realPathOf(path)}`;
}

/** Whether the state is that of a file that could be read. */
export function isReadState(state: FileState): boolean {
  return /^[\w-]{43} /.test(state);
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return ""; // it is gone
  }
}

export function hashOfBytes(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("base64url");
}
