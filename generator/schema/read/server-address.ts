import { type Address, AddressError, parseAddress } from "@metricsmith/runtime/address";

/** An address with its defaults filled in, or what is wrong with it. */
type CheckedAddress =
  | { readonly isValid: true; readonly address: string }
  | { readonly isValid: false; readonly problem: string; readonly hint: string };

export function checkServerAddress(text: string): CheckedAddress {
  try {
    return { isValid: true, address: completeAddress(parseAddress(text)) };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return { isValid: false, problem: error.problem, hint: error.hint };
  }
}

function completeAddress(address: Address): string {
  switch (address.network) {
    case "unix":
      return `unix://${encodeSocket(address.socket)}${query(address)}`;
    case "fd":
      return `fd://${address.fd}${query(address)}`;
    case "tcp":
    case "tcp4":
    case "tcp6": {
      const { network, host, port, path } = address;
      const authority = host.includes(":") ? `[${host.replace("%", "%25")}]` : host;
      return `${network}://${authority}:${port}${encodePath(path)}`;
    }
  }
}

function query({ umask, path }: { readonly umask: number | undefined; readonly path: string }): string {
  const parameters = [
    ...(umask === undefined ? [] : [`umask=${umask.toString(8).padStart(4, "0")}`]),
    ...(path === "/" ? [] : [`path=${encodePath(path.slice(1))}`]),
  ];
  return parameters.length === 0 ? "" : `?${parameters.join("&")}`;
}

function encodeSocket(socket: string): string {
  return socket.startsWith("@") ? `@${encodePath(socket.slice(1))}` : encodePath(socket);
}

/** Encodes the characters that have a meaning in an address. Others stay as the user wrote them. */
function encodePath(path: string): string {
  return path.replace(/[%?#&+@\s\p{Cc}]/gu, encodeURIComponent);
}

interface ServerEndpoint {
  /** `undefined` for a Unix socket or an inherited descriptor, which Prometheus cannot reach. */
  readonly tcp: { readonly host: string; readonly port: number } | undefined;
  /** Not percent-encoded. */
  readonly path: string;
}

/** Parses an address that `checkServerAddress` returned. For a server on all interfaces, the host is `localhost`. */
export function serverEndpoint(address: string): ServerEndpoint {
  const { host, port, path } = parseAddress(address);
  if (host === undefined) return { tcp: undefined, path };
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return { tcp: { host: ALL_INTERFACES.includes(host) ? "localhost" : bracketed, port }, path };
}

const ALL_INTERFACES: readonly string[] = ["", "0.0.0.0", "::"];
