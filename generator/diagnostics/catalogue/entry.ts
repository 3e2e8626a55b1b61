/** The names that a token could have meant. */
export interface Choice {
  readonly nearest: string | undefined;
  readonly all: readonly string[];
}

/** The nearest name, or where there is none the whole choice, as long as a reader can take it in. */
export function choice({ nearest, all }: Choice): string | undefined {
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
  if (all.length === 0 || all.length > 12) return undefined;
  return `Write ${oneOf(all)}.`;
}

/** `a`, `a` or `b`; `a`, `b` or `c`. */
export function oneOf(names: readonly string[]): string {
  return joined(quoted(names), "or");
}

/** `a`, `b` and `c`; of more than `most`, `a`, `b` and 3 more. */
export function listed(names: readonly string[], most = Number.POSITIVE_INFINITY): string {
  const rest = names.length - most;
  return rest > 1
    ? joined([...quoted(names.slice(0, most)), `${rest} more`], "and")
    : joined(quoted(names), "and");
}

function quoted(names: readonly string[]): readonly string[] {
  return names.map((name) => `\`${name}\``);
}

function joined(parts: readonly string[], conjunction: "and" | "or"): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}
