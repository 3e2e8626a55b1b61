import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as promClient from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { closedVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import {
  PushError,
  type PushedJobOptions,
  type PushOptions,
  type PushReply,
  pushedJob,
  pushMetrics,
} from "../../../runtime/push/index.js";

interface Received {
  readonly request: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

let server: Server;
let url = "";
let received: Received[] = [];
/** What the gateway does with requests, one after another; then each is 200. */
let faults: ((response: ServerResponse) => void)[] = [];

beforeEach(async () => {
  [received, faults] = [[], []];
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
    const fault = faults.shift();
    if (fault === undefined) response.end();
    else fault(response);
  });
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on TCP
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function replying(status: number, text = "", headers: Readonly<Record<string, string>> = {}) {
  return (response: ServerResponse) => response.writeHead(status, headers).end(text);
}
const dropped = (response: ServerResponse) => response.destroy();
const silent = () => {};

function program(labels: readonly string[] = []) {
  const vectors = labels.map((label) => closedVector(label, ["a"]));
  const done = new CounterFamily({ name: "files_total", help: "Files.", vectors });
  const metrics = new Metrics({ address: "", families: [done] });
  const warnings: string[] = [];
  metrics.configure({ warn: (message) => warnings.push(message) });
  const pushing = (options: Partial<PushOptions> = {}) =>
    pushMetrics(metrics, { url, job: "backup", ...options });
  return { metrics, done, warnings, pushing };
}

async function failure(options: Partial<PushOptions> = {}): Promise<PushError> {
  const result = await program().pushing(options).push();
  if (result.ok) throw new Error("the push succeeded");
  return result.error;
}

describe("a push", () => {
  test("replaces the group, adds to it, and deletes it, in the text format and without timestamps", async () => {
    const { done, pushing } = program();
    const push = pushing({ grouping: { instance: "a" } });
    done.record(0, 3, undefined);
    expect([await push.push(), await push.add(), await push.delete()]).toEqual(Array(3).fill({ ok: true }));
    const path = "/metrics/job/backup/instance/a";
    expect(received.map(({ request }) => request)).toEqual([`PUT ${path}`, `POST ${path}`, `DELETE ${path}`]);
    expect(received[0]?.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(received[0]?.body).toMatch(
      /^# HELP files_total Files\.\n# TYPE files_total counter\nfiles_total 3\n/,
    );
    expect(received[0]?.body).not.toMatch(/promhttp|process_|nodejs_/);
    expect(received[2]?.body).toBe("");
  });

  test.each([
    ["a/b", "job@base64/YS9i"],
    ["..", "job@base64/Li4"],
    ["a b%ü+", "job/a%20b%25%C3%BC%2B"],
  ])("encodes the job %s in the path", async (job, path) => {
    await program()
      .pushing({ job, grouping: { instance: "" } })
      .push();
    expect(received[0]?.request).toBe(`PUT /metrics/${path}/instance@base64/=`);
  });

  test("keeps the path prefix of the gateway, and sends user and headers", async () => {
    const withUser = url.replace("//", "//us%40er:p%3Aw@");
    await program()
      .pushing({ url: `${withUser}/gateway/`, headers: { "X-Scope": "shop" } })
      .push();
    expect(received[0]?.request).toBe("PUT /gateway/metrics/job/backup");
    expect(received[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("us@er:p:w").toString("base64")}`,
      "x-scope": "shop",
    });
  });

  test("has the metrics of the process and of a registry where they are wanted", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({ name: "own", help: "O", registers: [registry] }).set(4);
    await program().pushing({ registry, defaultMetrics: true }).push();
    expect(received[0]?.body).toMatch(/^own 4$/m);
    expect(received[0]?.body).toMatch(/^process_cpu_seconds_total /m);
  });

  test("waits for sampled gauges", async () => {
    const level = new GaugeFamily({ name: "level", help: "L", vectors: [] });
    level.sample(0, async () => 7, undefined);
    await pushMetrics(new Metrics({ address: "", families: [level] }), { url, job: "backup" }).push();
    expect(received[0]?.body).toMatch(/^level 7$/m);
  });

  test("follows the one before, and has the values of its own turn", async () => {
    const { done, pushing } = program();
    const push = pushing();
    faults = [(response) => setTimeout(() => response.end(), 50)];
    const [first, second] = [push.push(), push.delete()];
    const third = push.add();
    done.record(0, 1, undefined);
    await Promise.all([first, second, third]);
    expect(received.map(({ request }) => request.split(" ")[0])).toEqual(["PUT", "DELETE", "POST"]);
    expect(received[2]?.body).toMatch(/^files_total 1$/m);
  });
});

describe("a push that fails", () => {
  test("is tried again after a lost connection, 503 and 429", async () => {
    const { pushing, warnings } = program();
    faults = [dropped, replying(503), replying(429, "", { "Retry-After": "0" })];
    expect(await pushing().push()).toEqual({ ok: true });
    expect(received).toHaveLength(4);
    expect(warnings).toEqual([]);
  });

  test("is not tried again after 400, and has the gateway's own text", async () => {
    const text = "pushed metrics are invalid or inconsistent with existing metrics: files_total\n";
    faults = [replying(400, text)];
    const error = await failure();
    expect([error.status, received.length]).toEqual([400, 1]);
    expect(error.message).toBe(
      `the Pushgateway at ${url} refused the metrics of job "backup" with 400: ${text.trim()}; another group has the ` +
        "metric with another type, or two series have the same labels: rename the metric, or delete that group",
    );
  });

  test("does not follow a redirect", async () => {
    faults = [replying(307, "", { Location: "https://other.example/gw/metrics/job/backup?token=hidden" })];
    const { message } = await failure();
    expect(message).toBe(
      `the Pushgateway at ${url} redirects to https://other.example/gw; set the option url to where it is`,
    );
    expect(received).toHaveLength(1);
  });

  test("ends by the deadline if the gateway is silent, busy, or not there", async () => {
    faults = [silent];
    expect((await failure({ timeout: 500 })).message).toMatch(/did not reply within 0\.5 s/);
    faults = [replying(503, "starting", { "Retry-After": "3600" })];
    expect(await failure({ timeout: 60_000 })).toMatchObject({
      status: 503,
      message: expect.stringContaining("503: starting"),
    });
    faults = [(response) => response.writeHead(500).write("endless")];
    expect((await failure({ timeout: 500 })).message).toMatch(/did not reply within/);
    server.closeAllConnections();
    server.close();
    expect((await failure({ timeout: 450 })).message).toMatch(
      /^cannot reach the Pushgateway at .*ECONNREFUSED/,
    );
  });

  test("ends by the deadline if a collector of the registry hangs", async () => {
    const registry = new promClient.Registry();
    new promClient.Gauge({
      name: "own",
      help: "O",
      registers: [registry],
      collect: () => new Promise(() => {}),
    });
    expect((await failure({ registry, timeout: 50 })).message).toMatch(/collected within/);
  });

  test("ends by the deadline if its fetch never settles, and does not make calls pile up", async () => {
    const push = program().pushing({ timeout: 30, fetch: () => new Promise(() => {}) });
    const results = await Promise.all(Array.from({ length: 50 }, () => push.push()));
    expect(results.filter(({ ok }) => ok)).toEqual([]);
  });

  test("is a warning once, and again after a success", async () => {
    const { pushing, warnings } = program();
    const push = pushing();
    faults = [replying(400, "one"), replying(400, "two"), replying(200), replying(400, "three")];
    for (let at = 0; at < 4; at += 1) await push.push();
    expect(warnings).toEqual([
      expect.stringMatching(/^metricsmith: the metrics were not pushed: .*400: one\.$/),
      expect.stringMatching(/400: three\.$/),
    ]);
  });

  test("shows no user and no secret, even if the gateway repeats them", async () => {
    const token = Buffer.from("admin:pass-word").toString("base64");
    const { pushing, warnings } = program();
    const basicAuth = { username: "admin", password: "pass-word" };
    faults = [replying(401, `admin pass-word ${token} key-1234\u001b[31m\n`)];
    const result = await pushing({ basicAuth, headers: { "X-Key": "key-1234" } }).push();
    const shown = JSON.stringify([result, String(result.ok || result.error), warnings]);
    expect(shown).toContain("401: … … … … [31m; set the option basicAuth or headers");
    for (const secret of ["admin", "pass-word", token, "key-1234"]) expect(shown).not.toContain(secret);
  });

  test.each([new Error("own fetch"), "text", undefined])("is a result if fetch throws %s", async (thrown) => {
    const reply = async (): Promise<PushReply> => {
      throw thrown;
    };
    expect(await failure({ fetch: reply, timeout: 1 })).toBeInstanceOf(PushError);
  });
});

describe("options that are not valid", () => {
  test.each<[string, object, RegExp]>([
    ["no job", { job: "" }, /^the option job is ""; expected the name of the job/],
    [
      "no URL",
      { url: "127.0.0.1:9091" },
      /^the option url is "127\.0\.0\.1:9091"; expected the URL of a Pushgateway/,
    ],
    ["a path of a group", { url: "http://gw/metrics/job/a" }, /the path \/metrics\/job\/… is made of/],
    ["a password in a bad URL", { url: "http//a:secret@gw" }, /^the option url is "…@gw"; /],
    [
      "a token in the URL",
      { url: "http://gw?token=secret" },
      /^the option url is "http:\/\/gw\?…"; .*headers$/,
    ],
    ["a job in the grouping", { grouping: { job: "a" } }, /the option job has it/],
    ["a reserved name", { grouping: { __a: "a" } }, /^the option grouping has the name "__a"/],
    ["a name with a dash", { grouping: { "a-b": "a" } }, /^the option grouping has the name "a-b"/],
    [
      "a value that is no text",
      { grouping: { shard: 1 } },
      /^the option grouping.shard is 1; expected a text$/,
    ],
    [
      "half a character",
      { grouping: { shard: "\ud800" } },
      /^the option grouping.shard is .*; expected a text$/,
    ],
    [
      "a header of two lines",
      { headers: { "X-Key": "secret\nb" } },
      /^the option headers has "X-Key", whose/,
    ],
    [
      "two users",
      { url: "http://a:secret@gw", basicAuth: { username: "a", password: "b" } },
      /leave out one/,
    ],
    ["a timeout of 0", { timeout: 0 }, /^the option timeout is 0; expected milliseconds, 1 or more$/],
    ["an unknown name", { group: {} }, /^pushMetrics: there is no option group; the options are url/],
    ["no registry", { registry: {} }, /^the option registry is not a registry/],
  ])("such as %s are an error", (_, options, message) => {
    const call = () => program().pushing(options);
    expect(call).toThrow(PushError);
    expect(call).toThrow(message);
    expect(call).not.toThrow(/secret/);
  });

  test.each([
    ["job", {}, /^metric files_total has the label job, which the job sets for all metrics/],
    [
      "shard",
      { grouping: { shard: "1" } },
      /^metric files_total has the label shard, which the option grouping\.shard/,
    ],
  ])("such as a label %s that a family has are an error", (label, options, message) => {
    expect(() => program([label]).pushing(options)).toThrow(message);
  });

  test("such as a label that a metric of the registry has are a result", async () => {
    const registry = new promClient.Registry();
    const own = new promClient.Gauge({
      name: "own",
      help: "O",
      labelNames: ["a", "shard"],
      registers: [registry],
    });
    own.set({ a: 'x",shard="' }, 1);
    const push = program().pushing({ registry, grouping: { shard: "1" } });
    expect(await push.push()).toEqual({ ok: true });
    own.set({ a: "x", shard: "2" }, 1);
    expect(await push.push()).toMatchObject({
      error: { message: expect.stringContaining("metric own has the label shard") },
    });
  });
});

describe("a pushed job", () => {
  const run = (options: Partial<PushedJobOptions>, job: Parameters<typeof pushedJob>[2]) =>
    pushedJob(program().metrics, { url, job: "backup", ...options }, job);

  test.each([
    ["push", "PUT"],
    ["add", "POST"],
    ["delete", "DELETE"],
  ] as const)("ends with %s", async (atEnd, method) => {
    expect(await run({ atEnd }, () => 5)).toBe(5);
    expect(received.map(({ request }) => request)).toEqual([`${method} /metrics/job/backup`]);
  });

  test("pushes if it fails, and fails with its own error", async () => {
    const failing = run({}, () => {
      throw new Error("disk full");
    });
    await expect(failing).rejects.toThrow("disk full");
    expect(received).toHaveLength(1);
  });

  test("succeeds if its push fails, and leaves no listener behind", async () => {
    faults = [replying(400)];
    expect(await run({}, async (push) => push.delete === undefined)).toBe(false);
    expect([process.listenerCount("SIGTERM"), process.listenerCount("SIGINT")]).toEqual([0, 0]);
  });

  test.each<[object, RegExp]>([
    [{ atEnd: "remove" }, /^the option atEnd is "remove"; expected push, add or delete$/],
    [{ signals: ["SIGKILL"] }, /^the option signals is, or has, "SIGKILL"/],
    [{ atend: "push" }, /^pushedJob: there is no option atend; did you mean atEnd\?/],
  ])("does not begin with the options %j", async (options, message) => {
    let began = false;
    const job = () => {
      began = true;
    };
    await expect(run(options, job)).rejects.toThrow(message);
    expect(began).toBe(false);
  });
});

test("deleteAtExit can be undone", () => {
  const before = process.listenerCount("beforeExit");
  const undo = program().pushing().deleteAtExit();
  expect([process.listenerCount("SIGTERM"), process.listenerCount("beforeExit") - before]).toEqual([1, 1]);
  undo();
  expect([process.listenerCount("SIGTERM"), process.listenerCount("beforeExit") - before]).toEqual([0, 0]);
});
