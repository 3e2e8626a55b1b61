import { createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Visit } from "../../../../examples/portal/load/visitor.js";
import { exposedSamples, portalUnderTest } from "../../../support/portal/portal-under-test.js";

const portal = portalUnderTest();

const REQUEST = {
  client_id: "demo-app",
  redirect_uri: "https://app.example.com/callback",
  response_type: "code",
};

const asClient = (path: string, form: Readonly<Record<string, string>>): Visit => ({
  method: "POST",
  path,
  form,
  headers: { authorization: `Basic ${Buffer.from("demo-app:demo-app-secret").toString("base64")}` },
});

const exchange = (code: string) =>
  asClient("/api/oidc/token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: REQUEST.redirect_uri,
  });

const userinfo = (token: string): Visit => ({
  method: "GET",
  path: "/api/oidc/userinfo",
  headers: { authorization: `Bearer ${token}` },
});

/** The path of the authorization endpoint, asked by a query. */
const authorization = (query: Readonly<Record<string, string>>): Visit => ({
  method: "GET",
  path: `/api/oidc/authorization?${new URLSearchParams(query)}`,
});

async function authorizedCode(query: Readonly<Record<string, string>> = REQUEST): Promise<string> {
  const { location } = await (await portal.signedIn("john")).visit(authorization(query));
  return new URL(location ?? "").searchParams.get("code") ?? "";
}

const timed = () => exposedSamples("authelia_request_duration_openid_connect_count");
const timedAs = (endpoint: string, code: number) =>
  `authelia_request_duration_openid_connect_count{endpoint="${endpoint}",code="${code}"} 1`;

describe("the way to a token", () => {
  test("leads from a code to a token that identifies the user until it is revoked", async () => {
    const { access_token: token } = JSON.parse((await portal.visit(exchange(await authorizedCode()))).body);
    expect(JSON.parse((await portal.visit(userinfo(token))).body)).toMatchObject({ sub: "john" });
    const introspection = asClient("/api/oidc/introspection", { token });
    expect(JSON.parse((await portal.visit(introspection)).body)).toEqual({ active: true, sub: "john" });
    expect((await portal.visit(asClient("/api/oidc/revocation", { token }))).status).toBe(200);
    expect(JSON.parse((await portal.visit(introspection)).body)).toEqual({ active: false });
    expect((await portal.visit(userinfo(token))).status).toBe(401);
  });

  test("may begin with a pushed request, which is valid once", async () => {
    const pushed = await portal.visit(asClient("/api/oidc/pushed-authorization-request", REQUEST));
    expect(pushed.status).toBe(201);
    const query = { client_id: "demo-app", request_uri: JSON.parse(pushed.body).request_uri };
    expect(await authorizedCode(query)).not.toBe("");
    expect((await portal.visit(authorization(query))).status).toBe(400);
  });

  test("ends with an ID token that the published key verifies", async () => {
    const { id_token } = JSON.parse((await portal.visit(exchange(await authorizedCode()))).body);
    const [header, claims, signature] = String(id_token).split(".");
    const { keys } = JSON.parse((await portal.visit({ method: "GET", path: "/jwks.json" })).body);
    const key = createPublicKey({ key: keys[0] as JsonWebKey, format: "jwk" }); // as RFC 7517 has it
    const signed = Buffer.from(`${header}.${claims}`);
    const given = Buffer.from(signature ?? "", "base64url");
    expect(verify("sha256", signed, { key, dsaEncoding: "ieee-p1363" }, given)).toBe(true);
    expect(JSON.parse(Buffer.from(claims ?? "", "base64url").toString())).toMatchObject({
      iss: new URL(portal.url()).origin,
      sub: "john",
      aud: "demo-app",
    });
  });

  test("accepts a code once", async () => {
    const code = await authorizedCode();
    expect((await portal.visit(exchange(code))).status).toBe(200);
    expect((await portal.visit(exchange(code))).status).toBe(400);
  });

  test("leads someone who is not signed in to the portal", async () => {
    expect((await portal.visit(authorization(REQUEST))).location).toBe("/?rd=%2Fapi%2Foidc%2Fauthorization");
  });

  test("redirects an error to a known client, but not to an unknown one", async () => {
    const john = await portal.signedIn("john");
    const back = await john.visit(authorization({ ...REQUEST, response_type: "token", state: "s" }));
    expect(back.location).toBe("https://app.example.com/callback?state=s&error=unsupported_response_type");
    const elsewhere = await john.visit(
      authorization({ ...REQUEST, redirect_uri: "https://evil.example.com/" }),
    );
    expect(elsewhere).toMatchObject({ status: 400, location: undefined });
  });
});

describe("each endpoint is timed by its name and status", () => {
  const document = (path: string): Visit => ({ method: "GET", path });
  const form = { token: "none" };
  const withJson = ({ form: json, ...visit }: Visit): Visit => ({ ...visit, json });
  const par = "/api/oidc/pushed-authorization-request";
  test.each<[string, number, Visit]>([
    ["authorization", 302, authorization(REQUEST)],
    ["authorization", 400, authorization({})],
    ["pushed_authorization_request", 201, asClient(par, REQUEST)],
    ["pushed_authorization_request", 401, { method: "POST", path: par, form }],
    ["token", 400, exchange("none")],
    ["token", 401, { method: "POST", path: "/api/oidc/token", form }],
    ["userinfo", 401, userinfo("none")],
    ["revocation", 200, asClient("/api/oidc/revocation", form)],
    ["revocation", 401, { method: "POST", path: "/api/oidc/revocation", form }],
    ["introspection", 200, asClient("/api/oidc/introspection", form)],
    ["introspection", 415, withJson(asClient("/api/oidc/introspection", form))],
    ["openid_configuration", 200, document("/.well-known/openid-configuration")],
    ["oauth_configuration", 200, document("/.well-known/oauth-authorization-server")],
    ["jwks", 200, document("/jwks.json")],
    ["jwks", 405, { method: "POST", path: "/jwks.json", form }],
  ])("%s %i", async (endpoint, code, visit) => {
    expect((await portal.visit(visit)).status).toBe(code);
    expect(timed()).toEqual([timedAs(endpoint, code)]);
  });

  test("token 200", async () => {
    const code = await authorizedCode();
    await portal.visit(exchange(code));
    expect(timed()).toContain(timedAs("token", 200));
  });
});
