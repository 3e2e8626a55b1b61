/** A test whether a name matches one of the patterns. Each `*` stands for any characters, or none. */
export function nameMatcher(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map(matcherOf);
  return (name) => matchers.some((matches) => matches(name));
}

/** Compares part by part: a regular expression with many `.*` would backtrack for very long if the last part is missing. */
function matcherOf(pattern: string): (name: string) => boolean {
  const [start = "", ...rest] = pattern.split("*");
  const end = rest.pop();
  if (end === undefined) return (name) => name === pattern;
  return (name) => {
    if (!name.startsWith(start) || !name.endsWith(end)) return false;
    let at = start.length;
    for (const part of rest) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + end.length <= name.length;
  };
}
