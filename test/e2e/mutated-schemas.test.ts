import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { generateOutputs } from "../../generator/emit/emit.js";
import { lint } from "../../generator/lint/lint.js";
import { compileRecorders } from "../support/generator/compile-recorders.js";
import { compileText } from "../support/generator/compile-schema.js";

/** What people, editors and merges put into a schema by mistake. */
const TOKENS = [
  ..."{}[],:-#&*!|>'\"%@`?~0x\n\t\r\0",
  ...[
    "\uFEFF",
    "\uFFFD",
    "\u2028",
    "\uD800",
    "é",
    "😀",
    "\r\n",
    "  ",
    "\n  ",
    "\n- ",
    ": ",
    "---\n",
    "...\n",
  ],
  ...[
    "<<: *a",
    "&a ",
    "*a",
    "!!map ",
    "!x ",
    "null",
    "true",
    "~",
    "-1",
    "1e999",
    ".inf",
    ".nan",
    "0x1F",
    "9".repeat(30),
  ],
  ...[
    "<<<<<<< HEAD\n",
    "=======\n",
    "__proto__: ",
    "constructor: ",
    "toString",
    "version: 1\n",
    "namespace: a\n",
  ],
  ...[
    "counters:\n",
    "vectors: [a]",
    "values: [a]",
    "type: string",
    "label: le",
    "renamed_from: x",
    "until: 1.0.0",
  ],
  ...[
    "buckets: { linear: { start: 0, width: 1, count: 500 } }",
    "imports: [./a.yaml]",
    "lint: { rules: {} }",
  ],
  ...["initialize: true", "series_budget: 0", "deprecated: {}", "outputs: { testing: true, client: {} }"],
];

/** One of the texts with one to three places in which something is taken out, put in, repeated, or moved. */
function mutatedSchema(bases: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({
    at: fc.nat(100_000),
    without: fc.nat(12),
    token: fc.oneof(fc.constantFrom(...TOKENS), fc.constant("")),
    /** A line of the text, that is put in as well. */
    line: fc.option(fc.nat(1000), { freq: 1 }),
  });
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([text, edits]) =>
      edits.reduce((present, { at, without, token, line }) => {
        const place = at % (present.length + 1);
        const lines = present.split("\n");
        const copied = line === null ? "" : `\n${lines[line % lines.length]}\n`;
        return present.slice(0, place) + token + copied + present.slice(place + without);
      }, text),
    );
}

/** `npm run fuzz` tries 100,000. */
const RUNS = Number(process.env["FUZZ_RUNS"] ?? 2000);
const SEED = Number(process.env["SEED"] ?? 20_261_129);
/** Of the schemas that still compile, so many are generated, and their recorders compiled. */
const MOST_COMPILED = Math.max(40, RUNS / 200);

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const BASES = ["valid", "invalid", "golden"]
  .flatMap((folder) =>
    readdirSync(join(FIXTURES, folder), { recursive: true, encoding: "utf8" }).map((file) =>
      join(FIXTURES, folder, file),
    ),
  )
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => readFileSync(file, "utf8"))
  .filter((text) => text.length < 10_000);

const folder = mkdtempSync(join(tmpdir(), "metricsmith-mutated-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  "a mutated schema is compiled or has an error with its place, and what is generated compiles",
  async () => {
    const files: string[] = [];
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(mutatedSchema(BASES), async (text) => {
        const loaded = compileText(text);
        const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
        expect(loaded.catalog === undefined).toBe(errors.length > 0);
        const lines = text.split(/\r\n|\r|\n/).length;
        for (const { message, location } of loaded.diagnostics) {
          expect(message).not.toBe("");
          expect(location?.line).toBeLessThanOrEqual(lines + 1);
        }
        if (loaded.catalog === undefined) return;
        lint(loaded);
        valid += 1;
        if (valid > MOST_COMPILED) return;
        const own = join(folder, "src", `schema-${valid}`);
        mkdirSync(own, { recursive: true });
        for (const output of await generateOutputs(loaded.catalog)) {
          if (output.kind !== "file" || output.path !== "recorders.ts") continue;
          writeFileSync(join(own, output.path), output.text);
          files.push(join(own, output.path));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(files.length).toBeGreaterThan(5);
    const compiled = await compileRecorders(folder, { files, rootDir: join(folder, "src") });
    expect(compiled.stdout).toBe("");
    expect(compiled.exitCode).toBe(0);
  },
  RUNS * 60 + 120_000,
);
