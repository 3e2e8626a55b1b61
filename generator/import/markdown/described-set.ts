import type { DraftSet } from "../draft.js";
import { isHttpMethod, isStatusCode } from "../http-label.js";
import { UNTOLD_SET } from "../untold-set.js";

/** What a reference tells of a vector. */
interface Told {
  /** The paragraphs, in order. */
  readonly paragraphs: readonly string[];
  /** Label values in a list or a table, in order. */
  readonly listed: readonly string[];
  /** What the first paragraph has in back-ticks. */
  readonly codes: readonly string[];
}

/** The set of label values that a reference tells, and notes on what is not its plain word. */
interface DescribedSet {
  readonly set: DraftSet;
  readonly notes: readonly string[];
}

/** The set by the values that are listed, or else by what sentences tell. */
export function describedSet({ paragraphs, listed, codes }: Told): DescribedSet {
  if (listed.length > 0) return { set: listedSet(listed, paragraphs), notes: [] };
  const said = generatedSet(paragraphs);
  if (said !== undefined) return { set: said, notes: [] };
  if (isBoolean(codes)) return { set: { kind: "boolean" }, notes: [] };
  const text = paragraphs.join(" ");
  if (/\bhttp\b/i.test(text) && /\bstatus\b/i.test(text) && codes.every(isStatusCode)) {
    return { set: { kind: "http_status" }, notes: ["The description speaks of HTTP's status codes."] };
  }
  if (/\bhttp\b/i.test(text) && /\bmethods?\b/i.test(text) && codes.every(isHttpMethod)) {
    return { set: { kind: "http_method" }, notes: ["The description speaks of HTTP's methods."] };
  }
  if (codes.length > 1) {
    const note = "These are the values that the description names. Are they all?";
    return { set: listedSet(codes, paragraphs), notes: [note] };
  }
  if (/^(?:whether|if)\b/i.test(paragraphs[0] ?? "")) {
    return { set: { kind: "boolean" }, notes: ["The description asks a question of yes or no."] };
  }
  return {
    set: UNTOLD_SET,
    notes: ["The reference lists no values: list them here, or bound their number."],
  };
}

/** Whether a paragraph is one of the sentences by which a generated reference tells label values. */
export function isGenerated(paragraph: string): boolean {
  return generatedSet([paragraph]) !== undefined || OTHERS.test(paragraph);
}

function isBoolean(values: readonly string[]): boolean {
  return values.length === 2 && values.includes("true") && values.includes("false");
}

function listedSet(values: readonly string[], paragraphs: readonly string[]): DraftSet {
  if (isBoolean(values)) return { kind: "boolean" };
  const otherwise = paragraphs.map((text) => OTHERS.exec(text)?.[1]).find((value) => value !== undefined);
  const own = [...new Set(values)].filter((value) => value !== otherwise);
  return { kind: "closed", values: own, ...(otherwise === undefined ? {} : { otherwise }) };
}

/** As the reference has it that `generate` writes, and so have the sentences below. */
const OTHERS = /^Any other is recorded as `([^`]+)`\.$/;

function generatedSet(paragraphs: readonly string[]): DraftSet | undefined {
  for (const text of paragraphs) {
    if (text === "Either `true` or `false`.") return { kind: "boolean" };
    if (/^A registered HTTP method, such as /.test(text)) return { kind: "http_method" };
    const [, min, max] = /^A whole number from (-?\d+) to (-?\d+)\.$/.exec(text) ?? [];
    if (min !== undefined && max !== undefined)
      return { kind: "integer", min: Number(min), max: Number(max) };
    const [, bound, otherwise] = BOUND.exec(text) ?? [];
    if (bound !== undefined && otherwise !== undefined) {
      return { kind: "open", maxValues: Number(bound.replaceAll(",", "")), otherwise };
    }
  }
  return undefined;
}

const BOUND = /^Up to ([\d,]+) different values; any beyond is recorded as `([^`]+)`\.$/;
