import type { SecureVersion } from "node:tls";
import type { Faults, Position } from "../yaml/faults.js";
import type { YamlNode } from "../yaml/yaml-tree.js";
import { CIPHER_SUITES } from "./cipher-suites.js";
import { CLIENT_AUTH_TYPES, type ClientPolicy } from "./client-auth.js";
import {
  type Reading,
  readBoolean,
  readChoice,
  readList,
  readSection,
  readText,
  type Section,
} from "./read-value.js";

/** Certificates or a key, in the configuration itself or in a file beside it. */
export interface PemSource {
  readonly at: Position;
  /** The key that gives it, as `tls_server_config.cert_file`. */
  readonly name: string;
  readonly content: { readonly file: string } | { readonly text: string };
}

/** What `tls_server_config` says, before the files that it names are read. */
export interface TlsSettings extends ClientPolicy {
  readonly at: Position;
  readonly cert: PemSource;
  readonly key: PemSource;
  /** `undefined` for the roots that Node comes with. */
  readonly clientCa: PemSource | undefined;
  readonly minVersion: SecureVersion;
  readonly maxVersion: SecureVersion;
  /** As OpenSSL calls them, in the order of preference; `undefined` for Node's. */
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
  const chosenList = (name: string, choices: ReadonlyMap<string, string>) => {
    const reading = { name: `${SECTION}.${name}`, faults };
    const list = readList(section.get(name), (item) => readChoice(item, choices, reading), reading);
    return list?.length === 0 ? undefined : list;
  };
  const version = (name: string) => readVersion(section.get(name), { name: `${SECTION}.${name}`, faults });
  const minVersion = version("min_version") ?? "TLSv1.2";
  const maxVersion = version("max_version") ?? "TLSv1.3";
  if (minVersion > maxVersion) {
    const at = section.get("max_version")?.at ?? node.at;
    faults.add(at, `${SECTION}.max_version is below min_version; raise it, or lower min_version`);
  }
  const prefers = section.get("prefer_server_cipher_suites");
  const preferServer = readBoolean(prefers, { name: `${SECTION}.prefer_server_cipher_suites`, faults });
  const cipherSuites = chosenList("cipher_suites", CIPHER_SUITES);
  const curves = chosenList("curve_preferences", CURVES);
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

function readVersion(node: YamlNode | undefined, reading: Reading): SecureVersion | undefined {
  const text = readText(node, reading);
  if (node === undefined || (text !== "TLS10" && text !== "TLS11"))
    return readChoice(node, VERSIONS, reading);
  const reason = "which is not supported as RFC 8996 deprecates it";
  reading.faults.add(node.at, `${reading.name} is "${text}", ${reason}; write TLS12 or TLS13`);
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
      `${clientCa.name} is given, but no certificate is asked of clients; ` +
        "add client_auth_type: RequireAndVerifyClientCert",
    );
  }
  const sans = section.get("client_allowed_sans");
  const reading = { name: `${SECTION}.client_allowed_sans`, faults };
  const allowedSans = readList(sans, (item) => readText(item, reading), reading);
  const required = clientAuth === "RequireAnyClientCert" || clientAuth === "RequireAndVerifyClientCert";
  if (sans !== undefined && !required && !wrongType) {
    faults.add(
      sans.at,
      `${reading.name} is given, but a client may come without a certificate; ` +
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
    return file === undefined ? undefined : { at: fileNode.at, name, content: { file } };
  }
  if (textNode === undefined) return undefined;
  const name = `${SECTION}.${key}`;
  const text = readText(textNode, { name, faults });
  return text === undefined ? undefined : { at: textNode.at, name, content: { text } };
}
