import { afterEach, describe, expect, test, vi } from "vitest";
import { exposedSamples, portalUnderTest, signInVisit } from "../../../support/portal/portal-under-test.js";

const portal = portalUnderTest();

describe("POST /api/firstfactor", () => {
  test("signs in with the right password, and is counted and timed", async () => {
    const answer = await portal.visit(signInVisit("john"));
    expect(answer).toMatchObject({ status: 200, body: '{"username":"john"}' });
    expect(exposedSamples("authelia_authn")).toEqual(['authelia_authn{success="true",banned="false"} 1']);
    expect(exposedSamples("authelia_authn_duration_count")).toEqual([
      'authelia_authn_duration_count{success="true"} 1',
    ]);
    expect(exposedSamples("authelia_request")).toEqual(['authelia_request{code="200",method="POST"} 1']);
  });

  test("refuses a wrong password and an unknown user in the same words", async () => {
    const wrong = await portal.visit(signInVisit("john", "guess"));
    const unknown = await portal.visit(signInVisit("nobody", "guess"));
    expect(wrong.status).toBe(401);
    expect(unknown).toEqual(wrong);
    expect(exposedSamples("authelia_authn")).toEqual(['authelia_authn{success="false",banned="false"} 2']);
    expect(exposedSamples("authelia_authn_duration_count")).toEqual([
      'authelia_authn_duration_count{success="false"} 2',
    ]);
  });

  test.each([
    ["no password", { username: "john" }],
    ["a password that is not a string", { username: "john", password: ["apple-tree"] }],
    ["an array", ["john", "apple-tree"]],
    ["nothing", null],
  ])("refuses %s as no attempt at all", async (_name, json) => {
    expect((await portal.visit({ method: "POST", path: "/api/firstfactor", json })).status).toBe(400);
    expect(exposedSamples("authelia_authn")).toEqual([]);
  });
});

describe("a ban", () => {
  afterEach(() => vi.useRealTimers());

  test("follows three failures in a row, applies to the right password, too, and expires", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    for (let failure = 0; failure < 3; failure += 1) await portal.visit(signInVisit("john", "guess"));
    expect((await portal.visit(signInVisit("john"))).status).toBe(429);
    expect(exposedSamples("authelia_authn")).toEqual([
      'authelia_authn{success="false",banned="false"} 3',
      'authelia_authn{success="false",banned="true"} 1',
    ]);
    expect((await portal.visit(signInVisit("alice"))).status).toBe(200);

    vi.setSystemTime(Date.now() + 60_000);
    expect((await portal.visit(signInVisit("john"))).status).toBe(200);
  });

  test("does not follow failures with a success in between", async () => {
    for (const password of ["guess", "guess", undefined, "guess", "guess", undefined]) {
      await portal.visit(signInVisit("john", password));
    }
    expect(exposedSamples("authelia_authn")).toEqual([
      'authelia_authn{success="false",banned="false"} 4',
      'authelia_authn{success="true",banned="false"} 2',
    ]);
  });

  test("applies to guesses that were sent at the same time", async () => {
    const guesses = Array.from({ length: 12 }, () => portal.visit(signInVisit("john", "guess")));
    const statuses = (await Promise.all(guesses)).map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(9);
  });
});
