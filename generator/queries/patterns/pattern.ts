import type { Span } from "../span.js";

/** A regular expression of RE2, as far as it is understood here: https://github.com/google/re2/wiki/Syntax */
export type Pattern =
  | {
      readonly kind: "character";
      readonly matches: (character: string) => boolean;
      readonly literal: string | undefined;
    }
  | { readonly kind: "sequence"; readonly items: readonly Pattern[] }
  | { readonly kind: "choice"; readonly alternatives: readonly Alternative[] }
  | { readonly kind: "repeat"; readonly item: Pattern; readonly min: number; readonly max: number };

export interface Alternative extends Span {
  readonly pattern: Pattern;
}

/** `.*`, line feeds included. */
export const ANYTHING: Pattern = {
  kind: "repeat",
  item: { kind: "character", matches: () => true, literal: undefined },
  min: 0,
  max: Number.POSITIVE_INFINITY,
};

/** The alternatives of the whole pattern, also if it stands in brackets. */
export function alternativesOf(pattern: Pattern): readonly Alternative[] {
  if (pattern.kind === "choice") {
    const [only, second] = pattern.alternatives;
    return only !== undefined && second === undefined ? alternativesIn(only) : pattern.alternatives;
  }
  return [];
}

function alternativesIn(alternative: Alternative): readonly Alternative[] {
  const { pattern } = alternative;
  if (pattern.kind === "choice") return alternativesOf(pattern);
  if (pattern.kind !== "sequence") return [alternative];
  const [only, second] = pattern.items;
  return only?.kind === "choice" && second === undefined ? alternativesOf(only) : [alternative];
}

/** The texts that a pattern stands for if it is made of letters and alternatives alone; `undefined` otherwise. */
export function literalsOf(pattern: Pattern): readonly string[] | undefined {
  switch (pattern.kind) {
    case "character":
      return pattern.literal === undefined ? undefined : [pattern.literal];
    case "choice":
      return allOf(pattern.alternatives.map((alternative) => literalsOf(alternative.pattern)))?.flat();
    case "sequence": {
      const parts = allOf(pattern.items.map(literalsOf));
      return parts?.reduce<readonly string[] | undefined>(append, [""]);
    }
    case "repeat":
      return undefined;
    default:
      return pattern satisfies never;
  }
}

/** More than this nobody has written out. */
const MOST_LITERALS = 1000;

function append(heads: readonly string[] | undefined, tails: readonly string[]) {
  if (heads === undefined || heads.length * tails.length > MOST_LITERALS) return undefined;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function allOf<T>(values: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}
