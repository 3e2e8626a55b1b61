import { once } from "node:events";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect, getCiphers } from "node:tls";
import { Gauge, Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CertificateAuthority } from "../../../support/runtime/certificate-authority.js";
import { ask, Served } from "../../../support/runtime/web-config-server.js";

const served = new Served();
const authority = new CertificateAuthority();
const strangers = new CertificateAuthority("Strangers");
const trusting = { ca: authority.cert };

beforeAll(() => {
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  served.write({ "server.crt": cert, "server.key": key, "ca.crt": authority.cert });
});
afterEach(() => served.close());
afterAll(() => served.remove());

const TLS = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";

/** What OpenSSL knows of TLS 1.2, without suites that need a secret in advance. */
const OLD_SUITES = getCiphers()
  .map((name) => name.toUpperCase())
  .filter((name) => !/^TLS_|PSK|SRP/.test(name));

describe("a metrics server with a certificate", () => {
  test("serves over TLS, and its URL says so", async () => {
    const { url, port } = await served.start(TLS);
    expect(url).toBe(`https://127.0.0.1:${port}/metrics`);
    expect(await ask(url, trusting)).toMatchObject({
      status: 200,
      body: expect.stringContaining("\nusers 0\n"),
    });
    await expect(ask(url, { ca: strangers.cert })).rejects.toThrow(/certificate|signature/);
  });

  test("keeps running after a client that does not speak TLS, which gets no response", async () => {
    const { url } = await served.start(TLS);
    await expect(ask(url.replace("https", "http"))).rejects.toThrow();
    expect((await ask(url, trusting)).status).toBe(200);
  });

  test.each([
    ["TLSv1.2", "TLS13", "TLSv1.3"],
    ["TLSv1.3", "TLS12", "TLSv1.2"],
  ] as const)("refuses %s where only %s is accepted, and speaks it", async (refused, only, accepted) => {
    const { url, port } = await served.start(`${TLS}  min_version: ${only}\n  max_version: ${only}\n`);
    await expect(ask(url, { ...trusting, minVersion: refused, maxVersion: refused })).rejects.toThrow(
      /alert|version/,
    );
    const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ...trusting });
    await once(socket, "secureConnect");
    expect(socket.getProtocol()).toBe(accepted);
    socket.destroy();
  });

  test("has the cipher suites and curves that it is given", async () => {
    const suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    const { url, port } = await served.start(
      `${TLS}  cipher_suites: [${suite}]\n  curve_preferences: [CurveP384]\n`,
    );
    const client = {
      port,
      host: "127.0.0.1",
      servername: "localhost",
      maxVersion: "TLSv1.2",
      ...trusting,
    } as const;
    const socket = connect(client);
    await once(socket, "secureConnect");
    expect(socket.getCipher().standardName).toBe(suite);
    expect(socket.getEphemeralKeyInfo()).toMatchObject({ name: "secp384r1" });
    socket.destroy();
    await expect(ask(url, { ...client, ciphers: "ECDHE-ECDSA-AES128-GCM-SHA256" })).rejects.toThrow();
    await expect(ask(url, { ...client, ecdhCurve: "X25519" })).rejects.toThrow();
    expect((await ask(url, trusting)).status).toBe(200);
  });

  test.each(["ec", "rsa"] as const)(
    "offers by default what can be chosen, without CBC (%s)",
    async (kind) => {
      const { cert, key } = authority.issue("localhost", ["localhost"], kind);
      served.write({ "default.crt": cert, "default.key": key });
      const { url } = await served.start(TLS.replaceAll("server.", "default."));
      const accepted: string[] = [];
      for (const suite of OLD_SUITES) {
        const client = { ...trusting, maxVersion: "TLSv1.2", ciphers: `${suite}:@SECLEVEL=0` } as const;
        const answer = await ask(url, client).catch(() => undefined);
        if (answer?.status === 200) accepted.push(suite);
      }
      const allowed = /^ECDHE-(?:ECDSA|RSA)-(?:AES\d+-GCM|CHACHA20)/;
      const own = kind === "ec" ? "ECDSA" : "RSA";
      expect(accepted).toEqual(OLD_SUITES.filter((name) => allowed.test(name) && name.includes(own)));
    },
  );

  test("ends idle connections when it is closed, and those that have not begun a handshake", async () => {
    const server = await served.start(TLS);
    const idle = connect({ port: server.port ?? 0, host: "127.0.0.1", servername: "localhost", ...trusting });
    await once(idle, "secureConnect");
    const silent = connectPlain(server.port ?? 0, "127.0.0.1");
    await once(silent, "connect");
    silent.on("error", () => {});
    idle.on("error", () => {});
    const closed = Promise.all([once(idle.resume(), "close"), once(silent.resume(), "close")]);
    await (await ask(server.url, trusting)).body; // both connections have arrived before this one
    await server.close();
    await closed;
  });
});

describe.each([
  ["TCP", {}],
  ["a Unix socket", { socketPath: join(served.folder, "metrics.sock") }],
])("over %s", (_, { socketPath }: { readonly socketPath?: string }) => {
  const where = socketPath === undefined ? {} : { address: `unix://${socketPath}?path=metrics` };
  const asking = socketPath === undefined ? trusting : { ...trusting, socketPath };

  test("a response over TLS that is under way is finished when the server is closed", async () => {
    const registry = new Registry();
    const collecting = new Promise<() => void>((begun) => {
      new Gauge({
        name: "slow",
        help: "s",
        registers: [registry],
        collect: () => new Promise<void>((end) => begun(end)),
      });
    });
    const server = await served.start(TLS, { ...where, registry });
    const answer = ask(server.url, asking);
    const end = await collecting;
    await expect(ask(server.url.replace("metrics", "other"), asking)).resolves.toMatchObject({ status: 404 });
    const closed = server.close();
    end();
    expect(await answer).toMatchObject({ status: 200, body: expect.stringContaining("\nslow 0\n") });
    await closed;
  });
});

describe("a plain metrics server", () => {
  test("with a web configuration keeps running after a client that speaks TLS", async () => {
    const { url } = await served.start("");
    await expect(ask(url.replace("http", "https"), trusting)).rejects.toThrow();
    expect((await ask(url)).status).toBe(200);
  });
});

describe("a client certificate", () => {
  const own = authority.issue("prometheus", ["prometheus.example", "::1"]);
  const other = authority.issue("other", ["other.example"]);
  const foreign = strangers.issue("stranger", ["prometheus.example"]);
  const CA = "  client_ca_file: ca.crt\n";
  const cases = { none: {}, own, other, foreign };

  test.each<[string, { given: string; want: readonly (keyof typeof cases)[] }]>([
    [
      "NoClientCert",
      { given: "  client_auth_type: NoClientCert\n", want: ["none", "own", "other", "foreign"] },
    ],
    [
      "RequestClientCert",
      { given: `${CA}  client_auth_type: RequestClientCert\n`, want: ["none", "own", "other", "foreign"] },
    ],
    [
      "RequireAnyClientCert",
      { given: `${CA}  client_auth_type: RequireAnyClientCert\n`, want: ["own", "other", "foreign"] },
    ],
    [
      "VerifyClientCertIfGiven",
      { given: `${CA}  client_auth_type: VerifyClientCertIfGiven\n`, want: ["none", "own", "other"] },
    ],
    [
      "RequireAndVerifyClientCert",
      { given: `${CA}  client_auth_type: RequireAndVerifyClientCert\n`, want: ["own", "other"] },
    ],
    [
      "RequireAndVerifyClientCert without a CA",
      { given: "  client_auth_type: RequireAndVerifyClientCert\n", want: [] },
    ],
    [
      "allowed names, verified",
      {
        given: `${CA}  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: [prometheus.example]\n`,
        want: ["own"],
      },
    ],
    [
      "an allowed IP address",
      {
        given: `${CA}  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: ["::1"]\n`,
        want: ["own"],
      },
    ],
    [
      "allowed names, not verified",
      {
        given: "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: [prometheus.example]\n",
        want: ["own", "foreign"],
      },
    ],
    [
      "no allowed name",
      {
        given: `${CA}  client_auth_type: RequireAndVerifyClientCert\n  client_allowed_sans: []\n`,
        want: [],
      },
    ],
  ])("with %s lets in whom it should", async (_, { given, want }) => {
    const { url } = await served.start(TLS + given);
    const admitted: string[] = [];
    for (const [name, pair] of Object.entries(cases)) {
      for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
        const answer = await ask(url, { ...trusting, ...pair, maxVersion }).catch(() => undefined);
        if (answer?.status === 200) admitted.push(name);
      }
    }
    expect(admitted).toEqual(want.flatMap((name) => [name, name]));
  });
});
