import { isIP, SocketAddress } from "node:net";
import type { TLSSocket } from "node:tls";

/** What is asked of a client's certificate; `client_auth_type`, after Go's `tls.ClientAuthType`. */
type ClientAuth =
  | "NoClientCert"
  | "RequestClientCert"
  | "RequireAnyClientCert"
  | "VerifyClientCertIfGiven"
  | "RequireAndVerifyClientCert";

export const CLIENT_AUTH_TYPES: ReadonlyMap<string, ClientAuth> = new Map([
  ["NoClientCert", "NoClientCert"],
  ["RequestClientCert", "RequestClientCert"],
  ["RequireAnyClientCert", "RequireAnyClientCert"],
  ["RequireClientCert", "RequireAnyClientCert"], // exporter-toolkit's former name for it
  ["VerifyClientCertIfGiven", "VerifyClientCertIfGiven"],
  ["RequireAndVerifyClientCert", "RequireAndVerifyClientCert"],
]);

/** Which clients may connect. */
export interface ClientPolicy {
  readonly clientAuth: ClientAuth;
  /** One of these names must be in the certificate; `undefined` for any certificate. */
  readonly allowedSans: readonly string[] | undefined;
}

/** Whether a client may go on, once the handshake is done, with the certificate that it has given or not. */
export function admitsClient(socket: TLSSocket, { clientAuth, allowedSans }: ClientPolicy): boolean {
  if (clientAuth === "NoClientCert" || clientAuth === "RequestClientCert") return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clientAuth === "VerifyClientCertIfGiven";
  if (clientAuth !== "RequireAnyClientCert" && !socket.authorized) return false;
  if (allowedSans === undefined) return true;
  const given = sansOf(certificate.subjectAltName ?? "").map(canonical);
  return allowedSans.some((allowed) => given.includes(canonical(allowed)));
}

const SANS = new Set(["DNS", "IP Address", "URI", "email"]);

/**
 * The names in Node's text of a subject alternative name. A name with a character that could be mistaken is
 * quoted in it as in JSON; a text that cannot be read to its end has no names, as one of them may be forged.
 */
export function sansOf(text: string): readonly string[] {
  const names: string[] = [];
  const one = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;
  while (one.lastIndex < text.length) {
    const [, kind = "", value] = one.exec(text) ?? [];
    if (value === undefined) return [];
    const name = value.startsWith('"') ? unquoted(value) : value;
    if (name === undefined) return [];
    if (SANS.has(kind)) names.push(name);
  }
  return names;
}

function unquoted(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}

/** One spelling for each IP address: OpenSSL writes `0:0:0:0:0:0:0:1`, Go `::1`. */
function canonical(name: string): string {
  return isIP(name) === 6 && !name.includes("%")
    ? new SocketAddress({ address: name, family: "ipv6" }).address
    : name;
}
