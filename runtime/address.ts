import { isIPv4, isIPv6 } from "node:net";
import { inspect } from "node:util";

/** Where metrics are served. What an address of its kind does not have is `undefined`. */
export type Address = TcpAddress | UnixAddress | FdAddress;

export interface TcpAddress {
  /** `tcp4` is IPv4 alone, `tcp6` IPv6 alone. */
  readonly network: "tcp" | "tcp4" | "tcp6";
  /** A name or an IP address, IPv6 without brackets; empty for all interfaces. */
  readonly host: string;
  readonly port: number;
  readonly socket: undefined;
  readonly fd: undefined;
  readonly umask: undefined;
  /** The path that is served: begins with `/`, percent-decoded. */
  readonly path: string;
}

export interface UnixAddress {
  readonly network: "unix";
  readonly host: undefined;
  readonly port: undefined;
  /** The absolute path of the socket file; `@name` is the abstract socket `name`, which has no file. */
  readonly socket: string;
  readonly fd: undefined;
  /** The permissions that the socket file does not have, 0 to 0o7777; the process's own if `undefined`. */
  readonly umask: number | undefined;
  readonly path: string;
}

export interface FdAddress {
  readonly network: "fd";
  readonly host: undefined;
  readonly port: undefined;
  readonly socket: undefined;
  /** The number of a descriptor that is inherited, of a socket that is bound already. */
  readonly fd: number;
  /** Without effect: the socket is there already. */
  readonly umask: number | undefined;
  readonly path: string;
}

/** Says what is wrong with an address, and what to write instead. */
export class AddressError extends Error {
  override readonly name = "AddressError";

  readonly problem: string;
  readonly hint: string;

  /** @param address the address, quoted */
  constructor(address: string, { problem, hint }: Flaw) {
    super(`the address ${address} ${problem}; ${hint}`);
    this.problem = problem;
    this.hint = hint;
  }
}

/** What is wrong with an address. */
interface Flaw {
  /** The predicate of a sentence about the address. */
  readonly problem: string;
  /** What to write instead. */
  readonly hint: string;
}

const DEFAULT_PORT = 9959;
const DEFAULT_PATH = "/metrics";

const ABSENT = { host: undefined, port: undefined, socket: undefined, fd: undefined, umask: undefined };

const WRITE = "write tcp://host:port/path, as in tcp://127.0.0.1:9959/metrics";
const SCHEMES = "tcp, tcp4, tcp6, unix and fd";

/**
 * Reads an address `[scheme://]host[:port][/path][?umask=…&path=…]`, as Authelia's
 * `telemetry.metrics.address`. Without a scheme, an absolute path is a Unix socket, anything else is TCP.
 *
 * - `tcp`, `tcp4`, `tcp6`: a port that is missing or 0 is 9959, a path that is missing is `/metrics`. Nothing
 *   at all is `tcp://:9959/metrics`.
 * - `unix:///run/app.sock`, or `unix://@name` for an abstract socket; `fd://3` for an inherited descriptor. The
 *   path that is served is `/`, or with `?path=metrics` `/metrics`; `?umask=0117` takes permissions away.
 *
 * Paths are percent-decoded. Refused beyond what Authelia refuses is what it would not take as it is meant, such
 * as `9959`, `::1` or `unix:/run/app.sock`.
 *
 * @throws AddressError for anything else
 */
export function parseAddress(text: string): Address {
  if (typeof text !== "string") {
    throw new AddressError(inspect(text, { depth: 0 }), { problem: "is no text", hint: WRITE });
  }
  if (/[\s\p{Cc}]/u.test(text)) {
    const hint = "in a path, write %20 for a space";
    throw faulty(text, { problem: "has white space or a control character", hint });
  }
  const parts = split(text);
  const { scheme } = parts;
  switch (scheme) {
    case undefined:
      if (text.startsWith("/")) return parseUnix(text, parts);
      refuseAmbiguous(text, parts);
      return parseTcp(text, "tcp", parts);
    case "tcp":
    case "tcp4":
    case "tcp6":
      return parseTcp(text, scheme, parts);
    case "unix":
      return parseUnix(text, parts);
    case "fd":
      return parseFd(text, parts);
    default: {
      const problem = `has the scheme ${JSON.stringify(scheme)}, and only ${SCHEMES} are known`;
      throw faulty(text, { problem, hint: WRITE });
    }
  }
}

/** @internal A path percent-decoded; `undefined` if it is not valid percent-encoding, or no text at all. */
export function decodePath(path: string): string | undefined {
  try {
    return /\p{Surrogate}/u.test(path) ? undefined : decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** What is missing is empty, but for scheme and query. */
interface Parts {
  /** In small letters. */
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly path: string;
  /** Without its question mark. */
  readonly query: string | undefined;
}

function split(text: string): Parts {
  const [, scheme, authority = "", path = "", query, fragment] =
    /^(?:([^/?#]*?):\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(text) ?? [];
  if (fragment !== undefined) {
    throw faulty(text, { problem: "has a fragment", hint: "leave out the # and what follows it" });
  }
  if (authority.lastIndexOf("@") > 0) {
    throw faulty(text, { problem: "has user info", hint: "leave out what stands up to the @" });
  }
  return { scheme: scheme?.toLowerCase(), authority, path, query };
}

/** Authelia takes these for the names of hosts. */
function refuseAmbiguous(text: string, { authority, path }: Parts): void {
  const scheme = /^(tcp[46]?|unix|fd):/i.exec(authority)?.[1];
  if (scheme !== undefined) {
    const example = { unix: "unix:///run/app.sock", fd: "fd://3" }[scheme.toLowerCase()] ?? "tcp://:9959";
    throw faulty(text, { problem: `has no // behind ${scheme}:`, hint: `write as in ${example}` });
  }
  if (authority.startsWith("@")) {
    const hint = `for an abstract socket, write unix://${authority}`;
    throw faulty(text, { problem: "has no scheme", hint });
  }
  if (path === "" && /^[^.:[\]]+$/.test(authority) && authority !== "localhost") {
    const hint = /^\d+$/.test(authority)
      ? `write tcp://:${authority} for a port`
      : `write tcp://${authority} for a host, tcp://:9959/${authority} for a path`;
    throw faulty(text, { problem: "could be a host, a port or a path", hint });
  }
}

function parseTcp(text: string, network: TcpAddress["network"], parts: Parts): TcpAddress {
  if (parts.query !== undefined) {
    const hint = "leave out the ? and what follows it";
    throw faulty(text, { problem: "has a query, which goes with unix and fd alone", hint });
  }
  const { host, port } = parseAuthority(text, parts.authority);
  if ((network === "tcp4" && isIPv6(host)) || (network === "tcp6" && isIPv4(host))) {
    const problem = `has the host ${JSON.stringify(host)}, which is not of ${network}`;
    throw faulty(text, { problem, hint: "write tcp://, tcp4:// for IPv4, or tcp6:// for IPv6" });
  }
  const path = parts.path === "" ? DEFAULT_PATH : decoded(text, parts.path);
  return { ...ABSENT, network, host, port, path };
}

function parseAuthority(text: string, authority: string): { readonly host: string; readonly port: number } {
  const [matched, bracketed, plain = "", portText = ""] =
    /^(?:\[(.*)\]|([^[\]]*?))(?::([^:\]]*))?$/.exec(authority) ?? [];
  const host = bracketed?.replace("%25", "%") ?? checkName(text, plain);
  if (matched === undefined || (bracketed !== undefined && !isIPv6(host))) {
    const problem = "has brackets that hold no IPv6 address";
    throw faulty(text, { problem, hint: "write as in tcp://[::1]:9959" });
  }
  const port = Number(portText);
  if (!/^\d*$/.test(portText) || port > 65_535) {
    const problem = `has the port ${JSON.stringify(portText)}, not a whole number from 0 to 65535`;
    throw faulty(text, { problem, hint: WRITE });
  }
  return { host, port: port === 0 ? DEFAULT_PORT : port };
}

/** A host that is no IPv6 address in brackets. */
function checkName(text: string, host: string): string {
  if (host.includes(":")) {
    const problem = "has an IPv6 address without brackets, or more than one port";
    throw faulty(text, { problem, hint: "write as in tcp://[::1]:9959" });
  }
  if (/^\d+$/.test(host)) {
    const hint = `for a port, write tcp://:${host}`;
    throw faulty(text, { problem: `has the number ${host} for a host`, hint });
  }
  if (/^[\p{L}\p{M}\p{N}._-]*$/u.test(host)) return host;
  const problem = `has the host ${JSON.stringify(host)}, which is neither a name nor an IP address`;
  throw faulty(text, { problem, hint: "for all interfaces, leave the host out, as in tcp://:9959" });
}

function parseUnix(text: string, { authority, path, query }: Parts): UnixAddress {
  const abstract = authority.startsWith("@");
  if (!abstract && authority !== "") {
    const name = authority + path;
    const problem = `has the host ${JSON.stringify(authority)}, and a Unix socket has none`;
    const hint = `for a file, write unix:///${name}, for an abstract socket, unix://@${name}`;
    throw faulty(text, { problem, hint });
  }
  const socket = decoded(text, authority + path);
  if (socket === "" || socket === "@" || (!abstract && socket.endsWith("/"))) {
    const hint = "write the path of a file, as in unix:///run/app.sock";
    throw faulty(text, { problem: "names no socket", hint });
  }
  if (socket.includes("\0")) {
    throw faulty(text, { problem: "has a %00 in the name of its socket", hint: "leave it out" });
  }
  return { ...ABSENT, network: "unix", socket, ...parseQuery(text, query) };
}

function parseFd(text: string, { authority, path, query }: Parts): FdAddress {
  const fd = Number(authority);
  if (!/^\d+$/.test(authority) || fd > 0x7fff_ffff) {
    const problem = `has the descriptor ${JSON.stringify(authority)}, which is not the number of one`;
    throw faulty(text, { problem, hint: "write as in fd://3" });
  }
  if (path !== "") {
    const hint = `for the path that is served, write fd://${authority}?path=${path.slice(1)}`;
    throw faulty(text, { problem: `has ${JSON.stringify(path)} behind the descriptor`, hint });
  }
  return { ...ABSENT, network: "fd", fd, ...parseQuery(text, query) };
}

/** The query of a Unix socket or a descriptor, in which `+` is a space, as in Go. */
function parseQuery(text: string, query = ""): { readonly umask: number | undefined; readonly path: string } {
  const parameters = new Map<string, string>();
  for (const parameter of query === "" ? [] : query.split("&")) {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/.exec(parameter) ?? [];
    if (key !== "umask" && key !== "path") {
      const problem = `has the parameter ${JSON.stringify(key)}, and only umask and path are known`;
      throw faulty(text, { problem, hint: "leave it out" });
    }
    if (parameters.has(key)) {
      throw faulty(text, { problem: `has two parameters ${key}`, hint: "leave one of them out" });
    }
    parameters.set(key, decoded(text, value.replaceAll("+", " ")));
  }
  const umask = parameters.get("umask");
  if (umask !== undefined && !/^[0-7]{3,4}$/.test(umask)) {
    const problem = `has the umask ${JSON.stringify(umask)}, not 3 or 4 octal digits`;
    throw faulty(text, { problem, hint: "write as in ?umask=0117" });
  }
  const path = parameters.get("path") ?? "";
  if (path.startsWith("/")) {
    const problem = `has the served path ${JSON.stringify(path)}, which begins with a slash by itself`;
    throw faulty(text, { problem, hint: "write as in ?path=metrics" });
  }
  return { umask: umask === undefined ? undefined : Number.parseInt(umask, 8), path: `/${path}` };
}

function decoded(text: string, path: string): string {
  const result = decodePath(path);
  if (result !== undefined) return result;
  const hint = "for a percent sign, write %25";
  throw faulty(text, { problem: "has a path that is not valid percent-encoding", hint });
}

function faulty(address: string, flaw: Flaw): AddressError {
  return new AddressError(JSON.stringify(address), flaw);
}
