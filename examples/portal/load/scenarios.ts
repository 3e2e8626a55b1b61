import type { Type } from "../../../generated/recorders.js";
import { totpCode } from "../authentication/second-factor.js";
import { DEMO_USERS, type DemoUser } from "../authentication/users.js";
import { DEMO_CLIENT } from "../openid-connect/endpoint.js";
import type { Random, Visit, Visitor, VisitReply } from "./visitor.js";

/** A few requests in a row. Each scenario has its own visitor. */
export type Scenario = (visitor: Visitor, random: Random) => Promise<void>;

/** Finds an account by its name. */
function demoUser(username: string): DemoUser {
  const user = DEMO_USERS.find((candidate) => candidate.username === username);
  if (user === undefined) throw new Error(`There is no account "${username}" in users.ts.`);
  return user;
}

/** Signs in with the first factor. */
export function signIn(visitor: Visitor, user: DemoUser, password = user.password): Promise<VisitReply> {
  return visitor.visit({
    method: "POST",
    path: "/api/firstfactor",
    json: { username: user.username, password },
  });
}

/** Signs in, sometimes after a wrong password, and opens a few sites. */
export const visitSites: Scenario = async (visitor, random) => {
  const user = demoUser("john");
  visitor.clearCookie();
  await openSite(visitor, "app.example.com", { accept: "text/html" });
  if (random.next() < 0.5) await signIn(visitor, user, "aple-tree");
  await signIn(visitor, user);
  const hosts = ["public", "app", "admin", "secure", "unknown"] as const;
  for (const host of random.shuffle(hosts)) await openSite(visitor, `${host}.example.com`, {});
};

/** Guesses a password until the account is banned, and continues. */
export const guessPasswords: Scenario = async (visitor) => {
  for (const guess of ["123456", "password", "door", "open"]) await signIn(visitor, demoUser("harry"), guess);
  await signIn(visitor, { ...demoUser("harry"), username: "nobody" }, "door-handle");
};

/** Passes each second factor. A TOTP code is valid once in 30 seconds; a second use fails. */
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
  await openSite(visitor, "secure.example.com", {});
  await openSite(visitor, "admin.example.com", {});
};

/** Fails at second factors until the account is banned, and continues with the same session. */
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

async function openSite(
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

const AUTHORIZATION = "/api/oidc/authorization";
const PUSHED_REQUEST = "/api/oidc/pushed-authorization-request";
const REQUEST = { client_id: DEMO_CLIENT.id, redirect_uri: DEMO_CLIENT.redirectUri, response_type: "code" };

/** Signs in to an application through the portal: from the pushed request to the revocation of the token. */
export const signInToApplication: Scenario = async (visitor) => {
  await signIn(visitor, demoUser("john"));
  const pushed = await visitor.visit(asClient(PUSHED_REQUEST, REQUEST));
  const query = new URLSearchParams({
    client_id: DEMO_CLIENT.id,
    request_uri: field(pushed.body, "request_uri"),
  });
  const authorized = await visitor.visit({ method: "GET", path: `${AUTHORIZATION}?${query}` });
  const code = new URL(authorized.location ?? "", DEMO_CLIENT.redirectUri).searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", code, redirect_uri: DEMO_CLIENT.redirectUri };
  const exchanged = await visitor.visit(asClient("/api/oidc/token", grant));
  const token = field(exchanged.body, "access_token");
  const userinfo: Visit = {
    method: "GET",
    path: "/api/oidc/userinfo",
    headers: { authorization: `Bearer ${token}` },
  };
  await visitor.visit(userinfo);
  await visitor.visit(asClient("/api/oidc/introspection", { token }));
  await visitor.visit(asClient("/api/oidc/revocation", { token }));
  await visitor.visit(userinfo);
};

/** Sends each endpoint a request that it refuses. */
export const misuseOpenIdConnect: Scenario = async (visitor, random) => {
  const strangers = ["token", "introspection", "revocation", "pushed-authorization-request"];
  const visits: readonly Visit[] = [
    { method: "GET", path: `${AUTHORIZATION}?client_id=unknown` },
    { method: "GET", path: "/api/oidc/userinfo" },
    asClient("/api/oidc/token", { grant_type: "password" }),
    asClient(PUSHED_REQUEST, { ...REQUEST, redirect_uri: "https://elsewhere.example.com/" }),
    ...strangers.map(
      (name): Visit => ({ method: "POST", path: `/api/oidc/${name}`, form: { token: "none" } }),
    ),
    ...DOCUMENTS.map((path): Visit => ({ method: "DELETE", path })),
  ];
  for (const visit of random.shuffle(visits)) await visitor.visit(visit);
};

/** Reads the documents of OpenID Connect. */
export const readDocuments: Scenario = async (visitor, random) => {
  for (const path of random.shuffle(DOCUMENTS)) await visitor.visit({ method: "GET", path });
};

const DOCUMENTS = [
  "/.well-known/openid-configuration",
  "/.well-known/oauth-authorization-server",
  "/jwks.json",
];

function asClient(path: string, form: Readonly<Record<string, string>>): Visit {
  const credentials = Buffer.from(`${DEMO_CLIENT.id}:${DEMO_CLIENT.secret}`).toString("base64");
  return { method: "POST", path, form, headers: { authorization: `Basic ${credentials}` } };
}

/** A field of a JSON reply. Empty if there is none; the portal then refuses it. */
function field(body: string, name: string): string {
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null) return "";
  return String(new Map<string, unknown>(Object.entries(value)).get(name) ?? "");
}

/** Sends what any server receives: requests for pages and missing pages, bad bodies, unusual methods. */
export const strayRequests: Scenario = async (visitor, random) => {
  for (const visit of random.shuffle(VISITS)) await visitor.visit(visit);
};

const VISITS: readonly Visit[] = [
  { method: "GET", path: "/" },
  { method: "GET", path: "/?rd=https%3A%2F%2Fapp.example.com%2F" },
  { method: "HEAD", path: "/" },
  { method: "GET", path: "/favicon.ico" },
  { method: "PUT", path: "/api/firstfactor", json: {} },
  { method: "DELETE", path: "/api/secondfactor/totp" },
  { method: "OPTIONS", path: "/api/firstfactor" },
  { method: "PATCH", path: "/api/authz/forward-auth", json: {} },
  { method: "PROPFIND", path: "/" },
  { method: "POST", path: "/api/firstfactor", json: "neither a username nor a password" },
  { method: "POST", path: "/api/secondfactor/duo", json: { answer: "allow" } },
];
