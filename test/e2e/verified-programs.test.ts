import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ran, runWith } from "../support/generator/run-command.js";
import { type Exposing, REAL_PROGRAMS } from "../support/programs/real-programs.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-verified-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(REAL_PROGRAMS))("what %s exposes", (name, start) => {
  let exposing: Exposing;
  beforeAll(async () => {
    exposing = await start();
  }, 60_000);
  afterAll(() => exposing?.stop());

  const verify = (source: string, schema: string, ...options: readonly string[]): Promise<Ran> =>
    runWith(["verify", source, "--schema", schema, "--format", "json", ...options]);

  test.each([
    ["the program's own families", []],
    ["those of its client, too", ["--include-defaults"]],
  ])("is imported, %s, and verifies without a finding", async (what, options) => {
    const url = `${exposing.url}/metrics`;
    const schema = join(folder, `${name} ${what}.yaml`);
    const imported = await runWith(["import", url, "--out", schema, ...options]);
    expect(imported.exitCode, imported.stderr).toBe(0);

    const verified = await verify(url, schema, "--min-coverage", "15", "--for", "1s", "--every", "250ms");
    const { diagnostics, coverage, scrapes, samples } = JSON.parse(verified.stdout);
    expect(diagnostics).toEqual([]);
    expect(verified.exitCode).toBe(0);
    expect(scrapes).toBeGreaterThan(1);
    expect(samples).toBeGreaterThan(100);
    expect(coverage.families.seen).toBeGreaterThan(0);
  });

  test.each([
    ["text", "text/plain; version=0.0.4"],
    ["openmetrics", "application/openmetrics-text; version=1.0.0"],
  ])("is imported from its %s into a schema that the same page conforms to", async (format, accept) => {
    const reply = await fetch(`${exposing.url}/metrics`, { headers: { accept } });
    const [file, schema] = [join(folder, `${name}.${format}`), join(folder, `${name} as ${format}.yaml`)];
    writeFileSync(file, await reply.text());
    const imported = await runWith(["import", file, "--out", schema, "--include-defaults"]);
    expect(imported.exitCode, imported.stderr).toBe(0);
    const { diagnostics } = JSON.parse((await verify(file, schema)).stdout);
    expect(diagnostics).toEqual([]);
  });

  test("has findings if it differs from the imported schema", async () => {
    const text = await (await fetch(`${exposing.url}/metrics`)).text();
    const [file, schema] = [join(folder, `${name}.txt`), join(folder, `${name} as a file.yaml`)];
    writeFileSync(file, text);
    await runWith(["import", file, "--out", schema, "--include-defaults"]);
    expect((await verify(file, schema)).exitCode).toBe(0);
    const strayed = text
      .replace("# TYPE go_goroutines gauge", "# TYPE go_goroutines counter")
      .replace(/^go_info\{version="/m, 'go_info{stray="')
      .replace(/^# HELP process_open_fds .*$/m, "# HELP process_open_fds Files");
    writeFileSync(file, `${strayed}stray 1\n`);
    const { diagnostics } = JSON.parse((await verify(file, schema)).stdout);
    const codes = diagnostics.map(({ code }: { readonly code: string }) => code);
    expect(codes.sort()).toEqual([
      "help-mismatch",
      "missing-label",
      "type-mismatch",
      "undeclared-family",
      "undeclared-label",
    ]);
  });
});
