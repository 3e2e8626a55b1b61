import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emitScrape } from "../../generator/emit/scrape-config.js";
import { blockOf, blocksOf } from "../support/documents.js";
import { scrapeCatalog, scrapeConfigOf } from "../support/generator/scrape-catalog.js";
import { prometheusPrograms } from "../support/programs/prometheus-programs.js";
import { writeFiles } from "../support/programs/prometheus-server.js";
import { run } from "../support/run-program.js";

const PAGE = "docs/scraping.md";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "metricsmith-scrape-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function promtool(...args: readonly string[]) {
  const { promtool } = await prometheusPrograms();
  return run(promtool, args, { exitCodes: [1, 3] });
}

/** What `promtool check config` says of files, the first of which is the configuration. */
async function checkConfig(files: Readonly<Record<string, string>>) {
  await writeFiles(folder, files);
  const [config = ""] = Object.keys(files);
  return promtool("check", "config", join(folder, config));
}

/** What `generate` writes for the schema of the page. */
function documentedJob(): string {
  return scrapeConfigOf(blockOf(PAGE, "version: 1").replace(/^version: .*\nnamespace: .*\n/, ""));
}

describe("promtool accepts", () => {
  test("the scrape job of the default schema", async () => {
    const text = await readFile(new URL("../../generated/scrape.yaml", import.meta.url), "utf8");
    const { exitCode, stdout, stderr } = await checkConfig({ "scrape.yaml": text });
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("SUCCESS");
  });

  test("a scrape job that attacks the file with every text that it may have", async () => {
    const golden = new URL("../fixtures/golden/scrape/scrape.yaml", import.meta.url);
    const { exitCode } = await checkConfig({ "scrape.yaml": await readFile(golden, "utf8") });
    expect(exitCode).toBe(0);
  });

  test("the scrape job of docs/scraping.md, and its service discovery", async () => {
    const { exitCode, stdout } = await checkConfig({
      "scrape.yaml": documentedJob(),
      "prometheus.yml": blockOf(PAGE, "scrape_configs:"),
      "targets/paris.yaml": blockOf(PAGE, "- targets:"),
      "targets/oslo.yaml": blockOf(PAGE, "[{"), // JSON is YAML
    });
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining("WARNING")]);
    const discovery = await promtool("check", "config", join(folder, "prometheus.yml"));
    expect([discovery.exitCode, discovery.stdout]).toEqual([0, expect.not.stringContaining("WARNING")]);
  });

  test("the rules of docs/scraping.md", async () => {
    await writeFiles(folder, { "rules.yaml": blockOf(PAGE, "groups:") });
    const { exitCode, stdout } = await promtool("check", "rules", join(folder, "rules.yaml"));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining("SUCCESS: 3 rules found")]);
  });
});

test("promtool would find a mistake in each of these", async () => {
  const rules = blockOf(PAGE, "groups:");
  expect((await checkConfig({ "scrape.yaml": documentedJob().replace("15s", "15 s") })).exitCode).toBe(1);
  const files = {
    "prometheus.yml": blockOf(PAGE, "scrape_configs:"),
    "targets/paris.yaml": "- target: [a]\n",
  };
  expect((await checkConfig(files)).exitCode).toBe(1);
  await writeFiles(folder, { "rules.yaml": rules.replace("sum by (code) (", "sum by (code) ") });
  expect((await promtool("check", "rules", join(folder, "rules.yaml"))).exitCode).toBe(1);
});

test("no block of YAML or JSON in docs/scraping.md is left unread", () => {
  const read = blocksOf(PAGE).filter(({ language }) => language === "yaml" || language === "json");
  expect(read).toHaveLength(5);
});

test("Prometheus reads every text unchanged", async () => {
  const text = "*/ yes: {a} # \" ' ` $1 | \\ <!-- --> \u2028 \u2029 \x1b[31m \x85 😀 \u202E\r\n- job_name: b";
  const names = ["site", "yes", "null", "y", "on", "true"];
  const labels = names.map((name) => ({ name, value: `${name} ${text}` }));
  const values = ["yes", "null", "~", "<<", "1e3", "0x1F", "12:30:45", "2026-11-22", " "];
  labels.push(...values.map((value, at) => ({ name: `value_${at}`, value })));
  const [output] = emitScrape(
    scrapeCatalog({ jobName: text, metricsPath: `/${text}`, targetGroups: [{ targets: ["a:1"], labels }] }),
  );
  await writeFiles(folder, { "scrape.yaml": output?.text ?? "" });
  const file = join(folder, "scrape.yaml");
  const { stdout } = await promtool("check", "service-discovery", "--timeout=1s", file, text);
  const [target, ...others] = JSON.parse(stdout);
  expect(others).toEqual([]);
  expect(target.labels).toMatchObject({
    job: text,
    __metrics_path__: `/${text}`,
    ...Object.fromEntries(labels.map(({ name, value }) => [name, value])),
  });
});
