import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAULTY, runWith, SOUND } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const GOOD = JSON.stringify({ panels: [{ title: "P", targets: [{ refId: "A", expr: "up" }] }] });

/** A folder with a schema and some files, and `metricsmith queries` on them. */
function project(files: Readonly<Record<string, string>>, schema = SOUND) {
  const folder = temporaryFolder();
  const written = { "metrics.schema.yaml": schema, ...files };
  for (const [name, text] of Object.entries(written)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const path = (name: string) => join(folder, name);
  return {
    path,
    queries: (names: readonly string[], ...options: readonly string[]) =>
      runWith(["queries", "--schema", path("metrics.schema.yaml"), ...options, ...names.map(path)]),
  };
}

/** A dashboard with a finding in its second query. */
const BAD = JSON.stringify({
  panels: [
    {
      title: "Requests",
      targets: [
        { refId: "A", expr: "rate(request[5m])" },
        { refId: "B", expr: "sum by (succes) (request)" },
      ],
    },
  ],
});

describe("queries", () => {
  describe("take how often metrics are scraped and rules evaluated", () => {
    const SHORT = "rate(request[20s])\n\nrate(node_load_total[20s])\n\nrate(request[1m])";
    const RULE = "groups: [{ rules: [{ record: 'a:b', expr: 'max_over_time(up[1h:30s])' }] }]";
    const SCRAPED = `${SOUND}\noutputs: { scrape: { job_name: own, scrape_interval: 15s } }\n`;
    const config = (global: string) =>
      `global: ${global}\nscrape_configs: [{ job_name: own, scrape_interval: 30s }, { job_name: other }]\n`;

    test.for<[string, string, Record<string, string>, readonly string[], readonly string[]]>([
      ["of nobody", SOUND, {}, [], []],
      ["of the schema, for its own metrics", SCRAPED, {}, [], ["range-too-short"]],
      ["of options", SOUND, {}, ["--scrape-interval", "5s"], []],
      [
        "of options before the schema",
        SCRAPED,
        {},
        ["--scrape-interval", "30s", "--evaluation-interval", "2m"],
        ["range-too-short", "range-too-short", "short-range", "step-below-evaluations"],
      ],
      [
        "of a configuration of Prometheus, by job",
        SOUND.replace("version: 1", "version: 1\noutputs: { scrape: { job_name: own } }"),
        { "prometheus.yml": config("{ scrape_interval: 1m, evaluation_interval: 45s }") },
        [],
        ["range-too-short", "range-too-short", "short-range", "step-below-evaluations"],
      ],
      [
        "of the defaults of Prometheus",
        SOUND,
        { "prometheus.yml": config("{}").replace(", scrape_interval: 30s", "") },
        [],
        ["range-too-short", "range-too-short", "range-too-short", "step-below-scrapes"],
      ],
    ])("%s", async ([, schema, files, options, want]) => {
      const { queries } = project({ "a.promql": SHORT, "r.yml": RULE, ...files }, schema);
      const { stdout } = await queries(
        ["a.promql", "r.yml", ...Object.keys(files)],
        "-f",
        "json",
        ...options,
      );
      const found: readonly { readonly code: string }[] = JSON.parse(stdout).findings;
      expect(found.map(({ code }) => code.replace("query-", ""))).toEqual(want);
    });
  });

  test("prints the number of queries, and exits with 0 if nothing is found", async () => {
    const { queries } = project({ "a.json": GOOD, "b.promql": "request" });
    expect(await queries(["a.json", "b.promql"])).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "2 queries in 2 files\n",
    });
  });

  test("shows findings with the place in the file, and exits with 1", async () => {
    const { queries, path } = project({ "a.json": BAD });
    const { exitCode, stdout, stderr } = await queries(["a.json"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(
      "error[query-unknown-label]: The metric `request` has no label `succes` (panel `Requests`, query B).",
    );
    expect(stderr).toContain(`${path("a.json")}:1:${BAD.indexOf("succes") + 1}`);
    expect(stderr).toContain("help: Did you mean `success`?");
  });

  test("prints findings and the number of queries as JSON", async () => {
    const { queries, path } = project({ "a.json": BAD, "b.promql": "request_total", "c.json": "{}" });
    const { exitCode, stdout } = await queries(["a.json", "b.promql", "c.json"], "--format", "json");
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      findings: [
        {
          code: "no-queries",
          severity: "error",
          message: expect.stringContaining("There is no query of Prometheus in"),
          file: path("c.json"),
          panel: null,
          query: null,
          column: null,
          fix: null,
        },
        {
          code: "query-unknown-label",
          severity: "error",
          message:
            "The metric `request` has no label `succes` (panel `Requests`, query B). Did you mean `success`?",
          file: path("a.json"),
          panel: "Requests",
          query: "B",
          column: 9,
          fix: expect.objectContaining({ column: BAD.indexOf("succes") + 1, text: "success" }),
        },
        {
          code: "query-unknown-metric",
          severity: "error",
          message: "There is no metric `request_total`. Did you mean `request`?",
          file: path("b.promql"),
          panel: null,
          query: null,
          column: 1,
          fix: expect.objectContaining({ column: 1, endColumn: 14, text: "request" }),
        },
      ],
      queries: 3,
      passedOver: [],
    });
  });

  test.each(["github", "sarif"])("prints findings as %s", async (format) => {
    const { queries } = project({ "a.json": BAD });
    const { exitCode, stdout } = await queries(["a.json"], "--format", format);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("query-unknown-label");
  });

  test("exits with 0 if there are only warnings", async () => {
    const { queries } = project({ "a.promql": "deriv(request[5m])" });
    const { exitCode, stderr } = await queries(["a.promql"]);
    expect(stderr).toContain("warning[query-delta-of-counter]");
    expect(exitCode).toBe(0);
  });

  test("reads the files below a directory, of which some may have no query", async () => {
    const { queries } = project({
      "deploy/b.yaml": "groups: [{ rules: [{ alert: A, expr: requst }] }]",
      "deploy/dashboards/a.json": BAD,
      "deploy/package.json": "{}",
      "deploy/notes.txt": "requst",
      "deploy/.git/x.json": "{",
    });
    const { exitCode, stderr } = await queries(["deploy"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("3 queries in 2 files; passed over: 1 file without queries");
    expect(stderr.match(/^error\[[a-z-]+\]/gm)).toEqual([
      "error[query-unknown-metric]",
      "error[query-unknown-label]",
    ]);
  });

  test("follows links once, and reads a file once", async () => {
    const { queries, path } = project({ "rules/a.promql": "request", "other/b.promql": "request" });
    symlinkSync(path("rules"), path("rules/again"));
    symlinkSync(path("other"), path("rules/other"));
    symlinkSync(path("rules/a.promql"), path("rules/c.promql"));
    symlinkSync(path("nowhere"), path("rules/dead"));
    const { exitCode, stderr } = await queries(["rules", "other", "rules/a.promql"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "2 queries in 2 files\n" });
  });

  test("says what it passes over, and names the files in JSON", async () => {
    const { queries, path } = project({
      "d/a.yml": "groups: [{ rules: [{ alert: A, expr: '{a=\"b\"} |= `c`' }, { alert: B, expr: request }] }]",
      "d/b.yml": "groups:\n{{ if x }}\n- rules: [{ alert: A, expr: up }]\n",
      "d/c.json": '{"panels": [{ "datasource": "Loki", "targets": [{ "expr": "{}" }] }] }',
      "d/crd.yml": "groups: { a: 1, a: 2 }",
    });
    const shown = await queries(["d"]);
    expect(shown.stderr).toContain(
      "1 query in 1 file; passed over: 1 query of other data sources, 1 query in LogQL, 1 template, 1 file without queries\n",
    );
    expect(shown.stderr).toContain("warning[query-template]");
    const { stdout } = await queries(["d"], "--format", "json");
    expect(JSON.parse(stdout).passedOver).toEqual([
      { file: path("d/a.yml"), reason: "LogQL", count: 1 },
      { file: path("d/b.yml"), reason: "template", count: 1 },
      { file: path("d/c.json"), reason: "other data source", count: 1 },
      { file: path("d/crd.yml"), reason: "no queries", count: 1 },
    ]);
  });

  test("reports a path without a query, so that a wrong one does not pass", async () => {
    const { queries, path } = project({ "empty/a.json": "{}", "b.yaml": "x: y" });
    const { exitCode, stderr } = await queries(["empty", "b.yaml", "metrics.schema.yaml"]);
    expect(exitCode).toBe(1);
    for (const name of ["empty", "b.yaml", "metrics.schema.yaml"]) {
      expect(stderr).toContain(`There is no query of Prometheus in \`${path(name)}\`.`);
    }
  });

  test("reports a file that cannot be read as YAML or JSON at its place", async () => {
    const { queries, path } = project({ "a.json": '{"panels": ]}', "b.yaml": "groups: [" });
    const { exitCode, stderr } = await queries(["a.json", "b.yaml"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`${path("a.json")}:1:12`);
    expect(stderr).toContain("`]` is not expected here in JSON.");
    expect(stderr).toContain("error[yaml-syntax]");
  });

  test("knows the series that rules in other files record, in any order of files", async () => {
    const { queries } = project({
      "a.promql": "job:request:rate5m",
      "rules.yaml": "groups: [{ rules: [{ record: 'job:request:rate5m', expr: 'rate(request[5m])' }] }]",
    });
    expect(await queries(["a.promql", "rules.yaml"])).toMatchObject({
      exitCode: 0,
      stderr: "2 queries in 2 files\n",
    });
  });

  test("accepts several prefixes, ignored names and labels of targets", async () => {
    const { queries } = project({ "a.promql": 'shop_x\n\nstore_y\n\nother\n\nrequest{pod="a", node="b"}' });
    const options = [
      "-p",
      "shop_",
      "--prefix",
      "store_",
      "-t",
      "pod",
      "--target-label",
      "node",
      "-i",
      "shop_x",
      "-i",
      "b*",
    ];
    const { stderr } = await queries(["a.promql"], ...options);
    expect(stderr.match(/`\w+`/g)?.[0]).toBe("`store_y`");
    expect(stderr).toContain("1 error");
  });

  test("exits with 2 for a file that cannot be read, and names it", async () => {
    const { queries, path } = project({ "a.json": GOOD });
    const { exitCode, stdout, stderr } = await queries(["a.json", "nowhere.json"]);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `error: cannot read \`${path("nowhere.json")}\`: there is no such file\n`,
    });
  });

  test("exits with 2 without a file", async () => {
    const { exitCode, stderr } = await runWith(["queries"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("missing required argument 'file'");
  });

  test("reports the mistakes of the schema first", async () => {
    const { queries } = project({ "a.json": BAD }, FAULTY);
    const { exitCode, stderr } = await queries(["a.json"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[unknown-vector]");
    expect(stderr).not.toContain("query-");
  });
});
