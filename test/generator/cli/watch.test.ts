import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { run } from "../../../generator/cli/run.js";
import type { generate } from "../../../generator/output/generate.js";
import { watchGeneration } from "../../../generator/watch/watch-generation.js";
import { FAULTY, project, runWith, SOUND } from "../../support/generator/run-command.js";

type Generate = typeof generate;

/** What happens around each generation; by default nothing. */
const around = vi.hoisted(() => ({
  generation: (original: Generate, ...args: Parameters<Generate>) => original(...args),
}));
vi.mock("../../../generator/output/generate.js", async (importOriginal) => {
  const actual = await importOriginal<{ readonly generate: Generate }>();
  return {
    ...actual,
    generate: (...args: Parameters<Generate>) => around.generation(actual.generate, ...args),
  };
});

test.each([
  ["--check", "--watch writes outputs, and --check writes none; leave one out"],
  ["--format=json", "--watch shows findings to people; leave out `--format json`"],
])("generate --watch %s is wrong usage", async (option, message) => {
  const { file } = project(SOUND);
  const { exitCode, stderr } = await runWith(["generate", "--schema", file, "--watch", option]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(message);
});

test("generate --watch without a schema is wrong usage", async () => {
  const { folder } = project(SOUND);
  const { exitCode, stderr } = await runWith(["generate", "--schema", `${folder}/none.yaml`, "--watch"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("none.yaml` cannot be read: there is no such file.");
});

test("on a terminal, generate --watch shows the findings of the last change alone", async () => {
  const { file, folder } = project(FAULTY);
  let screen = "";
  const shows = async (text: string) => {
    while (!screen.includes(text)) await setTimeout(5);
    return screen.replaceAll(`${folder}/`, "").replace(/\d+ ms/, "9 ms");
  };
  const write = (text: string) => {
    screen += text;
  };
  const clear = () => {
    screen = "";
  };
  const output = { stdout: write, stderr: write, colour: false, documentColour: false, clear };
  const running = run(["generate", "--schema", file, "--watch"], output);
  expect(await shows("1 error")).toMatch(
    /^Watching \d+ files?; Ctrl\+C stops\.\n\nthe outputs stay as they are\n\nerror\[unknown-vector\]: /,
  );
  writeFileSync(file, SOUND.replace("request", "requests_total"));
  expect(await shows("created")).toMatch(
    /^Watching \d+ files?; Ctrl\+C stops\.\n\ncreated generated\/recorders\.ts\n1 family, at most 2 series \(9 ms\)\n\n$/,
  );
  process.emit("SIGINT", "SIGINT");
  expect(await running).toBe(0);
  expect(process.listenerCount("SIGINT")).toBe(0);
});

describe("a save that is caught in its middle is not reported", () => {
  test.each<readonly [string, (file: string) => void]>([
    ["the file is empty, and filled while it is read", (file) => writeFileSync(file, "")],
    ["the file is gone, and comes back while it is read", (file) => rmSync(file)],
    ["the file is written in two pieces", (file) => writeFileSync(file, "version: 1\ncounters: {")],
  ])("%s", async (_way, begin) => {
    const { file, folder } = project(SOUND);
    const saved = SOUND.replace("request", "saved_total");
    const stop = new AbortController();
    let runs = 0;
    const { generation } = around;
    around.generation = async (original, ...args) => {
      runs += 1;
      if (runs !== 2) return original(...args);
      begin(file);
      try {
        return await original(...args);
      } finally {
        writeFileSync(file, saved);
      }
    };
    onTestFinished(() => {
      around.generation = generation;
    });
    const results: (readonly string[])[] = [];
    await watchGeneration(
      { schema: file, out: `${folder}/generated`, check: false, command: "" },
      {
        signal: stop.signal,
        async onResult(result) {
          results.push(
            result.kind === "failed" ? ["failed"] : result.result.diagnostics.map(({ code }) => code),
          );
          if (results.length === 1) writeFileSync(file, SOUND.replace("request", "begun_total"));
          else stop.abort();
        },
      },
    );
    expect(results).toEqual([[], []]);
    expect(readFileSync(`${folder}/generated/recorders.ts`, "utf8")).toContain("saved_total");
  });
});
