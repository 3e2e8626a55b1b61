import { AddressError, parseAddress } from "../../address.js";
import { quoted } from "../../family/quoted.js";
import { SMALLEST_BUFFER } from "../limits.js";
import { parseDuration } from "./duration.js";

/** A setting that was read from text, or what is wrong with the text. */
export type ReadSetting<Value> = { readonly value: Value } | SettingFlaw;

interface SettingFlaw {
  /** The predicate of a sentence about the setting; quotes the text. */
  readonly problem: string;
  /** What to write instead. */
  readonly help: string;
}

/** Node's timers count milliseconds in 31 bits, and fire at once for more. */
const LONGEST = 2 ** 31 - 1;

/** What no header and no slice of a response comes near; a number with more digits has a mistake in it. */
const LARGEST = 2 ** 30;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "yes", "on", "1"].map((text) => [text, true] as const),
  ...["false", "no", "off", "0"].map((text) => [text, false] as const),
]);

/** In any case of letters. */
export function readBoolean(text: string): ReadSetting<boolean> {
  const value = BOOLEANS.get(text.toLowerCase());
  if (value !== undefined) return { value };
  return flaw(text, ", which is neither true nor false", "write true or false");
}

export function readAddress(text: string): ReadSetting<string> {
  try {
    parseAddress(text);
    return { value: text };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return flaw(text, `, which ${error.problem}`, error.hint);
  }
}

/** In bytes. */
export function readSize(text: string): ReadSetting<number> {
  const value = Number(text);
  const help = `write a whole number of bytes, ${SMALLEST_BUFFER} or more, as 4096`;
  if (!/^\d+$/.test(text)) return flaw(text, ", which is not a whole number", help);
  if (value < SMALLEST_BUFFER) return flaw(text, ", which leaves no room for a request", help);
  if (value > LARGEST) return flaw(text, ", which is more than 1 GiB", help);
  return { value };
}

/** In milliseconds. */
export function readTimeout(text: string): ReadSetting<number> {
  const value = parseDuration(text);
  const help = "write a whole number and its unit, as 6s, 500ms or 1m30s, or a number of seconds, as 6";
  if (value === undefined) return flaw(text, ", which is no duration", help);
  if (value === 0) return flaw(text, ", in which nothing can be done", help);
  if (value > LONGEST) return flaw(text, ", which is longer than timers count, 24 days", help);
  return { value };
}

/** A path as it is written. */
export function readPath(text: string): ReadSetting<string> {
  if (text !== "" && !text.includes("\0")) return { value: text };
  return flaw(text, ", which is no path", "write the path of a file, as web-config.yml");
}

function flaw(text: string, reason: string, help: string): SettingFlaw {
  return { problem: `is ${quoted(text)}${reason}`, help };
}
