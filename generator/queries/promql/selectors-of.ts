import type { Query } from "../query.js";
import { type ParsedQuery, parseQuery } from "./parse-query.js";
import type { Selector } from "./selector.js";
import { SeriesFlow } from "./series-flow.js";

/** The selectors of a query, in text order; none of a query that does not parse. */
export function selectorsOf(query: Query): readonly Selector[] {
  return selectorsIn(parseQuery(query));
}

export function selectorsIn(parsed: ParsedQuery): readonly Selector[] {
  if (parsed.expression === undefined) return [];
  return new SeriesFlow(parsed).follow(parsed.expression);
}
