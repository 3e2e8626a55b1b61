import { isIPv4, isIPv6 } from "node:net";
import {
  type Address,
  AddressError,
  decodePath,
  isHostName,
  parseAddress,
  type TcpAddress,
} from "../address.js";
import { quoted } from "../family/rejection.js";
import { MetricsServerError, optionError } from "./errors.js";
import type { MetricsServerOptions } from "./options.js";

/**
 * The address to listen on: that of the options, or else that of the schema. The options' host, port and path replace
 * its parts.
 *
 * @throws MetricsServerError for an address or option that is not valid, and for a host or port with an address that
 * has none
 */
export function resolveEndpoint(schemaAddress: string, options: MetricsServerOptions): Address {
  const text = options.address === undefined ? schemaAddress : checkAddress(options.address);
  const address = readAddress(text);
  const path = options.path === undefined ? address.path : checkPath(options.path);
  if (address.fd === undefined && address.socket === undefined) {
    const host = options.host === undefined ? address.host : checkHost(options.host, address.network);
    const port = options.port === undefined ? address.port : checkPort(options.port);
    return { ...address, host, port, path };
  }
  for (const option of ["host", "port"] as const) {
    if (options[option] !== undefined) throw misplacedOption(option, text);
  }
  return { ...address, path };
}

/** The name of an address in messages. */
export function addressName(address: Address): string {
  switch (address.network) {
    case "unix":
      return `the socket ${JSON.stringify(address.socket)}`;
    case "fd":
      return `the descriptor ${address.fd}`;
    case "tcp":
    case "tcp4":
    case "tcp6":
      return `${bracketed(address.host)}:${address.port}`;
  }
}

/** Where clients reach a server that listens. */
export interface Endpoint {
  /** `undefined` on a Unix socket. */
  readonly host: string | undefined;
  /** `undefined` on a Unix socket. */
  readonly port: number | undefined;
  readonly network: Address["network"];
  readonly path: string;
}

/** The URL of an endpoint for clients on the same machine. On a Unix socket, its host is `localhost`. */
export function urlOf({ network, host, port, path }: Endpoint, scheme: "http" | "https" = "http"): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  if (host === undefined || port === undefined) return `${scheme}://localhost${encoded}`;
  const allInterfaces = host === "" || host === "0.0.0.0" || host === "::";
  return `${scheme}://${allInterfaces ? LOCAL[network] : bracketed(host.replace("%", "%25"))}:${port}${encoded}`;
}

/** `localhost` may mean IPv4 or IPv6. */
const LOCAL = { tcp: "localhost", tcp4: "127.0.0.1", tcp6: "[::1]", fd: "localhost", unix: "localhost" };

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function readAddress(text: string): Address {
  try {
    return parseAddress(text);
  } catch (cause) {
    throw cause instanceof AddressError ? new MetricsServerError(cause.message, { cause }) : cause;
  }
}

function checkAddress(address: string): string {
  if (typeof address === "string") return address;
  throw optionError("address", address, "tcp://host:port/path, as in tcp://127.0.0.1:9959/metrics");
}

function checkHost(host: string, network: TcpAddress["network"]): string {
  if (typeof host !== "string") throw optionError("host", host, "a host name or an IP address");
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (network === "tcp4" && isIPv6(bare))
    throw optionError("host", host, "an IPv4 address, as the address is tcp4");
  if (network === "tcp6" && isIPv4(bare))
    throw optionError("host", host, "an IPv6 address, as the address is tcp6");
  if (bare === "" || isIPv6(bare) || isHostName(host)) return bare;
  throw optionError("host", host, "a host name or an IP address, without a scheme or port");
}

function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw optionError("port", port, "a whole number from 0 to 65535, 0 for any free port");
}

function checkPath(path: string): string {
  const decoded = typeof path === "string" ? decodePath(path) : undefined;
  if (decoded?.startsWith("/") && !/[?#\s]/.test(path)) return decoded;
  throw optionError("path", path, 'a percent-encoded path that begins with "/", as in "/metrics"');
}

function misplacedOption(option: "host" | "port", address: string): MetricsServerError {
  return new MetricsServerError(
    `the option ${option} does not go with the address ${quoted(address)}, which has no ${option}; ` +
      "pass an address instead, as in tcp://127.0.0.1:9959",
  );
}
