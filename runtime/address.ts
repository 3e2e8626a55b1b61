import { isIPv4, isIPv6 } from "node:net";
import { inspect } from "node:util";

/** Where metrics are served. Parts that this kind of address does not have are `undefined`. */
export type Address = TcpAddress | UnixAddress | FdAddress;

export interface TcpAddress {
  /** `tcp4` is IPv4 only, `tcp6` IPv6 only. */
  readonly network: "tcp" | "tcp4" | "tcp6";
  /** A name or an IP address, IPv6 without brackets; empty for all interfaces. */
  readonly host: string;
  readonly port: number;
  readonly socket: undefined;
  readonly fd: undefined;
  readonly umask: undefined;
  /** The path of the metrics, percent-decoded. It begins with `/`. */
  readonly path: string;
}

export interface UnixAddress {
  readonly network: "unix";
  readonly host: undefined;
  readonly port: undefined;
  /** The absolute path of the socket file; `@name` is the abstract socket `name`, which has no file. */
  readonly socket: string;
  readonly fd: undefined;
  /** The permissions that the socket file does not get, 0 to 0o7777; by default the umask of the process. */
  readonly umask: number | undefined;
  readonly path: string;
}

export interface FdAddress {
  readonly network: "fd";
  readonly host: undefined;
  readonly port: undefined;
  readonly socket: undefined;
  /** The number of an inherited descriptor, of a socket that is already bound. */
  readonly fd: number;
  /** Has no effect, since the socket exists already. */
  readonly umask: number | undefined;
  readonly path: string;
}

/** An address that cannot be parsed. The message says what is wrong with it and what to write instead. */
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
 * Parses an address `[scheme://]host[:port][/path][?umask=…&path=…]`, like Authelia's `telemetry.metrics.address`.
 * Without a scheme, an absolute path is a Unix socket, and anything else is TCP.
 *
 * - `tcp`, `tcp4`, `tcp6`: the default of the port is 9959, also for 0, and the default of the path is `/metrics`. An
 *   empty text means `tcp://:9959/metrics`.
 * - `unix:///run/app.sock` is a socket file, `unix://@name` an abstract socket, `fd://3` an inherited descriptor. The
 *   path of the metrics is `/`; with `?path=metrics`, it is `/metrics`. `?umask=0117` removes permissions.
 *
 * Paths are percent-decoded. Some addresses that Authelia accepts are refused, because it does not read them as they are
 * meant: `9959`, `::1` or `unix:/run/app.sock`.
 *
 * @throws AddressError for anything else
 */
export function parseAddress(text: string): Address {
  if (typeof text !== "string") {
    throw new AddressError(inspect(text, { depth: 0 }), { problem: "is not a string", hint: WRITE });
  }
  if (/[\s\p{Cc}]/u.test(text)) {
    const hint = "in a path, write %20 for a space";
    throw createError(text, { problem: "has white space or a control character", hint });
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
      throw createError(text, { problem, hint: WRITE });
    }
  }
}

/**
 * Whether a text is a host name or an IPv4 address. A name that ends in a number would be an IPv4 address that is none:
 * https://url.spec.whatwg.org/#ends-in-a-number-checker
 *
 * @internal
 */
export function isHostName(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return (
    labels.every((label) => HOST_LABEL.test(label)) && (isIPv4(text) || !/^\d+$/.test(labels.at(-1) ?? ""))
  );
}

/** RFC 1035, section 2.3.4: at most 63 characters. Names on networks at home have underscores, and other scripts. */
const HOST_LABEL = /^[\p{L}\p{M}\p{N}_-]{1,63}$/u;

/** @internal Percent-decodes a path; `undefined` if it is not validly encoded or has a lone surrogate. */
export function decodePath(path: string): string | undefined {
  try {
    return /\p{Surrogate}/u.test(path) ? undefined : decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The parts of an address. A missing part is empty; a missing scheme or query is `undefined`. */
interface Parts {
  /** In lower case. */
  readonly scheme: string | undefined;
  readonly authority: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string | undefined;
}

function split(text: string): Parts {
  const [, scheme, authority = "", path = "", query, fragment] =
    /^(?:([^/?#]*?):\/\/)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(text) ?? [];
  if (fragment !== undefined) {
    throw createError(text, { problem: "has a fragment", hint: "leave out the # and what follows it" });
  }
  if (authority.lastIndexOf("@") > 0) {
    throw createError(text, { problem: "has user info", hint: "leave out everything up to the @" });
  }
  return { scheme: scheme?.toLowerCase(), authority, path, query };
}

/** Refuses texts that Authelia reads as names of hosts. */
function refuseAmbiguous(text: string, { authority, path }: Parts): void {
  const [, scheme, rest = ""] = /^(tcp[46]?|unix|fd)(:.*)?$/i.exec(authority) ?? [];
  if (scheme !== undefined && (rest !== "" || path.startsWith("//"))) {
    if (rest !== "") {
      const hint = `write as in ${exampleOf(scheme.toLowerCase())}`;
      throw createError(text, { problem: `has no // after ${scheme}:`, hint });
    }
    const isTcp = /^tcp/i.test(scheme);
    const hint = isTcp ? `write ${scheme}:${path}` : `write as in ${exampleOf(scheme.toLowerCase())}`;
    throw createError(text, { problem: `has no : after ${scheme}`, hint });
  }
  if (path.startsWith("//") && !authority.includes(":")) {
    const host = authority + path;
    const hint = `${WRITE}; the path begins with one slash`;
    throw createError(text, {
      problem: `has the host ${JSON.stringify(host)}, and a host has no slashes`,
      hint,
    });
  }
  if (/^[a-z][a-z\d+.-]*:$/i.test(authority) && path !== "") {
    throw createError(text, { problem: `has no port after ${authority}`, hint: WRITE });
  }
  if (authority.startsWith("@")) {
    const hint = `for an abstract socket, write unix://${authority}`;
    throw createError(text, { problem: "has no scheme", hint });
  }
  if (path === "" && /^[^.:[\]]+$/.test(authority) && authority !== "localhost") {
    const hint = /^\d+$/.test(authority)
      ? `write tcp://:${authority} for a port`
      : `write tcp://${authority} for a host, tcp://:9959/${authority} for a path`;
    throw createError(text, { problem: "could be a host, a port or a path", hint });
  }
}

function exampleOf(scheme: string): string {
  switch (scheme) {
    case "unix":
      return "unix:///run/app.sock";
    case "fd":
      return "fd://3";
    default:
      return `${scheme}://:9959`;
  }
}

function parseTcp(text: string, network: TcpAddress["network"], parts: Parts): TcpAddress {
  if (parts.query !== undefined) {
    const hint = "leave out the ? and what follows it";
    throw createError(text, { problem: "has a query, which only unix and fd can have", hint });
  }
  if (parts.authority === "" && parts.path.startsWith("//")) {
    const hint = `${WRITE}, with two slashes after ${network}:`;
    throw createError(text, { problem: `has ${JSON.stringify(parts.path)} in the place of a host`, hint });
  }
  const { host, port } = parseAuthority(text, parts.authority);
  if ((network === "tcp4" && isIPv6(host)) || (network === "tcp6" && isIPv4(host))) {
    const problem = `has the host ${JSON.stringify(host)}, which is not of ${network}`;
    throw createError(text, { problem, hint: "write tcp://, tcp4:// for IPv4, or tcp6:// for IPv6" });
  }
  const path = parts.path === "" ? DEFAULT_PATH : decoded(text, parts.path);
  return { ...ABSENT, network, host, port, path };
}

function parseAuthority(text: string, authority: string): { readonly host: string; readonly port: number } {
  const [matched, bracketed, plain = "", portText = ""] =
    /^(?:\[(.*)\]|([^[\]]*?))(?::([^:\]]*))?$/.exec(authority) ?? [];
  const host = bracketed?.replace("%25", "%") ?? checkName(text, plain);
  if (matched === undefined || (bracketed !== undefined && !isIPv6(host))) {
    const problem = "has brackets without an IPv6 address in them";
    throw createError(text, { problem, hint: "write as in tcp://[::1]:9959" });
  }
  const port = Number(portText);
  if (!/^\d*$/.test(portText) || port > 65_535) {
    const problem = `has the port ${JSON.stringify(portText)}, not a whole number from 0 to 65535`;
    throw createError(text, { problem, hint: WRITE });
  }
  return { host, port: port === 0 ? DEFAULT_PORT : port };
}

/** Checks a host without brackets. */
function checkName(text: string, host: string): string {
  if (host.includes(":")) {
    const problem = "has an IPv6 address without brackets, or more than one port";
    throw createError(text, { problem, hint: "write as in tcp://[::1]:9959" });
  }
  if (/^\d+$/.test(host)) {
    const hint = `for a port, write tcp://:${host}`;
    throw createError(text, { problem: `has the number ${host} for a host`, hint });
  }
  if (host === "" || isHostName(host)) return host;
  const problem = `has the host ${JSON.stringify(host)}, which is neither a name nor an IP address`;
  throw createError(text, { problem, hint: "for all interfaces, leave the host out, as in tcp://:9959" });
}

function parseUnix(text: string, { authority, path, query }: Parts): UnixAddress {
  const abstract = authority.startsWith("@");
  if (!abstract && authority !== "") {
    const name = authority + path;
    const problem = `has the host ${JSON.stringify(authority)}, and a Unix socket has none`;
    const hint = `for a file, write unix:///${name}, for an abstract socket, unix://@${name}`;
    throw createError(text, { problem, hint });
  }
  const socket = decoded(text, authority + path);
  if (socket === "" || socket === "@" || (!abstract && socket.endsWith("/"))) {
    const hint = "write the path of a file, as in unix:///run/app.sock";
    throw createError(text, { problem: "names no socket", hint });
  }
  if (socket.includes("\0")) {
    throw createError(text, { problem: "has a %00 in the name of its socket", hint: "leave it out" });
  }
  return { ...ABSENT, network: "unix", socket, ...parseQuery(text, query) };
}

function parseFd(text: string, { authority, path, query }: Parts): FdAddress {
  const fd = Number(authority);
  if (!/^\d+$/.test(authority) || fd > 0x7fff_ffff) {
    const problem = `has the descriptor ${JSON.stringify(authority)}, which is not the number of one`;
    throw createError(text, { problem, hint: "write as in fd://3" });
  }
  if (path !== "") {
    const hint = `for the path of the metrics, write fd://${authority}?path=${path.slice(1)}`;
    throw createError(text, { problem: `has ${JSON.stringify(path)} after the descriptor`, hint });
  }
  return { ...ABSENT, network: "fd", fd, ...parseQuery(text, query) };
}

/** Parses the query of a Unix socket or a descriptor. `+` is a space, as in Go. */
function parseQuery(text: string, query = ""): { readonly umask: number | undefined; readonly path: string } {
  const parameters = new Map<string, string>();
  for (const parameter of query === "" ? [] : query.split("&")) {
    const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(parameter) ?? [];
    if (key !== "umask" && key !== "path") {
      const problem = `has the parameter ${JSON.stringify(key)}, and only umask and path are known`;
      throw createError(text, { problem, hint: "leave it out" });
    }
    if (parameters.has(key)) {
      throw createError(text, { problem: `has two parameters ${key}`, hint: "leave one of them out" });
    }
    parameters.set(key, decoded(text, value.replaceAll("+", " ")));
  }
  const umask = parameters.get("umask");
  if (umask !== undefined && !/^[0-7]{3,4}$/.test(umask)) {
    const problem = `has the umask ${JSON.stringify(umask)}, not 3 or 4 octal digits`;
    throw createError(text, { problem, hint: "write as in ?umask=0117" });
  }
  const path = parameters.get("path") ?? "";
  if (path.startsWith("/")) {
    const problem = `has the served path ${JSON.stringify(path)}, which begins with a slash by itself`;
    throw createError(text, { problem, hint: "write as in ?path=metrics" });
  }
  return { umask: umask === undefined ? undefined : Number.parseInt(umask, 8), path: `/${path}` };
}

function decoded(text: string, path: string): string {
  const result = decodePath(path);
  if (result !== undefined) return result;
  const hint = "for a percent sign, write %25";
  throw createError(text, { problem: "has a path that is not valid percent-encoding", hint });
}

function createError(address: string, flaw: Flaw): AddressError {
  return new AddressError(JSON.stringify(address), flaw);
}
