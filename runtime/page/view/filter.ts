import type { PageFamily } from "./page-family.js";

/** Which families are listed. */
export interface Filter {
  /** Words, all of which must occur in a family's name, help or label names. */
  readonly words: string;
  /** A type; empty for all. */
  readonly type: string;
}

/** Whether a family is listed. */
export function matches({ name, type, help, labels }: PageFamily, filter: Filter): boolean {
  if (filter.type !== "" && filter.type !== type) return false;
  const text = `${name} ${help} ${labels.join(" ")}`.toLowerCase();
  return filter.words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
