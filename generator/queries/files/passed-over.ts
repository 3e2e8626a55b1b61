import { count } from "../../text/words.js";

/** Why something that may be a query is not checked. */
export type PassedOverReason = "LogQL" | "MetricsQL" | "other data source" | "template" | "no queries";

/** What of a file is not checked. */
export interface PassedOver {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly reason: PassedOverReason;
  /** Of queries; 1 for a file that is a template or has none. */
  readonly count: number;
}

/** In the order of the summary. */
const WORDS: Readonly<Record<PassedOverReason, (number: number) => string>> = {
  "other data source": (number) => `${count(number, "query", "queries")} of other data sources`,
  LogQL: (number) => `${count(number, "query", "queries")} in LogQL`,
  MetricsQL: (number) => `${count(number, "query", "queries")} in MetricsQL that PromQL does not have`,
  template: (number) => count(number, "template"),
  "no queries": (number) => `${count(number, "file")} without queries`,
};

/** `; passed over: 3 queries in LogQL, 1 template`, or nothing. */
export function passedOverText(passedOver: readonly PassedOver[]): string {
  const parts = Object.entries(WORDS).flatMap(([reason, words]) => {
    const number = passedOver.reduce((sum, one) => sum + (one.reason === reason ? one.count : 0), 0);
    return number === 0 ? [] : [words(number)];
  });
  return parts.length === 0 ? "" : `; passed over: ${parts.join(", ")}`;
}

/** Counts what is passed over of a file. */
export class PassedOverCounts {
  readonly #counts = new Map<PassedOverReason, number>();

  readonly add = (reason: PassedOverReason): void => {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  };

  of(file: string): readonly PassedOver[] {
    return [...this.#counts].map(([reason, number]) => ({ file, reason, count: number }));
  }
}
