import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashSync } from "bcryptjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compiledGenerator, InstalledRuntime } from "../support/compiled-packages.js";
import { run } from "../support/run-program.js";
import { CertificateAuthority } from "../support/runtime/certificate-authority.js";
import { installedRuntimes, type Runtime } from "../support/runtimes/installed-runtimes.js";

const PROGRAMS = fileURLToPath(new URL("../support/runtimes/programs", import.meta.url));

const NAMES = ["Node 20", "Node 22", "Node 24", "Node 26", "Bun", "Deno"] as const;

const application = new InstalledRuntime();
let runtimes: ReadonlyMap<string, Runtime>;

beforeAll(async () => {
  runtimes = await installedRuntimes();
  await application.install();
  for (const name of ["prom-client", "yaml", "bcryptjs"]) application.link(name);
  cpSync(PROGRAMS, application.directory, { recursive: true });
  const { cert, key } = new CertificateAuthority().issue("localhost", ["localhost", "127.0.0.1"]);
  application.write("cert.pem", cert);
  application.write("key.pem", key);
  application.write(
    "web-config.yml",
    `tls_server_config: { cert_file: cert.pem, key_file: key.pem }\nbasic_auth_users: { a: "${hashSync("secret", 4)}" }\n`,
  );
  application.write("package.json", JSON.stringify({ type: "module" }));
  const { main } = await compiledGenerator();
  const cwd = application.directory;
  await run(process.execPath, [main, "generate"], { cwd });
  const schema = readFileSync(join(cwd, "metrics.schema.yaml"), "utf8");
  application.write("typescript.yaml", schema.replace("language: javascript", "language: typescript"));
  await run(process.execPath, [main, "generate", "--schema", "typescript.yaml", "--out", "typescript"], {
    cwd,
  });
});

afterAll(() => application.remove());

/** The JSON that a program prints. Nothing else may be printed, also not to standard error. */
async function outputOf(name: string, file: string, permissions?: readonly string[]): Promise<unknown> {
  const { program = "", args = [] } = runtimes.get(name) ?? {};
  const start = performance.now();
  const { stdout, stderr } = await run(program, [...(permissions ?? args), file], {
    cwd: application.directory,
    timeout: 60_000,
  });
  console.log(`${name}, ${file}: ${Math.round(performance.now() - start)} ms`);
  expect(stderr.replace(EXPECTED, "")).toBe("");
  return JSON.parse(stdout);
}

/** The drop-in client says so, as the program's schema does not have the metric; Node 22 warns of `typescript.mjs`. */
const EXPECTED =
  /^metricsmith: the schema does not have application_total: .*\n|^\(node:\d+\) ExperimentalWarning: Type Stripping.*\n\(Use .*\n/m;

describe.each(NAMES)("%s", (name) => {
  test("records, exposes and warns as Node 20 does", async () => {
    const [output, want] = await Promise.all([outputOf(name, "core.mjs"), outputOf("Node 20", "core.mjs")]);
    expect(output).toEqual(want);
    expect(output).toMatchObject({ timed: true, exemplars: 1, ends: true, slices: true });
  });

  test("serves scrapes, the page and the state, over kept connections, pipelined and over Unix sockets", async () => {
    expect(await outputOf(name, "scrape.mjs")).toEqual({
      plain: [200, "text/plain; version=0.0.4; charset=utf-8", "3"],
      zipped: [200, "gzip", "4"],
      openMetrics: ["application/openmetrics-text; version=1.0.0; charset=utf-8", true],
      head: [200, ""],
      selected: ["# TYPE shop_orders_total counter"],
      post: 405,
      healthy: "healthy\n",
      unknown: 404,
      page: [200, "text/html; charset=utf-8", 200, true],
      sequence: new Array(20).fill(200),
      pipelined: 5,
      used: expect.stringMatching(
        /^MetricsServerError: cannot listen on 127.0.0.1:PORT: the port is already in use; /,
      ),
      closed: "ECONNREFUSED",
      unix: [200, true],
    });
  });

  test("compresses scrapes of several megabytes, and ends with their readers", async () => {
    expect(await outputOf(name, "large.mjs")).toEqual({
      result: [0, 200, 400].map((more) => [200, "gzip", 40_000, 40_000 + more]),
      readers: [true, true, true, true, true],
      before: "2",
      after: "1",
    });
  });

  test("replies in an application's own server", async () => {
    const type = "text/plain; version=0.0.4; charset=utf-8";
    const scrapes = [[200, type, null, "3"], [200, type, "gzip", "3"], 200, 0];
    expect(await outputOf(name, "handlers.mjs")).toEqual({
      node: scrapes,
      direct: [200, type, null, "3"],
      own: scrapes,
    });
  });

  test("adds up what worker threads have recorded", async () => {
    const counts = (last: Readonly<Record<string, number>>) => ({
      'shop_orders_total{payment="card",express="false"}': 20_000,
      'shop_orders_total{payment="card",express="true"}': 20_001,
      'shop_orders_total{payment="paypal",express="false"}': 10_000,
      'shop_orders_total{payment="paypal",express="true"}': 10_000,
      'shop_logins_total{tenant="t1"}': 20_000,
      'shop_logins_total{tenant="t2"}': 20_000,
      'shop_request_duration_seconds_sum{status="2xx"}': 10_000.5,
      'shop_request_duration_seconds_count{status="2xx"}': 20_001,
      'shop_request_duration_seconds_sum{status="3xx"}': 10_000.5,
      'shop_request_duration_seconds_count{status="3xx"}': 20_001,
      'shop_request_duration_seconds_sum{status="4xx"}': 9999,
      'shop_request_duration_seconds_count{status="4xx"}': 19_998,
      ...last,
    });
    expect(await outputOf(name, "threads.mjs")).toEqual({
      running: counts({
        'shop_logins_total{tenant="t0"}': 20_000,
        'shop_queue_depth{payment="card"}': 20,
        'shop_queue_depth{payment="paypal"}': 10,
        shop_largest_order: 3,
      }),
      ended: counts({ shop_largest_order: 0 }),
      same: true,
    });
  });

  test("adds up what the workers of a cluster have recorded", async () => {
    const sums = (answered: number, card: number) => ({
      'shop_orders_total{payment="card",express="true"}': 2001,
      'shop_orders_total{payment="paypal",express="true"}': 1000,
      'shop_queue_depth{payment="card"}': card,
      'shop_queue_depth{payment="paypal"}': 10,
      shop_largest_order: 2,
      'shop_request_duration_seconds_sum{status="2xx"}': 750,
      'shop_request_duration_seconds_count{status="2xx"}': 3000,
      'metricsmith_cluster_workers{state="answered"}': answered,
      'metricsmith_cluster_workers{state="missing"}': 0,
    });
    expect(await outputOf(name, "cluster.mjs")).toEqual({ running: sums(3, 20), ended: sums(2, 10) });
  });

  test("records with the drop-in client", async () => {
    const lines = [
      "application_total 5",
      "shop_largest_order 4",
      'shop_orders_total{payment="card",express="true"} 2',
      'shop_orders_total{payment="paypal",express="false"} 1',
      'shop_request_duration_seconds_count{status="2xx"} 1',
      'shop_request_duration_seconds_count{status="4xx"} 1',
    ];
    expect(await outputOf(name, "drop-in.mjs")).toEqual({ own: lines, served: lines, value: 2 });
  });

  test("records requests of handlers, pushes, and gives metrics to OpenTelemetry", async () => {
    expect(await outputOf(name, "entries.mjs")).toEqual({
      status: 201,
      thrown: "the handler fails",
      pushed: [["PUT", "http://localhost:9091/metrics/job/shop/instance@base64/YS9i", true]],
      ok: true,
      points: [
        ["2xx", 1],
        ["5xx", 1],
      ],
      errors: [],
      matchers: ["toHaveIncremented"],
    });
  });

  test("serves with TLS and users", async () => {
    expect(await outputOf(name, "secure.mjs")).toEqual({
      scheme: "https:",
      none: [401, false],
      wrong: [401, false],
      right: [
        [200, true],
        [200, true],
        [200, true],
      ],
      plain: "refused",
    });
  });

  test("has metrics of the process that can be true, and leaves out the others", async () => {
    const want = (await outputOf("Node 20", "process-metrics.mjs")) as Processes;
    const output = (await outputOf(name, "process-metrics.mjs")) as Processes;
    const missing = want.names.filter((one) => !output.names.includes(one));
    expect(missing.filter((one) => !MISSING[name]?.test(one))).toEqual([]);
    expect(output.names.filter((one) => MISSING[name]?.test(one))).toEqual([]);
    expect([output.wrong, output.odd]).toEqual([[], []]);
  });
});

test("Deno says what to allow if a server may not listen", async () => {
  const permissions = ["run", "--quiet", "--no-prompt", "--allow-env"];
  expect(await outputOf("Deno", "denied.mjs", permissions)).toEqual({
    name: "MetricsServerError",
    message: expect.stringMatching(
      /^cannot listen on \S+: Deno does not allow it, unless it is run with --allow-net; pass another/,
    ),
  });
});

/** What `process-metrics.mjs` prints. */
interface Processes {
  readonly names: readonly string[];
  readonly wrong: readonly string[];
  readonly odd: readonly string[];
}

/** The metrics of the process that a runtime does not have. */
const MISSING: Readonly<Record<string, RegExp>> = {
  Bun: /^nodejs_(?:active|heap_space|gc|version)_/,
  Deno: /^nodejs_(?:eventloop_lag_(?:min|max|mean|stddev|p\d\d)|gc|version)_/,
};

test.each(NAMES.slice(1))("%s runs the generated TypeScript as it is", async (name) => {
  const [help, type, orders] = (await outputOf(name, "typescript.mjs")) as readonly string[]; // as it prints
  expect([help, type]).toEqual([
    "# HELP shop_orders_total Orders placed.",
    "# TYPE shop_orders_total counter",
  ]);
  expect(orders).toBe('shop_orders_total{payment="card",express="true"} 3');
});
