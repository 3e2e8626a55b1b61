import { afterEach, describe, expect, test, vi } from "vitest";
import { totpCode } from "../../../../examples/portal/authentication/second-factor.js";
import { exposedSamples, portalUnderTest } from "../../../support/portal/portal-under-test.js";

const portal = portalUnderTest();

const codeNow = () => totpCode("alice-keeps-this-one", Date.now() / 1000);

describe.each([
  ["webauthn", () => ({ verified: true }), { verified: false }],
  ["totp", () => ({ code: codeNow() }), { code: "12345" }],
  ["duo", () => ({ answer: "allow" }), { answer: "deny" }],
] as const)("POST /api/secondfactor/%s", (type, right, wrong) => {
  const path = `/api/secondfactor/${type}`;

  test("passes, and is counted by its type", async () => {
    const alice = await portal.signedIn("alice");
    expect((await alice.visit({ method: "POST", path, json: right() })).status).toBe(200);
    expect(exposedSamples("authelia_authn_second_factor")).toEqual([
      `authelia_authn_second_factor{success="true",banned="false",type="${type}"} 1`,
    ]);
  });

  test("fails, and bans after three failures", async () => {
    const alice = await portal.signedIn("alice");
    const statuses: number[] = [];
    for (const json of [wrong, wrong, wrong, right()]) {
      statuses.push((await alice.visit({ method: "POST", path, json })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect(exposedSamples("authelia_authn_second_factor")).toEqual([
      `authelia_authn_second_factor{success="false",banned="false",type="${type}"} 3`,
      `authelia_authn_second_factor{success="false",banned="true",type="${type}"} 1`,
    ]);
  });

  test("is not an attempt without the first factor", async () => {
    expect((await portal.visit({ method: "POST", path, json: right() })).status).toBe(401);
    expect(exposedSamples("authelia_authn_second_factor")).toEqual([]);
  });
});

describe("a TOTP code", () => {
  afterEach(() => vi.useRealTimers());

  test("is valid once, and the code of the next period is valid again", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const alice = await portal.signedIn("alice");
    const attempt = async () =>
      (await alice.visit({ method: "POST", path: "/api/secondfactor/totp", json: { code: codeNow() } }))
        .status;
    expect(await attempt()).toBe(200);
    expect(await attempt()).toBe(401);
    vi.setSystemTime(Date.now() + 30_000);
    expect(await attempt()).toBe(200);
  });

  // RFC 6238, appendix B, of whose eight digits these are the last six.
  test.each([
    [59, "287082"],
    [1111111109, "081804"],
    [1234567890, "005924"],
    [20000000000, "353130"],
  ])("at %i is %s", (unixSeconds, code) => {
    expect(totpCode("12345678901234567890", unixSeconds)).toBe(code);
  });
});
