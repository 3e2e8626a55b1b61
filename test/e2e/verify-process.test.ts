import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test, vi } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { startExposing, startServer } from "../support/generator/exposing-server.js";
import { SHOP_SCHEMA, SHOP_TEXT } from "../support/generator/verify-shop.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let program: Awaited<ReturnType<typeof compiledGenerator>>;

beforeAll(async () => {
  program = await compiledGenerator();
}, 120_000);

/** Starts `metricsmith verify` by the schema of the shop, as a process. */
function startVerify(args: readonly string[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "metrics.schema.yaml"), SHOP_SCHEMA);
  const child = spawn(process.execPath, [program.main, "verify", ...args], { cwd: folder });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]).then(
    ([stdout, stderr, [exitCode, signal]]) => ({ exitCode, signal, stdout, stderr }),
  );
  return { child, ended };
}

test("Ctrl-C prints the report so far", async () => {
  const { url, requests } = await startExposing(SHOP_TEXT.replace('shelf="7"', 'shelf="99"'));
  const { child, ended } = startVerify([url, "--for", "1h", "--every", "10ms"]);
  await vi.waitFor(() => expect(requests.length).toBeGreaterThan(1), 20_000);
  child.kill("SIGINT");
  const { exitCode, signal, stdout, stderr } = await ended;
  expect([exitCode, signal]).toEqual([1, null]);
  expect(stdout).toContain("coverage 88.2 %");
  expect(stderr).toMatch(/^checked \d+ samples/);
  expect(stderr).toContain("error[undeclared-value]");
});

test("Ctrl-C does not wait for a response", async () => {
  let answered = 0;
  const { url, requests } = await startServer((_, response) => {
    answered += 1;
    if (answered === 1) response.end(SHOP_TEXT);
  });
  const { child, ended } = startVerify([url, "--for", "1h", "--every", "10ms", "--timeout", "1h"]);
  await vi.waitFor(() => expect(requests).toHaveLength(2), 20_000);
  child.kill("SIGINT");
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(0);
  expect(stderr).toContain("checked 13 samples");
});

test("Ctrl-C before the first response prints no report", async () => {
  const { url, requests } = await startServer(() => {});
  const source = url.replace("//", "//ann:secret@");
  const { child, ended } = startVerify([source, "--for", "1h", "--timeout", "1h"]);
  await vi.waitFor(() => expect(requests).toHaveLength(1), 20_000);
  child.kill("SIGINT");
  const { exitCode, stdout, stderr } = await ended;
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toBe(`error: ${url} was not read before the interruption\n`);
});

test("standard input is read to its end", async () => {
  const { child, ended } = startVerify(["-"]);
  child.stdin.write(SHOP_TEXT.slice(0, 100));
  child.stdin.end(SHOP_TEXT.slice(100).replace("Starts", "Boots"));
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(1);
  expect(stderr).toContain(" --> standard input:9:8\n");
});
