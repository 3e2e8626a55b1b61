/** A command was called wrongly, or what it needs cannot be read or written: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
