import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "../http/refusal.js";
import type { PortalRequest } from "../http/request.js";

/** An application that signs its users in through the portal. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

/** The one client of the demonstration. Its secret stands here in the open, so that you can try it. */
export const DEMO_CLIENT: Client = {
  id: "demo-app",
  secret: "demo-app-secret",
  redirectUri: "https://app.example.com/callback",
};

/** The client whose id and secret a request carries by HTTP Basic (RFC 6749, section 2.3.1), or a `Refusal`. */
export function requireClient(request: PortalRequest): Client {
  const [scheme, encoded] = (request.headers.authorization ?? "").split(" ", 2);
  const credentials = Buffer.from(encoded ?? "", "base64").toString("utf8");
  if (scheme?.toLowerCase() === "basic" && isSame(credentials, `${DEMO_CLIENT.id}:${DEMO_CLIENT.secret}`)) {
    return DEMO_CLIENT;
  }
  throw new Refusal(401, "invalid_client", { "www-authenticate": "Basic" });
}

/** Compares in constant time; the digests are of one length, whatever was given. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
