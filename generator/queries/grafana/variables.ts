import type { Span } from "../span.js";

/**
 * Grafana's three ways to write a variable (`variableRegex` of its templating): `$name`, `[[name:format]]` and
 * `${name.field:format}`. Names of digits alone are those of groups, as in `label_replace(…, "$1", …)`.
 */
const VARIABLE =
  /\$([A-Za-z_]\w*)|\[\[([A-Za-z_]\w*?)(?::\w+)?\]\]|\$\{([A-Za-z_]\w*)(?:\.[^:}]+)?(?::[^}]+)?\}/g;

export interface Variable extends Span {
  readonly name: string;
}

export function findVariables(text: string): readonly Variable[] {
  return [...text.matchAll(VARIABLE)].map((match) => ({
    name: match[1] ?? match[2] ?? match[3] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}
