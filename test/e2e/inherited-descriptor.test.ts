import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, renameSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect, createServer, Server, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Metrics } from "../../runtime/metrics.js";
import { startMetricsServer } from "../../runtime/server/metrics-server.js";
import { InstalledRuntime } from "../support/compiled-packages.js";

const runtime = new InstalledRuntime();
const children: ChildProcess[] = [];

beforeAll(() => runtime.install(), 60_000);
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});
afterAll(() => runtime.remove());

describe("a server on an inherited descriptor", () => {
  test("serves on an inherited TCP socket, and reports its URL", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { child, started } = await startWith(server, "fd://3?path=metrics");
    const url = `http://127.0.0.1:${port}/metrics`;
    expect(started).toEqual({ listening: true, url, host: "127.0.0.1", port, path: "/metrics" });
    expect((await fetch(url)).status).toBe(200);
    await stop(child);
    await expect(fetch(url)).rejects.toThrow();
  });

  test("serves on an inherited Unix socket, and does not remove its file", async () => {
    const server = createServer();
    const socket = join(runtime.directory, "given.sock");
    await new Promise<void>((resolve) => server.listen(`${socket}.first`, resolve));
    renameSync(`${socket}.first`, socket); // the server would remove the file when it closes
    const { child, started } = await startWith(server, "fd://3");
    expect(started).toEqual({ listening: true, url: "http://localhost/", path: "/" });
    expect(await statusAt(socket)).toBe(200);
    await stop(child);
    await expect(statusAt(socket)).rejects.toThrow("ECONNREFUSED");
  });

  test("reports a descriptor that does not exist", async () => {
    await expect(start("fd://99999")).rejects.toThrow(
      "cannot listen on the descriptor 99999: the process has not inherited this descriptor; " +
        "pass another address to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema",
    );
  });

  test("refuses a descriptor that is not a socket, and does not close it", async () => {
    const file = openSync(join(runtime.directory, "file"), "w");
    await expect(start(`fd://${file}`)).rejects.toThrow("it is not a socket");
    expect(fstatSync(file).isFile()).toBe(true);
    closeSync(file);
  });

  test("reports a socket that cannot be listened on", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const connected = connect(typeof address === "object" ? Number(address?.port) : 0, "127.0.0.1");
    await once(connected, "connect");
    const { started } = await startWith(connected, "fd://3");
    expect(started).toMatch(/^cannot listen on the descriptor 3: its socket cannot be listened on;/);
    connected.destroy();
    server.close();
  });
});

test("a worker thread gives the socket file its permissions, although it cannot set the umask", () => {
  const socket = join(runtime.directory, "worker.sock");
  const output = runtime.run(`${PROGRAM}
    import { statSync } from "node:fs";
    import { isMainThread, Worker } from "node:worker_threads";
    if (isMainThread) new Worker(new URL(import.meta.url));
    else {
      const server = await start("unix://${socket}?umask=0117");
      console.log((statSync(server.socket).mode & 0o777).toString(8));
      await server.close();
    }
  `);
  expect(output).toBe("660\n");
});

test("workers of a cluster each listen on their own Unix socket, with the umask", () => {
  const socket = join(runtime.directory, "cluster.sock");
  const output = runtime.run(`${PROGRAM}
    import cluster from "node:cluster";
    import { statSync } from "node:fs";
    if (cluster.isPrimary) cluster.fork();
    else {
      const server = await start("unix://${socket}?umask=0117");
      console.log((statSync(server.socket).mode & 0o777).toString(8));
      await server.close();
      process.disconnect();
    }
  `);
  expect(output).toBe("660\n");
});

const PROGRAM = `
  import { Metrics } from "@metricsmith/runtime/codegen";
  import { startMetricsServer } from "@metricsmith/runtime/server";
  const metrics = new Metrics({ address: "", families: [] });
  const start = (address) => startMetricsServer(metrics, { address, defaultMetrics: false });
`;

/** Runs a process that inherits a socket as descriptor 3, and returns its output; no other process listens on it. */
async function startWith(inherited: Server | Socket, address: string) {
  const file = join(runtime.directory, "inherit.mjs");
  writeFileSync(
    file,
    `${PROGRAM}
    const server = await start(${JSON.stringify(address)}).catch((error) => error.message);
    console.log(JSON.stringify(server));
    process.stdin.on("end", () => server.close?.()).resume();
    `,
  );
  const { fd } = Reflect.get(inherited, "_handle") as { readonly fd: number }; // Node offers no other way to it
  const child = spawn(process.execPath, [file], { stdio: ["pipe", "pipe", "inherit", fd] });
  children.push(child);
  if (inherited instanceof Server) inherited.close();
  const [line] = await once(child.stdout ?? child, "data");
  return { child, started: JSON.parse(String(line)) };
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.stdin?.end();
  expect(await exited).toEqual([0, null]);
}

function start(address: string) {
  const metrics = new Metrics({ address: "", families: [] });
  return startMetricsServer(metrics, { address, defaultMetrics: false });
}

function statusAt(socketPath: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path: "/", agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
}
