import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InstalledRuntime } from "../../support/compiled-packages.js";
import { CertificateAuthority } from "../../support/runtime/certificate-authority.js";
import { REQUEST } from "../../support/runtime/raw-client.js";
import { ask } from "../../support/runtime/web-config-server.js";

const runtime = new InstalledRuntime();
const authority = new CertificateAuthority();

beforeAll(async () => {
  await runtime.install();
  runtime.link("yaml");
  const { cert, key } = authority.issue("localhost", ["localhost", "127.0.0.1"]);
  runtime.write("server.crt", cert);
  runtime.write("server.key", key);
  runtime.write("web-config.yml", "tls_server_config: { cert_file: server.crt, key_file: server.key }\n");
  runtime.write("program.mjs", PROGRAM);
}, 60_000);
afterAll(() => runtime.remove());

/** Serves 80 kB, a response of which many fit between the server and a client that does not read. */
const PROGRAM = `
  import { CounterFamily, integerVector, Metrics } from "@metricsmith/runtime/codegen";
  import { startMetricsServer } from "@metricsmith/runtime/server";
  const vectors = [integerVector("id", { min: 0, max: 999 })];
  const help = "h";
  const family = new CounterFamily({ name: "requests_with_a_name_that_fills_its_lines_to_the_end_total", help, vectors });
  for (let index = 0; index < 1000; index++) family.record(index, index, {});
  const { url } = await startMetricsServer(new Metrics({ address: "", families: [family] }), {
    host: "127.0.0.1", port: 0, page: false, keepProcessAlive: true, ...JSON.parse(process.argv[2]),
  });
  console.log(url);
`;

/** So that nothing but the limits makes a connection end. */
const timeouts = { read: 600_000, write: 600_000, idle: 600_000 };

/** Starts the program, in a process that may open so many files. */
async function start(
  options: object,
  descriptors: number,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const program = [process.execPath, "program.mjs", JSON.stringify({ timeouts, ...options })];
  const child = spawn("sh", ["-c", `ulimit -n ${descriptors}; exec "$@"`, "sh", ...program], {
    cwd: runtime.directory,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { url: line.toString().trim(), child };
}

/** Connects clients that send requests, and read nothing. */
async function connectReaders(url: string, count: number, requests: string): Promise<readonly Socket[]> {
  const port = Number(new URL(url).port);
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const secure = url.startsWith("https:");
    const socket = secure
      ? connectTls({ port, host: "127.0.0.1", servername: "localhost", ca: authority.cert })
      : connect(port, "127.0.0.1");
    socket.pause().on("error", () => {});
    socket.write(requests);
    sockets.push(socket);
    if (sockets.length % 50 === 0) await setTimeout(20); // the backlog has room for some hundreds
  }
  return sockets;
}

/** The statuses of scrapes one after another, each on a connection of its own; or the error. */
async function scrape(url: string, count: number): Promise<readonly unknown[]> {
  const outcomes: unknown[] = [];
  while (outcomes.length < count) {
    const outcome = await ask(url, { ca: authority.cert }).catch((error: unknown) => String(error));
    outcomes.push(typeof outcome === "string" ? outcome : outcome.status);
    await setTimeout(5);
  }
  return outcomes;
}

describe("300 clients that pipeline 99 requests each and never read", () => {
  test.each<readonly [string, object, number]>([
    ["keep no scrape away", {}, 4096],
    ["by TLS keep no scrape away", { webConfigFile: "web-config.yml" }, 4096],
    ["and are more than the files that the process may open keep no scrape away", {}, 128],
  ])("%s", async (_, options, descriptors) => {
    const { url, child } = await start(options, descriptors);
    const sockets = await connectReaders(url, 300, REQUEST.repeat(99));
    try {
      expect(await scrape(url, 48)).toEqual(Array(48).fill(200));
    } finally {
      child.kill();
      for (const socket of sockets) socket.destroy();
    }
  });
});
