import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Ran, runWith } from "../support/generator/run-command.js";
import { BUILT_MAIN } from "../support/portal/compiled-portal.js";
import { ANY_PORTS, type PortalProcess, startPortalProcess } from "../support/portal/portal-process.js";
import { type ServerProcess, startPrometheus } from "../support/programs/prometheus-server.js";

const SCHEMA = fileURLToPath(new URL("../../metrics.schema.yaml", import.meta.url));

let portal: PortalProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "metricsmith-"));
  portal = await startPortalProcess(BUILT_MAIN, [...ANY_PORTS, "--simulate"], {
    METRICSMITH_OPEN_METRICS: "true",
  });
}, 60_000);
afterAll(async () => {
  await portal?.stop("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

function verify(source: string, ...options: readonly string[]): Promise<Ran> {
  return runWith(["verify", source, "--schema", SCHEMA, "--format", "json", ...options]);
}

/** What a run in JSON says. */
function said({ stdout }: Ran) {
  const { diagnostics, coverage, scrapes } = JSON.parse(stdout);
  return { diagnostics, coverage, scrapes };
}

describe("the portal under load", () => {
  test("has no finding, and reaches full coverage", async () => {
    await vi.waitFor(
      async () => {
        const ran = await verify(portal.metricsUrl, "--min-coverage", "100");
        expect(said(ran)).toMatchObject({ diagnostics: [], coverage: { percent: 100, unseen: [] } });
        expect(ran.exitCode).toBe(0);
      },
      { timeout: 50_000, interval: 500 },
    );
  });

  test("has no finding over several scrapes while counters increase", async () => {
    const ran = await verify(portal.metricsUrl, "--for", "2s", "--every", "250ms");
    expect(said(ran)).toMatchObject({ diagnostics: [] });
    expect(said(ran).scrapes).toBeGreaterThan(2);
    expect(ran.exitCode).toBe(0);
  });

  test.each([
    ["text/plain;version=0.0.4", /^# TYPE authelia_request counter$/m],
    ["application/openmetrics-text;version=1.0.0", /^# TYPE authelia_request unknown$/m],
  ])("has no finding as %s, from a file", async (accept, isOfFormat) => {
    const text = await (await fetch(portal.metricsUrl, { headers: { accept } })).text();
    expect(text).toMatch(isOfFormat);
    const file = join(folder, "metrics.txt");
    writeFileSync(file, text);
    const ran = await verify(file, "--min-coverage", "50");
    expect([ran.exitCode, said(ran).diagnostics]).toEqual([0, []]);
  });
});

describe("with a schema that is older than the program", () => {
  test("the changes since then are found", async () => {
    const older = join(folder, "older.yaml");
    const text = readFileSync(SCHEMA, "utf8")
      .replace("  authz:\n    vectors: [code]\n    description: Authz Requests\n", "")
      .replace("values: [webauthn, totp, duo]", "values: [webauthn, totp]")
      .replace("vectors: [code, method]", "vectors: [code]");
    writeFileSync(older, text);
    const ran = await runWith(["verify", portal.metricsUrl, "--schema", older, "--format", "json"]);
    const codes = said(ran).diagnostics.map(({ code }: { readonly code: string }) => code);
    expect(codes).toEqual(["undeclared-label", "undeclared-value", "undeclared-family"]);
    expect(ran.exitCode).toBe(1);
  });
});

describe("what a Prometheus has scraped of the portal", () => {
  let prometheus: ServerProcess;
  beforeAll(async () => {
    prometheus = await startPrometheus(portal.metricsUrl);
  }, 60_000);
  afterAll(() => prometheus?.stop());

  test("has no finding at its /federate", async () => {
    const url = `${prometheus.url}/federate?match[]={job="portal"}`;
    await vi.waitFor(
      async () => {
        const ran = await verify(url, "--min-coverage", "50");
        expect([ran.exitCode, said(ran).diagnostics]).toEqual([0, []]);
      },
      { timeout: 50_000, interval: 500 },
    );
  });
});

describe("a portal that restarts meanwhile", () => {
  let server: Server;
  let second: PortalProcess;
  let served = 0;
  beforeAll(async () => {
    second = await startPortalProcess(BUILT_MAIN, [...ANY_PORTS, "--simulate"]);
    // The second has counted less than the first.
    server = createServer(async (_, response) => {
      served += 1;
      response.end(await (await fetch((served === 1 ? portal : second).metricsUrl)).text());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }, 60_000);
  afterAll(async () => {
    server?.close();
    await second?.stop("SIGKILL");
  });

  test("has counters that restart from 0, which is not a finding", async () => {
    const { port } = server.address() as AddressInfo; // it listens on TCP
    const ran = await verify(`http://127.0.0.1:${port}/`, "--for", "1s", "--every", "500ms");
    expect([ran.exitCode, said(ran).diagnostics]).toEqual([0, []]);
    expect(served).toBeGreaterThan(1);
  });
});
