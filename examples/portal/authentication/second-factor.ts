import { recordAuthnSecondFactor, type Type } from "../../../generated/recorders.js";
import { byMethod } from "../http/answer.js";
import { readJson } from "../http/body.js";
import { json, type Reply } from "../http/reply.js";
import type { PortalRequest } from "../http/request.js";
import type { Route } from "../http/router.js";
import type { Regulation } from "./regulation.js";
import { type Sessions, sessionCookie } from "./sessions.js";
import { TotpVerifier } from "./totp.js";
import type { User, UserStore } from "./user-store.js";

export interface SecondFactorParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly regulation: Regulation;
}

type Verify = (user: User, fields: ReadonlyMap<string, unknown>) => boolean;

/** The second factor, one route for each type: `authelia_authn_second_factor`. */
export function secondFactorRoutes({ users, sessions, regulation }: SecondFactorParts): readonly Route[] {
  const totp = new TotpVerifier();

  return [
    route("webauthn", (_user, fields) => fields.get("verified") === true), // simulated: no key, no signature
    route("totp", (user, fields) => totp.verify(user, String(fields.get("code")))),
    route("duo", (_user, fields) => fields.get("answer") === "allow"), // simulated: no push to a telephone
  ];

  // `Type` is the schema's: a fourth type does not compile until the schema has it.
  function route(type: Type, verify: Verify): Route {
    const answer = (request: PortalRequest) => secondFactor(type, verify, request);
    return { path: `/api/secondfactor/${type}`, answer: byMethod({ POST: answer }) };
  }

  async function secondFactor(type: Type, verify: Verify, request: PortalRequest): Promise<Reply> {
    const session = sessions.of(request);
    const user = session === undefined ? undefined : users.find(session.username);
    if (session === undefined || user === undefined) return json(401, { error: "Sign in first." });
    const fields = await readJson(request);
    const banned = regulation.isBanned(user.username);
    const success = !banned && verify(user, fields);
    recordAuthnSecondFactor({ success, banned, type });
    if (banned) return json(429, { error: "Too many failures. Try again later." });
    if (!success) {
      regulation.failed(user.username);
      return json(401, { error: `The second factor ${type} failed.` });
    }
    regulation.succeeded(user.username);
    return json(200, { username: user.username }, sessionCookie(sessions.begin(user.username, 2, session)));
  }
}
