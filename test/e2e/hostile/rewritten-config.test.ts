import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { hashSync } from "bcryptjs";
import { afterAll, describe, expect, test } from "vitest";
import { CertificateAuthority } from "../../support/runtime/certificate-authority.js";
import { type AskOptions, as, ask, Served } from "../../support/runtime/web-config-server.js";

const USERS = `http_server_config: { headers: { X-Frame-Options: deny } }
basic_auth_users:
  prometheus: ${hashSync("secret", 4)}
  grafana: ${hashSync("other", 4)}
`;
/** Up to here, the file is a valid one that lets everybody in. */
const BEFORE_USERS = USERS.indexOf("basic_auth_users");
const WITHIN_USERS = USERS.indexOf("  prometheus");

type Rewrite = (file: string) => Promise<void>;

/** Writes the file in parts, as an editor or a template does. */
function inParts(cut: number, pause: number): Rewrite {
  return async (file) => {
    writeFileSync(file, USERS.slice(0, cut));
    await setTimeout(pause);
    appendFileSync(file, USERS.slice(cut));
  };
}

const REWRITES: readonly (readonly [string, Rewrite])[] = [
  ["in one write", async (file) => writeFileSync(file, `${USERS}# changed\n`)],
  ...[20, 1000, 2000].map(
    (pause) => [`with the users ${pause} ms later`, inParts(BEFORE_USERS, pause)] as const,
  ),
  ["with a pause after the section's key", inParts(WITHIN_USERS, 1500)],
  [
    "by another file",
    async (file) => {
      writeFileSync(`${file}.new`, `${USERS}# changed\n`);
      renameSync(`${file}.new`, file);
    },
  ],
  [
    "after it was removed",
    async (file) => {
      rmSync(file);
      await setTimeout(1200);
      await inParts(BEFORE_USERS, 500)(file);
    },
  ],
  ["and cut off for good, as on a full disk", async (file) => truncateSync(file, BEFORE_USERS)],
  ["and empty for good, as on a full disk", async (file) => truncateSync(file)],
];

const served: Served[] = [];
afterAll(async () => {
  for (const server of served.splice(0)) {
    await server.close();
    server.remove();
  }
});

/** Requests without pause, for four seconds after the file was rewritten. */
async function statusesDuring(rewrite: Promise<void>, url: string, options: AskOptions) {
  const statuses = new Map<number | undefined, number>();
  let done = false;
  const end = rewrite
    .then(() => setTimeout(4000))
    .then(() => {
      done = true;
    });
  while (!done) {
    const { status } = await ask(url, options).catch(() => ({ status: 0 }));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    await setTimeout(5);
  }
  await end;
  return statuses;
}

describe("nobody without credentials is answered with metrics while the configuration is rewritten", () => {
  test.concurrent.each(REWRITES)("%s", async (_name, rewrite) => {
    const server = new Served();
    served.push(server);
    const { url } = await server.start(USERS);
    const statuses = await statusesDuring(rewrite(server.configFile), url, {});
    expect([...statuses.keys()]).toEqual([401]);
    expect(statuses.get(401)).toBeGreaterThan(50);
    expect((await ask(url, { headers: as("prometheus:secret") })).status).toBe(200);
  });

  test.concurrent("with client certificates", async () => {
    const authority = new CertificateAuthority();
    const { cert, key } = authority.issue("localhost", ["localhost"]);
    const server = new Served();
    served.push(server);
    server.write({ "server.crt": cert, "server.key": key, "ca.crt": authority.cert });
    const open = "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n";
    const config = `${open}  client_ca_file: ca.crt\n  client_auth_type: RequireAndVerifyClientCert\n`;
    const { url } = await server.start(config);
    const rewrite = async () => {
      writeFileSync(server.configFile, open);
      await setTimeout(2000);
      writeFileSync(server.configFile, config);
      await setTimeout(1000);
      writeFileSync(server.configFile, open); // cut off for good
    };
    const statuses = await statusesDuring(rewrite(), url, { ca: authority.cert });
    expect([...statuses.keys()]).toEqual([0]);
    const client = authority.issue("prometheus");
    expect((await ask(url, { ca: authority.cert, ...client })).status).toBe(200);
  });
});
