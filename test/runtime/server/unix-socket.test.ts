import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { get, type IncomingMessage } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { Metrics } from "../../../runtime/metrics.js";
import { MetricsServerError } from "../../../runtime/server/errors.js";
import { type MetricsServer, startMetricsServer } from "../../../runtime/server/metrics-server.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-sockets-"));
const servers: MetricsServer[] = [];
let sockets = 0;

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a server on a Unix socket", () => {
  test("serves over it, and reports its path", async () => {
    const socket = newSocket();
    const server = await start(`unix://${socket}?path=metrics`);
    expect(server).toMatchObject({
      url: "http://localhost/metrics",
      host: undefined,
      port: undefined,
      socket,
      path: "/metrics",
    });
    expect(await statusAt(socket, "/metrics")).toBe(200);
    expect(await statusAt(socket, "/other")).toBe(404);
  });

  test("serves / by default, or the option `path`", async () => {
    const socket = newSocket();
    await start(socket);
    expect(await statusAt(socket, "/")).toBe(200);
    const other = newSocket();
    await start(other, { path: "/m" });
    expect(await statusAt(other, "/m")).toBe(200);
  });

  test.each([
    ["117", { given: "?umask=117", want: 0o660 }],
    ["0077", { given: "?umask=0077", want: 0o700 }],
    ["000", { given: "?umask=000", want: 0o777 }],
    ["none, the process's", { given: "", want: 0o777 & ~process.umask() }],
  ])("has a file of the permissions that the umask leaves: %s", async (_, { given, want }) => {
    const socket = newSocket();
    const before = process.umask();
    const { close } = await start(`unix://${socket}${given}`);
    expect((statSync(socket).mode & 0o777).toString(8)).toBe(want.toString(8));
    expect(process.umask()).toBe(before);
    await close();
  });

  test("removes its file when it closes, and can be started again", async () => {
    const socket = newSocket();
    const server = await start(socket);
    expect(existsSync(socket)).toBe(true);
    await server.close();
    expect(existsSync(socket)).toBe(false);
    await start(socket);
    expect(await statusAt(socket, "/")).toBe(200);
  });

  test("leaves alone what has taken the place of its file when it closes", async () => {
    const socket = newSocket();
    const [first, second] = [await start(socket), await start(newSocket())];
    renameSync(second.socket ?? "", socket); // as the next release of a program may do
    await first.close();
    expect(await statusAt(socket, "/")).toBe(200);
    const third = await start(newSocket());
    rmSync(third.socket ?? "");
    writeFileSync(third.socket ?? "", "mine");
    await third.close();
    expect(readFileSync(third.socket ?? "", "utf8")).toBe("mine");
    const fourth = await start(newSocket());
    rmSync(fourth.socket ?? "");
    mkdirSync(fourth.socket ?? "");
    await fourth.close();
    expect(readdirSync(folder).toSorted()).toEqual(
      [socket, third.socket, fourth.socket].map((path) => basename(path ?? "")).toSorted(),
    );
  });

  test("replaces a file that no server listens on any more", async () => {
    const socket = newSocket();
    await leaveStale(socket);
    await start(`unix://${socket}?umask=0117`);
    expect(await statusAt(socket, "/")).toBe(200);
    expect(statSync(socket).mode & 0o777).toBe(0o660);
  });

  test("leaves a socket alone that another server listens on", async () => {
    const socket = newSocket();
    await start(socket);
    await expect(start(socket)).rejects.toThrow(
      `cannot listen on the socket ${JSON.stringify(socket)}: another server listens on it; ` +
        "pass another address to startMetricsServer, set METRICSMITH_ADDRESS, or change server.address in the schema",
    );
    expect(await statusAt(socket, "/")).toBe(200);
  });

  test("leaves a file alone that is not a socket", async () => {
    const file = newSocket();
    writeFileSync(file, "mine");
    await expect(start(file)).rejects.toThrow("there is a file that is not a socket");
    expect(statSync(file).size).toBe(4);
    const directory = newSocket();
    mkdirSync(directory);
    await expect(start(directory)).rejects.toThrow("there is a file that is not a socket");
  });

  test("reports a directory that is missing or not a directory", async () => {
    const missing = await refusal(`${folder}/missing/x.sock`);
    expect(missing).toBeInstanceOf(MetricsServerError);
    expect(missing).toMatchObject({
      message: expect.stringContaining(`there is no directory ${JSON.stringify(`${folder}/missing`)};`),
      cause: { code: "EACCES" },
    });
    writeFileSync(`${folder}/file`, "");
    await expect(start(`${folder}/file/x.sock`)).rejects.toThrow(`"${folder}/file" is not a directory`);
  });

  test("reports a path that is too long, instead of listening on a part of it", async () => {
    const longest = (bytes: number) => `${folder}/`.padEnd(bytes, "ü").slice(0, bytes);
    const limit = process.platform === "linux" ? 107 : 103;
    const fits = `${folder}/${"x".repeat(limit - folder.length - 1)}`;
    await start(fits);
    expect(existsSync(fits)).toBe(true);
    await expect(start(`${fits}y`)).rejects.toThrow(
      `it has ${limit + 1} bytes, more than the ${limit} that a socket can have`,
    );
    expect(Buffer.byteLength(longest(limit))).toBeGreaterThan(limit); // bytes, not characters
    await expect(start(longest(limit))).rejects.toThrow("bytes, more than the");
  });
});

/** Abstract sockets are a namespace of Linux's kernel: on Linux, and so in CI, these tests run or fail. */
const describeOnLinux = describe.runIf(process.platform === "linux"); // reason: other systems have no such sockets

describeOnLinux("a server on an abstract socket", () => {
  const name = `metricsmith-test-${process.pid}`;

  test("serves over it, without a file, until it closes", async () => {
    const server = await start(`unix://@${name}?path=metrics&umask=0117`);
    expect(server).toMatchObject({ url: "http://localhost/metrics", socket: `@${name}`, port: undefined });
    expect(await statusAt(`\0${name}`, "/metrics")).toBe(200);
    await server.close();
    await expect(statusAt(`\0${name}`, "/metrics")).rejects.toThrow("ECONNREFUSED");
  });

  test("does not replace it if another server listens on it", async () => {
    await start(`unix://@${name}`);
    await expect(start(`unix://@${name}`)).rejects.toThrow(
      `cannot listen on the socket "@${name}": another server listens on it;`,
    );
  });

  test("reports a name that is too long", async () => {
    await start(`unix://@${name.padEnd(107, "x")}`);
    await expect(start(`unix://@${name.padEnd(108, "x")}`)).rejects.toThrow("it has 108 bytes, more than");
  });
});

function newSocket(): string {
  sockets += 1;
  return join(folder, `${sockets}.sock`);
}

async function start(address: string, options: { readonly path?: string } = {}): Promise<MetricsServer> {
  const metrics = new Metrics({ address: "", families: [] });
  const server = await startMetricsServer(metrics, { address, defaultMetrics: false, ...options });
  servers.push(server);
  return server;
}

function refusal(address: string): Promise<unknown> {
  return start(address).catch((error: unknown) => error);
}

/** What a process that is killed leaves: libuv removes a file by the name that it was bound to. */
async function leaveStale(socket: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${socket}.first`, resolve));
  renameSync(`${socket}.first`, socket);
  await new Promise((resolve) => server.close(resolve));
}

function statusAt(socketPath: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ socketPath, path, agent: false }, (response: IncomingMessage) => {
      response.resume().on("end", () => resolve(response.statusCode));
    }).on("error", reject);
  });
}
