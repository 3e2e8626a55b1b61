import type { CST } from "yaml";

/** A schema needs five levels. */
export const NESTING_LIMIT = 64;

/**
 * Finds a token below the limit. It runs before the tokens are composed, because composing recurses, and
 * on an exhausted stack V8 may abort the process from within a regular expression instead of throwing.
 */
export function findDeepToken(tokens: readonly CST.Token[]): { readonly offset: number } | undefined {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const deepest = level[0];
    if (depth > NESTING_LIMIT && deepest !== undefined) return { offset: deepest.offset };
    level = level.flatMap(children);
  }
  return undefined;
}

function children(token: CST.Token): CST.Token[] {
  switch (token.type) {
    case "document":
      return token.value === undefined ? [] : [token.value];
    case "block-map":
    case "block-seq":
    case "flow-collection":
      return token.items.flatMap((item) => [item.key, item.value].filter(isCollection));
    default:
      return [];
  }
}

function isCollection(token: CST.Token | null | undefined): token is CST.Token {
  return token?.type === "block-map" || token?.type === "block-seq" || token?.type === "flow-collection";
}
