import { validateHeaderValue } from "node:http";
import { quoted } from "../../family/quoted.js";
import type { Faults } from "../yaml/faults.js";
import type { YamlNode } from "../yaml/yaml-tree.js";
import { readBoolean, readSection, readText } from "./read-value.js";

/** A header that every response gets. */
export interface ConfiguredHeader {
  readonly name: string;
  readonly value: string;
}

const SECTION = "http_server_config";

/** The headers that exporter-toolkit permits, and their values, where these are set; by exact spelling. */
const HEADERS: ReadonlyMap<string, readonly string[]> = new Map([
  ["Content-Security-Policy", []],
  ["Strict-Transport-Security", []],
  ["X-Content-Type-Options", ["nosniff"]],
  ["X-Frame-Options", ["deny", "sameorigin"]],
  ["X-XSS-Protection", []],
]);

/** Reads `http_server_config`: headers; HTTP/2 can only be off. */
export function readHttp(node: YamlNode | undefined, faults: Faults): readonly ConfiguredHeader[] {
  const section = readSection(node, ["http2", "headers"], { name: SECTION, faults });
  const http2 = section.get("http2");
  if (http2 !== undefined && readBoolean(http2, { name: `${SECTION}.http2`, faults }) === true) {
    faults.add(
      http2.at,
      `${SECTION}.http2 is not supported: metrics are served over HTTP/1.1, which Prometheus also speaks; ` +
        "remove it, or write false",
    );
  }
  const name = `${SECTION}.headers`;
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
    return `is ${quoted(value)}; write ${values.join(" or ")}`;
  }
  try {
    validateHeaderValue(header, value);
    return undefined;
  } catch {
    return "has a character that no header can have, as a line break; write it in one line";
  }
}
