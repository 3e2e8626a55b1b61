import { isIPv6 } from "node:net";
import { MetricsServerError } from "./metrics-server-error.js";

/** Where metrics are served. */
export interface Address {
  /** A name or an IP address, IPv6 without brackets; empty for all interfaces. */
  readonly host: string;
  readonly port: number;
  /** Begins with `/`, percent-decoded. */
  readonly path: string;
}

const DEFAULT: Address = { host: "", port: 9959, path: "/metrics" };

/**
 * Reads an address `[tcp://][host][:port][/path]`, as Authelia's `telemetry.metrics.address`: a port that is
 * missing or 0 is 9959, a path that is missing is `/metrics`, nothing at all is `tcp://:9959/metrics`.
 *
 * @throws MetricsServerError for anything else
 */
export function parseAddress(address: string): Address {
  if (address === "") return DEFAULT;
  const rest = withoutScheme(address);
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const foreign = FOREIGN_PARTS.find(({ sign, inAuthority }) => sign.test(inAuthority ? authority : rest));
  if (foreign !== undefined) throw faulty(address, `it has ${foreign.name}, which is not supported`);
  const path = slash < 0 ? DEFAULT.path : decodePath(rest.slice(slash));
  if (path === undefined) throw faulty(address, "its path is not valid percent-encoding");
  return { ...parseAuthority(address, authority), path };
}

/** What a URL may have and an address may not. */
const FOREIGN_PARTS = [
  { name: "white space", sign: /\s/, inAuthority: false },
  { name: "a query", sign: /\?/, inAuthority: false },
  { name: "a fragment", sign: /#/, inAuthority: false },
  { name: "a user", sign: /@/, inAuthority: true },
] as const;

/** A path percent-decoded; `undefined` if it is not valid percent-encoding, or no text at all. */
export function decodePath(path: string): string | undefined {
  try {
    return /\p{Surrogate}/u.test(path) ? undefined : decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function withoutScheme(address: string): string {
  const [, scheme, rest] = /^([^/]*?):\/\/(.*)$/s.exec(address) ?? [];
  if (scheme !== undefined && rest !== undefined) {
    if (scheme.toLowerCase() === "tcp") return rest;
    throw faulty(address, `the scheme ${JSON.stringify(scheme)} is not supported, only tcp is`);
  }
  if (address.startsWith("/")) {
    throw faulty(address, "a path alone is a unix socket, which is not supported");
  }
  if (/^[^.:/[\]?#@\s]+$/.test(address) && address !== "localhost") {
    throw faulty(address, "it could be a host, a port or a path");
  }
  return address;
}

function parseAuthority(address: string, authority: string): Pick<Address, "host" | "port"> {
  const [, bracketed, plain, portText = ""] =
    /^(?:\[(.*)\]|([^[\]]*?))(?::([^:\]]*))?$/.exec(authority) ?? [];
  const host = bracketed?.replace("%25", "%") ?? plain;
  if (host === undefined || (bracketed !== undefined && !isIPv6(host))) {
    throw faulty(address, "its host is not valid");
  }
  if (bracketed === undefined && host.includes(":")) {
    throw faulty(address, "an IPv6 address goes in brackets, as in tcp://[::1]:9959");
  }
  const port = Number(portText);
  if (!/^\d*$/.test(portText) || port > 65_535) {
    throw faulty(address, `its port ${JSON.stringify(portText)} is not a whole number from 0 to 65535`);
  }
  return { host, port: port === 0 ? DEFAULT.port : port };
}

function faulty(address: string, reason: string): MetricsServerError {
  return new MetricsServerError(
    `the address ${JSON.stringify(address)} is not valid: ${reason}; ` +
      "write tcp://host:port/path, as in tcp://127.0.0.1:9959/metrics",
  );
}
