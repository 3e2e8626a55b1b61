import type { Pattern } from "./pattern.js";

/** A pattern of one character. */
export type CharacterPattern = Extract<Pattern, { kind: "character" }>;

/** One of those of which something is true. */
export function oneOf(matches: (character: string) => boolean): CharacterPattern {
  return { kind: "character", matches, literal: undefined };
}

export function exactly(character: string): CharacterPattern {
  return { kind: "character", matches: (other) => other === character, literal: character };
}
