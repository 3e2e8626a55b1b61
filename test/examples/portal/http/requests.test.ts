import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { startPortal } from "../../../../examples/portal/portal.js";
import { exposedSamples, portalUnderTest, signInVisit } from "../../../support/portal/portal-under-test.js";

const portal = portalUnderTest();

/** Sends bytes as they are, and gives what came back until the portal closed the connection. */
function exchangeBytes(text: string, then: (socket: Socket) => void = () => {}): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(portal.url());
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(text);
      then(socket);
    });
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.on("error", () => {}); // a reset ends the connection too
    socket.on("close", () => resolve(received));
  });
}

const SIGN_IN = "POST /api/firstfactor HTTP/1.1\r\nHost: portal\r\nContent-Type: application/json\r\n";

describe("every request is recorded", () => {
  test.each([
    ["the page", { method: "GET", path: "/" }, 200],
    ["the page's head", { method: "HEAD", path: "/" }, 200],
    ["a path that is not there", { method: "GET", path: "/nothing" }, 404],
    ["a path of JavaScript's own", { method: "GET", path: "/__proto__" }, 404],
    ["a method that is not for the path", { method: "DELETE", path: "/api/firstfactor" }, 405],
    ["a method of JavaScript's own", { method: "constructor", path: "/" }, 400],
    ["a method of WebDAV", { method: "PROPFIND", path: "/" }, 405],
  ])("%s", async (_name, visit, code) => {
    const answer = await portal.visit(visit);
    expect(answer.status).toBe(code);
    if (code === 400) return; // node:http takes no unknown method: to it that was no request
    const { method } = visit;
    expect(exposedSamples("authelia_request")).toEqual([
      `authelia_request{code="${code}",method="${method}"} 1`,
    ]);
    expect(exposedSamples("authelia_request_duration_count")).toEqual([
      `authelia_request_duration_count{code="${code}"} 1`,
    ]);
  });

  test("even with a method that the schema does not name", async () => {
    expect((await portal.visit({ method: "M-SEARCH", path: "/" })).status).toBe(405);
    expect(exposedSamples("authelia_request")).toEqual(['authelia_request{code="405",method="other"} 1']);
  });
});

describe("the page", () => {
  test("names both addresses", async () => {
    const { body } = await portal.visit({ method: "GET", path: "/" });
    expect(body).toContain(portal.url());
    expect(body).toContain("http://localhost:9959/metrics");
  });
});

describe("a hostile request", () => {
  const post = (body: string, headers: Readonly<Record<string, string>>) =>
    fetch(new URL("/api/firstfactor", portal.url()), { method: "POST", body, headers });
  const type = { "content-type": "application/json" };

  test.each([
    ["a body that is not JSON", "{", type, 400],
    ["an empty body", "", type, 400],
    ["a body of another type", "{}", { "content-type": "text/plain" }, 415],
    ["a body without a type", "{}", { "content-type": "" }, 415],
    ["a body that is too long", `{"username":"${"x".repeat(16_384)}"}`, type, 413],
    ["a body that is far too long", "x".repeat(4_000_000), type, 413],
  ])("with %s is refused and recorded", async (_name, body, headers, code) => {
    expect((await post(body, headers)).status).toBe(code);
    expect(exposedSamples("authelia_request")).toEqual([`authelia_request{code="${code}",method="POST"} 1`]);
    expect((await portal.visit(signInVisit("john"))).status).toBe(200);
  });

  test("that names prototypes is an attempt like any other", async () => {
    const answer = await post(
      '{"__proto__":{"username":"john"},"username":"__proto__","password":"x"}',
      type,
    );
    expect(answer.status).toBe(401);
  });

  test("with a target that is not a path is not found", async () => {
    for (const target of ["*", "//", "http://[/", "/%ff", "/?%"]) {
      const answer = await exchangeBytes(
        `OPTIONS ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      );
      expect(answer, target).toMatch(target === "/?%" ? /^HTTP\/1.1 405 / : /^HTTP\/1.1 404 /);
    }
  });

  test("that breaks off in its body is recorded as refused", async () => {
    await exchangeBytes(`${SIGN_IN}Content-Length: 100\r\n\r\n{"user`, (socket) => socket.end());
    await vi.waitFor(() => {
      expect(exposedSamples("authelia_request")).toEqual(['authelia_request{code="400",method="POST"} 1']);
    });
    expect((await portal.visit(signInVisit("john"))).status).toBe(200);
  });

  test("that never ends its header is cut off", async () => {
    expect(await exchangeBytes(SIGN_IN)).toMatch(/^HTTP\/1.1 408 /);
    expect((await portal.visit(signInVisit("john"))).status).toBe(200);
  });

  test("does not keep the portal from closing", async () => {
    const own = await startPortal({ host: "127.0.0.1", port: 0, metricsUrl: "" });
    const { hostname, port } = new URL(own.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(`${SIGN_IN}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n{`);
    await once(socket, "data"); // the portal waits for the rest of the body
    const closed = once(socket, "close");
    await own.close();
    await closed;
  });
});
