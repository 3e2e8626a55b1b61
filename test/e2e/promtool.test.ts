import { expect, test, vi } from "vitest";
import { BUILT_MAIN } from "../support/portal/compiled-portal.js";
import { ANY_PORTS, startPortalProcess } from "../support/portal/portal-process.js";
import { REFERENCE_COUNTERS, REFERENCE_HISTOGRAMS } from "../support/portal/telemetry-reference.js";
import { prometheusPrograms } from "../support/programs/prometheus-programs.js";
import { run } from "../support/run-program.js";

const DEADLINE = { timeout: 30_000, interval: 250 };

test("promtool finds nothing in the exposition except names of the reference and of prom-client", async () => {
  const { promtool } = await prometheusPrograms();
  const portal = await startPortalProcess(BUILT_MAIN, [...ANY_PORTS, "--simulate"]);
  const exposition = await vi.waitFor(async () => {
    const text = await (await fetch(portal.metricsUrl)).text();
    for (const { name } of [...REFERENCE_COUNTERS, ...REFERENCE_HISTOGRAMS]) {
      expect(text).toMatch(new RegExp(`^${name}(_count)?\\{`, "m"));
    }
    return text;
  }, DEADLINE);
  const end = await portal.stop("SIGINT");

  // 3: it can be read, and there are findings.
  const { exitCode, stdout, stderr } = await run(promtool, ["check", "metrics"], {
    input: exposition,
    exitCodes: [3],
  });
  const findings = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  expect(findings.sort()).toEqual(
    [
      // The reference's own names.
      ...REFERENCE_COUNTERS.map(({ name }) => `${name} counter metrics should have "_total" suffix`),
      // prom-client's process metrics.
      ...["handles", "requests", "resources"].map(
        (what) => `nodejs_active_${what}_total non-counter metrics should not have "_total" suffix`,
      ),
    ].sort(),
  );
  expect(exitCode).toBe(3);
  expect(end).toMatchObject({ exitCode: 0, stderr: "" });
});
