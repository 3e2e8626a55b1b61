/** Where a scrape finds the server. */
export interface ServerEndpoint {
  /** `localhost` for a server on every interface. */
  readonly host: string;
  readonly port: number;
  /** Not percent-encoded. */
  readonly path: string;
}

/** Takes apart an address that `checkServerAddress` has completed. */
export function serverEndpoint(address: string): ServerEndpoint {
  const parts = /^tcp:\/\/(\[.*?\]|[^:/]*):(\d+)(\/.*)$/.exec(address);
  if (parts === null) throw new Error(`${address} is no address that was checked`);
  const [, host = "", port, path = ""] = parts;
  return {
    host: EVERY_INTERFACE.includes(host) ? "localhost" : host,
    port: Number(port),
    path: decodeURIComponent(path),
  };
}

const EVERY_INTERFACE: readonly string[] = ["", "0.0.0.0", "[::]"];
