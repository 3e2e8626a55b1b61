import type { Fix, Place, SourceLocation } from "../diagnostics/diagnostic.js";
import { locateOffsets } from "../yaml/yaml-places.js";

/** One query of a dashboard, a rule file or a file of expressions. */
export interface Query {
  /** As the file has it, with Grafana's variables. */
  readonly text: string;
  /** `expression` is PromQL; `variable` is the query of a Grafana variable, such as `label_values(up, job)`. */
  readonly form: "expression" | "variable";
  /** Who runs it. In Prometheus' own files, `$name` is not a variable. */
  readonly language: "grafana" | "prometheus";
  readonly owner: QueryOwner;
  /** The letter of a query within its panel or alert (`refId`); `undefined` if there is only one. */
  readonly refId: string | undefined;
  /** Whether it is in an object of Kubernetes, such as a `PrometheusRule`: its targets have labels of Kubernetes. */
  readonly inKubernetes: boolean;
  readonly source: QuerySource;
  readonly offsets: Offsets;
  /** How the text is quoted in the source: first in its own file, then that file in another. */
  readonly quoting: readonly Quoting[];
}

/**
 * What the query belongs to. A recording rule's name is that of the metric that it records; a template's is that of its
 * alert.
 */
export type QueryOwner =
  | {
      /** A test is one of `promtool test rules`, with its expressions and the series that it declares. */
      readonly kind: "panel" | "annotation" | "variable" | "alert" | "recording rule" | "test" | "template";
      readonly name: string;
      /** What a rule says beside its expression; `undefined` for what is no rule. */
      readonly rule?: RuleDetails | undefined;
    }
  /** An expression in a `.promql` file. */
  | { readonly kind: "file" };

/** What a recording or alerting rule, of Prometheus or of Grafana, says beside its expression. */
export interface RuleDetails {
  /** The name of its group. */
  readonly group: string | undefined;
  /** How often it is evaluated, in seconds: the group's own `interval`. */
  readonly interval: number | undefined;
  /** How long it must be true before it fires, in seconds: `for`. */
  readonly for: number | undefined;
  /** Templates and texts of an alert. */
  readonly annotations: readonly RuleText[];
  /** Labels that the rule adds, which may be templates. */
  readonly labels: readonly RuleText[];
  /** What an alert of Grafana consists of; `undefined` for rules of Prometheus. */
  readonly letters?: AlertLetters | undefined;
}

/** The queries and expressions of an alert of Grafana, by their letters (`refId`). */
export interface AlertLetters {
  /** The one that decides whether the alert fires. */
  readonly condition: string | undefined;
  /** The letters of the queries that each comes from; `undefined` if its labels are others. */
  readonly sources: ReadonlyMap<string, readonly string[] | undefined>;
}

/** A value of an annotation or label, and where it stands. */
export interface RuleText extends PlacedText {
  /** The key: `summary`, `severity`. */
  readonly name: string;
}

/** A text, and where each of its characters stands in the source. */
export interface PlacedText {
  readonly text: string;
  readonly offsets: Offsets;
  /** As in a query. */
  readonly quoting: readonly Quoting[];
}

/**
 * For each code unit of a text, the offset in the source where it begins; then the offset where the last one ends. They are
 * worked out when a finding needs them: most queries have none.
 */
export type Offsets = () => readonly number[];

/** Calls a function once, when its result is asked for. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

export interface QuerySource {
  /** As the user named it, with forward slashes. */
  readonly file: string;
  readonly text: string;
  /** Whether its bytes were UTF-8, so that U+FFFD is a character of its own. */
  readonly isUtf8?: boolean;
}

/** A part of a text, in UTF-16 code units from its start. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A certain repair: what replaces a span of a query's text. An empty span is an insertion. */
export interface QueryFix extends TextSpan {
  readonly text: string;
}

/** How a text stands in a file: in quotes (JSON's are double), as a plain scalar, or as a block of lines. */
export type Quoting = "double" | "single" | "plain" | "block";

export interface QueryPlace extends Place {
  /** In the query's text, in UTF-16 code units from 1. */
  readonly column: number;
}

/** @param fix a certain repair of what is reported there; it may change another part of the query */
export function placeInQuery(query: Query, span: TextSpan, fix?: QueryFix | undefined): QueryPlace {
  return {
    column: span.start + 1,
    get location() {
      return locateInQuery(query, span);
    },
    get fix() {
      return fixInFile(query, fix);
    },
  };
}

export function locateInQuery(
  { source, offsets: placed }: Pick<Query, "source" | "offsets">,
  { start, end }: TextSpan,
): SourceLocation {
  const offsets = placed();
  const last = offsets.length - 1;
  const from = offsets[Math.min(start, last)] ?? 0;
  return locateOffsets(source, { start: from, end: offsets[Math.min(end, last)] ?? from });
}

/** A part of an annotation or label of the query's rule. In the order of findings, it comes before the query. */
export function placeInRuleText(
  { source }: Pick<Query, "source">,
  { offsets }: PlacedText,
  span: TextSpan,
): QueryPlace {
  return {
    column: 1,
    get location() {
      return locateInQuery({ source, offsets }, span);
    },
  };
}

/** The repair as the file needs it; `undefined` if the text cannot stand there. */
export function fixInFile(
  { text, offsets: placed, quoting, source }: PlacedText & Pick<Query, "source">,
  fix: QueryFix | undefined,
): Fix | undefined {
  if (fix === undefined) return undefined;
  const offsets = placed();
  const [start, end] = [offsets[fix.start], offsets[fix.end]];
  // The last offset is that of all code units beyond the most that have places.
  if (start === undefined || end === undefined) return undefined;
  if (fix.start >= offsets.length - 1 && text.length >= offsets.length) return undefined;
  let written: string | undefined = fix.text;
  for (const how of quoting) written = written === undefined ? undefined : quote(written, how, text);
  return written === undefined ? undefined : { ...locateOffsets(source, { start, end }), text: written };
}

function quote(inserted: string, quoting: Quoting, around: string): string | undefined {
  if (/[\n\r]/.test(inserted)) return undefined;
  switch (quoting) {
    case "double":
      return JSON.stringify(inserted).slice(1, -1);
    case "single":
      return inserted.replaceAll("'", "''");
    case "block":
      return inserted;
    case "plain":
      return isPlain(inserted, around) ? inserted : undefined;
    default:
      return quoting satisfies never;
  }
}

/** In `[a, b]`, a comma or bracket would end a scalar: one that has such a character already stands elsewhere. */
function isPlain(inserted: string, around: string): boolean {
  if (/: |:$| #|^#/.test(inserted)) return false;
  return [...inserted].every((character) => !",[]{}".includes(character) || around.includes(character));
}

/** Where a query stands, for people: ``panel `Requests`, query A``. Empty for an expression in a `.promql` file. */
export function whereText({ owner, refId }: Pick<Query, "owner" | "refId">): string {
  if (owner.kind === "file") return "";
  if (owner.kind === "template") return `template of alert \`${owner.name}\``;
  const named = owner.name === "" ? `${owner.kind} without a name` : `${owner.kind} \`${owner.name}\``;
  return refId === undefined ? named : `${named}, query ${refId}`;
}

export function overlap(a: TextSpan, b: TextSpan): boolean {
  return a.start < b.end && b.start < a.end;
}
