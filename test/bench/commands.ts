import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { markdown } from "./table.js";

// Processor time and memory of each command for schemas of 10 to 5,000 families:
//   node commands.js [FAMILIES…]

const SIZES = [10, 100, 1000, 5000];
const RUNS = 3;
const CLI = fileURLToPath(new URL("../../../../../generator/dist/program/main.js", import.meta.url));

/** Has a process write what it used into its fourth stream. */
const REPORT = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

interface Cost {
  /** In milliseconds, of all threads, user and system. */
  readonly time: number;
  /** The most memory, in megabytes. */
  readonly memory: number;
}

type Command = readonly [name: string, args: readonly string[], prepare?: (folder: string) => void];

/** The code is written anew by each run of the first, and the others find it. */
const COMMANDS: readonly Command[] = [
  [
    "`generate`",
    ["generate"],
    (folder) => rmSync(join(folder, "generated"), { recursive: true, force: true }),
  ],
  ["`generate`, nothing changed", ["generate"]],
  ["`generate --check`, not recorded", ["generate", "--check"], forgetRecord],
  ["`lint`", ["lint"]],
  ["`stats`", ["stats"]],
  ["`verify`", ["verify", "metrics.txt"]],
  ["`diff`", ["diff", "before.yaml", "metrics.schema.yaml"]],
  ["`queries`", ["queries", "rules.yaml"]],
  ["`import`", ["import", "metrics.txt", "--out", "imported.yaml", "--force"]],
];

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : SIZES;
const costs = sizes.map(measure);
console.log(`Node ${process.version} on ${cpus()[0]?.model.trim()}; the fastest of ${RUNS}.\n`);
console.log(
  markdown(
    ["families", ...sizes.map((size) => size.toLocaleString("en"))],
    COMMANDS.map(([name], at) => [name, ...costs.map((of) => shown(of[at]))]),
  ),
);

function shown(cost: Cost | undefined): string {
  return cost === undefined ? "" : `${(cost.time / 1000).toFixed(2)} s, ${cost.memory} MB`;
}

function measure(families: number): readonly Cost[] {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-bench-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
    write("metrics.schema.yaml", schema(families, "of"));
    write("before.yaml", schema(families, "of the"));
    write("metrics.txt", exposition(families));
    write("rules.yaml", rules(families));
    return COMMANDS.map(([name, args, prepare]) => {
      const runs = Array.from({ length: RUNS }, () => {
        prepare?.(folder);
        return runOnce(folder, name, args);
      });
      return {
        time: Math.min(...runs.map(({ time }) => time)),
        memory: Math.min(...runs.map(({ memory }) => memory)),
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function forgetRecord(folder: string): void {
  rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true });
}

function runOnce(folder: string, name: string, args: readonly string[]): Cost {
  const { status, stderr, output } = spawnSync(process.execPath, ["--import", REPORT, CLI, ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${name} failed:\n${stderr.slice(0, 2000)}`);
  const usage = JSON.parse(output[3] ?? "") as NodeJS.ResourceUsage; // as the line above writes it
  return {
    time: (usage.userCPUTime + usage.systemCPUTime) / 1000,
    memory: Math.round(usage.maxRSS / 1024),
  };
}

/** A third each of counters, gauges and histograms, with labels that all families share, and one of their own in each twentieth. */
function schema(families: number, word: string): string {
  const section = (type: number, suffix: string, extra: string) =>
    numbers(families, type).map(
      (at) =>
        `  shop_${at}${suffix}: { vectors: [code, kind${at % 20 === 0 ? `, own_${at}` : ""}], ${extra}description: Parts ${word} kind ${at}. }`,
    );
  const own = Array.from({ length: families }, (_, at) => at).filter((at) => at % 20 === 0);
  return [
    "version: 1",
    "series_budget: 100000000",
    "counters:",
    ...section(0, "_total", ""),
    "gauges:",
    ...section(1, "", ""),
    "histograms:",
    ...section(2, "_seconds", "unit: seconds, buckets: [.1, 1, 10], "),
    "vectors:",
    "  code: { type: http_status_class }",
    "  kind: { values: [card, paypal, cash] }",
    ...own.map((at) => `  own_${at}: { values: [a_${at}, b_${at}] }`),
    "",
  ].join("\n");
}

function numbers(families: number, type: number): readonly number[] {
  return Array.from({ length: families }, (_, at) => at).filter((at) => at % 3 === type);
}

function exposition(families: number): string {
  return Array.from({ length: families }, (_, at) => {
    const own = at % 20 === 0 ? `,own_${at}="a_${at}"` : "";
    const labels = `code="2xx",kind="card"${own}`;
    const help = (name: string, type: string) =>
      `# HELP ${name} Parts of kind ${at}.\n# TYPE ${name} ${type}\n`;
    switch (at % 3) {
      case 0:
        return `${help(`shop_${at}_total`, "counter")}shop_${at}_total{${labels}} 1\n`;
      case 1:
        return `${help(`shop_${at}`, "gauge")}shop_${at}{${labels}} 1\n`;
      default: {
        const name = `shop_${at}_seconds`;
        const buckets = ["0.1", "1", "10", "+Inf"].map((le) => `${name}_bucket{${labels},le="${le}"} 1\n`);
        return `${help(name, "histogram")}${buckets.join("")}${name}_sum{${labels}} 0.1\n${name}_count{${labels}} 1\n`;
      }
    }
  }).join("");
}

/** One query for each family. */
function rules(families: number): string {
  const expressions = Array.from({ length: families }, (_, at) => {
    switch (at % 3) {
      case 0:
        return `sum by (code) (rate(shop_${at}_total{kind="card"}[5m]))`;
      case 1:
        return `max(shop_${at})`;
      default:
        return `histogram_quantile(0.9, sum by (le) (rate(shop_${at}_seconds_bucket[5m])))`;
    }
  });
  const lines = expressions.map(
    (expr, at) => `      - record: shop:r${at}\n        expr: ${JSON.stringify(expr)}\n`,
  );
  return `groups:\n  - name: shop\n    rules:\n${lines.join("")}`;
}
