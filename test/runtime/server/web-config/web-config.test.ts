import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CIPHER_SUITES, cipherList } from "../../../../runtime/server/web-config/tls.js";
import { loadWebConfig } from "../../../../runtime/server/web-config/web-config.js";
import { loadYamlParser, type ParseYaml } from "../../../../runtime/server/web-config/web-config-yaml.js";
import { CertificateAuthority } from "../../../support/runtime/certificate-authority.js";

/** Of `secret`. */
const HASH = "$2y$04$iIyDOWwnL3aRSTVMcIgoBOQBaMzKJ1K2oMoV0kW0m5DVBiyXBGt8W";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-web-config-"));
const file = join(folder, "web-config.yml");
const authority = new CertificateAuthority();
const issued = authority.issue("localhost", ["localhost"]);
let parse: ParseYaml;

beforeAll(async () => {
  parse = await loadYamlParser();
  const files = {
    "server.crt": issued.cert,
    "server.key": issued.key,
    "other.key": authority.issue("other").key,
    "encrypted.key": "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
    "broken.crt": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    "ca.crt": authority.cert,
    empty: "",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  writeFileSync(file, text);
  return loadWebConfig(file, parse);
}

const PAIR = "cert_file: server.crt, key_file: server.key";
const pem = (text: string) => JSON.stringify(text);

describe("a file that is valid", () => {
  test.each([
    ["empty", ""],
    ["of comments alone", "# nothing\n"],
    ["of empty sections", "tls_server_config: {}\nhttp_server_config:\nbasic_auth_users: {}\nrate_limit:\n"],
  ])("and %s asks for nothing", (_, text) => {
    expect(load(text)).toMatchObject({
      faults: "",
      config: { tls: undefined, users: new Map(), headers: [], rateLimit: undefined },
    });
  });

  test("sets what each key means", () => {
    const { config, faults, stamps } = load(`
tls_server_config:
  cert_file: server.crt
  key_file: ${join(folder, "server.key")}
  client_ca_file: ./ca.crt
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example, 10.0.0.1]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
  prefer_server_cipher_suites: off
  curve_preferences: [X25519, CurveP256]
http_server_config:
  http2: false
  headers:
    Content-Security-Policy: default-src 'none'
    Strict-Transport-Security: max-age=31536000
    X-Content-Type-Options: nosniff
    X-Frame-Options: deny
    X-XSS-Protection: ""
basic_auth_users:
  prometheus: ${HASH}
  "007": ${HASH}
  123: ${HASH}
  yes: ${HASH}
rate_limit: { interval: 1m0.5s, burst: 5 }
`);
    expect(faults).toBe("");
    expect(config).toEqual({
      tls: {
        clientAuth: "RequireAndVerifyClientCert",
        allowedSans: ["prometheus.example", "10.0.0.1"],
        context: {
          cert: issued.cert,
          key: issued.key,
          ca: authority.cert,
          minVersion: "TLSv1.2",
          maxVersion: "TLSv1.3",
          ciphers: cipherList(["ECDHE-ECDSA-AES128-GCM-SHA256"]),
          ecdhCurve: "X25519:P-256",
          honorCipherOrder: false,
        },
      },
      stated: new Set(["tls_server_config.client_auth_type", "basic_auth_users"]),
      users: new Map(["prometheus", "007", "123", "yes"].map((user) => [user, HASH])),
      headers: [
        { name: "Content-Security-Policy", value: "default-src 'none'" },
        { name: "Strict-Transport-Security", value: "max-age=31536000" },
        { name: "X-Content-Type-Options", value: "nosniff" },
        { name: "X-Frame-Options", value: "deny" },
      ],
      rateLimit: { interval: 60_500, burst: 5 },
    });
    const files = ["web-config.yml", "server.crt", "server.key", "ca.crt"].map((name) => join(folder, name));
    expect([...stamps.keys()]).toEqual(files);
  });

  test("may contain certificates", () => {
    const { cert, key } = issued;
    const { config, stamps } = load(`
tls_server_config:
  cert: ${pem(cert)}
  key: ${pem(key)}
  client_ca: ${pem(authority.cert)}
  client_auth_type: RequireClientCert
`);
    expect(config?.tls).toMatchObject({
      context: { cert, key, ca: authority.cert },
      clientAuth: "RequireAnyClientCert",
    });
    expect([...stamps.keys()]).toEqual([file]);
  });

  test("may use anchors", () => {
    expect(load(`basic_auth_users: { a: &hash ${HASH}, b: *hash }`).config?.users.get("b")).toBe(HASH);
  });

  test.each([
    ["1s", 1000],
    ["500ms", 500],
    ["1h2m", 3_720_000],
    ["1000000", 1],
  ])("may limit requests to one in %s", (interval, milliseconds) => {
    const { config } = load(`rate_limit: { interval: ${interval}, burst: 1 }`);
    expect(config?.rateLimit).toEqual({ interval: milliseconds, burst: 1 });
  });

  test("has no limit for an interval of 0", () => {
    expect(load("rate_limit: { interval: 0s, burst: 0 }").config?.rateLimit).toBeUndefined();
  });
});

test.each([...CIPHER_SUITES])("OpenSSL knows the suite %s as %s", (_, suite) => {
  expect(() => createSecureContext({ ciphers: suite })).not.toThrow();
});

describe("a file with", () => {
  test.each<[string, { given: string; want: string }]>([
    [
      "an unknown section",
      {
        given: "tls_config: {}",
        want: '1:1: a web configuration has no key "tls_config"; its keys are tls_server_config, http_server_config, basic_auth_users, rate_limit',
      },
    ],
    [
      "a list at the top",
      {
        given: "- a",
        want: "1:1: a web configuration is not a mapping; write its keys below it, each on a line with its value",
      },
    ],
    [
      "no YAML",
      {
        given: "basic_auth_users: {\n  a: b\n",
        want: "3:1: this is not valid YAML (bad indent); check indentation, colons and quotes before it",
      },
    ],
    [
      "a key twice",
      {
        given: `basic_auth_users:\n  a: ${HASH}\n  a: ${HASH}\n`,
        want: "3:3: the mapping has this key twice; remove one of them",
      },
    ],
    [
      "a merge key",
      {
        given: "http_server_config:\n  <<: { http2: false }\n",
        want: '2:3: http_server_config has no key "<<"; its keys are http2, headers',
      },
    ],
    [
      "users by an unknown anchor",
      {
        given: "basic_auth_users: *usres\n",
        want: "1:19: the alias has no anchor before it; write the name of an anchor, or the value itself",
      },
    ],
    [
      "TLS by an anchor that comes later",
      {
        given: `tls_server_config: *tls\nhttp_server_config: &tls { http2: false }\n`,
        want: "1:20: the alias has no anchor before it; write the name of an anchor, or the value itself",
      },
    ],
    [
      "users that stand within themselves",
      {
        given: "&all\nbasic_auth_users: *all\n",
        want: "2:19: the alias is within its own anchor; write the value itself",
      },
    ],
    [
      "TLS without a certificate",
      {
        given: "tls_server_config:\n  min_version: TLS13\n",
        want: `2:3: tls_server_config has no cert_file; add one, or leave out tls_server_config to serve without TLS
2:3: tls_server_config has no key_file; add one, or leave out tls_server_config to serve without TLS`,
      },
    ],
    [
      "a certificate twice",
      {
        given: `tls_server_config: { ${PAIR}, cert: x }`,
        want: "1:73: tls_server_config has both cert and cert_file; leave out one of them",
      },
    ],
    [
      "a certificate file that is not there",
      {
        given: "tls_server_config: { cert_file: none.crt, key_file: server.key }",
        want: "1:33: tls_server_config.cert_file cannot be read: ENOENT: no such file or directory; a path starts at the folder of the web configuration",
      },
    ],
    [
      "a certificate file without a certificate",
      {
        given: "tls_server_config: { cert_file: empty, key_file: server.key }",
        want: "1:33: tls_server_config.cert_file has no certificate; expected PEM, with BEGIN CERTIFICATE",
      },
    ],
    [
      "a certificate that is broken",
      {
        given: "tls_server_config: { cert_file: broken.crt, key_file: server.key }",
        want: expect.stringMatching(
          /^1:33: tls_server_config.cert_file has a certificate that cannot be read: ./,
        ),
      },
    ],
    [
      "an invalid key",
      {
        given: "tls_server_config: { cert_file: server.crt, key_file: server.crt }",
        want: "1:55: tls_server_config.key_file has no private key that can be read; expected PEM, with BEGIN PRIVATE KEY",
      },
    ],
    [
      "a key that is encrypted",
      {
        given: "tls_server_config: { cert_file: server.crt, key_file: encrypted.key }",
        want: "1:55: tls_server_config.key_file is encrypted, which is not supported; decrypt it, with openssl pkey",
      },
    ],
    [
      "another certificate's key",
      {
        given: "tls_server_config: { cert_file: server.crt, key_file: other.key }",
        want: "1:55: tls_server_config.key_file is not the key of the certificate in tls_server_config.cert_file; use the key that the certificate was made with",
      },
    ],
    [
      "a client CA that is not a root",
      {
        given: `tls_server_config: { ${PAIR}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: server.crt }`,
        want: "1:129: tls_server_config.client_ca_file has no root, which is a certificate issued by itself; add it",
      },
    ],
    [
      "a client CA, and clients that are not asked",
      {
        given: `tls_server_config: { ${PAIR}, client_ca_file: ca.crt }`,
        want: "1:83: tls_server_config.client_ca_file is given, but clients are not asked for a certificate; add client_auth_type: RequireAndVerifyClientCert",
      },
    ],
    [
      "names of clients that may have no certificate",
      {
        given: `tls_server_config: { ${PAIR}, client_auth_type: VerifyClientCertIfGiven, client_allowed_sans: [a] }`,
        want: "1:131: tls_server_config.client_allowed_sans is given, but a client may connect without a certificate; add client_auth_type: RequireAndVerifyClientCert",
      },
    ],
    [
      "an unknown client_auth_type",
      {
        given: `tls_server_config: { ${PAIR}, client_auth_type: Require, client_ca_file: ca.crt }`,
        want: '1:85: tls_server_config.client_auth_type is "Require"; write one of NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert',
      },
    ],
    [
      "an outdated version of TLS",
      {
        given: `tls_server_config: { ${PAIR}, min_version: TLS10 }`,
        want: '1:80: tls_server_config.min_version is "TLS10", which is not supported as RFC 8996 deprecates it; write TLS12 or TLS13',
      },
    ],
    [
      "versions in the wrong order",
      {
        given: `tls_server_config: { ${PAIR}, min_version: TLS13, max_version: TLS12 }`,
        want: "1:100: tls_server_config.max_version is below min_version; raise it, or lower min_version",
      },
    ],
    [
      "an unknown cipher suite",
      {
        given: `tls_server_config: { ${PAIR}, cipher_suites: [TLS_RSA_WITH_RC4_128_SHA] }`,
        want: expect.stringMatching(
          /^1:83: tls_server_config.cipher_suites is "TLS_RSA_WITH_RC4_128_SHA"; write one of TLS_ECDHE_/,
        ),
      },
    ],
    [
      "a cipher suite that is not in a list",
      {
        given: `tls_server_config: { ${PAIR}, cipher_suites: TLS_AES_128_GCM_SHA256 }`,
        want: '1:82: tls_server_config.cipher_suites is not a list; write each item on a line that begins with "- "',
      },
    ],
    [
      "an unknown curve",
      {
        given: `tls_server_config: { ${PAIR}, curve_preferences: [P256] }`,
        want: '1:87: tls_server_config.curve_preferences is "P256"; write one of CurveP256, CurveP384, CurveP521, X25519',
      },
    ],
    [
      "a preference that is neither true nor false",
      {
        given: `tls_server_config: { ${PAIR}, prefer_server_cipher_suites: maybe }`,
        want: "1:96: tls_server_config.prefer_server_cipher_suites is not true or false; write one of them",
      },
    ],
    [
      "HTTP/2",
      {
        given: "http_server_config: { http2: true }",
        want: "1:30: http_server_config.http2 is not supported: metrics are served over HTTP/1.1, which Prometheus also speaks; remove it, or write false",
      },
    ],
    [
      "a header of another kind",
      {
        given: "http_server_config: { headers: { Server: a } }",
        want: '1:34: http_server_config.headers has no key "Server"; its keys are Content-Security-Policy, Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection',
      },
    ],
    [
      "a header's value that is not permitted",
      {
        given: "http_server_config: { headers: { X-Frame-Options: allow } }",
        want: '1:51: http_server_config.headers.X-Frame-Options is "allow"; write deny or sameorigin',
      },
    ],
    [
      "a header of two lines",
      {
        given: 'http_server_config: { headers: { X-XSS-Protection: "a\\r\\nSet-Cookie: b" } }',
        want: "1:52: http_server_config.headers.X-XSS-Protection has a character that no header can have, such as a line break; write it in one line",
      },
    ],
    [
      "a password in clear",
      {
        given: "basic_auth_users:\n  prometheus: hunter2\n",
        want: '2:15: the password of user "prometheus" in basic_auth_users is not a bcrypt hash; write what htpasswd -nBC 10 USER prints after the colon',
      },
    ],
    [
      "a user without a password",
      {
        given: "basic_auth_users:\n  prometheus:\n",
        want: '2:14: the password of user "prometheus" in basic_auth_users is not a bcrypt hash; write what htpasswd -nBC 10 USER prints after the colon',
      },
    ],
    [
      "a user with a colon",
      {
        given: `basic_auth_users: { "a:b": ${HASH} }`,
        want: "1:21: the name of this user has a colon, which none can have; write the name, a colon, a blank and the hash",
      },
    ],
    [
      "a limit that is not a duration",
      {
        given: "rate_limit: { interval: 1 day, burst: 1 }",
        want: '1:25: rate_limit.interval is "1 day"; write a duration, such as 1s or 500ms, or 0 for no limit',
      },
    ],
    [
      "a limit that lets nothing through",
      {
        given: "rate_limit: { interval: 1s }",
        want: "1:25: with a rate_limit.burst of 0, which is the default, no request is allowed; write 1 or more",
      },
    ],
    [
      "a burst that is not a number",
      {
        given: "rate_limit: { interval: 1s, burst: -1 }",
        want: '1:36: rate_limit.burst is "-1"; write a whole number, such as 5',
      },
    ],
  ])("%s is refused, and says where and why", (_, { given, want }) => {
    const { config, faults } = load(given);
    expect(config).toBeUndefined();
    expect(faults.replaceAll(`${file}:`, "").replaceAll(folder, "FOLDER")).toEqual(want);
  });

  test("several faults reports them all, in the order of the file, and quotes no secret", () => {
    const { faults } = load("basic_auth_users:\n  a: hunter2\n  b: hunter3\nrate_limit: 5\nx: {}\n");
    expect(faults.split("\n").map((line) => /:(\d+:\d+): /.exec(line)?.[1])).toEqual([
      "2:6",
      "3:6",
      "4:13",
      "5:1",
    ]);
    expect(faults).not.toContain("hunter");
    expect(load("basic_auth_users:\n  a: hunter2\n b: - hunter3\n").faults).not.toContain("hunter");
  });
});

describe("a file that may mean harm is refused at once", () => {
  const doubling = Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`);
  test.each([
    ["aliases that double", `a0: &a0 [x]\n${doubling.join("")}`, "the aliases stand for very much"],
    ["lists in lists", "[".repeat(500_000), "this is nested more deeply than any web configuration"],
    ["a key many times", "a: 1\n".repeat(5000), "the mapping has this key twice"],
    ["very many keys", `${"a: 1\n".repeat(100_000)}`, "the file is longer than any web configuration"],
    ["very many documents", "---\n".repeat(100_000), "the file has very many documents"],
    ["more than a megabyte", `# ${"x".repeat(1024 * 1024)}`, "cannot be read: it has more than 1 MB"],
    ["bytes that are not UTF-8", "# \uFFFD", "this character is not allowed in YAML, or is not UTF-8"],
  ])("with %s", (_, given, want) => {
    const { config, faults } = load(given);
    expect(config).toBeUndefined();
    expect(faults).toContain(want);
  });

  test.each([
    ["a pipe", (path: string) => execFileSync("mkfifo", [path]), "it is a pipe"],
    ["a directory", (path: string) => mkdirSync(path), "it is a directory"],
    ["a device without an end", (path: string) => symlinkSync("/dev/zero", path), "it is a device"],
    [
      "too large",
      (path: string) => writeFileSync(path, Buffer.alloc(1024 * 1024 + 1)),
      "it has more than 1 MB",
    ],
  ])("if it, or a file that it names, is %s", (name, make, want) => {
    const path = join(folder, name);
    make(path);
    expect(loadWebConfig(path, parse).faults).toBe(`${path}: cannot be read: ${want}`);
    for (const [key, others] of Object.entries({
      cert_file: "key_file: server.key",
      key_file: "cert_file: server.crt",
      client_ca_file: `${PAIR}, client_auth_type: RequireAndVerifyClientCert`,
    })) {
      const { config, faults } = load(`tls_server_config: { ${others}, ${key}: ${pem(path)} }`);
      expect(config).toBeUndefined();
      expect(faults).toContain(`tls_server_config.${key} cannot be read: ${want};`);
    }
  });
});

describe("no message has a secret", () => {
  const SECRETS: readonly (readonly [string, string])[] = [
    ["a hash", HASH],
    ["a private key", issued.key],
    ["a private key without its frame", issued.key.replace(/-----[A-Z ]+-----|\s/g, "")],
    ["a short private key", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"],
  ];
  /** Each place of the file that takes a text. */
  const PLACES: readonly (readonly [string, (secret: string) => string])[] = [
    ["a section", (secret) => `? ${secret}\n: {}`],
    ["the whole file", (secret) => secret],
    ["a key of TLS", (secret) => `tls_server_config: { ? ${secret}\n : 1 }`],
    ["cert_file", (secret) => `tls_server_config: { cert_file: ${secret}, key_file: server.key }`],
    ["key_file", (secret) => `tls_server_config: { cert_file: server.crt, key_file: ${secret} }`],
    ["cert", (secret) => `tls_server_config: { cert: ${secret}, key_file: server.key }`],
    ["key", (secret) => `tls_server_config: { cert_file: server.crt, key: ${secret} }`],
    ["client_ca", (secret) => `tls_server_config: { ${PAIR}, client_ca: ${secret} }`],
    ["min_version", (secret) => `tls_server_config: { ${PAIR}, min_version: ${secret} }`],
    ["cipher_suites", (secret) => `tls_server_config: { ${PAIR}, cipher_suites: [${secret}] }`],
    ["client_auth_type", (secret) => `tls_server_config: { ${PAIR}, client_auth_type: ${secret} }`],
    ["a user", (secret) => `basic_auth_users: { ? ${secret}\n : "" }`],
    [
      "a user with a hash, without a blank",
      (secret) => `basic_auth_users: { ? ${secret.replace(/^./, '"a:')}\n : "" }`,
    ],
    ["a password", (secret) => `basic_auth_users: { a: ${secret}, b: [${secret}] }`],
    ["a header", (secret) => `http_server_config: { headers: { X-Frame-Options: ${secret} } }`],
    ["the name of a header", (secret) => `http_server_config: { headers: { ? ${secret}\n : x } }`],
    ["an interval", (secret) => `rate_limit: { interval: ${secret}, burst: ${secret} }`],
    ["an alias", (secret) => `basic_auth_users: { a: *${secret.replace(/\s/g, "").slice(1, 60)}x }`],
    ["broken YAML", (secret) => `basic_auth_users:\n  a: ${secret}\n b: ${secret}\n`],
  ];

  test.each(PLACES)("that stands in %s", (_, place) => {
    const found = SECRETS.map(([, secret]) => load(place(JSON.stringify(secret))).faults);
    expect(found.join("")).not.toBe("");
    for (const [index, faults] of found.entries()) {
      const secret = SECRETS[index]?.[1] ?? "";
      const words = secret.split(/\s/).flatMap((word) => word.match(/[\w+/=.$]{24}/g) ?? []);
      for (const word of words) expect(faults).not.toContain(word);
    }
  });
});

test("a missing file is reported", () => {
  const missing = join(folder, "none.yml");
  expect(loadWebConfig(missing, parse).faults).toBe(
    `${missing}: cannot be read: ENOENT: no such file or directory, open '${missing}'`,
  );
});

test("without the package yaml, the error says what to install", async () => {
  const reason = "is not installed: run npm install yaml";
  await expect(loadYamlParser(async () => ({ module: undefined, broken: false, reason }))).rejects.toThrow(
    "the option webConfigFile needs the package yaml, which is not installed: run npm install yaml",
  );
});
