import { recordAuthn, startAuthnDurationTimer } from "../../../generated/recorders.js";
import { byMethod } from "../http/answer.js";
import { readJson } from "../http/body.js";
import { Refusal } from "../http/refusal.js";
import { json, type Reply } from "../http/reply.js";
import type { PortalRequest } from "../http/request.js";
import type { Route } from "../http/router.js";
import type { Regulation } from "./regulation.js";
import { type Sessions, sessionCookie } from "./sessions.js";
import type { Credentials, User, UserStore } from "./user-store.js";

export interface FirstFactorParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly regulation: Regulation;
}

/** Signing in with username and password: `authelia_authn` and `authelia_authn_duration`. */
export function firstFactorRoute(parts: FirstFactorParts): Route {
  const { sessions, regulation } = parts;

  async function signIn(request: PortalRequest): Promise<Reply> {
    const credentials = credentialsIn(await readJson(request));
    const user = await authenticate(parts, credentials);
    if (user === "banned") {
      const retry = { "retry-after": String(regulation.rule.banSeconds) };
      return json(429, { error: "Too many failures. Try again later." }, retry);
    }
    if (user === undefined) return json(401, { error: "The username or the password is wrong." });
    const session = sessions.begin(user.username, 1, sessions.of(request));
    return json(200, { username: user.username }, sessionCookie(session));
  }

  return { path: "/api/firstfactor", answer: byMethod({ POST: signIn }) };
}

/** Each attempt is counted once, whatever comes of it, and timed where the password was looked at. */
async function authenticate(
  { users, regulation }: FirstFactorParts,
  credentials: Credentials,
): Promise<User | "banned" | undefined> {
  const user = regulation.isBanned(credentials.username) ? undefined : await check(users, credentials);
  // Asked again: while one password was checked, others may have failed, sent at the same time.
  const banned = regulation.isBanned(credentials.username);
  const success = user !== undefined && !banned;
  recordAuthn({ success, banned });
  if (banned) return "banned";
  if (success) regulation.succeeded(credentials.username);
  else regulation.failed(credentials.username);
  return user;
}

async function check(users: UserStore, credentials: Credentials): Promise<User | undefined> {
  const stop = startAuthnDurationTimer();
  const user = await users.authenticate(credentials);
  stop({ success: user !== undefined });
  return user;
}

function credentialsIn(fields: ReadonlyMap<string, unknown>): Credentials {
  const username = fields.get("username");
  const password = fields.get("password");
  if (typeof username !== "string" || typeof password !== "string") {
    throw new Refusal(400, "Send a username and a password.");
  }
  return { username, password };
}
