import type { Type } from "../../../generated/recorders.js";
import { totpCode } from "../authentication/totp.js";
import { demoUser, type Scenario, signIn } from "./scenario.js";
import type { Visit, Visitor } from "./visitor.js";

/** Mistypes the password, then gets it right, and opens a few sites. */
export const visitSites: Scenario = async (visitor, random) => {
  const user = demoUser("john");
  visitor.forget();
  await askFor(visitor, "app.example.com", { accept: "text/html" });
  if (random.next() < 0.5) await signIn(visitor, user, "aple-tree");
  await signIn(visitor, user);
  const hosts = ["public", "app", "admin", "secure", "unknown"] as const;
  for (const host of random.shuffle(hosts)) await askFor(visitor, `${host}.example.com`, {});
};

/** Guesses at a password until the account is banned, and goes on. */
export const guessPasswords: Scenario = async (visitor) => {
  for (const guess of ["123456", "password", "door", "open"]) await signIn(visitor, demoUser("harry"), guess);
  await signIn(visitor, { ...demoUser("harry"), username: "nobody" }, "door-handle");
};

/** Passes each second factor. A TOTP code passes once in 30 seconds: meanwhile it is a replay, and fails. */
export const passSecondFactors: Scenario = async (visitor, random) => {
  const user = demoUser("alice");
  await signIn(visitor, user);
  const code = totpCode(user.totpSecret, Date.now() / 1000);
  const attempts: readonly (readonly Visit[])[] = [
    [secondFactor("webauthn", { verified: false }), secondFactor("webauthn", { verified: true })],
    [secondFactor("totp", { code })],
    [secondFactor("duo", { answer: "deny" }), secondFactor("duo", { answer: "allow" })],
  ];
  for (const visit of random.shuffle(attempts).flat()) await visitor.visit(visit);
  await askFor(visitor, "secure.example.com", {});
  await askFor(visitor, "admin.example.com", {});
};

/** Fails at second factors until the account is banned, and goes on with the session that it has. */
export const failSecondFactors: Scenario = async (visitor, random) => {
  await signIn(visitor, demoUser("bob"));
  const attempts = [
    secondFactor("webauthn", { verified: false }),
    secondFactor("totp", { code: "none" }),
    secondFactor("duo", { answer: "deny" }),
  ];
  for (const visit of [...random.shuffle(attempts), ...random.shuffle(attempts)]) await visitor.visit(visit);
};

function secondFactor(type: Type, json: unknown): Visit {
  return { method: "POST", path: `/api/secondfactor/${type}`, json };
}

async function askFor(
  visitor: Visitor,
  host: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  await visitor.visit({
    method: "GET",
    path: "/api/authz/forward-auth",
    headers: { ...headers, "x-forwarded-host": host },
  });
}
