import { hashSync } from "bcryptjs";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { PATIENT, withstand } from "../../../support/runtime/attacked-server.js";
import { connectMany } from "../../../support/runtime/raw-client.js";
import { as, ask, Served } from "../../../support/runtime/web-config-server.js";

const served = new Served();
afterEach(() => served.close());
afterAll(() => served.remove());

const USERS = `basic_auth_users:\n${["prometheus", "grafana", "alloy"]
  .map((user) => `  ${user}: ${hashSync("secret", 4)}\n`)
  .join("")}`;
const OPTIONS = { timeouts: PATIENT, keepProcessAlive: true };
const SCRAPE = { headers: as("prometheus:secret") };

const HEADERS = [
  "",
  "Authorization:\r\n",
  "Authorization: Basic\r\n",
  "Authorization: Basic %%%\r\n",
  "Authorization: Bearer secret\r\n",
  `Authorization: Basic ${Buffer.from("prometheus").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from("prometheus:").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from(":secret").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from("Prometheus:secret").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from("prometheus:secret\0").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from(`prometheus:secret${" ".repeat(80)}`).toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from("__proto__:secret").toString("base64")}\r\n`,
  `Authorization: Basic ${Buffer.from(`${"x".repeat(2000)}:secret`).toString("base64")}\r\n`,
];

describe("credentials", () => {
  test("that are missing or wrong are refused in every form, and correct ones still work", async () => {
    const server = await served.start(USERS, OPTIONS);
    await withstand(
      server,
      async () => {
        for (const header of HEADERS) {
          const [client] = await connectMany(1, server.port);
          client?.socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${header}\r\n`);
          await client?.closed;
          expect(client?.received).toMatch(/^HTTP\/1\.1 401 .*\r\nWWW-Authenticate: Basic /s);
          expect(client?.received).not.toContain("users");
        }
      },
      SCRAPE,
    );
  });

  test("that are guessed many at a time do not delay correct ones", async () => {
    const server = await served.start(USERS, OPTIONS);
    let guesses = 0;
    await withstand(
      server,
      async () => {
        const answers = Array.from({ length: 200 }, () =>
          ask(server.url, { headers: as(`prometheus:guess-${guesses++}`) }),
        );
        expect((await ask(server.url, SCRAPE)).status).toBe(200);
        for (const { status } of await Promise.all(answers)) expect([401, 503]).toContain(status);
      },
      SCRAPE,
    );
  });

  test("that are guessed without end from other addresses do not lock out a user who is new", async () => {
    const server = await served.start(USERS, OPTIONS);
    let guesses = 0;
    let over = false;
    const flood = Array.from({ length: 50 }, async (_, at) => {
      const localAddress = `127.0.1.${1 + (at % 5)}`;
      while (!over) await ask(server.url, { localAddress, headers: as(`prometheus:${guesses++}`) });
    });
    await expect.poll(() => guesses).toBeGreaterThan(100);
    const answers: (number | undefined)[] = [];
    for (const user of ["prometheus", "grafana", "alloy"]) {
      answers.push((await ask(server.url, { headers: as(`${user}:secret`) })).status);
    }
    over = true;
    await Promise.all(flood);
    expect(answers).toEqual([200, 200, 200]);
  });
});
