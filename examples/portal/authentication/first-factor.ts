import { recordAuthn, startAuthnDurationTimer } from "../../../generated/recorders.js";
import { byMethod, json, type PortalRequest, Refusal, type Reply, type Route, readJson } from "../http.js";
import type { Regulation } from "./regulation.js";
import { type Sessions, sessionCookie } from "./sessions.js";
import type { Credentials, User, UserStore } from "./users.js";

interface FirstFactorParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly regulation: Regulation;
}

/** Signs in with username and password. Records `authelia_authn` and `authelia_authn_duration`. */
export function firstFactorRoute(parts: FirstFactorParts): Route {
  const { sessions, regulation } = parts;

  async function signIn(request: PortalRequest): Promise<Reply> {
    const credentials = parseCredentials(await readJson(request));
    const user = await authenticate(parts, credentials);
    if (user === "banned") {
      const retry = { "retry-after": String(regulation.rule.banSeconds) };
      return json(429, { error: "Too many failures. Try again later." }, retry);
    }
    if (user === undefined) return json(401, { error: "The username or the password is wrong." });
    const session = sessions.start(user.username, 1, sessions.find(request));
    return json(200, { username: user.username }, sessionCookie(session));
  }

  return { path: "/api/firstfactor", handler: byMethod({ POST: signIn }) };
}

/** Counts each attempt once, and times it if the password is checked. */
async function authenticate(
  { users, regulation }: FirstFactorParts,
  credentials: Credentials,
): Promise<User | "banned" | undefined> {
  const user = regulation.isBanned(credentials.username)
    ? undefined
    : await checkPassword(users, credentials);
  // Other attempts may have failed while this password was checked.
  const banned = regulation.isBanned(credentials.username);
  const success = user !== undefined && !banned;
  recordAuthn({ success, banned });
  if (banned) return "banned";
  if (success) regulation.clearFailures(credentials.username);
  else regulation.addFailure(credentials.username);
  return user;
}

async function checkPassword(users: UserStore, credentials: Credentials): Promise<User | undefined> {
  const stop = startAuthnDurationTimer();
  const user = await users.authenticate(credentials);
  stop({ success: user !== undefined });
  return user;
}

function parseCredentials(fields: ReadonlyMap<string, unknown>): Credentials {
  const username = fields.get("username");
  const password = fields.get("password");
  if (typeof username !== "string" || typeof password !== "string") {
    throw new Refusal(400, "Send a username and a password.");
  }
  return { username, password };
}
