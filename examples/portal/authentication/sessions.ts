import { randomBytes } from "node:crypto";
import { type PortalRequest, readCookie } from "../http.js";
import { ExpiringMap } from "./expiring-map.js";

/** A user who is signed in, with one or two factors. */
interface Session {
  readonly id: string;
  readonly username: string;
  readonly factors: 1 | 2;
}

const COOKIE = "portal_session";
const SESSION_SECONDS = 3600;

/** The sessions by the random value of their cookie. */
export class Sessions {
  readonly #sessions = new ExpiringMap<Session>(SESSION_SECONDS);

  /** The session of a request. */
  find(request: PortalRequest): Session | undefined {
    const id = readCookie(request, COOKIE);
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** Starts a session and ends the earlier one: a new id for new rights prevents session fixation. */
  start(username: string, factors: 1 | 2, earlier: Session | undefined): Session {
    if (earlier !== undefined) this.#sessions.delete(earlier.id);
    const session: Session = { id: randomBytes(32).toString("base64url"), username, factors };
    this.#sessions.set(session.id, session);
    return session;
  }
}

/** The header that sets the cookie. A portal with TLS would add `Secure`. */
export function sessionCookie(session: Session): Readonly<Record<string, string>> {
  return {
    "set-cookie": `${COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${SESSION_SECONDS}`,
  };
}
