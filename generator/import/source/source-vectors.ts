import type { ts } from "ts-morph";
import { listed } from "../../diagnostics/catalogue/entry.js";
import { DEFAULT_OTHERWISE } from "../../schema/resolve/resolve-vectors.js";
import type { DraftSet, DraftVector } from "../draft.js";
import { isHttpMethod, isStatusCode, namesMethod, namesStatus, STATUS_ACCESS, UNTOLD_SET } from "../infer.js";
import type { Evidence, OpenEvidence } from "./label-evidence.js";
import { type Place, placeText } from "./source-program.js";

/** All that the source says of one label's values. */
interface LabelEvidence {
  readonly label: string;
  readonly evidence: readonly Evidence[];
}

/** The vector that the evidence speaks for, with what is left to decide. */
export function draftVector({ label, evidence }: LabelEvidence, place: Place): DraftVector {
  const seen = summed(evidence);
  const set = setOf(label, seen);
  return { name: label, description: undefined, set, notes: notesOn(set, seen, place) };
}

interface Seen {
  /** Texts and numbers that stand in the source, as they are exposed. */
  readonly values: readonly string[];
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  readonly booleans: boolean;
  readonly anyNumber: boolean;
  /** Something that may be any text. */
  readonly open: readonly OpenEvidence[];
  /** Where there may be no value. */
  readonly missing: readonly ts.Node[];
}

function summed(evidence: readonly Evidence[]): Seen {
  const texts = new Set<string>();
  const numbers = new Set<number>();
  const values = new Set<string>();
  for (const found of evidence) {
    if (found.kind === "text") texts.add(found.value);
    if (found.kind === "number") numbers.add(found.value);
    if (found.kind === "text" || found.kind === "number") values.add(String(found.value));
    if (found.kind === "boolean") for (const value of BOOLEANS) values.add(value);
  }
  return {
    values: [...values],
    texts: [...texts],
    numbers: [...numbers],
    booleans: evidence.some(({ kind }) => kind === "boolean"),
    anyNumber: evidence.some(({ kind }) => kind === "any number"),
    open: evidence.filter(isOpen),
    missing: evidence.flatMap((found) => (found.kind === "missing" ? [found.at] : [])),
  };
}

function isOpen(found: Evidence): found is OpenEvidence {
  return found.kind === "any text" || found.kind === "unknown" || found.kind === "any number";
}

const BOOLEANS = ["true", "false"];

function setOf(label: string, seen: Seen): DraftSet {
  const { values, open } = seen;
  if (isStatus(label, seen)) return { kind: "http_status" };
  if (isMethod(label, seen)) return { kind: "http_method" };
  if (open.length > 0 || values.length === 0) {
    return { ...UNTOLD_SET, otherwise: otherwise(values) };
  }
  if (values.every((value) => BOOLEANS.includes(value))) return { kind: "boolean" };
  const { numbers, texts, booleans } = seen;
  if (numbers.length > 0 && texts.length === 0 && !booleans && numbers.every(Number.isSafeInteger)) {
    return { kind: "integer", min: Math.min(...numbers), max: Math.max(...numbers) };
  }
  return { kind: "closed", values };
}

/** Numbers from 100 to 599, or such texts, under a name that speaks of them. */
function isStatus(label: string, { values, texts, open, booleans, anyNumber, numbers }: Seen): boolean {
  if (!namesStatus(label) || booleans || !values.every(isStatusCode)) return false;
  if (open.some(({ kind }) => kind === "any text")) return false;
  if (open.some(({ kind, at }) => kind === "unknown" && !STATUS_ACCESS.test(at.getText()))) return false;
  return anyNumber || numbers.length > 0 || texts.length > 0 || open.length > 0;
}

/** Registered methods, under a name that speaks of them; a list that is complete stays a list. */
function isMethod(label: string, { values, open }: Seen): boolean {
  return (
    namesMethod(label) &&
    open.length > 0 &&
    open.every(
      ({ kind, at }) => kind !== "any number" && !/\.toL(?:owerCase|ocaleLowerCase)\(/.test(at.getText()),
    ) &&
    values.every((value) => isHttpMethod(value) || value === DEFAULT_OTHERWISE)
  );
}

/** A word for all others that is no value already. */
function otherwise(values: readonly string[]): string {
  let word: string = DEFAULT_OTHERWISE;
  while (values.includes(word)) word = `${word}_`;
  return word;
}

const MOST_NAMED = 12;

function notesOn(set: DraftSet, { values, open, missing }: Seen, place: Place): readonly string[] {
  const notes: string[] = [];
  const [first] = open;
  const [absent] = missing;
  if (set.kind === "open" && first === undefined) {
    notes.push("No call gives a value: decide which there can be.");
  }
  if (set.kind === "open" && first !== undefined) {
    const known = values.length === 0 ? "" : ` Seen: ${listed(values, MOST_NAMED)}.`;
    const what = first.kind === "any number" ? "any number" : "any text";
    notes.push(`${placeText(place(first.at))} gives ${what}: list the values if you know them.${known}`);
  }
  if (set.kind === "http_status") notes.push("Inferred from numbers that are status codes.");
  if (set.kind === "http_method") {
    notes.push("Inferred from the name: methods that are not registered become `other`.");
  }
  if (set.kind === "integer")
    notes.push("Inferred from the numbers in the source: widen it if there are others.");
  if (absent !== undefined) {
    notes.push(`May be missing at ${placeText(place(absent))}: a recorder wants a value.`);
  }
  return notes;
}
