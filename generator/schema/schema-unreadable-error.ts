import { systemReason } from "../system-reason.js";

/** The entry file cannot be read: wrong usage, not a mistake in a schema. */
export class SchemaUnreadableError extends Error {
  override readonly name = "SchemaUnreadableError";
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super(`The schema \`${file}\` cannot be read: ${systemReason(cause)}.`, { cause });
    this.file = file;
  }
}
