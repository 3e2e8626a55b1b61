import { ts } from "ts-morph";
import { DEFAULT_OTHERWISE } from "../../schema/resolve/resolve-vectors.js";
import { listAnd } from "../../text/words.js";
import type { DraftFamily, DraftSet } from "../draft.js";
import { DEFAULT_OPEN_SET, isHttpMethod, isStatusCode, namesMethod, namesStatus } from "../infer.js";
import type { LabelVector } from "../label-vectors.js";
import type { EvidenceByMetric } from "./label-evidence.js";
import { formatLocation, type Locate } from "./source-program.js";
import { skipWrapping } from "./source-syntax.js";
import { type Evidence, isOpen, type OpenEvidence } from "./type-evidence.js";

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
      const notes = notesOn(label, set, summary, locate);
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

/** Joins the families that show the same set. Those without any evidence have the set of the others, if there is one that is not listed. */
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
  const { kind } = inferSet(label, summarise([...one.evidence, ...other.evidence]));
  if (kind === "closed" || kind === "boolean" || kind === "integer") return [...bySet.values()];
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
  /** Values that are not constant. */
  readonly open: readonly OpenEvidence[];
  /** Calls that could not be read, and may pass other values. */
  readonly unread: readonly ts.Node[];
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
    open: evidence.filter(isOpen),
    unread: evidence.flatMap((found) =>
      found.kind === "unread" && !(found.values?.every((value) => values.has(value)) ?? false)
        ? [found.at]
        : [],
    ),
    missing: evidence.flatMap((found) => (found.kind === "missing" ? [found.at] : [])),
  };
}

const BOOLEANS = ["true", "false"];

/** A set is closed only if every call was read, and every value is known. */
function inferSet(label: string, summary: Summary): DraftSet {
  const { values, open, unread } = summary;
  if (isStatus(label, summary)) return { kind: "http_status" };
  if (isMethod(label, summary)) return { kind: "http_method" };
  if (open.length > 0 || unread.length > 0 || values.length === 0) {
    return { ...DEFAULT_OPEN_SET, otherwise: chooseOtherwise(values) };
  }
  if (values.every((value) => BOOLEANS.includes(value))) return { kind: "boolean" };
  const { numbers, texts, hasBooleans } = summary;
  if (numbers.length > 0 && texts.length === 0 && !hasBooleans && numbers.every(Number.isSafeInteger)) {
    return { kind: "integer", min: Math.min(...numbers), max: Math.max(...numbers) };
  }
  return { kind: "closed", values };
}

/** True for a label whose name speaks of status codes if its constants are codes, or its values are those of responses. */
function isStatus(label: string, { values, open, unread, hasBooleans, numbers, texts }: Summary): boolean {
  if (!namesStatus(label) || hasBooleans || unread.length > 0 || !values.every(isStatusCode)) return false;
  const hasCodes = numbers.length > 0 || texts.length > 0;
  return (
    (hasCodes || open.length > 0) &&
    open.every(({ kind, origin }) => isResponseStatus(origin) || (hasCodes && kind === "any number"))
  );
}

/** True for a label whose name speaks of methods if some values are those of requests. Constants alone are a closed set. */
function isMethod(label: string, { values, open, unread }: Summary): boolean {
  return (
    namesMethod(label) &&
    open.length > 0 &&
    unread.length === 0 &&
    open.every(({ at, origin }) => isRequestMethod(origin) && !LOWER_CASE.test(at.getText())) &&
    values.every((value) => isHttpMethod(value) || value === DEFAULT_OTHERWISE)
  );
}

const LOWER_CASE = /\.toL(?:owerCase|ocaleLowerCase)\(/;

/** A value for all others that is not among the values. */
function chooseOtherwise(values: readonly string[]): string {
  let word: string = DEFAULT_OTHERWISE;
  while (values.includes(word)) word = `${word}_`;
  return word;
}

/** The largest number of values in a note. */
const LONGEST_LIST = 12;

function notesOn(
  label: string,
  set: DraftSet,
  { values, open, unread, missing }: Summary,
  locate: Locate,
): readonly string[] {
  const notes: string[] = [];
  const [first] = open;
  const [absent] = missing;
  const [unseen] = unread;
  const known = values.length === 0 ? "" : ` Seen: ${listAnd(values, LONGEST_LIST)}.`;
  if (set.kind === "open" && first === undefined && unseen === undefined) {
    notes.push("No call passes a value: list the values that there can be.");
  }
  if (set.kind === "open" && first === undefined && unseen !== undefined) {
    notes.push(
      `${formatLocation(locate(unseen))} may pass other values, which cannot be read: list the values if you know them.${known}`,
    );
  }
  if (set.kind === "open" && first !== undefined) {
    const what = first.kind === "any number" ? "any number" : "any text";
    notes.push(
      `${formatLocation(locate(first.at))} passes ${what}: list the values if you know them.${known}`,
    );
  }
  if (set.kind === "open" && open.some(({ kind }) => kind === "any number") && namesStatus(label)) {
    notes.push("If these are status codes of HTTP, write `type: http_status`.");
  }
  if (set.kind === "http_status") notes.push("Inferred from status codes of HTTP.");
  if (set.kind === "http_method") {
    notes.push("Inferred from the method of a request. Methods that are not registered become `other`.");
  }
  if (set.kind === "integer") {
    notes.push("Inferred from the numbers in the source: widen the range if there are others.");
  }
  if (absent !== undefined) {
    notes.push(`The value may be missing at ${formatLocation(locate(absent))}, but a recorder requires one.`);
  }
  return notes;
}

/** True for the method of a request, such as `req.method` and `{ method }` of `ctx.request`. */
function isRequestMethod(origin: ts.Node): boolean {
  const member = readMember(origin);
  return member?.name === "method" && REQUESTS.test(member.owner) && !/rpc/i.test(member.owner);
}

/** True for the status code of a response, such as `res.statusCode` and `error.response.status`. */
function isResponseStatus(origin: ts.Node): boolean {
  const member = readMember(origin);
  if (member === undefined) return false;
  if (member.name === "statusCode") return true;
  return member.name === "status" && RESPONSES.test(member.owner);
}

const REQUESTS = /^(?:[a-z]*req|[a-z]*request|ctx|c|context|event|r|message|config|options|opts)$/i;
const RESPONSES = /^(?:[a-z]*res|[a-z]*resp|[a-z]*response|[a-z]*reply|ctx|c|context|r|result|e|err|error)$/i;

interface Member {
  readonly name: string;
  /** The last name of the object: `request` in `ctx.request.method`. */
  readonly owner: string;
}

function readMember(origin: ts.Node): Member | undefined {
  const at = skipWrapping(origin);
  if (ts.isPropertyAccessExpression(at)) {
    const owner = lastNameOf(at.expression);
    return owner === undefined ? undefined : { name: at.name.text, owner };
  }
  const element = ts.isBindingElement(at) ? at : at.parent;
  if (element === undefined || !ts.isBindingElement(element) || !ts.isObjectBindingPattern(element.parent)) {
    return undefined;
  }
  const name = (element.propertyName ?? element.name).getText();
  const { parent: holder } = element.parent;
  if (ts.isBindingElement(holder)) return { name, owner: (holder.propertyName ?? holder.name).getText() };
  if (ts.isParameter(holder)) return { name, owner: holder.type?.getText() ?? "" };
  const owner = holder.initializer === undefined ? undefined : lastNameOf(holder.initializer);
  return owner === undefined ? undefined : { name, owner };
}

function lastNameOf(node: ts.Expression): string | undefined {
  const at = skipWrapping(node);
  if (ts.isAwaitExpression(at)) return lastNameOf(at.expression);
  if (ts.isIdentifier(at)) return at.text;
  return ts.isPropertyAccessExpression(at) ? at.name.text : undefined;
}
