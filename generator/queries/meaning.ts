import type { Meaning, World } from "./held-query.js";
import { alternativesIn, headOf } from "./patterns/alternatives.js";
import { matcherOf } from "./patterns/match-pattern.js";
import type { Matcher, Selector } from "./promql/selector.js";

/** What a selector selects, by its name or by a pattern of names. */
export function meaningOf({ metric, matchers }: Selector, world: World): Meaning {
  if (metric !== undefined) return meaningOfName(metric.name, world);
  const pattern = matchers.find(({ label, operator }) => label === "__name__" && operator === "=~");
  return pattern === undefined ? ANYTHING : meaningOfPattern(pattern, world);
}

const ANYTHING: Meaning = { kind: "anything" };

function meaningOfName(name: string, { series, histograms, recorded, holds }: World): Meaning {
  if (recorded.has(name)) return ANYTHING;
  const known = series.get(name);
  if (known !== undefined) return { kind: "series", series: [known] };
  if (histograms.has(name)) return { kind: "histogram", name };
  return { kind: holds(name) ? "nothing" : "anything" };
}

/** Others' metrics too, unless each of its alternatives begins as names of the schema do. */
function meaningOfPattern(pattern: Matcher, { series, recorded, holds }: World): Meaning {
  if (pattern.variable) return ANYTHING;
  const alternatives = alternativesIn(pattern);
  if (!alternatives.every(({ text }) => holds(headOf(text)))) return ANYTHING;
  const matchers = alternatives.flatMap((alternative) => matcherOf(alternative.pattern) ?? []);
  const matches = (name: string) => matchers.some((matcher) => matcher.matches(name));
  if (matchers.length < alternatives.length || [...recorded].some(matches)) return ANYTHING;
  const [first, ...others] = [...series.values()].filter(({ name }) => matches(name));
  return first === undefined ? ANYTHING : { kind: "series", series: [first, ...others] };
}
