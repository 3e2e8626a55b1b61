import type { Diagnostic } from "./diagnostic.js";

/**
 * Each diagnostic once, by file in the given order, line and column; those without a location come last.
 * Text that several aliases or merges share is checked wherever it is used, so one mistake in it is found
 * more than once.
 */
export function inReadingOrder(
  diagnostics: readonly Diagnostic[],
  files: readonly string[],
): readonly Diagnostic[] {
  const distinct = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, message, location } = diagnostic;
    const key = JSON.stringify([code, message, location]);
    if (!distinct.has(key)) distinct.set(key, diagnostic);
  }
  const ranks = new Map(files.map((file, index) => [file, index]));
  const rank = ({ location }: Diagnostic) =>
    location === undefined ? Number.POSITIVE_INFINITY : (ranks.get(location.file) ?? files.length);
  return [...distinct.values()].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    if (left !== right) return left < right ? -1 : 1;
    return (
      (a.location?.line ?? 0) - (b.location?.line ?? 0) ||
      (a.location?.column ?? 0) - (b.location?.column ?? 0)
    );
  });
}
