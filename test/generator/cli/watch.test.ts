import { writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { run } from "../../../generator/cli/run.js";
import { FAULTY, project, runWith, SOUND } from "../../support/generator/run-command.js";

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
