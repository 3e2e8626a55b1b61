import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FAULTY, project, runWith, SOUND } from "../../support/generator/run-command.js";

const TOTAL = "lint-counter-without-total";
const SUPPRESSED = `lint:
  suppress:
    - { rule: ${TOTAL}, families: [request], reason: Dashboards read it. }
`;
const CLEAN = SOUND.replace("counters:", `${SUPPRESSED}counters:`);
/** Its suppression of a family that ends in \`_total\` suppresses nothing. */
const NEEDLESS = CLEAN.replaceAll("request", "requests_total").replace("counters:", "# All.\ncounters:");

function lint(schema: string, ...options: readonly string[]) {
  const { file } = project(schema);
  return runWith(["lint", "--schema", file, ...options]);
}

describe("lint", () => {
  test("shows findings, which are warnings, and exits with 0", async () => {
    const { exitCode, stdout, stderr } = await lint(SOUND);
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toContain(`warning[${TOTAL}]: The counter \`request\` does not end in \`_total\`.`);
  });

  test("says how many findings a clean schema suppresses", async () => {
    expect(await lint(CLEAN)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: "1 family, no findings (1 finding suppressed)\n",
    });
  });

  test("exits with 1 if a rule is an error, or if there are more warnings than allowed", async () => {
    const strict = SOUND.replace("counters:", `lint: { rules: { ${TOTAL}: error } }\ncounters:`);
    const runs = [lint(strict), lint(SOUND, "--max-warnings", "0"), lint(CLEAN, "--max-warnings", "0")];
    expect((await Promise.all(runs)).map(({ exitCode }) => exitCode)).toEqual([1, 1, 0]);
  });

  test("reports a schema with errors as `generate` does", async () => {
    const { exitCode, stderr } = await lint(FAULTY, "--fix");
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error\[unknown-vector\]/);
  });

  test("has the formats of programs", async () => {
    const json = JSON.parse((await lint(SOUND, "--format", "json")).stdout);
    expect(json).toMatchObject({ warnings: 1, diagnostics: [{ code: TOTAL, severity: "warning" }] });
    expect((await lint(SOUND, "--format", "github")).stdout).toMatch(/^::warning file=.*title=counter that/);
    const sarif = JSON.parse((await lint(SOUND, "--format", "sarif")).stdout);
    expect(sarif.runs[0].results).toMatchObject([{ ruleId: TOTAL, level: "warning" }]);
  });

  test.each(["-1", "many", ""])("refuses --max-warnings %j", async (given) => {
    const { exitCode, stderr } = await lint(SOUND, "--max-warnings", given);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("Write a whole number, such as 0.")]);
  });
});

describe("lint --fix", () => {
  test("writes the repairs, shows them as a patch, and has nothing to do afterwards", async () => {
    const { file, folder } = project(NEEDLESS);
    chmodSync(file, 0o640);
    const { exitCode, stdout, stderr } = await runWith(["lint", "--schema", file, "--fix"]);
    expect([exitCode, stderr]).toEqual([0, `repaired 1 finding in ${file}\n1 family, no findings\n`]);
    expect(stdout.match(/^[-+](?![-+]).*$/gm)).toEqual(
      SUPPRESSED.replaceAll("request", "requests_total")
        .split("\n")
        .slice(0, 3)
        .map((line) => `-${line}`),
    );
    const text = readFileSync(file, "utf8");
    expect(text).toBe(
      SOUND.replaceAll("request", "requests_total").replace("counters:", "# All.\ncounters:"),
    );
    expect([readdirSync(folder), statSync(file).mode & 0o777]).toEqual([["metrics.schema.yaml"], 0o640]);
    const again = await runWith(["lint", "--schema", file, "--fix"]);
    expect(again).toEqual({ exitCode: 0, stdout: "", stderr: "1 family, no findings\n" });
  });

  test("leaves findings without a repair", async () => {
    const { file } = project(SOUND);
    const { stderr } = await runWith(["lint", "--schema", file, "--fix"]);
    expect(stderr).toMatch(new RegExp(`^warning\\[${TOTAL}\\]`));
    expect(readFileSync(file, "utf8")).toBe(SOUND);
  });

  test("writes for programs what is left", async () => {
    const { stdout } = await lint(NEEDLESS, "--fix", "--format", "json");
    expect(JSON.parse(stdout).diagnostics).toEqual([]);
  });

  test("refuses what cannot be written", async () => {
    const { folder } = project(SOUND);
    const file = join(folder, "gone.yaml");
    expect((await runWith(["lint", "--schema", file, "--fix"])).exitCode).toBe(2);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "");
    expect((await runWith(["lint", "--schema", file, "--fix"])).exitCode).toBe(1);
  });
});
