import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { readRegularFile } from "../../input/regular-file.js";
import { type ClientPolicy, cipherList, DEFAULT_SUITES, type PemSource, type TlsSettings } from "./tls.js";
import type { Faults } from "./web-config-yaml.js";

/** TLS with the contents of all its files. */
export interface Tls extends ClientPolicy {
  readonly context: SecureContextOptions;
}

/** Reads the certificates and the key, and checks that they belong together; `undefined` if there is a fault. */
export function loadTls(settings: TlsSettings, faults: Faults): Tls | undefined {
  const cert = certificatesOf(settings.cert, faults);
  const key = privateKeyOf(settings.key, faults);
  const ca = settings.clientCa === undefined ? undefined : clientCaOf(settings.clientCa, faults);
  if (cert === undefined || key === undefined) return undefined;
  if (settings.clientCa !== undefined && ca === undefined) return undefined;
  if (cert.leaf.checkPrivateKey(key.object) === false) {
    const message = `${settings.key.name} is not the key of the certificate in ${settings.cert.name}`;
    faults.add(settings.key.at, `${message}; use the key that the certificate was made with`);
    return undefined;
  }
  const { cipherSuites, curves } = settings;
  const context: SecureContextOptions = {
    cert: cert.pem,
    key: key.pem,
    ...(ca === undefined ? {} : { ca: ca.pem }),
    minVersion: settings.minVersion,
    maxVersion: settings.maxVersion,
    ciphers: cipherList(cipherSuites ?? DEFAULT_SUITES),
    ...(curves === undefined ? {} : { ecdhCurve: curves.join(":") }),
    honorCipherOrder: settings.preferServerCipherSuites,
  };
  try {
    createSecureContext(context);
  } catch (error) {
    faults.add(settings.at, `tls_server_config cannot be used: ${reasonOf(error)}`);
    return undefined;
  }
  return { context, clientAuth: settings.clientAuth, allowedSans: settings.allowedSans };
}

/** Certificates in PEM; the first one, the leaf, is that of the server or client itself. */
interface Certificates {
  readonly pem: string;
  readonly leaf: X509Certificate;
  readonly all: readonly X509Certificate[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

function certificatesOf(source: PemSource, faults: Faults): Certificates | undefined {
  const pem = pemOf(source, faults);
  if (pem === undefined) return undefined;
  try {
    const all = (pem.match(CERTIFICATE) ?? []).map((text) => new X509Certificate(text));
    const [leaf] = all;
    if (leaf !== undefined) return { pem, leaf, all };
    faults.add(source.at, `${source.name} has no certificate; expected PEM, with BEGIN CERTIFICATE`);
  } catch (error) {
    faults.add(source.at, `${source.name} has a certificate that cannot be read: ${reasonOf(error)}`);
  }
  return undefined;
}

/** Node verifies the certificate of a client up to a root: an intermediate certificate alone is not enough. */
function clientCaOf(source: PemSource, faults: Faults): Certificates | undefined {
  const certificates = certificatesOf(source, faults);
  if (certificates === undefined) return undefined;
  if (certificates.all.some((one) => one.checkIssued(one))) return certificates;
  faults.add(source.at, `${source.name} has no root, which is a certificate issued by itself; add it`);
  return undefined;
}

function privateKeyOf(
  source: PemSource,
  faults: Faults,
): { readonly pem: string; readonly object: KeyObject } | undefined {
  const pem = pemOf(source, faults);
  if (pem === undefined) return undefined;
  try {
    return { pem, object: createPrivateKey(pem) };
  } catch {
    const encrypted = /ENCRYPTED/.test(pem);
    const what = encrypted ? "is encrypted, which is not supported" : "has no private key that can be read";
    const advice = encrypted ? "decrypt it, with openssl pkey" : "expected PEM, with BEGIN PRIVATE KEY";
    faults.add(source.at, `${source.name} ${what}; ${advice}`);
    return undefined;
  }
}

/** In bytes. The root certificates of all browsers take 250 kB. */
const LARGEST_PEM = 1024 * 1024;

function pemOf({ at, name, content }: PemSource, faults: Faults): string | undefined {
  if ("text" in content) return content.text;
  try {
    return readRegularFile(content.file, LARGEST_PEM).toString("utf8");
  } catch (error) {
    // The system's message quotes the path, which may be a key that stands in the wrong place.
    const reason = reasonOf(error).replace(/, (?:open|read) '.*$/s, "");
    faults.add(at, `${name} cannot be read: ${reason}; a path starts at the folder of the web configuration`);
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
