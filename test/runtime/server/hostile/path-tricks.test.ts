import { afterEach, describe, expect, test } from "vitest";
import { Besieged, PATIENT, withstand } from "../../../support/runtime/attacked-server.js";
import { RawClient } from "../../../support/runtime/raw-client.js";

const besieged = new Besieged(PATIENT);
afterEach(() => besieged.close());

const TRICKS = [
  "/",
  "//metrics",
  "/metrics/",
  "/metrics/..",
  "/./metrics",
  "/x/../metrics",
  "/x/%2e%2e/metrics",
  "/..%2fmetrics",
  "/metrics%00",
  "/metrics%00.txt",
  "/metrics;x",
  "/METRICS",
  "/metrics%",
  "/metrics%zz",
  "/metrics%c0%ae",
  "/%ff%fe",
  "/metrics%20",
  "/%252e%252e/metrics",
  "/../../../../etc/passwd",
  "/..\\..\\metrics",
  "/__proto__",
  "/constructor",
  "*",
  "?",
  "#/metrics",
  "file:///metrics",
  "javascript:/metrics",
];

describe("a path that is not the served one", () => {
  test.each(TRICKS)("as %j is not found, or refused, and is not repeated in the response", async (path) => {
    const server = await besieged.start();
    const received = await RawClient.exchange(server.port, requestOf(path));
    expect(received).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(received).not.toContain("requests_of_all_kinds");
    expect(received.replace("the metrics are at /metrics\n", "")).not.toContain("metrics");
  });

  test("does no harm if it is requested many times", async () => {
    const server = await besieged.start();
    await withstand(server, async () => {
      for (let times = 0; times < 20; times++) {
        await Promise.all(TRICKS.map((path) => RawClient.exchange(server.port, requestOf(path))));
      }
    });
  });
});

describe("the served path", () => {
  test.each([
    "/metrics",
    "/metrics?",
    "/metrics?%",
    "/metrics?/../x",
    "/%6detrics",
    "http://x/metrics",
    "/metrics#x",
  ])("as %j is served, with one type that no browser guesses", async (path) => {
    const server = await besieged.start();
    const received = await RawClient.exchange(server.port, requestOf(path));
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).toContain("\r\nX-Content-Type-Options: nosniff\r\n");
    expect(received.match(/^content-type: /gim)).toHaveLength(1);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])(
    "by %s is answered with the methods that are allowed",
    async (method) => {
      const server = await besieged.start();
      const sent = `${method} /metrics HTTP/1.1\r\nHost: x\r\nCookie: secret\r\nConnection: close\r\n\r\n`;
      const received = await RawClient.exchange(server.port, sent);
      expect(received).toMatch(/^HTTP\/1\.1 405 .*\r\nAllow: GET, HEAD\r\n/s);
      expect(received).toContain("\r\nX-Content-Type-Options: nosniff\r\n");
      expect(received).not.toContain("secret");
    },
  );
});

function requestOf(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
}
