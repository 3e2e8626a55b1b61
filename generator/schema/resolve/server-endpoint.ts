import { parseAddress } from "@metricsmith/runtime/address";

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
