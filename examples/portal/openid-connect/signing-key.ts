import { generateKeyPairSync, sign } from "node:crypto";

const KEY_ID = "demo";

/** The key that signs ID tokens. It lives as long as the process. */
export class SigningKey {
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  /** A JSON Web Token (RFC 7519) of the claims, signed by ES256. */
  sign(claims: Readonly<Record<string, string | number>>): string {
    const content = `${encode({ alg: "ES256", typ: "JWT", kid: KEY_ID })}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(content), {
      key: this.#pair.privateKey,
      dsaEncoding: "ieee-p1363",
    });
    return `${content}.${signature.toString("base64url")}`;
  }

  /** The public half as a JSON Web Key Set (RFC 7517). */
  publicKeys(): { readonly keys: readonly object[] } {
    const key = this.#pair.publicKey.export({ format: "jwk" });
    return { keys: [{ ...key, kid: KEY_ID, use: "sig", alg: "ES256" }] };
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
