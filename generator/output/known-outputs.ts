/**
 * Every name that an output has, has had, or is meant to have. No other file is ever removed: it may be a
 * copy that somebody made of an output.
 */
export const KNOWN_OUTPUTS: readonly string[] = [
  "recorders.ts",
  "metrics.md",
  "rules.yaml",
  "dashboard.json",
  "scrape.yaml",
  "testing.ts",
];
