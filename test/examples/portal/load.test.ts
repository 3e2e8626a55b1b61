import { afterEach, expect, test, vi } from "vitest";
import { startLoad } from "../../../examples/portal/load/load.js";
import { startPortal } from "../../../examples/portal/portal.js";
import { metrics } from "../../../generated/recorders.js";
import { exposedSamples, portalUnderTest } from "../../support/portal/portal-under-test.js";

const portal = portalUnderTest();
afterEach(() => {
  vi.useRealTimers();
});

/** The label values that a sample name has been exposed with. */
function labelValues(name: string, label: string): ReadonlySet<string> {
  const pattern = new RegExp(`[{,]${label}="([^"]*)"`);
  return new Set(exposedSamples(name).map((line) => pattern.exec(line)?.[1] ?? ""));
}

test("two rounds of the load give every family samples, of every type and endpoint", async () => {
  await startLoad(portal.url(), { perSecond: 2_000, rounds: 2 }).ended;

  for (const family of metrics.families.filter(({ name }) => name.startsWith("authelia_"))) {
    const name = family.type === "histogram" ? `${family.name}_count` : family.name;
    expect(exposedSamples(name), name).not.toEqual([]);
  }
  expect(exposedSamples("metricsmith_rejected_samples_total")).toEqual([]);
  expect(labelValues("authelia_authn_second_factor", "type")).toEqual(new Set(["webauthn", "totp", "duo"]));
  expect(labelValues("authelia_request_duration_openid_connect_count", "endpoint")).toEqual(
    new Set([
      "authorization",
      "pushed_authorization_request",
      "token",
      "userinfo",
      "revocation",
      "introspection",
      "openid_configuration",
      "oauth_configuration",
      "jwks",
    ]),
  );
  for (const name of ["authelia_authn", "authelia_authn_second_factor"]) {
    expect(labelValues(name, "success"), name).toEqual(new Set(["true", "false"]));
    expect(labelValues(name, "banned"), name).toEqual(new Set(["true", "false"]));
  }
  for (const code of ["200", "302", "401", "403"]) {
    expect(labelValues("authelia_authz", "code")).toContain(code);
  }
  expect(labelValues("authelia_request", "method")).toContain("PROPFIND");
  expect(labelValues("authelia_request", "code")).not.toContain("500");
});

test("every endpoint is called with success and with an error", async () => {
  await startLoad(portal.url(), { perSecond: 2_000, rounds: 1 }).ended;

  const lines = exposedSamples("authelia_request_duration_openid_connect_count");
  const endpoints = labelValues("authelia_request_duration_openid_connect_count", "endpoint");
  for (const endpoint of endpoints) {
    const own = lines.filter((line) => line.includes(`endpoint="${endpoint}"`));
    expect(
      own.some((line) => /code="[23]/.test(line)),
      endpoint,
    ).toBe(true);
    expect(
      own.some((line) => /code="4/.test(line)),
      endpoint,
    ).toBe(true);
  }
});

test("the same seed gives the same load", async () => {
  vi.useFakeTimers({ toFake: ["Date"] }); // a TOTP code is good again in the next 30 seconds
  const recorded: (readonly string[])[] = [];
  for (let run = 0; run < 2; run += 1) {
    metrics.reset();
    const fresh = await startPortal({ host: "127.0.0.1", port: 0, metricsUrl: "" });
    await startLoad(fresh.url, { perSecond: 2_000, rounds: 2, seed: 7 }).ended;
    await fresh.close();
    recorded.push([...exposedSamples("authelia_request"), ...exposedSamples("authelia_authz")]);
  }
  expect(recorded[1]).toEqual(recorded[0]);
});

test("ends when it is stopped, and the portal keeps running", async () => {
  const load = startLoad(portal.url(), { perSecond: 2_000 });
  await expect.poll(() => exposedSamples("authelia_request").length).toBeGreaterThan(3);
  await load.stop();
  expect((await portal.visit({ method: "GET", path: "/" })).status).toBe(200);
});

test("rejects if the portal does not answer", async () => {
  await expect(startLoad("http://127.0.0.1:1/", { perSecond: 2_000 }).ended).rejects.toThrow("fetch failed");
});
