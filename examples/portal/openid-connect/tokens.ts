import { generateKeyPairSync, sign } from "node:crypto";
import {
  byMethod,
  empty,
  json,
  type PortalRequest,
  Refusal,
  type Reply,
  type Route,
  readForm,
} from "../http.js";
import { type Grants, randomName, TOKEN_SECONDS } from "./authorization.js";
import { endpointRoute, requireClient } from "./endpoint.js";

interface TokenParts {
  readonly grants: Grants;
  readonly key: SigningKey;
  /** The portal's address: the issuer in ID tokens. */
  readonly issuer: string;
}

/** Exchanges codes for access tokens, and uses, inspects and revokes these. */
export function tokenRoutes({ grants, key, issuer }: TokenParts): readonly Route[] {
  return [
    endpointRoute("token", "/api/oidc/token", byMethod({ POST: exchange })),
    endpointRoute("userinfo", "/api/oidc/userinfo", byMethod({ GET: userinfo, POST: userinfo })),
    endpointRoute("introspection", "/api/oidc/introspection", byMethod({ POST: introspect })),
    endpointRoute("revocation", "/api/oidc/revocation", byMethod({ POST: revoke })),
  ];

  async function exchange(request: PortalRequest): Promise<Reply> {
    const client = requireClient(request);
    const form = await readForm(request);
    if (form.get("grant_type") !== "authorization_code") throw new Refusal(400, "unsupported_grant_type");
    if (form.get("redirect_uri") !== client.redirectUri) throw new Refusal(400, "invalid_grant");
    const username = grants.codes.take(form.get("code") ?? "");
    if (username === undefined) throw new Refusal(400, "invalid_grant");
    const token = randomName();
    grants.tokens.set(token, username);
    const issued = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: username, aud: client.id, iat: issued, exp: issued + TOKEN_SECONDS };
    return json(200, {
      access_token: token,
      token_type: "Bearer",
      expires_in: TOKEN_SECONDS,
      id_token: key.sign(claims),
    });
  }

  function userinfo(request: PortalRequest): Reply {
    const [scheme, token] = (request.headers.authorization ?? "").split(" ", 2);
    const username = scheme?.toLowerCase() === "bearer" ? grants.tokens.get(token ?? "") : undefined;
    if (username === undefined) throw new Refusal(401, "invalid_token", { "www-authenticate": "Bearer" });
    return json(200, { sub: username, preferred_username: username });
  }

  async function introspect(request: PortalRequest): Promise<Reply> {
    requireClient(request);
    const username = grants.tokens.get((await readForm(request)).get("token") ?? "");
    return json(200, username === undefined ? { active: false } : { active: true, sub: username });
  }

  /** Replies 200 even if there is no such token (RFC 7009, section 2.2). */
  async function revoke(request: PortalRequest): Promise<Reply> {
    requireClient(request);
    grants.tokens.delete((await readForm(request)).get("token") ?? "");
    return empty(200);
  }
}

const KEY_ID = "demo";

/** The key that signs ID tokens. Each portal creates a new one. */
export class SigningKey {
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });

  /** Creates a JSON Web Token (RFC 7519), signed by ES256. */
  sign(claims: Readonly<Record<string, string | number>>): string {
    const content = `${encodeJson({ alg: "ES256", typ: "JWT", kid: KEY_ID })}.${encodeJson(claims)}`;
    const signature = sign("sha256", Buffer.from(content), {
      key: this.#pair.privateKey,
      dsaEncoding: "ieee-p1363",
    });
    return `${content}.${signature.toString("base64url")}`;
  }

  /** The public key as a JSON Web Key Set (RFC 7517). */
  publicKeys(): { readonly keys: readonly object[] } {
    const key = this.#pair.publicKey.export({ format: "jwk" });
    return { keys: [{ ...key, kid: KEY_ID, use: "sig", alg: "ES256" }] };
  }
}

function encodeJson(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Serves the documents from which a client learns the endpoints and the public key. */
export function discoveryRoutes(issuer: string, key: SigningKey): readonly Route[] {
  const oauth = {
    issuer,
    authorization_endpoint: `${issuer}/api/oidc/authorization`,
    pushed_authorization_request_endpoint: `${issuer}/api/oidc/pushed-authorization-request`,
    token_endpoint: `${issuer}/api/oidc/token`,
    revocation_endpoint: `${issuer}/api/oidc/revocation`,
    introspection_endpoint: `${issuer}/api/oidc/introspection`,
    jwks_uri: `${issuer}/jwks.json`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code"],
    token_endpoint_auth_methods_supported: ["client_secret_basic"],
  };
  const openid = {
    ...oauth,
    userinfo_endpoint: `${issuer}/api/oidc/userinfo`,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
  const serve = (document: object) => byMethod({ GET: () => json(200, document) });
  return [
    endpointRoute("openid_configuration", "/.well-known/openid-configuration", serve(openid)),
    endpointRoute("oauth_configuration", "/.well-known/oauth-authorization-server", serve(oauth)),
    endpointRoute("jwks", "/jwks.json", serve(key.publicKeys())),
  ];
}
