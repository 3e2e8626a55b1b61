import { type Address, AddressError, parseAddress } from "@metricsmith/runtime/address";

/** An address of the schema: as text that says all of it, or what is wrong with it. */
type CheckedAddress =
  | { readonly sound: true; readonly address: string }
  | { readonly sound: false; readonly problem: string; readonly hint: string };

/** Checks an address and completes it with the defaults. */
export function checkServerAddress(text: string): CheckedAddress {
  try {
    return { sound: true, address: completeAddress(parseAddress(text)) };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    return { sound: false, problem: error.problem, hint: error.hint };
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

/** Encodes what would mean something else somewhere in an address; the rest stays as the user would know it. */
function encodePath(path: string): string {
  return path.replace(/[%?#&+@\s\p{Cc}]/gu, encodeURIComponent);
}

/** Where a scrape finds the server. */
interface ServerEndpoint {
  /** What Prometheus can connect to; `undefined` for a Unix socket or an inherited descriptor. */
  readonly tcp: { readonly host: string; readonly port: number } | undefined;
  /** Not percent-encoded. */
  readonly path: string;
}

/** Takes apart an address that `checkServerAddress` has completed; the host is `localhost` for every interface. */
export function serverEndpoint(address: string): ServerEndpoint {
  const { host, port, path } = parseAddress(address);
  if (host === undefined) return { tcp: undefined, path };
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return { tcp: { host: EVERY_INTERFACE.includes(host) ? "localhost" : bracketed, port }, path };
}

const EVERY_INTERFACE: readonly string[] = ["", "0.0.0.0", "::"];
