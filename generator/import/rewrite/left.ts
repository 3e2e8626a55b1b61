import type { ts } from "ts-morph";

/** A place that keeps a metric with the client, and why. */
export interface Left {
  readonly at: ts.Node;
  /** Completes "It is left: …". */
  readonly reason: string;
}

/** What can be rewritten, or why it cannot. */
export type Rewritten<What> = { readonly done: What } | { readonly left: Left };

export function left(at: ts.Node, reason: string): { readonly left: Left } {
  return { left: { at, reason } };
}
