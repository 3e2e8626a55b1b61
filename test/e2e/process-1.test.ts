import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { InstalledRuntime } from "../support/compiled-packages.js";
import { run } from "../support/run-program.js";

const runtime = new InstalledRuntime();

beforeAll(() => runtime.install(), 60_000);
afterAll(() => runtime.remove());

/** Runs a program as process 1, as a container does. */
const NAMESPACE = ["--pid", "--fork", "--kill-child"];

/** The exit code alone is tested everywhere, in close.test.ts. */
const permitted = spawnSync("unshare", [...NAMESPACE, "true"]).status === 0;

const testWithNamespace = test.runIf(permitted); // reason: not every machine lets its users make a namespace

testWithNamespace.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
])("process 1 of a namespace closes its server at %s, and ends", async (signal, exitCode) => {
  runtime.write(
    "first.mjs",
    `
      import { execFile } from "node:child_process";
      import { GaugeFamily, Metrics } from "@metricsmith/runtime/codegen";
      import { startMetricsServer } from "@metricsmith/runtime/server";
      const metrics = new Metrics({ address: "", families: [new GaugeFamily({ name: "up", help: "U", vectors: [] })] });
      const server = await startMetricsServer(metrics, {
        host: "127.0.0.1", port: 0, signals: ["${signal}"], keepProcessAlive: true,
      });
      process.on("exit", () => console.log(process.pid, server.listening));
      execFile("/bin/sh", ["-c", "kill -s ${signal.slice(3)} 1"]);
      setTimeout(() => process.exit(1), 20_000).unref();
    `,
  );
  const args = [...NAMESPACE, process.execPath, "first.mjs"];
  const { stdout, ...ended } = await run("unshare", args, { cwd: runtime.directory, exitCodes: [exitCode] });
  expect([ended.exitCode, stdout]).toEqual([exitCode, "1 false\n"]);
});
