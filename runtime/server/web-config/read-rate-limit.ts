import { quoted } from "../../family/quoted.js";
import type { Faults } from "../yaml/faults.js";
import type { YamlNode } from "../yaml/yaml-tree.js";
import { readSection, readText } from "./read-value.js";

/** How many requests are answered: `burst` at once, and one more for each interval. */
export interface RateLimit {
  /** In milliseconds; more than 0. */
  readonly interval: number;
  /** 1 or more. */
  readonly burst: number;
}

const SECTION = "rate_limit";

/** Reads `rate_limit`; `undefined` if there is none, or its interval is 0. */
export function readRateLimit(node: YamlNode | undefined, faults: Faults): RateLimit | undefined {
  const section = readSection(node, ["interval", "burst"], { name: SECTION, faults });
  const [intervalNode, burstNode] = [section.get("interval"), section.get("burst")];
  const intervalText = readText(intervalNode, { name: `${SECTION}.interval`, faults }) ?? "0";
  const burstText = readText(burstNode, { name: `${SECTION}.burst`, faults }) ?? "0";
  const interval = durationOf(intervalText);
  if (interval === undefined && intervalNode !== undefined) {
    const expected = "write a duration, as 1s or 500ms, or 0 for no limit";
    faults.add(intervalNode.at, `${SECTION}.interval is ${quoted(intervalText)}; ${expected}`);
  }
  if (burstNode !== undefined && !/^\d{1,9}$/.test(burstText)) {
    faults.add(burstNode.at, `${SECTION}.burst is ${quoted(burstText)}; write a whole number, as 5`);
    return undefined;
  }
  if (interval === undefined || interval === 0) return undefined;
  const burst = Number(burstText);
  if (burst === 0 && intervalNode !== undefined) {
    const at = burstNode?.at ?? intervalNode.at;
    faults.add(
      at,
      `with a ${SECTION}.burst of 0, which is the default, no request is answered; write 1 or more`,
    );
  }
  return { interval, burst };
}

/** Milliseconds in each of Go's units. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["µs", 1e-3],
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** A duration as Go spells it, `1m30s`, in milliseconds; a number alone is nanoseconds. */
function durationOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) / 1e6;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/([\d.]+)([a-zµ]+)/g)) {
    sum += Number(amount) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}
