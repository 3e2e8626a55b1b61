/** `1 family`, `2,500 families`. */
export function count(count: number, one: string, several = `${one}s`): string {
  return `${groupDigits(count)} ${count === 1 ? one : several}`;
}

/** Writes `20500` as `20,500`, with all digits. `Intl` would do, but is slow to load. */
export function groupDigits(count: number): string {
  const digits = Number.isFinite(count) ? BigInt(count).toString() : String(count);
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** One line of at most `longest` UTF-16 code units, with an ellipsis behind what is cut. */
export function shorten(text: string, longest = 60): string {
  const line = text.replace(/\s+/g, " ");
  if (line.length <= longest) return line;
  return `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Names that the user may have meant by a token. */
export interface NameChoice {
  readonly nearest: string | undefined;
  readonly all: readonly string[];
}

/** Suggests the nearest name or, if there is none, lists all names, up to 12. */
export function suggestName({ nearest, all }: NameChoice): string | undefined {
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
  if (all.length === 0 || all.length > 12) return undefined;
  return `Write ${listOr(all)}.`;
}

/** `a`, `a` or `b`; `a`, `b` or `c`. */
export function listOr(names: readonly string[]): string {
  return joined(quoted(names), "or");
}

/** `a`, `b` and `c`; of more than `most`, `a`, `b` and 3 more. */
export function listAnd(names: readonly string[], most = Number.POSITIVE_INFINITY): string {
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
