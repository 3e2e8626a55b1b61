import { validateHeaderValue } from "node:http";
import {
  type Faults,
  readBoolean,
  readSection,
  readText,
  SOMETHING_ELSE,
  shown,
  type YamlNode,
} from "./web-config-yaml.js";

/** How many requests are allowed: `burst` at once, and one more for each interval. */
export interface RateLimit {
  /** In milliseconds; more than 0. */
  readonly interval: number;
  /** 1 or more. */
  readonly burst: number;
}

const RATE_LIMIT_SECTION = "rate_limit";

/** Reads `rate_limit`; `undefined` if there is none, or its interval is 0. */
export function readRateLimit(node: YamlNode | undefined, faults: Faults): RateLimit | undefined {
  const section = readSection(node, ["interval", "burst"], { name: RATE_LIMIT_SECTION, faults });
  const [intervalNode, burstNode] = [section.get("interval"), section.get("burst")];
  const intervalText = readText(intervalNode, { name: `${RATE_LIMIT_SECTION}.interval`, faults }) ?? "0";
  const burstText = readText(burstNode, { name: `${RATE_LIMIT_SECTION}.burst`, faults }) ?? "0";
  const interval = durationOf(intervalText);
  if (interval === undefined && intervalNode !== undefined) {
    const expected = "write a duration, such as 1s or 500ms, or 0 for no limit";
    faults.add(
      intervalNode.at,
      `${RATE_LIMIT_SECTION}.interval is ${shown(intervalText, SOMETHING_ELSE)}; ${expected}`,
    );
  }
  if (burstNode !== undefined && !/^\d{1,9}$/.test(burstText)) {
    faults.add(
      burstNode.at,
      `${RATE_LIMIT_SECTION}.burst is ${shown(burstText, SOMETHING_ELSE)}; write a whole number, such as 5`,
    );
    return undefined;
  }
  if (interval === undefined || interval === 0) return undefined;
  const burst = Number(burstText);
  if (burst === 0 && intervalNode !== undefined) {
    const at = burstNode?.at ?? intervalNode.at;
    faults.add(
      at,
      `with a ${RATE_LIMIT_SECTION}.burst of 0, which is the default, no request is allowed; write 1 or more`,
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

/** A duration in the syntax of Go, `1m30s`, in milliseconds; a number alone means nanoseconds. */
function durationOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) / 1e6;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(?<![\d.])([\d.]+)([a-zµ]+)/g)) {
    sum += Number(amount) * (UNITS.get(unit) ?? 0);
  }
  return sum;
}

/** A header field of every response. */
export interface ConfiguredHeader {
  readonly name: string;
  readonly value: string;
}

const HTTP_SECTION = "http_server_config";

/** The headers that exporter-toolkit permits, by their exact spelling, with the permitted values; empty for any value. */
const HEADERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Content-Security-Policy", []],
  ["Strict-Transport-Security", []],
  ["X-Content-Type-Options", ["nosniff"]],
  ["X-Frame-Options", ["deny", "sameorigin"]],
  ["X-XSS-Protection", []],
]);

/** Reads the headers of `http_server_config`. HTTP/2 can only be off. */
export function readHttp(node: YamlNode | undefined, faults: Faults): readonly ConfiguredHeader[] {
  const section = readSection(node, ["http2", "headers"], { name: HTTP_SECTION, faults });
  const http2 = section.get("http2");
  if (http2 !== undefined && readBoolean(http2, { name: `${HTTP_SECTION}.http2`, faults }) === true) {
    faults.add(
      http2.at,
      `${HTTP_SECTION}.http2 is not supported: metrics are served over HTTP/1.1, which Prometheus also speaks; ` +
        "remove it, or write false",
    );
  }
  const name = `${HTTP_SECTION}.headers`;
  const headers = readSection(section.get("headers"), [...HEADERS.keys()], { name, faults });
  return [...headers].flatMap(([header, value]) => {
    const text = readText(value, { name: `${name}.${header}`, faults });
    if (text === undefined) return [];
    const fault = headerFault(header, text);
    if (fault !== undefined) faults.add(value.at, `${name}.${header} ${fault}`);
    return fault !== undefined || text === "" ? [] : [{ name: header, value: text }];
  });
}

function headerFault(header: string, value: string): string | undefined {
  const values = HEADERS.get(header) ?? [];
  if (values.length > 0 && !values.includes(value)) {
    return `is ${shown(value, SOMETHING_ELSE)}; write ${values.join(" or ")}`;
  }
  try {
    validateHeaderValue(header, value);
    return undefined;
  } catch {
    return "has a character that no header can have, such as a line break; write it in one line";
  }
}
