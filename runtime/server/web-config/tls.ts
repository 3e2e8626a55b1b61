import { isIP, SocketAddress } from "node:net";
import type { SecureVersion, TLSSocket } from "node:tls";
import {
  type Faults,
  type Position,
  type ReadContext,
  readBoolean,
  readChoice,
  readList,
  readSection,
  readText,
  type Section,
  type YamlNode,
} from "./web-config-yaml.js";

/** Certificates or a key, in the configuration itself or in a file. */
export interface PemSource {
  readonly at: Position;
  /** The key of the configuration, such as `tls_server_config.cert_file`. */
  readonly name: string;
  readonly content: { readonly file: string } | { readonly text: string };
}

/** The settings of `tls_server_config`, before the files that it names are read. */
export interface TlsSettings extends ClientPolicy {
  readonly at: Position;
  readonly cert: PemSource;
  readonly key: PemSource;
  /** `undefined` for the root certificates of Node. */
  readonly clientCa: PemSource | undefined;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** OpenSSL's names, in the order of preference; `undefined` for Node's defaults. */
  readonly cipherSuites: readonly string[] | undefined;
  readonly preferServerCipherSuites: boolean;
  readonly curves: readonly string[] | undefined;
}

const SECTION = "tls_server_config";

const KEYS = [
  ...["cert_file", "key_file", "cert", "key", "client_ca_file", "client_ca", "client_auth_type"],
  ...["client_allowed_sans", "min_version", "max_version", "cipher_suites"],
  ...["prefer_server_cipher_suites", "curve_preferences"],
];

const VERSIONS: ReadonlyMap<string, SecureVersion> = new Map([
  ["TLS12", "TLSv1.2"],
  ["TLS13", "TLSv1.3"],
]);

const CURVES: ReadonlyMap<string, string> = new Map([
  ["CurveP256", "P-256"],
  ["CurveP384", "P-384"],
  ["CurveP521", "P-521"],
  ["X25519", "X25519"],
]);

/** Reads `tls_server_config`; `undefined` if there is none, or if a certificate or key is missing. */
export function readTls(node: YamlNode | undefined, faults: Faults): TlsSettings | undefined {
  const section = readSection(node, KEYS, { name: SECTION, faults });
  if (node === undefined || section.size === 0) return undefined;
  const cert = requiredPem(section, "cert", node.at, faults);
  const key = requiredPem(section, "key", node.at, faults);
  const clientCa = readPem(section, "client_ca", faults);
  const policy = readPolicy(section, clientCa, faults);
  const readChoices = (name: string, choices: ReadonlyMap<string, string>) => {
    const context = { name: `${SECTION}.${name}`, faults };
    const list = readList(section.get(name), (item) => readChoice(item, choices, context), context);
    return list?.length === 0 ? undefined : list;
  };
  const version = (name: string) => readVersion(section.get(name), { name: `${SECTION}.${name}`, faults });
  const minVersion = version("min_version") ?? "TLSv1.2";
  const maxVersion = version("max_version") ?? "TLSv1.3";
  if (minVersion > maxVersion) {
    const at = section.get("max_version")?.at ?? node.at;
    faults.add(at, `${SECTION}.max_version is below min_version; raise it, or lower min_version`);
  }
  const preferServerNode = section.get("prefer_server_cipher_suites");
  const preferServer = readBoolean(preferServerNode, {
    name: `${SECTION}.prefer_server_cipher_suites`,
    faults,
  });
  const cipherSuites = readChoices("cipher_suites", CIPHER_SUITES);
  const curves = readChoices("curve_preferences", CURVES);
  if (cert === undefined || key === undefined) return undefined;
  return {
    at: node.at,
    cert,
    key,
    clientCa,
    ...policy,
    minVersion,
    maxVersion,
    cipherSuites,
    preferServerCipherSuites: preferServer ?? true,
    curves,
  };
}

function readVersion(node: YamlNode | undefined, context: ReadContext): SecureVersion | undefined {
  const text = readText(node, context);
  if (node === undefined || (text !== "TLS10" && text !== "TLS11"))
    return readChoice(node, VERSIONS, context);
  const reason = "which is not supported as RFC 8996 deprecates it";
  context.faults.add(node.at, `${context.name} is "${text}", ${reason}; write TLS12 or TLS13`);
  return undefined;
}

function readPolicy(section: Section, clientCa: PemSource | undefined, faults: Faults): ClientPolicy {
  const type = section.get("client_auth_type");
  const chosen = readChoice(type, CLIENT_AUTH_TYPES, { name: `${SECTION}.client_auth_type`, faults });
  const clientAuth = chosen ?? "NoClientCert";
  const wrongType = type !== undefined && chosen === undefined;
  if (clientCa !== undefined && clientAuth === "NoClientCert" && !wrongType) {
    faults.add(
      clientCa.at,
      `${clientCa.name} is given, but clients are not asked for a certificate; ` +
        "add client_auth_type: RequireAndVerifyClientCert",
    );
  }
  const sans = section.get("client_allowed_sans");
  const context = { name: `${SECTION}.client_allowed_sans`, faults };
  const allowedSans = readList(sans, (item) => readText(item, context), context);
  const required = clientAuth === "RequireAnyClientCert" || clientAuth === "RequireAndVerifyClientCert";
  if (sans !== undefined && !required && !wrongType) {
    faults.add(
      sans.at,
      `${context.name} is given, but a client may connect without a certificate; ` +
        "add client_auth_type: RequireAndVerifyClientCert",
    );
  }
  return { clientAuth, allowedSans };
}

function requiredPem(
  section: Section,
  key: "cert" | "key",
  at: Position,
  faults: Faults,
): PemSource | undefined {
  const source = readPem(section, key, faults);
  if (source === undefined && !section.has(key) && !section.has(`${key}_file`)) {
    faults.add(at, `${SECTION} has no ${key}_file; add one, or leave out ${SECTION} to serve without TLS`);
  }
  return source;
}

/** `KEY_file`, or `KEY` with the text itself. */
function readPem(section: Section, key: string, faults: Faults): PemSource | undefined {
  const [fileKey, fileNode, textNode] = [`${key}_file`, section.get(`${key}_file`), section.get(key)];
  if (fileNode !== undefined && textNode !== undefined) {
    faults.add(textNode.at, `${SECTION} has both ${key} and ${fileKey}; leave out one of them`);
    return undefined;
  }
  if (fileNode !== undefined) {
    const name = `${SECTION}.${fileKey}`;
    const file = readText(fileNode, { name, faults });
    if (file?.includes("-----BEGIN")) {
      faults.add(fileNode.at, `${name} is not a path but PEM itself; write it below ${key}`);
      return undefined;
    }
    return file === undefined ? undefined : { at: fileNode.at, name, content: { file } };
  }
  if (textNode === undefined) return undefined;
  const name = `${SECTION}.${key}`;
  const text = readText(textNode, { name, faults });
  return text === undefined ? undefined : { at: textNode.at, name, content: { text } };
}

/** OpenSSL's names of the cipher suites that can be chosen: those of Go's `tls.CipherSuites()`, by IANA's names. */
export const CIPHER_SUITES: ReadonlyMap<string, string> = new Map([
  ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"],
  ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"],
  ["TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"],
  ["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"],
  ["TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"],
  ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
  ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
  ["TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"],
  ["TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"],
  ["TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"],
  ["TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"],
  ["TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"],
  ["TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"],
]);

/** What is offered unless the file names suites: all of them with authenticated encryption. */
export const DEFAULT_SUITES: readonly string[] = [...CIPHER_SUITES]
  .filter(([name]) => !name.includes("_CBC_"))
  .map(([, suite]) => suite);

/** Always offered: in Go, the suites of TLS 1.3 cannot be chosen, and all of them are safe. */
const TLS13_SUITES = ["TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"];

/** The suites in the order of preference, in OpenSSL's notation. */
export function cipherList(suites: readonly string[]): string {
  return [...new Set([...TLS13_SUITES, ...suites])].join(":");
}

/** The requirements for a client's certificate: `client_auth_type`, after Go's `tls.ClientAuthType`. */
type ClientAuth =
  | "NoClientCert"
  | "RequestClientCert"
  | "RequireAnyClientCert"
  | "VerifyClientCertIfGiven"
  | "RequireAndVerifyClientCert";

const CLIENT_AUTH_TYPES: ReadonlyMap<string, ClientAuth> = new Map([
  ["NoClientCert", "NoClientCert"],
  ["RequestClientCert", "RequestClientCert"],
  ["RequireAnyClientCert", "RequireAnyClientCert"],
  ["RequireClientCert", "RequireAnyClientCert"], // its former name in exporter-toolkit
  ["VerifyClientCertIfGiven", "VerifyClientCertIfGiven"],
  ["RequireAndVerifyClientCert", "RequireAndVerifyClientCert"],
]);

/** Which clients may connect. */
export interface ClientPolicy {
  readonly clientAuth: ClientAuth;
  /** The certificate must have one of these names; `undefined` for any name. */
  readonly allowedSans: readonly string[] | undefined;
}

/** How much a policy asks of clients: a policy with a smaller number may admit more of them. */
export function strictness({ clientAuth }: ClientPolicy): number {
  return STRICTNESS.indexOf(clientAuth);
}

const STRICTNESS: readonly ClientAuth[] = [
  "NoClientCert",
  "RequestClientCert",
  "VerifyClientCertIfGiven",
  "RequireAnyClientCert",
  "RequireAndVerifyClientCert",
];

/** Whether a client is admitted, after the handshake, with or without a certificate. */
export function admitsClient(socket: TLSSocket, { clientAuth, allowedSans }: ClientPolicy): boolean {
  if (clientAuth === "NoClientCert" || clientAuth === "RequestClientCert") return true;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return clientAuth === "VerifyClientCertIfGiven";
  if (clientAuth !== "RequireAnyClientCert" && !socket.authorized) return false;
  if (allowedSans === undefined) return true;
  const names = sansOf(certificate.subjectAltName ?? "").map(canonical);
  return allowedSans.some((allowed) => names.includes(canonical(allowed)));
}

/** The kinds of names that can be allowed, as Node calls them. */
const NAME_KINDS = new Set(["DNS", "IP Address", "URI", "email"]);

/**
 * The names in Node's text of a subject alternative name. Node quotes a name with an ambiguous character as in JSON. A
 * text that cannot be read to its end has no names, as one of them may be forged.
 */
export function sansOf(text: string): readonly string[] {
  const names: string[] = [];
  const field = /([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;
  while (field.lastIndex < text.length) {
    const [, kind = "", value] = field.exec(text) ?? [];
    if (value === undefined) return [];
    const name = value.startsWith('"') ? unquoted(value) : value;
    if (name === undefined) return [];
    if (NAME_KINDS.has(kind)) names.push(name);
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

/** The same spelling for each IP address: OpenSSL writes `0:0:0:0:0:0:0:1`, Go `::1`. */
function canonical(name: string): string {
  return isIP(name) === 6 && !name.includes("%")
    ? new SocketAddress({ address: name, family: "ipv6" }).address
    : name;
}
