import { randomBytes } from "node:crypto";
import { cookie, type PortalRequest } from "../http/request.js";
import { ExpiringMap } from "./expiring-map.js";

/** Who is signed in, and by how many factors. */
export interface Session {
  readonly id: string;
  readonly username: string;
  readonly factors: 1 | 2;
}

const COOKIE = "portal_session";
const SECONDS = 3600;

/** The sessions of those who are signed in, each named by a random cookie. */
export class Sessions {
  readonly #sessions = new ExpiringMap<Session>(SECONDS);

  /** The session that a request belongs to. */
  of(request: PortalRequest): Session | undefined {
    const id = cookie(request, COOKIE);
    return id === undefined ? undefined : this.#sessions.get(id);
  }

  /** Begins a session under a new name, as is due whenever someone gains a right; an earlier one ends. */
  begin(username: string, factors: 1 | 2, earlier: Session | undefined): Session {
    if (earlier !== undefined) this.#sessions.delete(earlier.id);
    const session: Session = { id: randomBytes(32).toString("base64url"), username, factors };
    this.#sessions.set(session.id, session);
    return session;
  }
}

/** The header that hands a session to the browser. Served over TLS, it would say `Secure` as well. */
export function sessionCookie(session: Session): Readonly<Record<string, string>> {
  return { "set-cookie": `${COOKIE}=${session.id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${SECONDS}` };
}
