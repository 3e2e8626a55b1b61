import { createHash, timingSafeEqual } from "node:crypto";
import { type Endpoint, startRequestDurationOpenidConnectTimer } from "../../../generated/recorders.js";
import { type Handler, type PortalRequest, Refusal, type Route, replyTo } from "../http.js";

/**
 * Creates the route of an OpenID Connect 1.0 endpoint. Records `authelia_request_duration_openid_connect`.
 *
 * @param endpoint a label value of the schema; other names do not compile
 */
export function endpointRoute(endpoint: Endpoint, path: string, handler: Handler): Route {
  return {
    path,
    handler: async (request) => {
      const stop = startRequestDurationOpenidConnectTimer();
      const reply = await replyTo(request, handler);
      stop({ endpoint, code: reply.status });
      return reply;
    },
  };
}

/** An application whose users sign in through the portal. */
interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** The only client of the example. Its secret is public, so that you can try it. */
export const DEMO_CLIENT: Client = {
  id: "demo-app",
  secret: "demo-app-secret",
  redirectUri: "https://app.example.com/callback",
};

/** Checks the client's id and secret in HTTP Basic (RFC 6749, section 2.3.1). Throws a `Refusal` if they are wrong. */
export function requireClient(request: PortalRequest): Client {
  const [scheme, encoded] = (request.headers.authorization ?? "").split(" ", 2);
  const credentials = Buffer.from(encoded ?? "", "base64").toString("utf8");
  if (scheme?.toLowerCase() === "basic" && isEqual(credentials, `${DEMO_CLIENT.id}:${DEMO_CLIENT.secret}`)) {
    return DEMO_CLIENT;
  }
  throw new Refusal(401, "invalid_client", { "www-authenticate": "Basic" });
}

/** Compares in constant time: `timingSafeEqual` needs equal lengths, which digests have. */
function isEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(sha256(given), sha256(wanted));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
