import { randomBytes } from "node:crypto";
import { ExpiringMap } from "../authentication/expiring-map.js";
import type { Sessions } from "../authentication/sessions.js";
import {
  byMethod,
  json,
  type PortalRequest,
  Refusal,
  type Reply,
  type Route,
  readForm,
  redirect,
} from "../http.js";
import { DEMO_CLIENT, endpointRoute, requireClient } from "./endpoint.js";

interface AuthorizationParts {
  readonly sessions: Sessions;
  readonly grants: Grants;
}

/** Gives authorization codes to browsers, and takes the requests that clients push beforehand. */
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
    const parameters = readParameters(request);
    requireKnownClient(parameters);
    const session = sessions.find(request);
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

  /** The parameters of the query, or of the pushed request that it names; each can be used once (RFC 9126, section 4). */
  function readParameters(request: PortalRequest): URLSearchParams {
    const uri = request.query.get("request_uri");
    if (uri === null) return request.query;
    const pushed = grants.requests.take(uri);
    if (pushed === undefined) throw new Refusal(400, "invalid_request_uri");
    return pushed;
  }
}

/** Checked before any redirect: a wrong `redirect_uri` must not be followed. */
function requireKnownClient(parameters: URLSearchParams): void {
  if (parameters.get("client_id") !== DEMO_CLIENT.id) throw new Refusal(400, "invalid_client");
  if (parameters.get("redirect_uri") !== DEMO_CLIENT.redirectUri) throw new Refusal(400, "invalid_request");
}

const REQUEST_SECONDS = 60;
const CODE_SECONDS = 60;
export const TOKEN_SECONDS = 600;

/** The pushed requests, authorization codes and access tokens that are still valid. */
export class Grants {
  /** The parameters of pushed authorization requests, by `request_uri`. */
  readonly requests = new ExpiringMap<URLSearchParams>(REQUEST_SECONDS);
  /** Usernames by authorization code. */
  readonly codes = new ExpiringMap<string>(CODE_SECONDS);
  /** Usernames by access token. */
  readonly tokens = new ExpiringMap<string>(TOKEN_SECONDS);
}

/** A random name that cannot be guessed. */
export function randomName(): string {
  return randomBytes(24).toString("base64url");
}
