import type { ts } from "ts-morph";
import { DEFAULT_OTHERWISE } from "../../schema/resolve/resolve-vectors.js";
import { listAnd } from "../../text/words.js";
import type { DraftFamily, DraftSet } from "../draft.js";
import {
  DEFAULT_OPEN_SET,
  isHttpMethod,
  isStatusCode,
  namesMethod,
  namesStatus,
  STATUS_ACCESS,
} from "../infer.js";
import type { LabelVector } from "../label-vectors.js";
import type { Evidence, EvidenceByMetric, OpenEvidence } from "./label-evidence.js";
import { formatLocation, type Locate } from "./source-program.js";

/**
 * Drafts the vectors of each label name, with notes on what the user has to decide. Families whose calls show the same set
 * have one vector.
 *
 * @param families with label names for their `vectors`
 */
export function draftVectors(
  families: readonly DraftFamily[],
  evidence: EvidenceByMetric,
  locate: Locate,
): readonly LabelVector[] {
  const labels = [...new Set(families.flatMap(({ vectors }) => vectors))];
  return labels.flatMap((label) => {
    const shown = families.flatMap(({ key, vectors }, at) =>
      vectors.includes(label) ? [{ families: [at], evidence: evidence.get(key)?.get(label) ?? [] }] : [],
    );
    return joinAlike(label, shown).map((one) => {
      const summary = summarise(one.evidence);
      const set = inferSet(label, summary);
      const notes = notesOn(set, summary, locate);
      const hasNoEvidence = one.evidence.length === 0;
      return {
        name: undefined,
        label,
        families: one.families,
        description: undefined,
        set,
        notes,
        hasNoEvidence,
      };
    });
  });
}

/** What the calls of some families show of a label. */
interface ShownLabel {
  /** Positions, in ascending order. */
  readonly families: readonly number[];
  readonly evidence: readonly Evidence[];
}

/** Joins the families that show the same set. Those without any evidence have the set of the others, if there is one. */
function joinAlike(label: string, shown: readonly ShownLabel[]): readonly ShownLabel[] {
  const bySet = new Map<string, ShownLabel>();
  for (const { families, evidence } of shown) {
    const key = evidence.length === 0 ? NO_EVIDENCE : setKey(inferSet(label, summarise(evidence)));
    const known = bySet.get(key);
    bySet.set(key, {
      families: [...(known?.families ?? []), ...families],
      evidence: [...(known?.evidence ?? []), ...evidence],
    });
  }
  const [one, other, more] = bySet.values();
  if (one === undefined || other === undefined || more !== undefined || !bySet.has(NO_EVIDENCE)) {
    return [...bySet.values()];
  }
  const families = [...one.families, ...other.families].sort((a, b) => a - b);
  return [{ families, evidence: [...one.evidence, ...other.evidence] }];
}

const NO_EVIDENCE = "none";

/** Equal for sets of the same values, in any order. */
function setKey(set: DraftSet): string {
  return JSON.stringify(set.kind === "closed" ? [...set.values].sort() : set);
}

interface Summary {
  /** Constants, as they are exposed. */
  readonly values: readonly string[];
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  readonly hasBooleans: boolean;
  readonly hasAnyNumber: boolean;
  /** Values that are not constant. */
  readonly open: readonly OpenEvidence[];
  /** Places where the value may be missing. */
  readonly missing: readonly ts.Node[];
}

function summarise(evidence: readonly Evidence[]): Summary {
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
    hasBooleans: evidence.some(({ kind }) => kind === "boolean"),
    hasAnyNumber: evidence.some(({ kind }) => kind === "any number"),
    open: evidence.filter(isOpen),
    missing: evidence.flatMap((found) => (found.kind === "missing" ? [found.at] : [])),
  };
}

function isOpen(found: Evidence): found is OpenEvidence {
  return found.kind === "any text" || found.kind === "unknown" || found.kind === "any number";
}

const BOOLEANS = ["true", "false"];

function inferSet(label: string, summary: Summary): DraftSet {
  const { values, open } = summary;
  if (isStatus(label, summary)) return { kind: "http_status" };
  if (isMethod(label, summary)) return { kind: "http_method" };
  if (open.length > 0 || values.length === 0) {
    return { ...DEFAULT_OPEN_SET, otherwise: chooseOtherwise(values) };
  }
  if (values.every((value) => BOOLEANS.includes(value))) return { kind: "boolean" };
  const { numbers, texts, hasBooleans } = summary;
  if (numbers.length > 0 && texts.length === 0 && !hasBooleans && numbers.every(Number.isSafeInteger)) {
    return { kind: "integer", min: Math.min(...numbers), max: Math.max(...numbers) };
  }
  return { kind: "closed", values };
}

/** True for status codes, or numbers that are not constant, in a label whose name speaks of status codes. */
function isStatus(
  label: string,
  { values, texts, open, hasBooleans, hasAnyNumber, numbers }: Summary,
): boolean {
  if (!namesStatus(label) || hasBooleans || !values.every(isStatusCode)) return false;
  if (open.some(({ kind }) => kind === "any text")) return false;
  if (open.some(({ kind, at }) => kind === "unknown" && !STATUS_ACCESS.test(at.getText()))) return false;
  return hasAnyNumber || numbers.length > 0 || texts.length > 0 || open.length > 0;
}

/** True for texts in a label whose name speaks of methods. Constant methods alone are a closed set instead. */
function isMethod(label: string, { values, open }: Summary): boolean {
  return (
    namesMethod(label) &&
    open.length > 0 &&
    open.every(
      ({ kind, at }) => kind !== "any number" && !/\.toL(?:owerCase|ocaleLowerCase)\(/.test(at.getText()),
    ) &&
    values.every((value) => isHttpMethod(value) || value === DEFAULT_OTHERWISE)
  );
}

/** A value for all others that is not among the values. */
function chooseOtherwise(values: readonly string[]): string {
  let word: string = DEFAULT_OTHERWISE;
  while (values.includes(word)) word = `${word}_`;
  return word;
}

/** The largest number of values in a note. */
const LONGEST_LIST = 12;

function notesOn(set: DraftSet, { values, open, missing }: Summary, locate: Locate): readonly string[] {
  const notes: string[] = [];
  const [first] = open;
  const [absent] = missing;
  if (set.kind === "open" && first === undefined) {
    notes.push("No call passes a value: list the values that there can be.");
  }
  if (set.kind === "open" && first !== undefined) {
    const known = values.length === 0 ? "" : ` Seen: ${listAnd(values, LONGEST_LIST)}.`;
    const what = first.kind === "any number" ? "any number" : "any text";
    notes.push(
      `${formatLocation(locate(first.at))} passes ${what}: list the values if you know them.${known}`,
    );
  }
  if (set.kind === "http_status") notes.push("Inferred from numbers that are status codes.");
  if (set.kind === "http_method") {
    notes.push("Inferred from the name. Methods that are not registered become `other`.");
  }
  if (set.kind === "integer") {
    notes.push("Inferred from the numbers in the source: widen the range if there are others.");
  }
  if (absent !== undefined) {
    notes.push(`The value may be missing at ${formatLocation(locate(absent))}, but a recorder requires one.`);
  }
  return notes;
}
