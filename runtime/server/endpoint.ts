import { isIPv6 } from "node:net";
import { quoted } from "../family/quoted.js";
import { type Address, decodePath, parseAddress } from "./address.js";
import { MetricsServerError } from "./metrics-server-error.js";
import type { MetricsServerOptions } from "./options.js";

/**
 * Where to listen: the options' host, port and path before the options' address, before the schema's.
 *
 * @param schemaAddress the address that holds if the options have none
 * @throws MetricsServerError for an address or option that is not valid
 */
export function resolveEndpoint(schemaAddress: string, options: MetricsServerOptions): Address {
  const address = parseAddress(options.address === undefined ? schemaAddress : checkAddress(options.address));
  return {
    host: options.host === undefined ? address.host : checkHost(options.host),
    port: options.port === undefined ? address.port : checkPort(options.port),
    path: options.path === undefined ? address.path : checkPath(options.path),
  };
}

/** The URL that opens an endpoint from the same machine. */
export function urlOf({ host, port, path }: Address, scheme: "http" | "https" = "http"): string {
  const everywhere = host === "" || host === "0.0.0.0" || host === "::";
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${scheme}://${everywhere ? "localhost" : bracketed(host.replace("%", "%25"))}:${port}${encoded}`;
}

/** An endpoint's host and port, as messages name it. */
export function hostAndPort({ host, port }: Address): string {
  return `${bracketed(host)}:${port}`;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function checkAddress(address: string): string {
  if (typeof address === "string") return address;
  throw faulty("address", address, "tcp://host:port/path, as in tcp://127.0.0.1:9959/metrics");
}

function checkHost(host: string): string {
  if (typeof host !== "string") throw faulty("host", host, "a host name or an IP address");
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (isIPv6(bare) || !/[[\]/:?#@\s]/.test(host)) return bare;
  throw faulty("host", host, "a host name or an IP address, without a scheme or port");
}

function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw faulty("port", port, "a whole number from 0 to 65535, 0 for any free port");
}

function checkPath(path: string): string {
  const decoded = typeof path === "string" ? decodePath(path) : undefined;
  if (decoded?.startsWith("/") && !/[?#\s]/.test(path)) return decoded;
  throw faulty("path", path, 'a percent-encoded path that begins with "/", as in "/metrics"');
}

function faulty(option: string, given: unknown, expected: string): MetricsServerError {
  return new MetricsServerError(`the option ${option} is ${quoted(given)}; expected ${expected}`);
}
