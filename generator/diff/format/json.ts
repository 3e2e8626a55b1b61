import type { Change, SchemaDiff } from "../schema-diff.js";

/** `{ verdict, changes, otherSafeChanges }`; what was not there before, or is not there after, is `null`. */
export function diffJson({ verdict, changes, otherSafeChanges }: SchemaDiff): string {
  return `${JSON.stringify({ verdict, changes: changes.map(written), otherSafeChanges }, undefined, 2)}\n`;
}

function written({ class: of, kind, path, before, after, message }: Change) {
  return { class: of, kind, path, before: before ?? null, after: after ?? null, message };
}
