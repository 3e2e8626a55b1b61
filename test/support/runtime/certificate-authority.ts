import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its key, in PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/**
 * Issues certificates, which Node cannot: in DER, RFC 5280, with keys on P-256, valid for a day. So that tests
 * need neither another program nor keys in the repository.
 */
export class CertificateAuthority {
  readonly #name: string;
  readonly #keys = newKeys();
  /** The authority's own certificate, which it has issued itself. */
  readonly cert: string;

  constructor(name = "Test Authority") {
    this.#name = name;
    const constraints = extension("551d13", sequence(Buffer.from([0x01, 0x01, 0xff])));
    this.cert = this.#certificate(name, this.#keys.publicKey, [constraints]);
  }

  /**
   * @param sans names, IP addresses, or text with a prefix `URI:` or `email:`
   * @param kind of the key
   */
  issue(name: string, sans: readonly string[] = [], kind: "ec" | "rsa" = "ec"): Issued {
    const keys = newKeys(kind);
    const names = sans.length === 0 ? [] : [extension("551d11", sequence(...sans.map(generalName)))];
    return {
      cert: this.#certificate(name, keys.publicKey, names),
      key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  }

  #certificate(subject: string, key: KeyObject, extensions: readonly Buffer[]): string {
    const algorithm = sequence(tagged(0x06, Buffer.from("2a8648ce3d040302", "hex"))); // ECDSA with SHA-256
    const day = 86_400_000;
    const validity = sequence(utcTime(Date.now() - day), utcTime(Date.now() + day));
    const content = sequence(
      tagged(0xa0, tagged(0x02, Buffer.from([2]))), // version 3
      tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
      algorithm,
      distinguishedName(this.#name),
      validity,
      distinguishedName(subject),
      key.export({ type: "spki", format: "der" }),
      ...(extensions.length === 0 ? [] : [tagged(0xa3, sequence(...extensions))]),
    );
    const signature = sign("sha256", content, this.#keys.privateKey);
    const der = sequence(content, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
    const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
    return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
  }
}

function newKeys(kind: "ec" | "rsa" = "ec"): {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
} {
  const { privateKey } =
    kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function distinguishedName(commonName: string): Buffer {
  const type = tagged(0x06, Buffer.from("550403", "hex"));
  return sequence(tagged(0x31, sequence(type, tagged(0x0c, Buffer.from(commonName)))));
}

function utcTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return tagged(0x17, Buffer.from(digits.slice(2)));
}

function extension(oid: string, value: Buffer): Buffer {
  return sequence(tagged(0x06, Buffer.from(oid, "hex")), tagged(0x04, value));
}

function generalName(name: string): Buffer {
  if (name.startsWith("URI:")) return tagged(0x86, Buffer.from(name.slice(4)));
  if (name.startsWith("email:")) return tagged(0x81, Buffer.from(name.slice(6)));
  if (isIP(name) === 4) return tagged(0x87, Buffer.from(name.split(".").map(Number)));
  if (name === "::1") return tagged(0x87, Buffer.concat([Buffer.alloc(15), Buffer.from([1])]));
  return tagged(0x82, Buffer.from(name));
}
