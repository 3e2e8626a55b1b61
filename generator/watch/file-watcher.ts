import { type BigIntStats, type FSWatcher, realpathSync, statSync, watch } from "node:fs";
import { dirname } from "node:path";

/** In milliseconds without an event, after which a save is over: programs write a file in several pieces. */
const QUIET = 25;

/** In milliseconds: in a folder where something always happens, files are looked at as often as this. */
const LONGEST_DELAY = 150;

/** In milliseconds between two looks at the files, for what the system does not report. */
const POLL_INTERVAL = 500;

/**
 * Watches files, and calls back when one of them may have changed.
 *
 * The folders of the files are watched, not the files: many programs save by renaming a new file into the place of the
 * old one, and a watch of the file would stay with the old one. An event says no more than that something happened in a
 * folder, so its name is not read: who is called back looks at the files. Network file systems, folders that are not
 * there yet, and containers whose folders come from another system give no events: the sizes and times of the files are
 * looked at twice a second, too.
 */
export class FileWatcher {
  readonly #onChange: () => void;
  readonly #folders = new Map<string, FSWatcher>();
  readonly #poll: NodeJS.Timeout;
  #stats = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  /** When the first event came that has not been reported. */
  #since = 0;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#poll = setInterval(() => this.#lookAtFiles(), POLL_INTERVAL);
  }

  /** Replaces the files that are watched. Files that are not there are watched, too. */
  setFiles(files: readonly string[]): void {
    this.#stats = new Map(files.map((file) => [file, statsOf(file)]));
    const folders = new Set(files.flatMap(foldersOf));
    for (const [folder, watcher] of this.#folders) {
      if (!folders.has(folder)) this.#closeFolder(folder, watcher);
    }
    for (const folder of folders) this.#openFolder(folder);
  }

  close(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#timer);
    for (const [folder, watcher] of this.#folders) this.#closeFolder(folder, watcher);
  }

  #openFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    try {
      const watcher = watch(folder, () => this.#report());
      this.#folders.set(folder, watcher);
      watcher.on("error", () => this.#closeFolder(folder, watcher)); // as when the folder is removed
    } catch {
      // It is gone, or the system has no more watches: the poll finds what changes.
    }
  }

  #closeFolder(folder: string, watcher: FSWatcher): void {
    this.#folders.delete(folder);
    watcher.close();
  }

  /** Calls back once for the events of a save. */
  #report(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#since = now;
    clearTimeout(this.#timer);
    const delay = Math.max(0, Math.min(QUIET, this.#since + LONGEST_DELAY - now));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#onChange();
    }, delay);
  }

  #lookAtFiles(): void {
    for (const [file, before] of this.#stats) {
      const stats = statsOf(file);
      if (stats === before) continue;
      this.#stats.set(file, stats);
      // A folder that was replaced by another of its name gives no events any more.
      for (const folder of foldersOf(file)) {
        const watcher = this.#folders.get(folder);
        if (watcher !== undefined) this.#closeFolder(folder, watcher);
        this.#openFolder(folder);
      }
      this.#report();
    }
  }
}

/** The folder of a file, and where it is a link, that of the file it leads to. None if the file is not there. */
function foldersOf(file: string): readonly string[] {
  try {
    return [...new Set([dirname(file), dirname(realpathSync(file))])];
  } catch {
    return [];
  }
}

function statsOf(file: string): string {
  let stats: BigIntStats | undefined;
  try {
    stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  } catch {
    return "unreadable";
  }
  if (stats === undefined) return "absent";
  return stats.isDirectory() ? "a folder" : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}
