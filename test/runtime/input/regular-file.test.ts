import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readRegularFile } from "../../../runtime/input.js";

const MEGABYTE = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("readRegularFile", () => {
  test("reads a file of the size that is allowed, also by a link", () => {
    const file = join(folder, "file");
    writeFileSync(file, Buffer.alloc(MEGABYTE, "x"));
    symlinkSync(file, join(folder, "link"));
    for (const path of [file, join(folder, "link")])
      expect(readRegularFile(path, MEGABYTE)).toHaveLength(MEGABYTE);
  });

  test.each([
    [
      "a larger file",
      (path: string) => writeFileSync(path, Buffer.alloc(MEGABYTE + 1)),
      "it has more than 1 MB",
    ],
    ["a directory", (path: string) => mkdirSync(path), "it is a directory"],
    ["a pipe", (path: string) => execFileSync("mkfifo", [path]), "it is a pipe"],
    ["a link to a device without an end", (path: string) => symlinkSync("/dev/zero", path), "it is a device"],
    ["nothing", () => {}, "ENOENT: no such file or directory"],
  ])("does not read %s, and says why", (name, make, want) => {
    const path = join(folder, name);
    make(path);
    expect(() => readRegularFile(path, MEGABYTE)).toThrow(want);
  });

  test("does not read a socket", async () => {
    const path = join(folder, "socket");
    const server = createServer();
    await new Promise<void>((listening) => server.listen(path, listening));
    try {
      expect(() => readRegularFile(path, MEGABYTE)).toThrow(/^ENXIO|it is a socket/);
    } finally {
      server.close();
    }
  });

  test("reads a file whose size is not known before it is read", () => {
    expect(readRegularFile("/proc/self/status", MEGABYTE).toString()).toMatch(/^Name:/);
  });
});
