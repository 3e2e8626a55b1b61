import { describe, expect, test } from "vitest";
import { exposedSamples, portalUnderTest } from "../../../support/portal/portal-under-test.js";

const portal = portalUnderTest();

const ask = (host: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: "GET",
  path: "/api/authz/forward-auth",
  headers: { "x-forwarded-host": host, ...headers },
});

describe("GET /api/authz/forward-auth", () => {
  test.each([
    ["a public site", "public.example.com", 200],
    ["a site for users", "app.example.com", 401],
    ["a site for two factors", "secure.example.com", 401],
    ["a site for a group", "admin.example.com", 401],
    ["an unknown site", "elsewhere.example.com", 403],
  ])("answers a stranger at %s", async (_name, host, code) => {
    expect((await portal.visit(ask(host))).status).toBe(code);
    expect(exposedSamples("authelia_authz")).toEqual([`authelia_authz{code="${code}"} 1`]);
  });

  test("redirects a browser to the portal, and back to its target", async () => {
    const headers = { accept: "text/html,*/*", "x-forwarded-uri": "/a?b=1" };
    const answer = await portal.visit(ask("app.example.com", headers));
    expect(answer).toMatchObject({
      status: 302,
      location: `/?rd=${encodeURIComponent("https://app.example.com/a?b=1")}`,
    });
    expect(exposedSamples("authelia_authz")).toEqual(['authelia_authz{code="302"} 1']);
  });

  test.each([
    ["john", "app.example.com", 200],
    ["john", "secure.example.com", 401],
    ["john", "admin.example.com", 200],
    ["alice", "admin.example.com", 403],
  ])("answers %s, by one factor, at %s", async (username, host, code) => {
    const visitor = await portal.signedIn(username);
    expect((await visitor.visit(ask(host))).status).toBe(code);
  });

  test("admits a user with two factors", async () => {
    const alice = await portal.signedIn("alice");
    await alice.visit({ method: "POST", path: "/api/secondfactor/duo", json: { answer: "allow" } });
    expect((await alice.visit(ask("secure.example.com"))).status).toBe(200);
  });

  test("counts what it refuses to decide", async () => {
    expect((await portal.visit({ method: "GET", path: "/api/authz/forward-auth" })).status).toBe(400);
    expect(exposedSamples("authelia_authz")).toEqual(['authelia_authz{code="400"} 1']);
  });
});
