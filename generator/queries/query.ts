import type { SourceLocation } from "../diagnostics/diagnostic.js";
import { locateOffsets } from "../yaml/yaml-places.js";

/** One query of a dashboard, a rule file or a file of queries. */
export interface Query {
  /** As it is written, with Grafana's variables in it. */
  readonly text: string;
  /** An expression, or what a variable of Grafana asks, as `label_values(up, job)`. */
  readonly form: "expression" | "variable";
  /** Who runs it: in Prometheus' own files, `$name` is no variable. */
  readonly language: "grafana" | "prometheus";
  readonly owner: QueryOwner;
  /** The letter of a query within its panel or alert, `refId`; `undefined` where there is only one. */
  readonly refId: string | undefined;
  readonly source: QuerySource;
  /** Where in the source each code unit of the text begins; and one more, where the last one ends. */
  readonly offsets: readonly number[];
}

/** What the query is of. A recording rule's name is that of the metric which it records. */
export type QueryOwner =
  | { readonly kind: "panel" | "annotation" | "variable" | "alert" | "recording rule"; readonly name: string }
  /** An expression in a file of its own. */
  | { readonly kind: "file" };

/** A file that queries are read from. */
export interface QuerySource {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** The place in the file of a part of the query's text. */
export function locateInQuery({ source, offsets }: Query, { start, end }: Span): SourceLocation {
  const last = offsets.length - 1;
  const from = offsets[Math.min(start, last)] ?? 0;
  return locateOffsets(source, { start: from, end: offsets[Math.min(end, last)] ?? from });
}

/** Where a query stands, for people, as ``panel `Requests`, query A``; empty for one in a file of queries. */
export function standing({ owner, refId }: Pick<Query, "owner" | "refId">): string {
  if (owner.kind === "file") return "";
  const named = owner.name === "" ? `${owner.kind} without a name` : `${owner.kind} \`${owner.name}\``;
  return refId === undefined ? named : `${named}, query ${refId}`;
}

/** A part of a text, in UTF-16 code units from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}
