import { createHmac, timingSafeEqual } from "node:crypto";
import { recordAuthnSecondFactor, type Type } from "../../../generated/recorders.js";
import { byMethod, json, type PortalRequest, type Reply, type Route, readJson } from "../http.js";
import type { Regulation } from "./regulation.js";
import { type Sessions, sessionCookie } from "./sessions.js";
import type { User, UserStore } from "./users.js";

interface SecondFactorParts {
  readonly users: UserStore;
  readonly sessions: Sessions;
  readonly regulation: Regulation;
}

type Verify = (user: User, fields: ReadonlyMap<string, unknown>) => boolean;

/** Checks the second factor; one route for each type. Records `authelia_authn_second_factor`. */
export function secondFactorRoutes({ users, sessions, regulation }: SecondFactorParts): readonly Route[] {
  const totp = new TotpVerifier();

  return [
    route("webauthn", (_user, fields) => fields.get("verified") === true), // simulated, without a key
    route("totp", (user, fields) => totp.verify(user, String(fields.get("code")))),
    route("duo", (_user, fields) => fields.get("answer") === "allow"), // simulated, without a push message
  ];

  // The schema declares the values of `Type`: a fourth type does not compile until the schema has it.
  function route(type: Type, verify: Verify): Route {
    const handler = (request: PortalRequest) => secondFactor(type, verify, request);
    return { path: `/api/secondfactor/${type}`, handler: byMethod({ POST: handler }) };
  }

  async function secondFactor(type: Type, verify: Verify, request: PortalRequest): Promise<Reply> {
    const session = sessions.find(request);
    const user = session === undefined ? undefined : users.find(session.username);
    if (session === undefined || user === undefined) return json(401, { error: "Sign in first." });
    const fields = await readJson(request);
    const banned = regulation.isBanned(user.username);
    const success = !banned && verify(user, fields);
    recordAuthnSecondFactor({ success, banned, type });
    if (banned) return json(429, { error: "Too many failures. Try again later." });
    if (!success) {
      regulation.addFailure(user.username);
      return json(401, { error: `The second factor ${type} failed.` });
    }
    regulation.clearFailures(user.username);
    return json(200, { username: user.username }, sessionCookie(sessions.start(user.username, 2, session)));
  }
}

const STEP_SECONDS = 30;

/** The time-based one-time password of RFC 6238, with six digits, SHA-1 and steps of 30 seconds. */
export function totpCode(secret: string, unixSeconds: number): string {
  return codeOfStep(secret, Math.floor(unixSeconds / STEP_SECONDS));
}

/** Accepts codes of the current step and its neighbours, each step once (RFC 6238, section 5.2). */
class TotpVerifier {
  readonly #lastStep = new Map<string, number>();

  verify(user: User, code: string): boolean {
    const current = Math.floor(Date.now() / 1000 / STEP_SECONDS);
    const last = this.#lastStep.get(user.username) ?? 0;
    const steps = [current - 1, current, current + 1].filter((step) => step > last);
    const step = steps.find((candidate) => isEqual(code, codeOfStep(user.totpSecret, candidate)));
    if (step === undefined) return false;
    this.#lastStep.set(user.username, step);
    return true;
  }
}

function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f; // RFC 4226, section 5.3
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function isEqual(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}
