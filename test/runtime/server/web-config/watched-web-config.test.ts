import { mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MetricsServerError } from "../../../../runtime/server/errors.js";
import { WatchedWebConfig } from "../../../../runtime/server/web-config/web-config.js";

let folder: string;
let file: string;
let warnings: string[];
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "metricsmith-watched-"));
  file = join(folder, "web-config.yml");
  warnings = [];
  now = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

async function open(text: string): Promise<WatchedWebConfig> {
  writeFileSync(file, text);
  return WatchedWebConfig.open(file, (about, message) => warnings.push(`${about}: ${message}`));
}

/** Reads the files as the server does after a second. */
function later(config: WatchedWebConfig): number | undefined {
  now = Math.max(now, performance.now()) + 1001;
  config.refresh(now);
  return config.current.rateLimit?.burst;
}

/** Of another length for each burst: times of files may be no finer than some milliseconds. */
const limit = (burst: number) => `rate_limit: { interval: 1s, burst: ${burst} } ${"#".repeat(burst)}\n`;

describe("a watched web configuration", () => {
  test("follows the file, and reports each change once", async () => {
    const config = await open(limit(1));
    const bursts: (number | undefined)[] = [];
    config.onChange(({ rateLimit }) => bursts.push(rateLimit?.burst));
    writeFileSync(file, limit(2));
    expect([later(config), later(config)]).toEqual([2, 2]);
    expect(bursts).toEqual([2]);
  });

  test("is not read again within a second", async () => {
    const config = await open(limit(1));
    expect(later(config)).toBe(1);
    writeFileSync(file, limit(2));
    config.refresh(now + 999);
    expect(config.current.rateLimit?.burst).toBe(1);
    expect(later(config)).toBe(2);
  });

  test("notices another file with the same length and time", async () => {
    const config = await open(limit(1));
    const time = new Date(1_700_000_000_000);
    utimesSync(file, time, time);
    later(config);
    writeFileSync(`${file}.new`, limit(1).replace("1 }", "2 }"));
    utimesSync(`${file}.new`, time, time);
    renameSync(`${file}.new`, file);
    expect(later(config)).toBe(2);
  });

  test("notices a link to another target, as Kubernetes mounts a secret", async () => {
    writeFileSync(join(folder, "first"), limit(1));
    writeFileSync(join(folder, "second"), limit(2));
    symlinkSync("first", join(folder, "data"));
    symlinkSync("data", file);
    const config = await WatchedWebConfig.open(file, () => {});
    symlinkSync("second", join(folder, "new"));
    renameSync(join(folder, "new"), join(folder, "data"));
    expect(later(config)).toBe(2);
  });

  test("does not change while the file is faulty or missing, and warns once for each change", async () => {
    const config = await open(limit(1));
    writeFileSync(file, "rate_limit: 5");
    expect([later(config), later(config)]).toEqual([1, 1]);
    rmSync(file);
    expect([later(config), later(config)]).toEqual([1, 1]);
    writeFileSync(file, "rate_limit: 5");
    expect(later(config)).toBe(1);
    writeFileSync(file, limit(3));
    expect(later(config)).toBe(3);
    const begun = "the web configuration has changed and cannot be used; the previous one stays in effect:";
    expect(warnings).toEqual([
      `web configuration, change 1: ${begun}\n${file}:1:13: rate_limit is not a mapping; write its keys below it, each on a line with its value`,
      `web configuration, change 2: ${begun}\n${file}: cannot be read: ENOENT: no such file or directory, open '${file}'`,
      expect.stringContaining("change 3"),
    ]);
  });

  test("does not change or throw if a change cannot be applied", async () => {
    const config = await open(limit(1));
    config.onChange(() => {
      throw new Error("out of order");
    });
    writeFileSync(file, limit(2));
    expect([later(config), later(config)]).toEqual([1, 1]);
    expect(warnings).toEqual([expect.stringContaining(`${file}: out of order`)]);
  });
});

test.each<[string, unknown]>([
  ["an empty path", ""],
  ["no path", 5],
])("%s is an error", async (_, given) => {
  const opened = WatchedWebConfig.open(given as string, () => {}); // a caller that is not type-checked
  await expect(opened).rejects.toThrow(MetricsServerError);
});
