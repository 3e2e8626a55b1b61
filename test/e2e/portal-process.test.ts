import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { buildOwnPortal, type OwnPortal } from "../support/portal/compiled-portal.js";
import {
  ANY_PORTS,
  type PortalProcess,
  runPortalProcess,
  startPortalProcess,
} from "../support/portal/portal-process.js";

let own: OwnPortal;
beforeAll(async () => {
  own = await buildOwnPortal();
}, 120_000);
afterAll(() => own?.remove());

const started: PortalProcess[] = [];
afterEach(async () => {
  for (const portal of started.splice(0)) await portal.stop("SIGKILL");
});

async function start(...args: readonly string[]): Promise<PortalProcess> {
  const portal = await startPortalProcess(own.main, [...ANY_PORTS, ...args]);
  started.push(portal);
  return portal;
}

describe("the example", () => {
  test("prints the URLs of the portal and the metrics, and serves them there", async () => {
    const { portalUrl, metricsUrl } = await start();
    expect(portalUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(metricsUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    expect(await (await fetch(portalUrl)).text()).toContain(metricsUrl);
    const exposition = await (await fetch(metricsUrl)).text();
    expect(exposition).toContain('authelia_request{code="200",method="GET"} 1\n');
    expect(exposition).toContain("# TYPE process_cpu_seconds_total counter\n");
  });

  test("prints the address of the page that plots the metrics, and serves it there", async () => {
    const { metricsUrl, pageUrl } = await start();
    expect(pageUrl).toBe(new URL("/", metricsUrl).href);
    expect(await (await fetch(`${pageUrl}-/page/program.json`)).json()).toMatchObject({
      metrics: "./metrics",
    });
  });

  test("prints no page if the metrics are at its address", async () => {
    const portal = await start("--metrics-address", "tcp://127.0.0.1:0/");
    expect([portal.metricsUrl, portal.pageUrl]).toEqual([expect.stringMatching(/:\d+\/$/), undefined]);
  });

  test("runs without a metrics server if the environment says so", async () => {
    const portal = await startPortalProcess(own.main, ANY_PORTS, { METRICSMITH_ENABLED: "false" });
    started.push(portal);
    expect([portal.metricsUrl, portal.pageUrl]).toEqual(["nowhere,", undefined]);
    expect(await (await fetch(portal.portalUrl)).text()).toContain("<li>Metrics: not served</li>");
    expect(await portal.stop("SIGTERM")).toMatchObject({ exitCode: 0, stderr: "" });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends with 0 on %s, even under load", async (signal) => {
    const portal = await start("--simulate");
    await expect
      .poll(async () => (await fetch(portal.metricsUrl)).text())
      .toContain("authelia_authn_duration_count");
    const { exitCode, stdout, stderr } = await portal.stop(signal);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/\n\n?Stopped\.\n$/);
  });
});

describe("an example that cannot start", () => {
  test("says which port of the portal is in use", async () => {
    const { server, port } = await occupy();
    const end = await runPortalProcess(own.main, [...ANY_PORTS, "--port", String(port)]);
    server.close();
    expect(end).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `Port ${port} of 127.0.0.1 is in use. Choose another with --port, or 0 for any.\n`,
    });
  });

  test("says which port of the metrics is in use", async () => {
    const { server, port } = await occupy();
    const end = await runPortalProcess(own.main, [...ANY_PORTS, "--metrics-port", String(port)]);
    server.close();
    expect(end).toMatchObject({ exitCode: 1, stdout: "" });
    expect(end.stderr).toContain(String(port));
    expect(end.stderr).not.toContain("    at ");
  });

  test.each([
    [["--port", "70000"], '--port is "70000"; write a whole number from 0 to 65535.'],
    [["--metrics-port", ""], '--metrics-port is ""; write a whole number from 0 to 65535.'],
    [["--simulat"], "Unknown option '--simulat'"],
    [["now"], "Unexpected argument 'now'"],
  ])("says what is wrong with %j", async (args, message) => {
    const end = await runPortalProcess(own.main, args);
    expect(end).toMatchObject({ exitCode: 2, stdout: "" });
    expect(end.stderr).toContain(message);
    expect(end.stderr).toContain("Usage: npm start");
  });

  test("shows its options on request", async () => {
    expect(await runPortalProcess(own.main, ["--help"])).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

function occupy(): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      resolve({ server, port: (server.address() as AddressInfo).port }); // it listens, and on no Unix socket
    });
  });
}
