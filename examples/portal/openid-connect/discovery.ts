import { byMethod } from "../http/answer.js";
import { json } from "../http/reply.js";
import type { Route } from "../http/router.js";
import { endpointRoute } from "./endpoint-route.js";
import type { SigningKey } from "./signing-key.js";

/** The documents that tell a client where everything is. */
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
