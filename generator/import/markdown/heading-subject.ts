import type { DraftFamily } from "../draft.js";
import type { Section } from "./markdown-page.js";

export type FamilyType = DraftFamily["type"] | "summary";

/** What a section is about, by the nearest heading that says so: families of a type, or vectors. */
export function subjectOf({
  title,
  above,
}: Pick<Section, "title" | "above">): FamilyType | "vectors" | undefined {
  return [title, ...above].map(subjectInWords).find((subject) => subject !== undefined);
}

/** The type that words speak of, as "Vectored Counters"; `undefined` if of none, or of several. */
export function typeInWords(words: string): FamilyType | undefined {
  const found = TYPES.filter((type) => PATTERNS[type].test(words));
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a heading is that of definitions of vectors, each below a heading of its own. */
export function isOfVectors(title: string): boolean {
  return subjectInWords(title) === "vectors";
}

function subjectInWords(words: string): FamilyType | "vectors" | undefined {
  return typeInWords(words) ?? (/\b(?:vectors?|labels?)\b/i.test(words) ? "vectors" : undefined);
}

const TYPES = ["counter", "gauge", "histogram", "summary"] as const;

const PATTERNS: Readonly<Record<FamilyType, RegExp>> = {
  counter: /\bcounters?\b/i,
  gauge: /\bgauges?\b/i,
  histogram: /\bhistograms?\b/i,
  summary: /\bsummar(?:y|ies)\b/i,
};
