import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runWith } from "../support/generator/run-command.js";
import { BUILT_MAIN } from "../support/portal/compiled-portal.js";
import { ANY_PORTS, type PortalProcess, startPortalProcess } from "../support/portal/portal-process.js";
import {
  REFERENCE_COUNTERS,
  REFERENCE_DESCRIPTIONS,
  REFERENCE_HISTOGRAMS,
  REFERENCE_VALUES,
} from "../support/portal/telemetry-reference.js";
import {
  activeTargets,
  metadata,
  query,
  type SeriesLabels,
  series,
} from "../support/programs/prometheus-api.js";
import { type ServerProcess, startPrometheus } from "../support/programs/prometheus-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let portal: PortalProcess;
let prometheus: ServerProcess;

const DEADLINE = { timeout: 45_000, interval: 250 };

beforeAll(async () => {
  portal = await startPortalProcess(BUILT_MAIN, [...ANY_PORTS, "--simulate"]);
  prometheus = await startPrometheus(portal.metricsUrl);
  const endpoints =
    'count(count by (endpoint) (authelia_request_duration_openid_connect_count{code=~"[45].."}))';
  const types = 'count(count by (type) (authelia_authn_second_factor{success="true"}))';
  const scrapes = 'count_over_time(up{job="portal"}[5m])';
  await vi.waitFor(async () => {
    expect(await value(endpoints)).toBe(REFERENCE_VALUES.endpoint.length);
    expect(await value(types)).toBe(REFERENCE_VALUES.type.length);
    expect(await value(scrapes)).toBeGreaterThan(3);
  }, DEADLINE);
}, 120_000);

afterAll(async () => {
  await prometheus?.stop();
  await portal?.stop("SIGKILL");
});

/** The value of a query with one sample; `undefined` as long as it has none. */
async function value(promql: string): Promise<number | undefined> {
  return (await query(prometheus.url, promql))[0]?.value;
}

const seriesOf = (name: string) => series(prometheus.url, `${name}{job="portal"}`);

const labelValues = (all: readonly SeriesLabels[], label: string) =>
  [...new Set(all.map((labels) => labels[label] ?? ""))].sort();

function expectLabelNames(all: readonly SeriesLabels[], names: readonly string[]): void {
  expect(all).not.toEqual([]);
  const wanted = ["__name__", "instance", "job", ...names].sort();
  for (const labels of all) expect(Object.keys(labels).sort()).toEqual(wanted);
}

describe("the target", () => {
  test("is up since the first scrape, without an error", async () => {
    const [target, ...others] = await activeTargets(prometheus.url);
    expect(others).toEqual([]);
    expect(target).toMatchObject({ health: "up", lastError: "" });
    expect(await value('min_over_time(up{job="portal"}[5m])')).toBe(1);
  });

  test("has no family of the schema's name that the reference does not have", async () => {
    const names = labelValues(await series(prometheus.url, '{__name__=~"authelia_.*"}'), "__name__");
    const histograms = REFERENCE_HISTOGRAMS.flatMap(({ name }) =>
      ["bucket", "count", "sum"].map((suffix) => `${name}_${suffix}`),
    );
    expect(names).toEqual([...REFERENCE_COUNTERS.map(({ name }) => name), ...histograms].sort());
  });

  test("has rejected no sample", async () => {
    expect(await query(prometheus.url, "metricsmith_rejected_samples_total > 0")).toEqual([]);
  });
});

describe.each(REFERENCE_COUNTERS)("the counter $name", ({ name, labels }) => {
  test("has the reference's labels", async () => {
    expectLabelNames(await seriesOf(name), labels);
  });

  test("has its type and description", async () => {
    expect(await metadata(prometheus.url, name)).toEqual([
      { type: "counter", help: REFERENCE_DESCRIPTIONS[name] },
    ]);
  });

  test("has a rate", async () => {
    await expect.poll(() => value(`sum(rate(${name}[1m]))`), DEADLINE).toBeGreaterThan(0);
    expect(await value(`sum(rate(${name}[1m]))`)).toBeLessThan(1_000);
  });
});

describe.each(REFERENCE_HISTOGRAMS)("the histogram $name", ({ name, labels, buckets }) => {
  test("has the reference's labels", async () => {
    expectLabelNames(await seriesOf(`${name}_sum`), labels);
    expectLabelNames(await seriesOf(`${name}_count`), labels);
    expectLabelNames(await seriesOf(`${name}_bucket`), [...labels, "le"]);
  });

  test("has the reference's buckets, in each of its label sets", async () => {
    const labelSets = new Map<string, number[]>();
    for (const { le = "", __name__: _name, ...labelSet } of await seriesOf(`${name}_bucket`)) {
      const key = JSON.stringify(labelSet);
      labelSets.set(key, [...(labelSets.get(key) ?? []), le === "+Inf" ? Infinity : Number(le)]);
    }
    expect(labelSets.size).toBeGreaterThan(0);
    for (const bounds of labelSets.values()) {
      expect(bounds.sort((left, right) => left - right)).toEqual([...buckets, Infinity]);
    }
  });

  test("has its count in the last bucket", async () => {
    expect(
      await query(prometheus.url, `${name}_bucket{le="+Inf"} - ignoring(le) ${name}_count != 0`),
    ).toEqual([]);
  });

  test("has its type and a description", async () => {
    expect(await metadata(prometheus.url, name)).toEqual([
      { type: "histogram", help: expect.stringMatching(/./) },
    ]);
  });

  test("has quantiles within its buckets", async () => {
    const quantile = `histogram_quantile(0.95, sum by (le) (rate(${name}_bucket[1m])))`;
    await expect.poll(() => value(quantile), DEADLINE).toBeGreaterThan(0);
    expect(await value(quantile)).toBeLessThanOrEqual(60);
  });
});

describe("the label values", () => {
  test.each([
    ["authelia_authn", "success"],
    ["authelia_authn", "banned"],
    ["authelia_authn_second_factor", "success"],
    ["authelia_authn_second_factor", "banned"],
    ["authelia_authn_second_factor", "type"],
    ["authelia_authn_duration_count", "success"],
    ["authelia_request_duration_openid_connect_count", "endpoint"],
  ] as const)("of %s are all that the reference has for %s, and no other", async (name, label) => {
    expect(labelValues(await seriesOf(name), label)).toEqual(REFERENCE_VALUES[label]);
  });

  test.each([
    "authelia_request",
    "authelia_authz",
    "authelia_request_duration_count",
    "authelia_request_duration_openid_connect_count",
  ])("of %s for code are HTTP statuses, good and bad", async (name) => {
    const codes = labelValues(await seriesOf(name), "code");
    expect(codes).toEqual(expect.arrayContaining(["200", "401"]));
    for (const code of codes) expect(code).toMatch(/^[1-5]\d\d$/);
  });

  test("of authelia_request for method are common and rare HTTP methods", async () => {
    const methods = labelValues(await seriesOf("authelia_request"), "method");
    expect(methods).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PROPFIND", "PUT"]);
  });
});

test("queries are checked against Prometheus, without a schema", async () => {
  const folder = temporaryFolder();
  const rules = join(folder, "rules.promql");
  const expressions = [
    'sum by (method) (rate(authelia_request{code="200", job="portal"}[1m]))',
    'rate(authelia_request{mthod="GET"}[1m])',
    "rate(authelia_requst[1m])",
    'rate(authelia_request{method="GTE"}[1m])',
    "delta(process_start_time_seconds[1m]) + up",
  ];
  await writeFile(rules, expressions.join("\n\n"));
  const { stdout } = await runWith(["queries", rules, "--against", prometheus.url, "--format", "json"]);
  const findings: readonly { severity: string; code: string }[] = JSON.parse(stdout).findings;
  expect(findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    "warning query-unseen-label",
    "warning query-unseen-metric",
    "warning query-unseen-value",
  ]);
});

describe("the portal after a signal to stop", () => {
  test("ends with 0, and is down for Prometheus", async () => {
    expect(await portal.stop("SIGINT")).toMatchObject({ exitCode: 0, stderr: "" });
    await expect.poll(() => value('up{job="portal"}'), DEADLINE).toBe(0);
  });
});
