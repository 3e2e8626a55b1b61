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

/** A move that can be undone. */
interface Move {
  readonly from: string;
  readonly to: string;
  /** What stands at `to` before; `undefined` for nothing. */
  readonly before: string | undefined;
}

/**
 * Carries out a plan. Every new text is first written whole beside its place, and only when all are written
 * are they moved there, and the files that go moved away: an error on the way leaves the outputs as they
 * were, and nothing half done.
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
    .filter(({ path }) => existsSync(path)) // another run may have removed it meanwhile
    .map(({ path }) => ({ from: path, to: temporaryPath(path), before: undefined }));
  try {
    plan.write.forEach(({ after = "" }, at) => {
      const move = staged[at];
      if (move !== undefined) stage(move, after);
    });
    moveAll([...staged, ...removed]);
  } finally {
    for (const { from } of staged) rmSync(from, { force: true });
    for (const { to } of removed) rmSync(to, { force: true });
  }
}

function stage({ from, to }: Move, text: string): void {
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(from, text);
  const mode = statSync(to, { throwIfNoEntry: false })?.mode;
  if (mode !== undefined) chmodSync(from, mode);
}

/** Makes every move, or none. */
function moveAll(moves: readonly Move[]): void {
  const made: Move[] = [];
  try {
    for (const move of moves) {
      renameSync(move.from, move.to);
      made.push(move);
    }
  } catch (error) {
    for (const { from, to, before } of made.reverse()) {
      renameSync(to, from);
      if (before !== undefined) writeFileSync(to, before);
    }
    throw error;
  }
}

/** A hidden name in the same directory, so that a move is one step. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
}

/** The file itself, where a link stands in its place. */
function followLink(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it does not exist yet
  }
}
