import {
  chmodSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { OutputPlan } from "./output-plan.js";

/** The move of a file, which can be undone. */
interface Move {
  readonly from: string;
  readonly to: string;
  /** The text at `to` before the move; `undefined` when there is no file. */
  readonly before: string | undefined;
}

/**
 * Carries out a plan. New texts are written to temporary files first. When all are written, they are moved into place,
 * and the files to remove are moved away. An error leaves all outputs as they were.
 *
 * @throws the system's error when something cannot be written
 */
export function writeOutputs(plan: OutputPlan): void {
  const staged = plan.write.map(({ path, before }) => ({
    from: temporaryPath(followLink(path)),
    to: followLink(path),
    before,
  }));
  const removed = plan.remove
    .filter(({ path }) => existsSync(path)) // another run may have removed it since
    .map(({ path }) => ({ from: path, to: temporaryPath(path), before: undefined }));
  const folders: string[] = [];
  try {
    plan.write.forEach(({ after = "" }, at) => {
      const move = staged[at];
      if (move !== undefined) stage(move, after, folders);
    });
    moveAll([...staged, ...removed]);
  } catch (error) {
    for (const { from } of staged) removeFile(from);
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    throw error;
  } finally {
    for (const { to } of removed) removeFile(to);
  }
}

/** Removes a temporary file. Where a part of its path is no folder, there is none, which `force` does not take. */
function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {} // the error of the write is the one that counts
}

/** @param folders gets the outermost folder that is made */
function stage({ from, to }: Move, text: string, folders: string[]): void {
  const made = mkdirSync(dirname(to), { recursive: true });
  if (made !== undefined) folders.push(made);
  writeFileSync(from, text);
  const mode = statSync(to, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined) chmodSync(from, mode);
}

/** Makes every move, or none. */
function moveAll(moves: readonly Move[]): void {
  const done: Move[] = [];
  try {
    for (const move of moves) {
      renameSync(move.from, move.to);
      done.push(move);
    }
  } catch (error) {
    for (const { from, to, before } of done.reverse()) {
      renameSync(to, from);
      if (before !== undefined) writeFileSync(to, before);
    }
    throw error;
  }
}

/** A hidden file in the same directory, so that the move is atomic. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

/** The file that a link leads to; other paths as they are. */
function followLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it does not exist yet
  }
}
