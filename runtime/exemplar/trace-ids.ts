import { quoted } from "../family/quoted.js";
import type { Exemplar } from "./exemplar.js";

/** The digits of a trace id. */
export const TRACE_DIGITS = 32;
/** The digits of a span id. */
export const SPAN_DIGITS = 16;
/** Of both. */
export const ID_DIGITS = TRACE_DIGITS + SPAN_DIGITS;

/**
 * Writes the digits of an exemplar's ids as ASCII, in lower case.
 *
 * @param ids has `ID_DIGITS` bytes, which mean nothing if an id is bad
 * @returns whether both ids are good
 */
export function writeIds(exemplar: Exemplar, ids: Uint8Array): boolean {
  if (exemplar === null || exemplar === undefined) return false; // of a caller that is not type-checked
  return (
    writeId(exemplar.traceId, ids, 0, TRACE_DIGITS) &&
    writeId(exemplar.spanId, ids, TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS)
  );
}

/** What is wrong with an exemplar that has a bad id. */
export function exemplarFault(exemplar: unknown): string {
  if (typeof exemplar !== "object" || exemplar === null) {
    return `it is ${quoted(exemplar)}; expected { traceId, spanId }`;
  }
  const { traceId, spanId } = exemplar as Partial<Exemplar>; // any object can be asked for them
  const ids = new Uint8Array(ID_DIGITS);
  return writeId(traceId, ids, 0, TRACE_DIGITS)
    ? `its spanId is ${quoted(spanId)}; expected ${SPAN_DIGITS} hexadecimal digits, not all 0`
    : `its traceId is ${quoted(traceId)}; expected ${TRACE_DIGITS} hexadecimal digits, not all 0`;
}

function writeId(id: unknown, ids: Uint8Array, start: number, end: number): boolean {
  if (typeof id !== "string" || id.length !== end - start) return false;
  let differs = 0;
  for (let at = start; at < end; at++) {
    const code = id.charCodeAt(at - start);
    const lower = code | 0x20; // digits have that bit already
    const isDigit = code >= ZERO && code <= NINE;
    const isLetter = code >= UPPER_A && lower >= LOWER_A && lower <= LOWER_F;
    if (!isDigit && !isLetter) return false;
    differs |= lower ^ ZERO;
    ids[at] = lower;
  }
  return differs !== 0;
}

const ZERO = 0x30;
const NINE = 0x39;
const UPPER_A = 0x41;
const LOWER_A = 0x61;
const LOWER_F = 0x66;
