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

describe("a change that lets more clients in", () => {
  const HASH = `$2b$04$${"a".repeat(53)}`;
  const USERS = `http_server_config: { headers: { X-Frame-Options: deny } }
rate_limit: { interval: 1s, burst: 1 }
basic_auth_users:
  prometheus: ${HASH}
  grafana: ${HASH}
`;

  function look(config: WatchedWebConfig, after: number): number {
    now = Math.max(now, performance.now()) + after;
    config.refresh(now);
    return config.current.users.size;
  }

  test("takes effect when a later look finds the file as it was, and is warned about twice", async () => {
    const config = await open(USERS);
    writeFileSync(file, "basic_auth_users: {}\n");
    expect([look(config, 1001), look(config, 1001), look(config, 1498), look(config, 1001)]).toEqual([
      2, 2, 2, 0,
    ]);
    expect(warnings).toEqual([
      "web configuration, change 1, waits: the web configuration has changed and would let more clients in; the previous one " +
        `stays in effect until the files have not changed for 2.5 seconds. It has:\n${file}: basic_auth_users: {}`,
      `web configuration, change 1: the web configuration lets more clients in now. It has:\n${file}: basic_auth_users: {}`,
    ]);
  });

  test("waits again after each other change", async () => {
    const config = await open(USERS);
    writeFileSync(file, "basic_auth_users: {}\n");
    expect(look(config, 1001)).toBe(2);
    writeFileSync(file, "basic_auth_users: {} # really\n");
    expect([look(config, 3000), look(config, 1001)]).toEqual([2, 2]);
    expect(look(config, 1500)).toBe(0);
  });

  test("never takes effect if the file only lacks the key, as one that is cut off", async () => {
    const config = await open(USERS);
    for (let length = 0; length < USERS.length; length++) {
      writeFileSync(file, USERS.slice(0, length));
      expect([look(config, 1001), look(config, 3000), look(config, 3000)]).not.toContain(0);
    }
    expect(warnings).toContainEqual(
      expect.stringContaining(
        `${file}: has no basic_auth_users, as a file that is cut off; to let more clients in, write basic_auth_users: {}`,
      ),
    );
  });

  test.each([
    ["basic_auth_users:\n", "basic_auth_users has nothing below it; leave it out, or write {} for none"],
    ["basic_auth_users: *nobody\n", "the alias has no anchor before it"],
    ["# basic_auth_users:\n", "is empty, as a file is while it is being written"],
  ])("is a fault in %j", async (text, message) => {
    const config = await open(USERS);
    writeFileSync(file, text);
    expect([look(config, 1001), look(config, 3000)]).toEqual([2, 2]);
    expect(warnings).toEqual([expect.stringContaining(message)]);
  });
});

test("an empty section is a fault at the start, too", async () => {
  await expect(open("tls_server_config:\nbasic_auth_users:\n")).rejects.toThrow(
    "tls_server_config has nothing below it; leave it out, or write {} for none",
  );
});

test.each<[string, unknown]>([
  ["an empty path", ""],
  ["no path", 5],
])("%s is an error", async (_, given) => {
  const opened = WatchedWebConfig.open(given as string, () => {}); // a caller that is not type-checked
  await expect(opened).rejects.toThrow(MetricsServerError);
});
