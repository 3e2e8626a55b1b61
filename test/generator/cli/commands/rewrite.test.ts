import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeProject } from "../../import/source/source-project.js";
import { temporaryFolder } from "../../output/temporary-folder.js";
import { runWith } from "../run-with.js";

const METRICS = `import { Counter, register } from "prom-client";

export const orders = new Counter({ name: "shop_orders_total", help: "Orders", labelNames: ["gift"] });
orders.inc({ gift: "true" });
export const exposition = () => register.metrics();
`;

/** A project with a metric, a schema that was imported from it, and its recorders. */
async function adopted(source = METRICS) {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  writeProject(folder, { "package.json": '{ "type": "module" }', "src/metrics.ts": source });
  const schema = path("metrics.schema.yaml");
  const imported = await runWith(["import", path("src"), "--out", schema]);
  const generated = await runWith(["generate", "--schema", schema, "--out", path("generated")]);
  expect([imported.exitCode, generated.exitCode]).toEqual([0, 0]);
  const recorders = path("generated/recorders.ts");
  return {
    path,
    text: () => readFileSync(path("src/metrics.ts"), "utf8"),
    rewrite: (...options: readonly string[]) =>
      runWith([
        ...["import", path("src"), "--rewrite", "--schema", schema, "--recorders", recorders],
        ...options,
      ]),
  };
}

describe("import --rewrite", () => {
  test("shows a patch, and writes nothing", async () => {
    const { text, rewrite } = await adopted();
    const { exitCode, stdout, stderr } = await rewrite();
    expect([exitCode, stderr]).toEqual([0, "1 metric in 1 file; `--write` writes this\n"]);
    expect(stdout).toMatch(/^--- a\/.*src\/metrics\.ts\n\+\+\+ b\//);
    expect(stdout).toContain('-orders.inc({ gift: "true" });\n');
    expect(stdout).toContain("+recordShopOrdersTotal({ gift: true });\n");
    expect(text()).toBe(METRICS);
  });

  test("writes with --write, once", async () => {
    const { text, rewrite } = await adopted();
    const { exitCode, stdout, stderr } = await rewrite("--write");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^updated .*src\/metrics\.ts\n1 metric in 1 file\n$/);
    expect(text()).toBe(
      [
        'import { register } from "prom-client";',
        'import { metrics, recordShopOrdersTotal } from "../generated/recorders.js";',
        'import { registerMetrics } from "@metricsmith/runtime";',
        "",
        "registerMetrics(metrics, register);",
        "",
        "recordShopOrdersTotal({ gift: true });",
        "export const exposition = () => register.metrics();",
        "",
      ].join("\n"),
    );
    const again = await rewrite("--write");
    expect([again.exitCode, again.stderr]).toEqual([0, "0 metrics in 0 files\n"]);
  });

  test("writes nothing while a metric of the schema is left", async () => {
    const source = `${METRICS}orders.reset();\n`;
    const { text, rewrite } = await adopted(source);
    const { exitCode, stderr } = await rewrite("--write");
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      "0 metrics in 0 files; 1 is left, which the schema has too: nothing was written\n",
    );
    expect(stderr).toContain("no recorder has `reset`");
    expect(text()).toBe(source);
  });

  test("reports what is left in the format that is asked for", async () => {
    const { rewrite } = await adopted(`${METRICS}orders.reset();\n`);
    const { exitCode, stdout } = await rewrite("--format", "json");
    const found: readonly { readonly code: string; readonly location: { readonly line: number } }[] =
      JSON.parse(stdout).diagnostics;
    expect([exitCode, found.map(({ code, location }) => [code, location.line])]).toEqual([
      1,
      [
        ["metric-left", 3],
        ["place-left", 6],
      ],
    ]);
  });

  test("wants recorders that are those of the schema", async () => {
    const { path, rewrite } = await adopted();
    writeFileSync(path("generated/recorders.ts"), "// old\n");
    expect(await rewrite()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("run `metricsmith generate` first"),
    });
  });
});

describe("wrong usage", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["--write alone", { given: ["--write"], want: "--write goes with --rewrite" }],
    [
      "a rewrite with --out",
      { given: ["--rewrite", "--out", "x"], want: "--out goes with an import, not with --rewrite" },
    ],
    [
      "a rewrite of something else",
      { given: ["--rewrite", "--from", "markdown"], want: "--from markdown cannot be rewritten" },
    ],
    [
      "recorders that are not there",
      { given: ["--rewrite", "--recorders", "no/recorders.ts"], want: "cannot read the recorders" },
    ],
  ])("%s", async (_name, { given, want }) => {
    const { path } = await adopted();
    const args = ["import", path("src"), "--schema", path("metrics.schema.yaml"), ...given];
    expect(await runWith(args)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(want) });
  });

  test("a directory without source code", async () => {
    const folder = join(temporaryFolder(), "empty");
    mkdirSync(folder);
    expect(await runWith(["import", folder])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("there is no TypeScript or JavaScript in"),
    });
  });

  test("source code without metrics", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.ts"), "export const a = 1;\n");
    expect(await runWith(["import", folder])).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("There are no metrics to import in"),
    });
  });

  test("a tsconfig.json with a mistake", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tsconfig.json"), "{ nonsense");
    writeFileSync(join(folder, "a.ts"), "export const a = 1;\n");
    expect(await runWith(["import", folder])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^error: cannot read .*: tsconfig\.json: '}' expected\.\n$/),
    });
  });
});

test("a project is read by its tsconfig.json, and a file with what it imports", async () => {
  const folder = temporaryFolder();
  writeProject(folder, {
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext", "strict": true }, "include": ["src"] }',
    "src/metrics.ts": METRICS,
    "src/main.ts": 'import { orders } from "./metrics.js";\norders.inc({ gift: "false" });\n',
    "other/ignored.ts": METRICS.replace("shop_orders", "other_orders"),
  });
  for (const source of ["tsconfig.json", "src/main.ts"]) {
    const { exitCode, stdout } = await runWith(["import", join(folder, source)]);
    expect([exitCode, stdout.match(/^ {2}\w+:$/gm)]).toEqual([0, ["  shop_orders_total:", "  gift:"]]);
  }
});
