import { EDITOR_LINE } from "../schema/format/schema-format.js";
import { DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import { UNSEEN, unicodeEscape } from "../text/characters.js";
import { grouped } from "../text/words.js";
import type { Draft, DraftFamily, DraftSet, DraftVector } from "./draft.js";

/** The text of a schema, and which of its lines say what of the draft. */
export interface SchemaText {
  readonly text: string;
  /** What a line is about, counted from 1; `undefined` if it is about the whole. */
  readonly ownerOf: (line: number) => DraftFamily | DraftVector | undefined;
}

/** How many series families may have. */
export interface Budgets {
  /** The schema's own; `undefined` for that of the format. */
  readonly ofAll: number | undefined;
  readonly ofFamily: (family: DraftFamily) => FamilyBudget | undefined;
}

interface FamilyBudget {
  readonly series: number;
  /** Where the number comes from: `101 device × 101 fstype`. */
  readonly product: string;
}

interface Line {
  readonly text: string;
  readonly owner?: DraftFamily | DraftVector;
}

/** Writes a draft as a schema, whether or not that compiles: see `soundSchema`. */
export function schemaText(draft: Draft, budgets: Budgets): SchemaText {
  const lines = [
    ...head(draft, budgets),
    ...familySections(draft.families, budgets),
    ...section("vectors", draft.vectors, vectorLines),
  ];
  return {
    text: lines.map(({ text }) => `${text}\n`).join(""),
    ownerOf: (line) => lines[line - 1]?.owner,
  };
}

function head({ namespace, notes, ignore = [] }: Draft, { ofAll }: Budgets): readonly Line[] {
  const text = [
    EDITOR_LINE,
    ...notes.flatMap((note) => ["#", ...comment(note, "")]),
    "version: 1",
    ...(namespace === undefined ? [] : [`namespace: ${yamlText(namespace)}`]),
    ...(ofAll === undefined ? [] : [`series_budget: ${ofAll}`]),
    ...(ignore.length === 0 ? [] : [...comment(IGNORED, ""), ...list("ignore", ignore.map(yamlText), "")]),
  ];
  return text.map((line) => ({ text: line }));
}

const IGNORED = "The program has these beside the families below, and `verify` leaves them alone:";

const SECTIONS = { counter: "counters", gauge: "gauges", histogram: "histograms" } as const;

/** The sections in the order in which the source has the first family of each. */
function familySections(families: readonly DraftFamily[], budgets: Budgets): readonly Line[] {
  const types = [...new Set(families.map(({ type }) => type))];
  return types.flatMap((type) => {
    const own = families.filter((family) => family.type === type);
    return section(SECTIONS[type], own, (family) => familyLines(family, budgets.ofFamily(family)));
  });
}

function section<Owner extends DraftFamily | DraftVector>(
  name: string,
  owners: readonly Owner[],
  linesOf: (owner: Owner) => readonly string[],
): readonly Line[] {
  if (owners.length === 0) return [];
  const entries = owners.flatMap((owner) => linesOf(owner).map((line) => ({ text: `  ${line}`, owner })));
  return [{ text: "" }, { text: `${name}:` }, ...entries];
}

function familyLines(family: DraftFamily, budget: FamilyBudget | undefined): readonly string[] {
  const { key, vectors, unit, buckets, description, deprecated, notes } = family;
  const lines = notes.flatMap((note) => comment(note, "  "));
  lines.push(`${yamlText(key)}:`);
  if (vectors.length > 0) lines.push(...list("vectors", vectors.map(yamlText)));
  if (unit !== undefined) lines.push(`  unit: ${yamlText(unit)}`);
  if (buckets !== undefined) lines.push(`  buckets: [${buckets.map(yamlNumber).join(", ")}]`);
  lines.push(`  description: ${yamlProse(description)}`);
  if (deprecated !== undefined) lines.push(`  deprecated: ${yamlProse(deprecated)}`);
  if (budget !== undefined) {
    const at = `At worst ${budget.product} = ${grouped(budget.series)} series. If that is too many, lower \`max_values\`, or take a vector away.`;
    lines.push(...comment(at, "    ").map((line) => `  ${line}`), `  series_budget: ${budget.series}`);
  }
  return lines;
}

function vectorLines({ name, set, description, notes }: DraftVector): readonly string[] {
  return [
    ...notes.flatMap((note) => comment(note, "  ")),
    `${yamlText(name)}:`,
    ...setLines(set),
    ...(description === undefined ? [] : [`  description: ${yamlProse(description)}`]),
  ];
}

function setLines(set: DraftSet): readonly string[] {
  switch (set.kind) {
    case "closed":
      return [...list("values", set.values.map(yamlText)), ...otherwise(set.otherwise)];
    case "boolean":
    case "http_status":
    case "http_method":
      return [`  type: ${set.kind}`];
    case "integer":
      return ["  type: integer", `  min: ${set.min}`, `  max: ${set.max}`];
    case "open":
      return [
        "  type: string",
        `  max_values: ${set.maxValues}`,
        ...otherwise(set.otherwise === DEFAULT_OTHERWISE ? undefined : set.otherwise),
      ];
    default:
      return set satisfies never;
  }
}

function otherwise(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`  otherwise: ${yamlText(value)}`];
}

const WIDTH = 100;

/** A list on one line where it fits, else on a line for each item. */
function list(key: string, items: readonly string[], indent = "  "): readonly string[] {
  const line = `${indent}${key}: [${items.join(", ")}]`;
  if (line.length <= WIDTH) return [line];
  return [`${indent}${key}:`, ...items.map((item) => `${indent}  - ${item}`)];
}

/** A note as lines of a comment. */
function comment(note: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of commentText(note).split(" ")) {
    if (line !== "#" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line.trimEnd()];
}

/** A text as a YAML scalar that may stand in a list: plain where no reader could take it for something else. */
export function yamlText(text: string): string {
  return PLAIN_WORD.test(text) && !NO_TEXT.test(text) ? text : quoted(text);
}

/** A text as a YAML scalar on a line of its own, behind its key. */
export function yamlProse(text: string): string {
  return PLAIN_PROSE.test(text) && !NO_TEXT.test(text) && !NO_PROSE.test(text) ? text : quoted(text);
}

/** An upper bound as the source spells it, where YAML reads that as the same number. */
export function yamlNumber(token: string): string {
  return YAML_NUMBER.test(token) ? token : String(Number(token));
}

/** A text on one line of a comment. */
export function commentText(text: string): string {
  return wellFormed(text).replace(ESCAPED, unicodeEscape).replace(/\s+/g, " ").trim();
}

/** Without halves of surrogate pairs, which a file in UTF-8 cannot have. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

const PLAIN_WORD = /^[\p{L}_][\p{L}\p{N}_./+-]*$/u;

/** Words with single blanks between them. */
const PLAIN_PROSE = /^[\p{L}_][^\p{C}\p{Z}\uFFFD]*(?: [^\p{C}\p{Z}\uFFFD]+)*$/u;

/** What ends a plain scalar. */
const NO_PROSE = /:(?: |$)| #/;

/** Plain, these are no texts to YAML 1.2 or 1.1. */
const NO_TEXT = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** YAML 1.2.2, section 10.3.2, without the forms that no bound has. */
const YAML_NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function quoted(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, unicodeEscape);
}

/** All that YAML does not allow, and what JSON leaves of what is not seen, breaks lines or reorders what is seen. */
const ESCAPED = new RegExp(String.raw`[\0-\x08\x0B\x0C\x0E-\x1F${UNSEEN}\uFFFD-\uFFFF]`, "g");
