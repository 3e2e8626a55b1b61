import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SchemaUnreadableError } from "../../../generator/schema/find-schema.js";
import { loadCatalog } from "../../../generator/schema/load-catalog.js";
import { compileFixture, compileText } from "../../support/generator/compile-schema.js";

test("the default schema is the catalog of Authelia's telemetry reference", () => {
  const { catalog, diagnostics } = loadCatalog("metrics.schema.yaml");
  expect(diagnostics).toEqual([]);
  expect(
    catalog?.families.map(({ type, name, labelSets, series }) => [type, name, labelSets, series]),
  ).toEqual([
    ["counter", "authelia_request", 20_500, 20_500],
    ["counter", "authelia_authz", 500, 500],
    ["counter", "authelia_authn", 4, 4],
    ["counter", "authelia_authn_second_factor", 12, 12],
    ["histogram", "authelia_authn_duration", 2, 50],
    ["histogram", "authelia_request_duration", 500, 10_000],
    ["histogram", "authelia_request_duration_openid_connect", 4_500, 90_000],
  ]);
  expect(catalog?.recorders.map(({ key, vectors }) => [key, vectors.map(({ name }) => name)])).toEqual([
    ["http_request", ["code", "method"]],
  ]);
});

test("a schema that cannot be read throws a SchemaUnreadableError with the reason", () => {
  expect(() => loadCatalog("no/such.yaml")).toThrow(SchemaUnreadableError);
  expect(() => loadCatalog("no/such.yaml")).toThrow(
    "The schema `no/such.yaml` cannot be read: there is no such file.",
  );
  expect(() => loadCatalog("test")).toThrow("The schema `test` cannot be read: it is a directory.");
});

test("bytes that are not UTF-8 are reported at their place", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  try {
    const file = join(folder, "latin1.yaml");
    writeFileSync(file, Buffer.from("version: 1\ncounters: { a: { description: Z\u00e4hler } }\n", "latin1"));
    const { diagnostics } = loadCatalog(file);
    expect(diagnostics.map(({ code, location }) => [code, location?.line, location?.column])).toEqual([
      ["illegal-character", 2, 32],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every kind of vector is resolved with its defaults", () => {
  const { catalog } = compileText(`version: 1
series_budget: 5000000
counters: { c: { description: x, vectors: [kind, ok, status, verb, tenant, shard] } }
vectors:
  ok: { type: boolean }
  status: { type: http_status }
  verb: { type: http_method }
  tenant: { type: string, max_values: 9 }
  shard: { type: integer, min: -1, max: 1 }
  kind: { values: [a, b], otherwise: c }
  unused: { type: boolean }
`);
  expect(catalog?.vectors).toMatchObject([
    { name: "ok", kind: "boolean", size: 2 },
    { name: "status", kind: "integer", min: 100, max: 599, size: 500 },
    { name: "verb", kind: "closed", otherwise: "other", size: 41 },
    { name: "tenant", kind: "open", maxValues: 9, otherwise: "other", size: 10 },
    { name: "shard", kind: "integer", min: -1, max: 1, size: 3 },
    { name: "kind", kind: "closed", values: ["a", "b"], otherwise: "c", size: 3 },
  ]);
});

test("families are in the order of the text, imported ones first", () => {
  const { catalog } = compileFixture("valid", "every-key.yaml");
  expect(catalog?.families.map(({ key }) => key)).toEqual([
    "request",
    "sessions",
    "authn",
    "plain",
    "authn_duration",
    "sizes",
    "depths",
  ]);
});

test("a description loses the white space at its end, and nothing else", () => {
  const { catalog } = compileFixture("valid", "every-key.yaml");
  expect(catalog?.families.find(({ key }) => key === "sessions")?.help).toBe(
    "Open sessions.\nA \"second\" line with `back-ticks`, */ and 'quotes'.",
  );
});

test("anchors, aliases and merge keys work", () => {
  const { catalog } = compileFixture("valid", "anchors.yaml");
  expect(catalog?.families.map(({ key, help, vectors }) => [key, help, vectors.length])).toEqual([
    ["request", "All Requests", 1],
    ["authz", "Authz Requests", 1],
    ["request_duration", "Time taken", 1],
    ["authz_duration", "Time taken", 0],
  ]);
});

test("an address is completed, and the default is that of Authelia's reference", () => {
  const addressOf = (server: string) => compileText(`version: 1\n${server}`).catalog?.server.address;
  expect(addressOf("")).toBe("tcp://:9959/metrics");
  expect(addressOf("server: { address: 'tcp://' }")).toBe("tcp://:9959/metrics");
  expect(addressOf("server: { address: 'tcp://[::1]:80/' }")).toBe("tcp://[::1]:80/");
});

test("a gauge combines the values of several processes to their sum by default", () => {
  const { catalog } = compileText(
    "version: 1\ngauges: { a: { description: x }, b: { description: x, combine: last } }",
  );
  expect(catalog?.families).toMatchObject([{ combine: "sum" }, { combine: "last" }]);
});

test("without a namespace the key is the exposed name", () => {
  const { catalog } = compileText("version: 1\ngauges: { up: { description: x } }");
  expect(catalog?.families[0]).toMatchObject({
    name: "up",
    labelSets: 1,
    series: 1,
    unit: undefined,
    deprecated: undefined,
  });
});

describe("a file that is no regular file of a fitting size", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-files-"));
  const pipe = join(folder, "pipe.yaml");
  const zero = join(folder, "zero.yaml");
  const large = join(folder, "large.yaml");
  beforeAll(() => {
    execFileSync("mkfifo", [pipe]);
    symlinkSync("/dev/zero", zero);
    writeFileSync(large, "#".repeat(4 * 1024 * 1024 + 1));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ["a pipe", pipe, "it is a pipe"],
    ["a device", zero, "it is a device"],
    ["more than 4 MB", large, "it has more than 4 MB"],
  ])("is not read as a schema: %s", (_name, file, reason) => {
    expect(() => loadCatalog(file)).toThrow(`cannot be read: ${reason}.`);
  });

  test.each([
    ["a pipe", "pipe.yaml", "it is a pipe (`"],
    ["more than 4 MB", "large.yaml", "it has more than 4 MB (`"],
    ["a link that leads out of the repository", "zero.yaml", "it is outside of /"],
    ["another kind of file", "../../etc/passwd", "its name does not end in .yaml or .yml (`"],
  ])("is not read as an import: %s", (_name, file, reason) => {
    const entry = join(folder, "entry.yaml");
    writeFileSync(entry, `version: 1\nimports: [${JSON.stringify(file)}]\n`);
    const { diagnostics } = loadCatalog(entry);
    const [found] = diagnostics.filter(({ code }) => code === "import-unreadable");
    expect(found?.message).toContain(`cannot be read: ${reason}`);
  });
});

test("an import of another package of the repository is read, and one of a file above the repository is not", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-imports-"));
  try {
    for (const path of ["repository/.git", "repository/app", "repository/shared"]) {
      mkdirSync(join(folder, path), { recursive: true });
    }
    writeFileSync(
      join(folder, "repository/shared/a.yaml"),
      "version: 1\ncounters: { a: { description: A } }\n",
    );
    writeFileSync(join(folder, "secret.yaml"), "version: 1\ncounters: { b: { description: B } }\n");
    const entry = join(folder, "repository/app/metrics.schema.yaml");
    writeFileSync(entry, "version: 1\nimports: [../shared/a.yaml]\n");
    expect(loadCatalog(entry).catalog?.families.map(({ name }) => name)).toEqual(["a"]);
    writeFileSync(entry, "version: 1\nimports: [../../secret.yaml]\n");
    expect(loadCatalog(entry).diagnostics[0]?.message).toContain(
      `it is outside of ${realpathSync(folder)}/repository`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
