import { byMethod } from "../http/answer.js";
import { readForm } from "../http/body.js";
import { Refusal } from "../http/refusal.js";
import { empty, json, type Reply } from "../http/reply.js";
import type { PortalRequest } from "../http/request.js";
import type { Route } from "../http/router.js";
import { requireClient } from "./clients.js";
import { endpointRoute } from "./endpoint-route.js";
import { type Grants, randomName, TOKEN_SECONDS } from "./grants.js";
import type { SigningKey } from "./signing-key.js";

export interface TokenParts {
  readonly grants: Grants;
  readonly key: SigningKey;
  /** The portal's own address, which ID tokens name as their issuer. */
  readonly issuer: string;
}

/** The life of an access token: given for a code, used, asked about, revoked. */
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

  /** Also answers 200 where there is no such token (RFC 7009, section 2.2). */
  async function revoke(request: PortalRequest): Promise<Reply> {
    requireClient(request);
    grants.tokens.delete((await readForm(request)).get("token") ?? "");
    return empty(200);
  }
}
