import { connect } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { Besieged, SHORT, withstand } from "../../../support/runtime/attacked-server.js";
import { CertificateAuthority } from "../../../support/runtime/certificate-authority.js";
import { connectMany, RawClient, REQUEST } from "../../../support/runtime/raw-client.js";
import { Served } from "../../../support/runtime/web-config-server.js";

const besieged = new Besieged();
const served = new Served();
const authority = new CertificateAuthority();
const trusting = { ca: authority.cert };

beforeAll(() => {
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  served.write({ "server.crt": cert, "server.key": key });
});
afterEach(() => Promise.all([besieged.close(), served.close()]));
afterAll(() => served.remove());

const CONFIG = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";
const OPTIONS = { timeouts: SHORT, keepProcessAlive: true };

/** The first bytes of a TLS handshake that is never completed. */
const HALF_HELLO = Uint8Array.of(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03);

describe("TLS on a plain port", () => {
  test("is refused", async () => {
    const server = await besieged.start();
    await withstand(server, async () => {
      const clients = Array.from({ length: 100 }, () => new RawClient(connect({ port: server.port ?? 0 })));
      await Promise.all(clients.map(({ closed }) => closed));
      for (const { received } of clients) expect(received).toBe("");
    });
  });
});

describe("a port with TLS", () => {
  test.each<readonly [string, string | Uint8Array]>([
    ["HTTP", REQUEST],
    ["nonsense", "\x16\x03\x01nonsense".repeat(1000)],
    ["half a handshake", HALF_HELLO],
    ["nothing", ""],
  ])("cuts off those who send %s", async (_, sent) => {
    const server = await served.start(CONFIG, OPTIONS);
    await withstand(
      server,
      async () => {
        const clients = await connectMany(100, server.port);
        for (const { socket } of clients) if (sent !== "") socket.write(sent);
        await Promise.all(clients.map(({ closed }) => closed));
        for (const { received } of clients) expect(received).not.toContain("HTTP");
      },
      trusting,
    );
  });

  test("cuts off clients that send a header byte by byte, or send no request", async () => {
    const server = await served.start(CONFIG, OPTIONS);
    await withstand(
      server,
      async () => {
        const clients = Array.from({ length: 50 }, () => {
          const socket = connect({
            port: server.port ?? 0,
            host: "127.0.0.1",
            servername: "localhost",
            ...trusting,
          });
          return new RawClient(socket);
        });
        for (const [at, client] of clients.entries()) if (at % 2 === 0) client.drip("GET ");
        await Promise.all(clients.map(({ closed }) => closed));
        for (const { received } of clients) expect(received).not.toMatch(/^HTTP\/1\.1 2/);
      },
      trusting,
    );
  });

  test("closes idle connections for a scraper, as a plain port does", async () => {
    const server = await served.start(CONFIG, { ...OPTIONS, timeouts: {}, limits: { connections: 20 } });
    await withstand(
      server,
      async () => {
        const silent = await connectMany(100, server.port);
        const open = () => silent.filter(({ socket }) => !socket.destroyed).length;
        await vi.waitFor(() => expect(open()).toBeLessThanOrEqual(20), { timeout: 10_000 });
        for (const { socket } of silent) socket.destroy();
      },
      trusting,
    );
  });
});
