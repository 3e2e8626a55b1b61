import { DEMO_CLIENT } from "../openid-connect/clients.js";
import { demoUser, type Scenario, signIn } from "./scenario.js";
import type { Visit } from "./visitor.js";

const AUTHORIZATION = "/api/oidc/authorization";
const PUSHED_REQUEST = "/api/oidc/pushed-authorization-request";
const REQUEST = { client_id: DEMO_CLIENT.id, redirect_uri: DEMO_CLIENT.redirectUri, response_type: "code" };

/** Signs in to an application by way of the portal: from the pushed request to the token's revocation. */
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

/** Calls each endpoint in a way that it refuses. */
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

/** Reads the documents that tell where everything is. */
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

/** A field of a JSON answer; empty where there is none, which the portal then refuses. */
function field(body: string, name: string): string {
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null) return "";
  return String(new Map<string, unknown>(Object.entries(value)).get(name) ?? "");
}
