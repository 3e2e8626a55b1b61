import { once } from "node:events";
import { type ClientRequest, get, type IncomingMessage } from "node:http";
import * as promClient from "prom-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { Metrics } from "../../runtime/metrics.js";
import { MetricsServerError } from "../../runtime/server/errors.js";
import { startMetricsServer } from "../../runtime/server/metrics-server.js";
import { InstalledRuntime } from "../support/compiled-packages.js";

const runtime = new InstalledRuntime();

beforeAll(() => runtime.install(), 60_000);
afterAll(() => runtime.remove());

describe("close with a deadline", () => {
  test("cuts off a scrape that hangs, and resolves", async () => {
    const { server, scrape } = await startHanging();
    await server.close({ deadline: 50 });
    await expect(once(scrape, "response")).rejects.toThrow("socket hang up");
  });

  test("uses the earlier deadline if it is called again with one", async () => {
    const { server, scrape } = await startHanging();
    const ended = expect(once(scrape, "response")).rejects.toThrow("socket hang up");
    await Promise.all([server.close({ deadline: 2 ** 31 - 1 }), server.close({ deadline: 0 })]);
    await server.close();
    await ended;
  });

  test("uses the default that an option sets", async () => {
    const { server, scrape } = await startHanging(50);
    const ended = expect(once(scrape, "response")).rejects.toThrow("socket hang up");
    await server.close();
    await ended;
  });

  test.each([-1, NaN, Infinity, 2 ** 31, "5s", null])("refuses %j, and keeps running", async (deadline) => {
    const server = await startMetricsServer(program(), { host: "127.0.0.1", port: 0, defaultMetrics: false });
    const close = server.close({ deadline: deadline as number }); // an untyped caller's
    await expect(close).rejects.toThrow(MetricsServerError);
    await expect(close).rejects.toThrow(/^the option deadline is .*; expected milliseconds, 0 or more$/);
    expect((await fetch(server.url)).status).toBe(200);
    await server.close();
  });
});

describe("a program with a server", () => {
  test("ends when it has nothing else to do, though a scraper is connected", () => {
    const output = runtime.run(`${PROGRAM}
      const server = await startMetricsServer(metrics, LISTEN);
      await new Promise((resolve) => get(server.url, { agent: new Agent({ keepAlive: true }) }, (response) => response.resume().on("end", resolve)));
      process.on("exit", () => console.log("ended"));
    `);
    expect(output).toBe("ended\n");
  });

  test("keeps running with `keepProcessAlive`", () => {
    const output = runtime.run(`${PROGRAM}
      const server = await startMetricsServer(metrics, { ...LISTEN, keepProcessAlive: true });
      setTimeout(() => { console.log("goes on"); server.close(); }, 300).unref();
      process.on("exit", () => console.log("ended"));
    `);
    expect(output).toBe("goes on\nended\n");
  });

  test("waits for close, even if nothing else keeps it alive", () => {
    const output = runtime.run(`${PROGRAM}
      const registry = { contentType: "text/plain; version=0.0.4; charset=utf-8", getSingleMetric() {}, getMetricsAsArray: () => [], metrics: () => new Promise(() => {}) };
      const server = await startMetricsServer(metrics, { ...LISTEN, registry });
      get(server.url).on("error", () => {}).on("socket", (socket) => socket.unref());
      await new Promise((resolve) => setTimeout(resolve, 200));
      await server.close({ deadline: 200 });
      console.log("closed");
    `);
    expect(output).toBe("closed\n");
  });
});

describe("the option signals", () => {
  test("closes the server, and then the process ends by the signal", () => {
    expect(ending(`signals: ["SIGTERM"]`, "")).toBe("closed by SIGTERM");
  });

  test("closes the server, and does not end the process if the application listens to the signal", () => {
    const own = `process.once("SIGTERM", () => {}); process.on("message", (message) => { if (message === "end") process.exit(0); });`;
    expect(ending(`signals: ["SIGTERM", "SIGINT"]`, own)).toBe("closed by 0");
  });

  test("ends the process when both of two servers are closed", () => {
    const second = `const second = await startMetricsServer(metrics, { ...LISTEN, signals: ["SIGTERM"] });`;
    expect(ending(`signals: ["SIGTERM"]`, second)).toBe("closed by SIGTERM");
  });

  test("ends process 1, for which the kernel drops the signal, by the exit code of the signal", () => {
    const first = `Object.defineProperty(process, "pid", { value: 1 }); process.kill = () => true;`;
    expect(ending(`signals: ["SIGTERM"]`, first)).toBe("closed by 143");
  });

  test("does not wait for scrapes after a second signal, even a different one", () => {
    writeChild(`signals: ["SIGTERM", "SIGINT"], timeouts: { close: 600_000 }`, "");
    const output = runtime.run(`${STOPPED}
      child.kill("SIGINT");
      const [[code, signal], cut] = await Promise.all([exited, scraped.catch(() => "cut")]);
      console.log(cut, signal ?? code);
    `);
    expect(output).toBe("cut SIGINT\n");
  });

  test("has no effect any more after close", () => {
    const output = runtime.run(`${PROGRAM}
      const server = await startMetricsServer(metrics, { ...LISTEN, signals: ["SIGTERM", "SIGINT"] });
      console.log(process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"));
      await server.close();
      console.log(process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"));
    `);
    expect(output).toBe("1 1\n0 0\n");
  });

  test.each([[["SIGNOTHING"]], [["SIGKILL"]], ["SIGTERM"], [[15]]])("refuses %j", async (signals) => {
    const options = { host: "127.0.0.1", port: 0, signals: signals as [] }; // an untyped caller's
    const started = startMetricsServer(program(), options);
    await expect(started).rejects.toThrow(MetricsServerError);
    await expect(started).rejects.toThrow("the option signals is, or has, ");
  });
});

/** Sends SIGTERM to a program during a scrape that ends in time, and returns how the program ended. */
function ending(option: string, then: string): string {
  writeChild(option, then);
  return runtime
    .run(`${STOPPED}
    child.send("finish");
    const { status } = await scraped;
    child.send("end", () => {}); // which may have ended
    const [code, signal] = await exited;
    console.log(status === 200 ? "closed by" : "cut off by", signal ?? code);
  `)
    .trim();
}

/** Writes a program whose server reports when a scrape begins, and when it closes. A message ends the scrape. */
function writeChild(option: string, then: string): void {
  runtime.write(
    "child.mjs",
    `${PROGRAM}
    import { once } from "node:events";
    const held = async () => { process.send("collects"); await once(process, "message"); return ""; };
    const registry = { contentType: "text/plain; version=0.0.4; charset=utf-8", getSingleMetric() {}, getMetricsAsArray: () => [], metrics: held };
    const server = await startMetricsServer(metrics, { ...LISTEN, registry, ${option}, keepProcessAlive: true });
    ${then}
    const look = setInterval(() => { if (server.listening) return; process.send("closes"); clearInterval(look); }, 20);
    process.send(server.url);
  `,
  );
}

/** Runs that program, and sends it SIGTERM during a scrape. */
const STOPPED = `
  import { fork } from "node:child_process";
  import { once } from "node:events";
  const child = fork("child.mjs");
  const exited = once(child, "exit");
  const [url] = await once(child, "message");
  const scraped = fetch(url);
  await once(child, "message");
  child.kill("SIGTERM");
  await once(child, "message");
`;

async function startHanging(close?: number) {
  const registry = new promClient.Registry();
  let entered = () => {};
  const collecting = new Promise<void>((resolve) => {
    entered = resolve;
  });
  registry.metrics = () => {
    entered();
    return new Promise(() => {});
  };
  const timeouts = close === undefined ? {} : { close };
  const listen = { host: "127.0.0.1", port: 0, defaultMetrics: false };
  const server = await startMetricsServer(program(), { ...listen, registry, timeouts });
  const scrape: ClientRequest = get(server.url, { agent: false }, (response: IncomingMessage) =>
    response.resume(),
  );
  await collecting;
  return { server, scrape };
}

function program(): Metrics {
  return new Metrics({
    address: "",
    families: [new CounterFamily({ name: "a_total", help: "A", vectors: [] })],
  });
}

const PROGRAM = `
  import { Agent, get } from "node:http";
  import { GaugeFamily, Metrics } from "@metricsmith/runtime/codegen";
  import { startMetricsServer } from "@metricsmith/runtime/server";
  const metrics = new Metrics({ address: "", families: [new GaugeFamily({ name: "up", help: "U", vectors: [] })] });
  const LISTEN = { host: "127.0.0.1", port: 0 };
`;
