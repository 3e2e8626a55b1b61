import { hashSync } from "bcryptjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadWebConfig } from "../../runtime/server/web-config/web-config.js";
import { loadYamlParser, type ParseYaml } from "../../runtime/server/web-config/web-config-yaml.js";
import { blockOf } from "../support/documents.js";
import { activeTargets } from "../support/programs/prometheus-api.js";
import { prometheusPrograms } from "../support/programs/prometheus-programs.js";
import { startConfiguredPrometheus } from "../support/programs/prometheus-server.js";
import { run } from "../support/run-program.js";
import { CertificateAuthority } from "../support/runtime/certificate-authority.js";
import { Served } from "../support/runtime/web-config-server.js";

const DEADLINE = { timeout: 45_000, interval: 250 };
const HASH = hashSync("secret", 4);
const PAIR = "cert_file: server.crt, key_file: server.key";

const served = new Served();
const authority = new CertificateAuthority();
let parse: ParseYaml;

beforeAll(async () => {
  parse = await loadYamlParser();
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  served.write({
    "server.crt": cert,
    "server.key": key,
    "other.key": authority.issue("other").key,
    "ca.crt": authority.cert,
  });
});
afterAll(async () => {
  await served.close();
  served.remove();
});

/** What promtool and the metrics server say of a web configuration. */
async function verdicts(config: string): Promise<{ promtool: boolean; server: boolean }> {
  served.write({ "web-config.yml": config });
  const { promtool } = await prometheusPrograms();
  const { exitCode } = await run(promtool, ["check", "web-config", served.configFile], { exitCodes: [1] });
  const { config: loaded } = loadWebConfig(served.configFile, parse);
  return { promtool: exitCode === 0, server: loaded !== undefined };
}

// Of the keys that came after Debian's promtool (cert, key, client_ca, client_allowed_sans, rate_limit) it knows none.
describe("promtool check web-config", () => {
  test.each([
    ["nothing", ""],
    ["empty sections", "tls_server_config: {}\nbasic_auth_users: {}\n"],
    ["a certificate", `tls_server_config: { ${PAIR} }`],
    [
      "a client CA",
      `tls_server_config: { ${PAIR}, client_ca_file: ca.crt, client_auth_type: RequireAndVerifyClientCert }`,
    ],
    ["each client_auth_type", `tls_server_config: { ${PAIR}, client_auth_type: VerifyClientCertIfGiven }`],
    ["versions", `tls_server_config: { ${PAIR}, min_version: TLS12, max_version: TLS13 }`],
    [
      "suites",
      `tls_server_config: { ${PAIR}, cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256] }`,
    ],
    [
      "curves",
      `tls_server_config: { ${PAIR}, curve_preferences: [CurveP256, CurveP384, CurveP521, X25519] }`,
    ],
    ["an order of preference", `tls_server_config: { ${PAIR}, prefer_server_cipher_suites: no }`],
    [
      "headers",
      "http_server_config: { http2: false, headers: { X-Frame-Options: sameorigin, X-XSS-Protection: '0' } }",
    ],
    ["users", `basic_auth_users: { a: ${HASH}, 1: ${HASH}, yes: ${HASH} }`],
  ])("accepts %s, as the metrics server", async (_, config) => {
    expect(await verdicts(config)).toEqual({ promtool: true, server: true });
  });

  test("accepts the file of docs/tls-and-users.md, as the metrics server", async () => {
    const config = blockOf("docs/tls-and-users.md", "tls_server_config:\n  cert_file: server.crt #");
    expect(await verdicts(config)).toEqual({ promtool: true, server: true });
  });

  test.each([
    ["an unknown section", "tls_config: {}"],
    ["an unknown key", `tls_server_config: { ${PAIR}, ca_file: ca.crt }`],
    ["a key twice", `basic_auth_users: { a: ${HASH}, a: ${HASH} }`],
    ["users by an unknown anchor", "basic_auth_users: *users"],
    ["a certificate without a key", "tls_server_config: { cert_file: server.crt }"],
    ["another certificate's key", "tls_server_config: { cert_file: server.crt, key_file: other.key }"],
    ["a file that is not there", "tls_server_config: { cert_file: none.crt, key_file: server.key }"],
    ["a client CA without a type", `tls_server_config: { ${PAIR}, client_ca_file: ca.crt }`],
    ["an unknown client_auth_type", `tls_server_config: { ${PAIR}, client_auth_type: Require }`],
    ["an unknown version", `tls_server_config: { ${PAIR}, min_version: TLSv1.2 }`],
    ["an unknown suite", `tls_server_config: { ${PAIR}, cipher_suites: [ECDHE-RSA-AES128-GCM-SHA256] }`],
    ["an unknown curve", `tls_server_config: { ${PAIR}, curve_preferences: [P-256] }`],
    ["another header", "http_server_config: { headers: { Server: a } }"],
    ["a header in other letters", "http_server_config: { headers: { x-frame-options: deny } }"],
    ["a header's value", "http_server_config: { headers: { X-Content-Type-Options: sniff } }"],
    ["a password in clear", "basic_auth_users: { a: secret }"],
    ["an impossible cost", `basic_auth_users: { a: ${HASH.replace("$04$", "$03$")} }`],
    ["no mapping", "- a"],
  ])("refuses %s, as the metrics server", async (_, config) => {
    expect(await verdicts(config)).toEqual({ promtool: false, server: false });
  });

  test.each([
    ["HTTP/2", "http_server_config: { http2: true }"],
    ["an outdated version", `tls_server_config: { ${PAIR}, min_version: TLS10 }`],
    [
      "a suite without forward secrecy",
      `tls_server_config: { ${PAIR}, cipher_suites: [TLS_RSA_WITH_AES_128_GCM_SHA256] }`,
    ],
    ["TLS settings without a certificate, which mean no TLS", "tls_server_config: { min_version: TLS13 }"],
    ["users without any below them", "basic_auth_users:\n"],
  ])("accepts %s, which the metrics server refuses", async (_, config) => {
    expect(await verdicts(config)).toEqual({ promtool: true, server: false });
  });
});

describe("a real Prometheus", () => {
  test("scrapes over TLS with a client certificate and a password, and is refused without", async () => {
    const { port } = await served.start(`tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_ca_file: ca.crt
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example]
basic_auth_users:
  prometheus: ${hashSync("secret", 10)}
`);
    const { cert, key } = authority.issue("prometheus", ["prometheus.example"]);
    const certificate = "cert_file: client.crt, key_file: client.key";
    const job = (name: string, password: string, tls: string) => `  - job_name: ${name}
    scheme: https
    basic_auth: { username: prometheus, password: ${password} }
    tls_config: { ca_file: ca.crt${tls} }
    static_configs: [{ targets: ["127.0.0.1:${port}"] }]
`;
    const prometheus = await startConfiguredPrometheus({
      "prometheus.yml": `global: { scrape_interval: 1s }
scrape_configs:
${job("admitted", "secret", `, ${certificate}`)}${job("password", "wrong", `, ${certificate}`)}${job("certificate", "secret", "")}`,
      "ca.crt": authority.cert,
      "client.crt": cert,
      "client.key": key,
    });
    try {
      await expect
        .poll(async () => {
          const targets = await activeTargets(prometheus.url);
          return targets.map(({ labels, health, lastError }) => [labels["job"], health, lastError]).sort();
        }, DEADLINE)
        .toEqual([
          ["admitted", "up", ""],
          ["certificate", "down", expect.stringMatching(/reset|EOF|closed|certificate/)],
          ["password", "down", expect.stringContaining("401 Unauthorized")],
        ]);
    } finally {
      await prometheus.stop();
    }
  });
});
