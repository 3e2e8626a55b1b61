/**
 * Patterns for the `--ignore` of `verify` that match all names that are left out, and none of those that are declared.
 * Where several names share words at their beginning that no declared one has, one pattern is for all of them.
 */
export function ignorePatterns(leftOut: readonly string[], declared: readonly string[]): readonly string[] {
  const patterns = leftOut.map((name) => {
    const prefix = prefixesOf(name).find((one) => !declared.some((other) => other.startsWith(one)));
    const shared = prefix !== undefined && leftOut.filter((other) => other.startsWith(prefix)).length > 1;
    return shared ? `${prefix}*` : name;
  });
  return [...new Set(patterns)];
}

/** `a_b_c` begins with `a_` and `a_b_`. */
function prefixesOf(name: string): readonly string[] {
  return [...name.matchAll(/_+/g)].map(({ index, 0: separator }) => name.slice(0, index + separator.length));
}
