import { once } from "node:events";
import { Agent } from "node:http";
import { connect } from "node:tls";
import { hashSync } from "bcryptjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MetricsServerError } from "../../../../runtime/server/errors.js";
import { CertificateAuthority, type Issued } from "../../../support/runtime/certificate-authority.js";
import { as, ask, Served } from "../../../support/runtime/web-config-server.js";

const served = new Served();
const authority = new CertificateAuthority();
const successor = new CertificateAuthority("Successor");
const DEADLINE = { timeout: 20_000, interval: 50 };

beforeAll(() => renew(authority));
afterEach(() => served.close());
afterAll(() => served.remove());

function renew(by: CertificateAuthority): void {
  const { cert, key } = by.issue("localhost", ["localhost"]);
  served.write({ "server.crt": cert, "server.key": key, "ca.crt": authority.cert });
}

const TLS = "tls_server_config: { cert_file: server.crt, key_file: server.key }\n";
const user = (name: string, password: string) =>
  `basic_auth_users: { ${name}: "${hashSync(password, 4)}" }\n`;

describe("a metrics server with users", () => {
  test("answers requests with a user's name and password, and 401 to others", async () => {
    const { url } = await served.start(user("prometheus", "secret"));
    expect((await ask(url, { headers: as("prometheus:secret") })).status).toBe(200);
    for (const headers of [as("prometheus:wrong"), as("stranger:secret"), {}]) {
      const refused = await ask(url, { headers });
      expect(refused).toMatchObject({
        status: 401,
        body: "a user and a password are needed, or are wrong\n",
      });
      expect(refused.headers["www-authenticate"]).toBe('Basic realm="metrics", charset="UTF-8"');
    }
  });

  test("does not reveal its path or its methods without a password", async () => {
    const { url } = await served.start(user("prometheus", "secret"));
    expect((await ask(url.replace("metrics", "other"))).status).toBe(401);
    expect((await ask(url, { method: "POST" })).status).toBe(401);
    expect((await ask(url, { headers: { expect: "a miracle" } })).status).toBe(401);
  });

  test("over TLS, does not admit a client that has only a certificate", async () => {
    const { url } = await served.start(TLS + user("prometheus", "secret"));
    const trusting = { ca: authority.cert };
    expect((await ask(url, trusting)).status).toBe(401);
    expect((await ask(url, { ...trusting, headers: as("prometheus:secret") })).status).toBe(200);
  });

  test("answers a flood of wrong passwords with 503, and keeps running", async () => {
    const { url } = await served.start(user("prometheus", "secret"));
    const flood = await Promise.all(
      Array.from({ length: 60 }, (_, at) => ask(url, { headers: as(`prometheus:${at}`) })),
    );
    const statuses = new Set(flood.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 401 && status !== 503)).toEqual([]);
    expect((await ask(url, { headers: as("prometheus:secret") })).status).toBe(200);
  });
});

test("configured headers are on every response", async () => {
  const headers =
    "http_server_config: { headers: { X-Frame-Options: deny, Content-Security-Policy: default-src 'none' } }\n";
  const { url } = await served.start(headers + user("a", "b"));
  for (const given of [as("a:b"), {}]) {
    expect((await ask(url, { headers: given })).headers).toMatchObject({
      "x-frame-options": "deny",
      "content-security-policy": "default-src 'none'",
    });
  }
});

test("requests beyond rate_limit are answered with 429", async () => {
  const { url } = await served.start("rate_limit: { interval: 1h, burst: 2 }\n");
  const statuses = [await ask(url), await ask(url), await ask(url)].map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 429]);
});

describe("a web configuration that is faulty at the start", () => {
  test("is an error with each fault and its place, and the server does not listen", async () => {
    const started = served.start("basic_auth_users: { a: b }\nx: 1\n");
    await expect(started).rejects.toThrow(MetricsServerError);
    await expect(started).rejects.toThrow(
      `the web configuration is not valid:\n${served.configFile}:1:24: the password of user "a" in basic_auth_users is not a bcrypt hash; write what htpasswd -nBC 10 USER prints after the colon\n${served.configFile}:2:1: a web configuration has no key "x"; its keys are `,
    );
  });
});

describe("a web configuration that changes", () => {
  beforeEach(() => {
    const now = performance.now.bind(performance);
    // Ten times as fast: the server looks at its files once a second.
    vi.spyOn(performance, "now").mockImplementation(() => now() * 10);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("has its new users at once, even on open connections", async () => {
    const { url } = await served.start(user("a", "old"));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await ask(url, { agent, headers: as("a:old") })).status).toBe(200);
    served.write({ "web-config.yml": user("a", "new") });
    await expect
      .poll(async () => (await ask(url, { agent, headers: as("a:old") })).status, DEADLINE)
      .toBe(401);
    agent.destroy();
    await expect.poll(async () => (await ask(url, { headers: as("a:new") })).status, DEADLINE).toBe(200);
    expect((await ask(url, { headers: as("a:old") })).status).toBe(401);
    served.write({ "web-config.yml": "{}" });
    await expect.poll(async () => (await ask(url)).status, DEADLINE).toBe(200);
  });

  test("serves a renewed certificate", async () => {
    renew(authority);
    const { url } = await served.start(TLS);
    expect((await ask(url, { ca: authority.cert })).status).toBe(200);
    renew(successor);
    await vi.waitFor(() => ask(url, { ca: successor.cert }), DEADLINE);
    await expect(ask(url, { ca: authority.cert })).rejects.toThrow(/certificate|signature/);
    expect(served.warnings).toEqual([]);
    renew(authority);
    await vi.waitFor(() => ask(url, { ca: authority.cert }), DEADLINE);
  });

  test("can begin to require client certificates, and stop requiring them", async () => {
    renew(authority);
    const trusting = { ca: authority.cert };
    const required =
      "tls_server_config: { cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt, " +
      "client_auth_type: RequireAndVerifyClientCert }\n";
    const { url } = await served.start(TLS);
    expect((await ask(url, trusting)).status).toBe(200);
    served.write({ "web-config.yml": required });
    await vi.waitFor(() => expect(ask(url, trusting)).rejects.toThrow(), DEADLINE);
    const prometheus = authority.issue("prometheus");
    expect((await ask(url, { ...trusting, ...prometheus })).status).toBe(200);
    served.write({
      "web-config.yml": TLS.replace(" }", ", client_auth_type: NoClientCert }"),
    });
    await vi.waitFor(() => ask(url, trusting), DEADLINE);
    expect(served.warnings).toEqual([
      expect.stringContaining("would let more clients in"),
      expect.stringContaining("lets more clients in now"),
    ]);
  });

  test("does not admit a client by its old TLS session if it is no longer admitted", async () => {
    renew(authority);
    const asked = (ca: string) =>
      `tls_server_config: { cert_file: server.crt, key_file: server.key, client_ca_file: ${ca}, client_auth_type: RequireAndVerifyClientCert }`;
    const { url, port } = await served.start(asked("ca.crt"));
    const session = await sessionOf(port ?? 0, authority.issue("prometheus"));
    const resuming = { ca: authority.cert, maxVersion: "TLSv1.2", session } as const;
    expect((await ask(url, resuming)).status).toBe(200);
    served.write({ "other-ca.crt": successor.cert, "web-config.yml": asked("other-ca.crt") });
    await vi.waitFor(() => expect(ask(url, resuming)).rejects.toThrow(), DEADLINE);
    const admitted = { ca: authority.cert, ...successor.issue("prometheus") };
    expect((await ask(url, admitted)).status).toBe(200);
  });

  test.each([
    ["faulty", "basic_auth_users: [", /web-config.yml:1:\d+: this is not valid YAML/],
    [
      "empty",
      "",
      /web-config.yml: is empty, as a file is while it is being written; for an empty configuration, write \{\}/,
    ],
    [
      "one with TLS",
      TLS,
      /web-config.yml: tls_server_config was added, which takes effect when the server is started again/,
    ],
  ])(
    "and is %s then, is warned about once, and the previous one stays in effect",
    async (_, changed, message) => {
      renew(authority);
      const { url } = await served.start(user("a", "secret"));
      served.write({ "web-config.yml": changed });
      await expect
        .poll(async () => {
          expect((await ask(url, { headers: as("a:secret") })).status).toBe(200);
          return served.warnings.length;
        }, DEADLINE)
        .toBe(1);
      expect(served.warnings[0]).toMatch(
        /^the web configuration has changed and cannot be used; the previous one stays in effect:\n/,
      );
      expect(served.warnings[0]).toMatch(message);
      served.write({ "web-config.yml": user("a", "next") });
      await expect.poll(async () => (await ask(url, { headers: as("a:next") })).status, DEADLINE).toBe(200);
      expect(served.warnings).toHaveLength(1);
    },
  );

  test("serves the old certificate while the new one does not match its key", async () => {
    renew(authority);
    const { url } = await served.start(TLS);
    served.write({ "server.key": authority.issue("localhost").key });
    await expect
      .poll(async () => {
        expect((await ask(url, { ca: authority.cert })).status).toBe(200);
        return served.warnings;
      }, DEADLINE)
      .toEqual([expect.stringContaining("key_file is not the key of the certificate in")]);
  });
});

/** Begins a session over TLS 1.2 that a client can resume. */
async function sessionOf(port: number, pair: Issued): Promise<Buffer> {
  const options = { host: "127.0.0.1", servername: "localhost", ca: authority.cert } as const;
  const socket = connect({ port, ...options, ...pair, maxVersion: "TLSv1.2" });
  const [session] = await once(socket, "session");
  socket.destroy();
  return session;
}
