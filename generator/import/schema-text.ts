import { EDITOR_LINE } from "../schema/format/schema-format.js";
import { DEFAULT_MAX_LENGTH, DEFAULT_OTHERWISE } from "../schema/resolve/resolve-vectors.js";
import { UNSEEN, unicodeEscape } from "../text/terminal.js";
import { groupDigits } from "../text/words.js";
import type { Draft, DraftFamily, DraftSet, DraftVector } from "./draft.js";

/** The text of a schema, with the part of the draft that each line comes from. */
export interface SchemaText {
  readonly text: string;
  /** The family or vector that a line declares; `undefined` for the head. Lines count from 1. */
  readonly ownerOf: (line: number) => DraftFamily | DraftVector | undefined;
}

export interface Budgets {
  /** The budget of the schema; `undefined` for the default. */
  readonly ofAll: number | undefined;
  readonly ofFamily: (family: DraftFamily) => FamilyBudget | undefined;
}

interface FamilyBudget {
  readonly series: number;
  /** How the number is computed: `101 device × 101 fstype`. */
  readonly product: string;
}

interface Line {
  readonly text: string;
  readonly owner?: DraftFamily | DraftVector;
}

/** Writes a draft as a schema, which may not compile: see `makeSoundSchema`. */
export function writeSchemaText(draft: Draft, budgets: Budgets): SchemaText {
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
    ...(namespace === undefined ? [] : [`namespace: ${writeYamlText(namespace)}`]),
    ...(ofAll === undefined ? [] : [`series_budget: ${ofAll}`]),
    ...(ignore.length === 0
      ? []
      : [...comment(IGNORE_COMMENT, ""), ...list("ignore", ignore.map(writeYamlText), "")]),
  ];
  return text.map((line) => ({ text: line }));
}

const IGNORE_COMMENT = "The program exposes these families, too. `verify` ignores them:";

const SECTIONS = { counter: "counters", gauge: "gauges", histogram: "histograms" } as const;

/** One section for each type, in the order of the first families. */
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
  const { key, vectors, unit, buckets, description, uneven, deprecated, notes } = family;
  const lines = notes.flatMap((note) => comment(note, "  "));
  lines.push(`${writeYamlText(key)}:`);
  if (vectors.length > 0) lines.push(...list("vectors", vectors.map(writeYamlText)));
  if (unit !== undefined) lines.push(`  unit: ${writeYamlText(unit)}`);
  if (buckets !== undefined) lines.push(`  buckets: [${buckets.map(writeYamlNumber).join(", ")}]`);
  if (uneven) lines.push("  uneven: true");
  lines.push(`  description: ${writeYamlProse(description)}`);
  if (deprecated !== undefined) lines.push(`  deprecated: ${writeYamlProse(deprecated)}`);
  if (budget !== undefined) {
    const note = `Up to ${budget.product} = ${groupDigits(budget.series)}. If that is too many, lower \`max_values\` or remove a vector.`;
    lines.push(...comment(note, "    ").map((line) => `  ${line}`), `  series_budget: ${budget.series}`);
  }
  return lines;
}

function vectorLines({ name, label, set, description, notes }: DraftVector): readonly string[] {
  return [
    ...notes.flatMap((note) => comment(note, "  ")),
    `${writeYamlText(name)}:`,
    ...(label === name ? [] : [`  label: ${writeYamlText(label)}`]),
    ...setLines(set),
    ...(description === undefined ? [] : [`  description: ${writeYamlProse(description)}`]),
  ];
}

function setLines(set: DraftSet): readonly string[] {
  switch (set.kind) {
    case "closed":
      return [...list("values", set.values.map(writeYamlText)), ...otherwiseLines(set.otherwise)];
    case "http_status":
      if (set.narrowed === undefined) return ["  type: http_status"];
      return [
        "  type: http_status",
        ...list("values", set.narrowed.codes),
        ...otherwiseLines(set.narrowed.otherwise),
      ];
    case "boolean":
    case "http_status_class":
    case "http_method":
      return [`  type: ${set.kind}`];
    case "integer":
      return ["  type: integer", `  min: ${set.min}`, `  max: ${set.max}`];
    case "open":
      return [
        "  type: string",
        `  max_values: ${set.maxValues}`,
        ...(set.maxLength === undefined || set.maxLength === DEFAULT_MAX_LENGTH
          ? []
          : [`  max_length: ${set.maxLength}`]),
        ...otherwiseLines(set.otherwise === DEFAULT_OTHERWISE ? undefined : set.otherwise),
      ];
    default:
      return set satisfies never;
  }
}

function otherwiseLines(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`  otherwise: ${writeYamlText(value)}`];
}

/** The longest line, but for words that are longer. */
const LONGEST_LINE = 100;

/** A list on one line if it fits, otherwise with one item per line. */
function list(key: string, items: readonly string[], indent = "  "): readonly string[] {
  const line = `${indent}${key}: [${items.join(", ")}]`;
  if (line.length <= LONGEST_LINE) return [line];
  return [`${indent}${key}:`, ...items.map((item) => `${indent}  - ${item}`)];
}

function comment(note: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of escapeComment(note).split(" ")) {
    if (line !== "#" && indent.length + line.length + 1 + word.length > LONGEST_LINE) {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line.trimEnd()];
}

/** A text as a YAML scalar that may stand in a list: plain where it can mean nothing else, otherwise quoted. */
function writeYamlText(text: string): string {
  return PLAIN_WORD.test(text) && !NOT_A_STRING.test(text) ? text : quoted(text);
}

/** A text as a YAML scalar that ends its line. */
function writeYamlProse(text: string): string {
  return isPlainProse(text) && !NOT_A_STRING.test(text) && !PROSE_END.test(text) ? text : quoted(text);
}

/** An upper bound spelled as in the source, if YAML reads that as the same number. */
function writeYamlNumber(token: string): string {
  return YAML_NUMBER.test(token) ? token : String(Number(token));
}

/** A text without line breaks or characters that a comment cannot have. */
function escapeComment(text: string): string {
  return replaceSurrogates(text).replace(ESCAPED, unicodeEscape).replace(/\s+/g, " ").trim();
}

/** Replaces unpaired surrogates, which a file in UTF-8 cannot have. */
export function replaceSurrogates(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\uFFFD");
}

const PLAIN_WORD = /^[\p{L}_][\p{L}\p{N}_./+-]*$/u;

/** Words with single spaces between them. */
function isPlainProse(text: string): boolean {
  return /^[\p{L}_]/u.test(text) && text.split(" ").every((word) => /^[^\p{C}\p{Z}\uFFFD]+$/u.test(word));
}

/** These end a plain scalar. */
const PROSE_END = /:(?: |$)| #/;

/** Unquoted, these are not strings in YAML 1.2 or 1.1. */
const NOT_A_STRING = /^(?:null|true|false|yes|no|on|off|y|n)$/i;

/** YAML 1.2.2, section 10.3.2, without the forms that no upper bound has. */
const YAML_NUMBER = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function quoted(text: string): string {
  return JSON.stringify(text).replace(ESCAPED, unicodeEscape);
}

/** Characters that YAML does not allow, and invisible ones, line breaks and direction marks that JSON does not escape. */
const ESCAPED = new RegExp(String.raw`[\0-\x08\x0B\x0C\x0E-\x1F${UNSEEN}\uFFFD-\uFFFF]`, "g");
