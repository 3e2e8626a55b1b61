import type { History } from "../history/history.js";

/** What all parts of the page show from, and how. */
export interface Settings {
  readonly history: History;
  /** How many seconds plots show. */
  rangeSeconds: number;
  /** Over how many seconds rates and quantiles are taken. */
  windowSeconds: number;
}
