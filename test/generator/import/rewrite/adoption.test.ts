import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parseExposition } from "../../../../generator/index.js";
import { run } from "../../../prometheus/run.js";
import { runWith } from "../../cli/run-with.js";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const FIXTURES = join(ROOT, "test/fixtures/adoption");

/** A copy of a program that uses a client. */
function copied(name: string) {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  cpSync(join(FIXTURES, name), folder, { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const schema = join(folder, "metrics.schema.yaml");
  const recorders = join(folder, "src/generated/recorders.ts");
  const source = join(folder, "src");
  return {
    folder,
    schema,
    import: () => runWith(["import", source, "--out", schema]),
    generate: () => runWith(["generate", "--schema", schema, "--out", join(folder, "src/generated")]),
    rewrite: (...options: readonly string[]) =>
      runWith(["import", source, "--rewrite", "--schema", schema, "--recorders", recorders, ...options]),
    /** Compiles it, strictly, and runs it: it writes its exposition. */
    exposed: async () => {
      const compiler = join(ROOT, "node_modules/.bin/tsc");
      const { stdout } = await run(compiler, ["-p", folder], { cwd: folder, exitCodes: [0, 1, 2] });
      expect(stdout).toBe("");
      return (await run(process.execPath, [join(folder, "dist/main.js")], { cwd: folder, exitCodes: [0] }))
        .stdout;
    },
    /** The text of each file of the source. */
    texts: () =>
      new Map(
        readdirSync(source, { recursive: true, encoding: "utf8" })
          .filter((file) => /\.[jt]s$/.test(file) && !file.startsWith("generated"))
          .map((file) => [file, readFileSync(join(source, file), "utf8")]),
      ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Each family with its help, and each series with its value; but for values that are times. */
function content(exposition: string): readonly string[] {
  const { families, errors } = parseExposition(exposition, { format: "text" });
  expect(errors).toEqual([]);
  const own = families.filter(({ name }) => !name.startsWith("metricsmith_"));
  return own
    .flatMap(({ name, type, help, samples }) => [
      `${name}: ${type}, ${help}`,
      ...samples.map((sample) => {
        const labels = sample.labels.map((label) => `${label.name}=${label.value}`).sort();
        const isTime = /seconds(?:_sum|_bucket)?$/.test(sample.name);
        return `${sample.name} ${labels.join()}${isTime ? "" : ` ${sample.value}`}`;
      }),
    ])
    .sort();
}

/** A program, and the metric that is taken out of its schema because it cannot be rewritten. */
const PROGRAMS: readonly (readonly [string, { readonly given: string; readonly want: readonly string[] }])[] =
  [
    ["of TypeScript modules, with a registry of its own", { given: "shop", want: [] }],
    ["of JavaScript that requires prom-client", { given: "gateway", want: [] }],
    [
      "with factories, subclasses and @prometheus-io/client, of which one metric is left",
      {
        given: "jobs",
        want: [
          "The metric `jobs_waiting` is left as it is, because of one place.",
          "`jobs_waiting` stays with the client because of this: what it returns is passed on.",
        ],
      },
    ],
  ];

describe("a program exposes the same when it is rewritten:", () => {
  const programs = new Map(PROGRAMS.map(([, { given }]) => [given, copied(given)]));
  afterAll(() => {
    for (const program of programs.values()) program.remove();
  });

  test.each(PROGRAMS)("one %s", { timeout: 120_000 }, async (_name, { given, want }) => {
    const program = programs.get(given);
    if (program === undefined) throw new Error("it was copied");
    const before = await program.exposed();
    expect(await program.import()).toMatchObject({ exitCode: 0 });
    expect(await program.generate()).toMatchObject({ exitCode: 0 });

    const source = program.texts();
    const shown = await program.rewrite();
    const told = shown.stderr.match(/(?<=^error\[.*?\]: ).*/gm) ?? [];
    expect([told, shown.exitCode]).toEqual([want, want.length === 0 ? 0 : 1]);
    expect(shown.stdout).toMatch(/^\+.*\brecord\w+\(/m);
    expect(program.texts()).toEqual(source);

    const schema = readFileSync(program.schema, "utf8");
    writeFileSync(program.schema, schema.replace(/^ {2}waiting:\n(?: {4}.*\n)*/m, ""));
    expect(await program.generate()).toMatchObject({ exitCode: 0 });
    expect(await program.rewrite("--write")).toMatchObject({ exitCode: 0, stdout: "" });
    const after = await program.exposed();
    expect(after).toContain("metricsmith_series");
    expect(content(after)).toEqual(content(before));

    const again = await program.rewrite();
    expect([again.exitCode, again.stdout]).toEqual([0, ""]);
  });
});
