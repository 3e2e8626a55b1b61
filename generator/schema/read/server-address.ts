import { isIPv6 } from "node:net";

/** `tcp://[host]:port[/path]`; the host is a name, an IPv4 address or an IPv6 address in brackets. */
const ADDRESS = /^tcp:\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]*)(?::(\d*))?(\/[^\s?#]*)?$/;

const DEFAULT_PORT = 9959;

interface CheckedAddress {
  /** With the default port and path filled in; as it was given when there is a problem. */
  readonly address: string;
  /** The predicate of a sentence; `undefined` when the address is sound. */
  readonly problem: string | undefined;
}

/** Checks the shape of an address and completes it. */
export function checkServerAddress(address: string): CheckedAddress {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) return { address, problem: "has no scheme" };
  if (scheme !== "tcp")
    return { address, problem: `has the scheme \`${scheme}\`, and only \`tcp\` is known` };
  const parts = ADDRESS.exec(`tcp${address.slice(scheme.length)}`);
  if (parts === null) return { address, problem: "is not of the form of an address" };
  const [, host = "", port = "", path = "/metrics"] = parts;
  const number = port === "" ? DEFAULT_PORT : Number(port);
  if (number < 1 || number > 65_535)
    return { address, problem: `has the port ${port}, not one from 1 to 65535` };
  if (host.startsWith("[") && !isIPv6(host.slice(1, -1))) {
    return { address, problem: `has the host \`${host}\`, which is no IPv6 address` };
  }
  if (!isDecodable(path)) return { address, problem: "has a path that is not valid percent-encoding" };
  return { address: `tcp://${host}:${number}${path}`, problem: undefined };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return !/\p{Surrogate}/u.test(path);
  } catch {
    return false;
  }
}
