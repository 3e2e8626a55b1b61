import { isMapping, type Path } from "../../yaml/yaml-places.js";
import type { Query, QueryOwner, RuleDetails } from "../query.js";
import type { PassedOverReason } from "./passed-over.js";

/** A value of a document, and its path. Files of other programs can have any shape, so each step may find nothing. */
export interface Branch {
  readonly value: unknown;
  readonly path: Path;
}

/** The value under a key; `undefined` if it is absent or null. */
export function entry({ value, path }: Branch | undefined = NOTHING, key: string): Branch | undefined {
  if (!isMapping(value) || !Object.hasOwn(value, key)) return undefined;
  const inner = value[key];
  return inner === null || inner === undefined ? undefined : { value: inner, path: [...path, key] };
}

export function entries(branch: Branch | undefined): readonly (readonly [string, Branch])[] {
  if (branch === undefined || !isMapping(branch.value)) return [];
  return Object.keys(branch.value).flatMap((key) => {
    const inner = entry(branch, key);
    return inner === undefined ? [] : [[key, inner] as const];
  });
}

/** The items of a list that are mappings or lists: no other item of a file has queries. */
export function items({ value, path }: Branch | undefined = NOTHING): readonly Branch[] {
  return Array.isArray(value)
    ? value.flatMap((item: unknown, index) =>
        typeof item === "object" ? [{ value: item, path: [...path, index] }] : [],
      )
    : [];
}

export function textAt(branch: Branch | undefined, key: string): string | undefined {
  const value = entry(branch, key)?.value;
  return typeof value === "string" ? value : undefined;
}

const NOTHING: Branch = { value: undefined, path: [] };

/** A text, or a number or boolean as a text: names may be written without quotes. */
export function nameAt(branch: Branch | undefined, key: string): string | undefined {
  const value = entry(branch, key)?.value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : textAt(branch, key);
}

/** Compares two paths of a document by which comes first in it. */
export function documentOrder(root: unknown): (a: Path, b: Path) => number {
  const ranks = new Map<unknown, ReadonlyMap<string, number>>();
  const rankIn = (mapping: unknown, step: string | number) => {
    if (typeof step === "number" || !isMapping(mapping)) return Number(step);
    let own = ranks.get(mapping);
    if (own === undefined) {
      own = new Map(Object.keys(mapping).map((key, rank) => [key, rank]));
      ranks.set(mapping, own);
    }
    return own.get(step) ?? 0;
  };
  return (a, b) => {
    let at = root;
    for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
      const [one = "", other = ""] = [a[depth], b[depth]];
      if (one !== other) return rankIn(at, one) - rankIn(at, other);
      at = Object(at)[one];
    }
    return a.length - b.length;
  };
}

/** A query that Grafana runs; none if there is no text at the place. */
export function grafanaQuery(
  at: Branch | undefined,
  owner: FoundOwner,
  refId?: string | undefined,
): readonly Found[] {
  const form = owner.kind === "variable" ? "variable" : "expression";
  return isText(at) ? [{ at, form, language: "grafana", owner, refId }] : [];
}

/** An expression that Prometheus runs; none if there is no text at the place. */
export function prometheusQuery(at: Branch | undefined, owner: FoundOwner): readonly FoundQuery[] {
  return isText(at) ? [{ at, form: "expression", language: "prometheus", owner, refId: undefined }] : [];
}

/** A number is an expression too. */
function isText(at: Branch | undefined): at is Branch {
  return typeof at?.value === "number" || (typeof at?.value === "string" && at.value.trim() !== "");
}

/** Whether the plug-in of a data source asks Prometheus: its own, or that of Amazon or Azure. */
export function isPrometheusPlugin(name: string): boolean {
  return name.includes("prometheus");
}

/** What is found in a document: a query, or one that is not checked. */
export type Found = FoundQuery | { readonly passedOver: PassedOverReason };

/** A query in a document, without its place in the text. */
export interface FoundQuery extends Pick<Query, "form" | "language" | "refId"> {
  /** A text that is not empty, or a number. */
  readonly at: Branch;
  readonly owner: FoundOwner;
  /** Whether it may be MetricsQL; `undefined` for PromQL. */
  readonly dialect?: "MetricsQL";
}

/** What a query belongs to, without the places of its texts. */
export interface FoundOwner {
  readonly kind: Exclude<QueryOwner["kind"], "file">;
  readonly name: string;
  readonly rule?: FoundRule | undefined;
}

/** What a rule says, without the places of its texts. */
export interface FoundRule extends Pick<RuleDetails, "group" | "interval" | "for" | "letters"> {
  readonly annotations: readonly FoundText[];
  readonly labels: readonly FoundText[];
}

export interface FoundText {
  /** The key of the annotation or label. */
  readonly name: string;
  readonly at: Branch;
}
