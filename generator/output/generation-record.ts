import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { schemaOf, toCommentText } from "../emit/output.js";
import { PACKAGE_VERSION } from "../package-version.js";
import { type FileState, fileStateOf, hashOfBytes } from "../source/input-files.js";
import { readTextFile } from "../text/read-file.js";

/**
 * What a generation read and made, so that the next one can see that nothing has changed without compiling the schema.
 * It is only written of a generation without a finding, so that none is lost.
 */
export interface GenerationRecord {
  /** The output directory, relative to the schema's folder. */
  readonly directory: string;
  /** What `generate` says of the schema: how many families and series it has. */
  readonly summary: string;
  /** States of everything that was read, and of pages as they are now, by absolute path. */
  readonly inputs: Readonly<Record<string, FileState>>;
  /** Hashes of the outputs' texts by absolute path, with line feeds alone at the ends of lines. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Absolute paths where the schema has no output any more. */
  readonly obsolete: readonly string[];
}

/** Names a record: one schema can have outputs in several directories. */
export interface GenerationKey {
  /** The schema file. */
  readonly schema: string;
  /** The output directory that the user names. */
  readonly out: string | undefined;
}

interface StoredRecord extends GenerationRecord {
  readonly program: string;
  readonly day: string;
}

/**
 * The record of the last generation, if it would generate the same again, and the outputs are what it generated.
 *
 * @returns `undefined` if anything differs, or there is no record: the schema must be compiled
 */
export function findUnchanged(key: GenerationKey, today = new Date()): GenerationRecord | undefined {
  const file = recordFile(key);
  if (file === undefined) return undefined;
  try {
    // The file is written below, and whoever changes it can change the outputs, too.
    const record = JSON.parse(readTextFile(file)) as StoredRecord;
    const isCurrent =
      record.program === programId() &&
      (record.day === "" || record.day === dayOf(today)) &&
      Object.entries(record.inputs).every(([path, state]) => fileStateOf(path) === state) &&
      Object.entries(record.outputs).every(
        ([path, hash]) => textHash(readTextFile(path, LARGEST)) === hash,
      ) &&
      record.obsolete.every((path) => !isOutputOf(key.schema, path));
    return isCurrent ? record : undefined;
  } catch {
    return undefined; // there is no record, or an output is gone
  }
}

/** In bytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Writes the record of a generation into `node_modules/.cache`, in the nearest `node_modules` above the schema. Without
 * such a folder, or if it cannot be written, there is no record.
 *
 * @param sources the texts of the schema: if one has a date, what is generated may depend on the day
 */
export function writeRecord(
  key: GenerationKey,
  record: GenerationRecord,
  sources: Iterable<string>,
  today = new Date(),
): void {
  const file = recordFile(key);
  if (file === undefined) return;
  const day = [...sources].some((text) => DATE.test(text)) ? dayOf(today) : "";
  const stored: StoredRecord = { ...record, program: programId(), day };
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(stored));
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true }); // the next generation takes longer
  }
}

const DATE = /\d{4}-\d\d-\d\d/;

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The hash of an output's text. Git may have changed the ends of its lines. */
export function textHash(text: string): string {
  return hashOfBytes(text.replaceAll("\r\n", "\n"));
}

function recordFile({ schema, out }: GenerationKey): string | undefined {
  const path = resolve(schema);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const packages = join(folder, "node_modules");
    if (isFolder(packages)) {
      const name = hashOfBytes(JSON.stringify([path, out === undefined ? "" : resolve(out)]));
      return join(packages, ".cache/metricsmith", `${name}.json`);
    }
    if (folder === dirname(folder)) return undefined;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The program that generates. In a development build of one version, its code changes: the compiler's notes tell. */
function programId(): string {
  const notes = fileURLToPath(new URL("../.tsbuildinfo", import.meta.url));
  const build = existsSync(notes) ? fileStateOf(notes) : "";
  return [PACKAGE_VERSION, process.version, build].join(" ");
}

function isOutputOf(schema: string, path: string): boolean {
  if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) return false;
  return schemaOf(readTextFile(path, LARGEST)) === toCommentText(basename(schema));
}
