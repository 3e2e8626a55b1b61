import type { Sessions } from "../authentication/sessions.js";
import { byMethod } from "../http/answer.js";
import { readForm } from "../http/body.js";
import { Refusal } from "../http/refusal.js";
import { json, type Reply, redirect } from "../http/reply.js";
import type { PortalRequest } from "../http/request.js";
import type { Route } from "../http/router.js";
import { DEMO_CLIENT, requireClient } from "./clients.js";
import { endpointRoute } from "./endpoint-route.js";
import { type Grants, REQUEST_SECONDS, randomName } from "./grants.js";

export interface AuthorizationParts {
  readonly sessions: Sessions;
  readonly grants: Grants;
}

/** Where a browser asks for an authorization code, and where a client may state its request beforehand. */
export function authorizationRoutes({ sessions, grants }: AuthorizationParts): readonly Route[] {
  return [
    endpointRoute("authorization", "/api/oidc/authorization", byMethod({ GET: authorize })),
    endpointRoute(
      "pushed_authorization_request",
      "/api/oidc/pushed-authorization-request",
      byMethod({ POST: push }),
    ),
  ];

  function authorize(request: PortalRequest): Reply {
    const parameters = parametersOf(request);
    requireKnownClient(parameters);
    const session = sessions.of(request);
    if (session === undefined) return redirect(`/?rd=${encodeURIComponent(request.path)}`);
    const back = new URL(DEMO_CLIENT.redirectUri);
    const state = parameters.get("state");
    if (state !== null) back.searchParams.set("state", state);
    if (parameters.get("response_type") !== "code") {
      back.searchParams.set("error", "unsupported_response_type");
      return redirect(back.href);
    }
    const code = randomName();
    grants.codes.set(code, session.username);
    back.searchParams.set("code", code);
    return redirect(back.href);
  }

  async function push(request: PortalRequest): Promise<Reply> {
    requireClient(request);
    const parameters = await readForm(request);
    requireKnownClient(parameters);
    const uri = `urn:ietf:params:oauth:request_uri:${randomName()}`;
    grants.requests.set(uri, parameters);
    return json(201, { request_uri: uri, expires_in: REQUEST_SECONDS });
  }

  /** Those of the query, or of the pushed request that it names, which is good once (RFC 9126, section 4). */
  function parametersOf(request: PortalRequest): URLSearchParams {
    const uri = request.query.get("request_uri");
    if (uri === null) return request.query;
    const pushed = grants.requests.take(uri);
    if (pushed === undefined) throw new Refusal(400, "invalid_request_uri");
    return pushed;
  }
}

/** Before the client and its address are known to be right, nobody is sent anywhere. */
function requireKnownClient(parameters: URLSearchParams): void {
  if (parameters.get("client_id") !== DEMO_CLIENT.id) throw new Refusal(400, "invalid_client");
  if (parameters.get("redirect_uri") !== DEMO_CLIENT.redirectUri) throw new Refusal(400, "invalid_request");
}
