/** What to write where there is a choice. */
export function choice(nearest: string | undefined, all: readonly string[]): string {
  return nearest === undefined ? `Write ${some(all)}.` : `Did you mean \`${nearest}\`?`;
}

/** Names to choose from. */
export function some(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} or ${all.at(-1)}`;
}
