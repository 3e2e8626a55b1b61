import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { chromiumProgram } from "./chromium-program.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Writes a program into a folder; its path. */
function write(folder: string, name: string, script: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A folder that alone is searched for programs. */
function onlyPath(): string {
  const folder = temporaryFolder();
  vi.stubEnv("TEST_CHROMIUM", "");
  vi.stubEnv("PATH", folder);
  return folder;
}

const SAYS_VERSION = "echo Chromium 150.0";
const fetchesNothing = () => Promise.reject(new Error("a package was asked for"));

test("TEST_CHROMIUM names the program", async () => {
  write(onlyPath(), "chromium", SAYS_VERSION);
  const chosen = write(temporaryFolder(), "browser", "exit 1");
  vi.stubEnv("TEST_CHROMIUM", chosen);
  expect(await chromiumProgram(fetchesNothing)).toEqual({ path: chosen, environment: {} });
});

test("a TEST_CHROMIUM that is not a program is an error that names it", async () => {
  vi.stubEnv("TEST_CHROMIUM", join(temporaryFolder(), "browser"));
  await expect(chromiumProgram(fetchesNothing)).rejects.toThrow(/browser is no program.*TEST_CHROMIUM/);
});

test("a Chromium of the machine is taken as it is, and nothing is fetched", async () => {
  const own = write(onlyPath(), "google-chrome", "echo Google Chrome 150.0");
  expect(await chromiumProgram(fetchesNothing)).toEqual({ path: own, environment: {} });
});

test("a program of the machine that does not start is passed over", async () => {
  const folder = onlyPath();
  write(folder, "chromium", "echo install me; exit 1");
  const works = write(folder, "chromium-browser", SAYS_VERSION);
  expect((await chromiumProgram(fetchesNothing)).path).toBe(works);
});

test("without one, Debian's is fetched, and finds its libraries and fonts", async () => {
  onlyPath();
  const tree = temporaryFolder();
  const path = write(tree, "usr/lib/chromium/chromium-headless-shell", SAYS_VERSION);
  mkdirSync(join(tree, "usr/lib/x86_64-linux-gnu/nss"), { recursive: true });
  expect(await chromiumProgram(async () => tree)).toEqual({
    path,
    environment: {
      LD_LIBRARY_PATH: `${join(tree, "usr/lib/x86_64-linux-gnu")}:${join(tree, "usr/lib/x86_64-linux-gnu/nss")}`,
      FONTCONFIG_FILE: join(tree, "fonts.conf"),
    },
  });
});
