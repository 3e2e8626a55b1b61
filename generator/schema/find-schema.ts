import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { nearestFile } from "../text/nearest-file.js";
import { nearestName } from "../text/nearest-name.js";
import { posixPath, systemReason } from "../text/system-reason.js";

/** The name of a project's schema, where the user names none. */
export const SCHEMA_FILE = "metrics.schema.yaml";

/**
 * The schema of the project that a folder is in: the one in the folder, or in the nearest folder above that has one.
 *
 * @returns its path, relative to the working directory
 * @throws SchemaUnreadableError if no folder has one
 */
export function findSchema(folder = process.cwd()): string {
  const path = schemaAbove(folder);
  if (path !== undefined) return path;
  throw new SchemaUnreadableError(
    `There is no \`${SCHEMA_FILE}\` in \`${posixPath(folder)}\`, nor in a folder above it.`,
    { file: SCHEMA_FILE, help: helpWithoutSchema(join(folder, SCHEMA_FILE)) },
  );
}

function schemaAbove(folder: string): string | undefined {
  for (let above = resolve(folder); ; above = dirname(above)) {
    const path = join(above, SCHEMA_FILE);
    if (existsSync(path)) return posixPath(relative(process.cwd(), path));
    if (above === dirname(above)) return undefined;
  }
}

/** There is no schema, or it cannot be read. That is wrong usage, not a mistake in a schema. */
export class SchemaUnreadableError extends Error {
  override readonly name = "SchemaUnreadableError";
  readonly file: string;
  /** A sentence that says what to do. */
  readonly help: string;

  constructor(
    message: string,
    { file, help, cause }: { readonly file: string; readonly help: string; readonly cause?: unknown },
  ) {
    super(message, { cause });
    this.file = file;
    this.help = help;
  }
}

/** @param cause the system's error */
export function unreadableSchema(file: string, cause: unknown): SchemaUnreadableError {
  return new SchemaUnreadableError(`The schema \`${file}\` cannot be read: ${systemReason(cause)}.`, {
    file,
    help: helpFor(file, cause),
    cause,
  });
}

function helpFor(file: string, cause: unknown): string {
  switch (cause instanceof Error && "code" in cause ? cause.code : undefined) {
    case "ENOENT":
      return helpWithoutSchema(file);
    case "EACCES":
    case "EPERM":
      return `Let your user read it, as with \`chmod u+r ${file}\`, or name another with \`--schema\`.`;
    default: {
      const [inside] = schemasIn(file);
      const path = inside === undefined ? schemaAbove(file) : posixPath(join(file, inside));
      return `Name a file with \`--schema\`${path === undefined ? "" : `, such as \`--schema ${path}\``}.`;
    }
  }
}

/** For a file that does not exist. */
function helpWithoutSchema(file: string): string {
  const folder = dirname(file);
  const others = schemasIn(folder);
  const nearest = nearestName(basename(file), others);
  const found =
    nearest === undefined ? (nearestYaml(file) ?? onlySchema(folder, others)) : join(folder, nearest);
  if (found !== undefined) {
    return `Did you mean \`--schema ${posixPath(relative(process.cwd(), resolve(found)))}\`?`;
  }
  return "Have `metricsmith init` write one, `metricsmith import` take it from what exists, or name another with `--schema`.";
}

function nearestYaml(file: string): string | undefined {
  const nearest = nearestFile(file);
  return nearest !== undefined && /\.ya?ml$/i.test(nearest) ? nearest : undefined;
}

function onlySchema(folder: string, schemas: readonly string[]): string | undefined {
  const [only] = schemas;
  return only === undefined || schemas.length > 1 ? undefined : join(folder, only);
}

/** The names of files in a folder that are schemas by their names, `metrics.schema.yaml` before others. */
function schemasIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /\.schema\.ya?ml$/i.test(name));
    return names.sort((one, other) => Number(other === SCHEMA_FILE) - Number(one === SCHEMA_FILE));
  } catch {
    return []; // there is no such folder, or it cannot be read
  }
}
