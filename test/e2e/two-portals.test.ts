import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { blockOf } from "../support/documents.js";
import { scrapeConfigOf } from "../support/generator/scrape-catalog.js";
import { BUILT_MAIN } from "../support/portal/compiled-portal.js";
import { type PortalProcess, startPortalProcess } from "../support/portal/portal-process.js";
import { activeTargets, query, valuesOver } from "../support/programs/prometheus-api.js";
import { type ServerProcess, startConfiguredPrometheus } from "../support/programs/prometheus-server.js";

/** One round of requests, which are three series of `authelia_request`. */
const ROUND = [
  { method: "GET", path: "/" },
  { method: "GET", path: "/nowhere" },
  { method: "DELETE", path: "/" },
] as const;

/** Rounds that are sent; the first alone, so that `rate()` has every series' beginning. */
const ROUNDS = {
  first: 1,
  a: { beforeRestart: 9, afterRestart: 5 },
  b: { beforeRestart: 6, afterRestart: 2 },
} as const;

/** Requests that follow the first round, of which `rate()` and `increase()` know. */
const KNOWN = {
  beforeRestart: ROUND.length * ROUNDS.a.beforeRestart,
  a: ROUND.length * (ROUNDS.a.beforeRestart + ROUNDS.a.afterRestart),
  b: ROUND.length * (ROUNDS.b.beforeRestart + ROUNDS.b.afterRestart),
};

/**
 * The most that `increase()` may give where so much was recorded: it extrapolates by as much as 1.1 times the
 * average time between samples at either end of them.
 */
function mostIncrease(recorded: number, samples: number): number {
  return recorded * (1 + 2.2 / (samples - 1));
}

/** Samples that each series has in the end at least. */
const SAMPLES = 9;

/** With fewer there is no rate. */
const FEWEST_SAMPLES = 2;

const A = '{job="portal",site="berlin"}';
const B = '{job="portal",site="oslo"}';
const DEADLINE = { timeout: 30_000, interval: 100 };

let a: PortalProcess;
let b: PortalProcess;
let prometheus: ServerProcess;
/** In seconds since 1970. */
const times = { started: 0, restarted: 0, ended: 0 };

beforeAll(async () => {
  times.started = Date.now() / 1000;
  [a, b] = await Promise.all([startPortal(0), startPortal(0)]);
  prometheus = await startConfiguredPrometheus({
    "prometheus.yml": scrapeConfig() + RULE_FILES,
    "documented.yaml": blockOf("docs/scraping.md", "groups:"),
    "totals.yaml": TOTALS,
  });
  await bothRecord({ a: ROUNDS.first, b: ROUNDS.first });
  await bothRecord({ a: ROUNDS.a.beforeRestart, b: ROUNDS.b.beforeRestart });
  await a.stop("SIGTERM");
  await becomes(`up${A}`, 0);
  a = await startPortal(Number(new URL(a.metricsUrl).port));
  await becomes(`up${A}`, 1);
  times.restarted = Date.now() / 1000;
  await bothRecord({ a: ROUNDS.a.afterRestart, b: ROUNDS.b.afterRestart });
  await vi.waitFor(async () => {
    expect(await value("min(count_over_time(authelia_request[10m]))")).toBeGreaterThanOrEqual(SAMPLES);
  }, DEADLINE);
  times.ended = Date.now() / 1000;
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await Promise.all([a?.stop("SIGKILL"), b?.stop("SIGKILL")]);
});

/** On a path that has to be encoded in a request, and not in Prometheus' configuration. */
function startPortal(metricsPort: number): Promise<PortalProcess> {
  const address = ["--metrics-address", "tcp://127.0.0.1/the%20metrics"];
  return startPortalProcess(BUILT_MAIN, ["--port", "0", ...address, "--metrics-port", `${metricsPort}`]);
}

function hostOf(portal: PortalProcess): string {
  return new URL(portal.metricsUrl).host;
}

/** What `generate` makes of a schema that lists both portals. */
function scrapeConfig(): string {
  return scrapeConfigOf(`
server: { address: "tcp://:9959/the%20metrics" }
outputs:
  scrape:
    job_name: portal
    scrape_interval: 500ms
    static_configs:
      - targets: ["${hostOf(a)}"]
        labels: { site: berlin }
      - targets: ["${hostOf(b)}"]
        labels: { site: oslo }
`);
}

const RULE_FILES = `
rule_files: [documented.yaml, totals.yaml]
global: { evaluation_interval: 500ms }
`;

const TOTALS = `
groups:
  - name: totals
    rules:
      - record: code_method:authelia_request:sum
        expr: sum by (code, method) (authelia_request)
      - record: code:authelia_request_duration_count:sum
        expr: sum by (code) (authelia_request_duration_count)
`;

/** Sends rounds of requests to both portals, and waits until Prometheus has scraped what they made of them. */
async function bothRecord(rounds: { readonly a: number; readonly b: number }): Promise<void> {
  await Promise.all([send(a, rounds.a), send(b, rounds.b)]);
  for (const [portal, labels] of [[a, A] as const, [b, B] as const]) {
    await becomes(
      `sum(authelia_request${labels})`,
      sumOf((await exposed(portal, "authelia_request")).values()),
    );
  }
}

async function send(portal: PortalProcess, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    for (const { method, path } of ROUND) await fetch(new URL(path, portal.portalUrl), { method });
  }
}

/** The samples that a portal exposes under a name, by their labels as they are written. */
async function exposed(portal: PortalProcess, name: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(portal.metricsUrl)).text();
  const samples = text.matchAll(new RegExp(`^${name}\\{(.*)\\} (\\S+)$`, "gm"));
  return new Map([...samples].map(([, labels = "", value]) => [labels, Number(value)]));
}

/** What both portals expose under a name, added up by labels. */
async function exposedByBoth(name: string): Promise<Readonly<Record<string, number>>> {
  const sums: Record<string, number> = {};
  for (const portal of [a, b]) {
    for (const [labels, value] of await exposed(portal, name)) sums[labels] = (sums[labels] ?? 0) + value;
  }
  return sums;
}

/** What Prometheus has recorded, by labels as the portals write them. */
async function recorded(name: string): Promise<Readonly<Record<string, number>>> {
  const samples = await query(prometheus.url, name);
  return Object.fromEntries(
    samples.map(({ labels: { __name__: _name, ...labels }, value }) => {
      const pairs = Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1));
      return [pairs.map(([label, text]) => `${label}="${text}"`).join(","), value];
    }),
  );
}

/** The value of a query with one sample; `undefined` as long as it has none. */
async function value(promql: string, at?: number): Promise<number | undefined> {
  return (await query(prometheus.url, promql, at))[0]?.value;
}

async function becomes(promql: string, want: number): Promise<void> {
  await vi.waitFor(async () => expect(await value(promql), promql).toBe(want), DEADLINE);
}

function sumOf(values: Iterable<number>): number {
  return [...values].reduce((sum, value) => sum + value, 0);
}

describe("Prometheus with the generated scrape job", () => {
  test("scrapes both portals, each with its labels", async () => {
    const targets = await activeTargets(prometheus.url);
    expect(targets.map(({ health, lastError }) => [health, lastError])).toEqual([
      ["up", ""],
      ["up", ""],
    ]);
    const labels = targets.map((target) => target.labels);
    expect(labels).toEqual(
      expect.arrayContaining([
        { job: "portal", instance: hostOf(a), site: "berlin" },
        { job: "portal", instance: hostOf(b), site: "oslo" },
      ]),
    );
  });

  test.each([
    ["authelia_request", "code_method:authelia_request:sum", 3],
    ["authelia_request_duration_count", "code:authelia_request_duration_count:sum", 2],
  ])("sums %s over both to what both expose", async (name, rule, series) => {
    const want = await exposedByBoth(name);
    expect(Object.keys(want).length).toBeGreaterThanOrEqual(series);
    expect(sumOf(Object.values(want))).toBe(
      ROUND.length * (ROUNDS.a.afterRestart + ROUNDS.first + ROUNDS.b.beforeRestart + ROUNDS.b.afterRestart),
    );
    await expect.poll(() => recorded(rule), DEADLINE).toEqual(want);
  });
});

describe("the restart of a portal", () => {
  test("resets its counters, but not the other portal's", async () => {
    expect(await value(`sum(resets(authelia_request${A}[10m]))`)).toBe(ROUND.length);
    expect(await value(`sum(resets(authelia_request${B}[10m]))`)).toBe(0);
  });

  test("adds nothing to increase()", async () => {
    const increase = await value(`sum(increase(authelia_request${A}[10m]))`, times.restarted);
    expect(increase).toBeGreaterThanOrEqual(KNOWN.beforeRestart);
    expect(increase).toBeLessThan(mostIncrease(KNOWN.beforeRestart, FEWEST_SAMPLES));
  });

  test.each([
    [A, KNOWN.a],
    [B, KNOWN.b],
  ])(
    "leaves increase() of %s over all the time at the %i requests that were recorded",
    async (labels, known) => {
      const increase = await value(`sum(increase(authelia_request${labels}[10m]))`, times.ended);
      expect(increase).toBeGreaterThanOrEqual(known);
      expect(increase).toBeLessThan(mostIncrease(known, SAMPLES));
    },
  );

  test.each(["authelia_request", "authelia_request_duration_count", "authelia_request_duration_bucket"])(
    "lets rate() of %s neither fall below 0 nor jump at any moment",
    async (name) => {
      const { started: from, ended: to } = times;
      for (const labels of [A, B]) {
        const rates = await valuesOver(prometheus.url, `rate(${name}${labels}[5s])`, { from, to });
        expect(rates.length).toBeGreaterThan(0);
        expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...rates)).toBeGreaterThan(0);
        expect(Math.max(...rates) * 5).toBeLessThan(mostIncrease(KNOWN.a, FEWEST_SAMPLES));
      }
    },
  );
});

describe("the rules of docs/scraping.md, over both portals and the restart", () => {
  test("give the rate of all requests, by code", async () => {
    const rate = "sum(code:authelia_request:rate5m) * 300";
    await expect.poll(() => value(rate), DEADLINE).toBeGreaterThanOrEqual(KNOWN.a + KNOWN.b);
    const { started: from, ended: to } = times;
    const rates = await valuesOver(prometheus.url, rate, { from, to });
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...rates)).toBeLessThan(mostIncrease(KNOWN.a + KNOWN.b, FEWEST_SAMPLES));
  });

  test("give a quantile of all requests, within the buckets", async () => {
    const { started: from, ended: to } = times;
    const quantiles = await valuesOver(prometheus.url, "authelia_request_duration:p95_5m >= 0", { from, to });
    expect(quantiles.length).toBeGreaterThan(0);
    expect(Math.max(...quantiles)).toBeLessThanOrEqual(60);
    expect(await query(prometheus.url, "authelia_request_duration:p95_5m < 0")).toEqual([]);
  });
});
