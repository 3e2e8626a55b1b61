import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { prometheusPrograms } from "./prometheus-programs.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "metricsmith-programs-"));
  vi.stubEnv("TEST_PROMETHEUS_DIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

test("TEST_PROMETHEUS_DIR names the folder of the programs", async () => {
  for (const name of ["prometheus", "promtool"]) await writeFile(join(folder, name), "", { mode: 0o755 });
  expect(await prometheusPrograms()).toEqual({
    prometheus: join(folder, "prometheus"),
    promtool: join(folder, "promtool"),
  });
});

test("a folder that lacks one of the programs is an error that names it", async () => {
  await writeFile(join(folder, "prometheus"), "", { mode: 0o755 });
  await expect(prometheusPrograms()).rejects.toThrow(/promtool is no program.*TEST_PROMETHEUS_DIR/);
});
