import { quoted } from "./quoted.js";
import type { Fault } from "./rejection.js";

/** Why a counter cannot be increased by a value; `undefined` when it can. */
export function incrementFault(by: unknown): Fault | undefined {
  if (typeof by !== "number" || Number.isNaN(by)) return numberFault(by);
  if (by < 0) return { reason: "negative", detail: `a counter cannot be increased by ${by}` };
  if (by === Infinity) return { reason: "infinite", detail: "a counter cannot be increased by Infinity" };
  return undefined;
}

/** Why a value cannot be observed or added; `undefined` when it can. */
export function numberFault(value: unknown): Fault | undefined {
  if (typeof value === "number" && !Number.isNaN(value)) return undefined;
  return { reason: "not_a_number", detail: `the value is ${quoted(value)}; expected a number` };
}
