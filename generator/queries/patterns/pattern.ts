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
