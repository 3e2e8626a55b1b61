/** The first note of a draft: where it comes from, and what its comments are. */
export function importedFrom(names: readonly string[]): string {
  return `Imported from ${names.join(", ")}. Comments say what was inferred, and what is to be decided.`;
}
