import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadConfig } from "../../../runtime/config/load-config.js";
import { Metrics } from "../../../runtime/metrics.js";
import { startMetricsServer } from "../../../runtime/server/metrics-server.js";
import { MetricsServerError } from "../../../runtime/server/metrics-server-error.js";
import { readmeBlock } from "../../support/readme-blocks.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-config-"));
const file = join(folder, "metrics.yml");
afterAll(() => rmSync(folder, { recursive: true }));

function load(text: string) {
  writeFileSync(file, text);
  return loadConfig(file);
}

async function refusalOf(text: string): Promise<string> {
  const error: unknown = await load(text).catch((reason: unknown) => reason);
  if (!(error instanceof MetricsServerError)) throw new Error(`not refused: ${String(error)}`);
  return error.message.replaceAll(file, "metrics.yml");
}

/** Authelia's own example. */
const EXAMPLE = `enabled: false
address: 'tcp://:9959/metrics'
buffers:
  read: 4096
  write: 4096
timeouts:
  read: '6s'
  write: '6s'
  idle: '30s'
`;

describe("a configuration file", () => {
  test("sets what it says", async () => {
    expect(await load(EXAMPLE)).toEqual({
      enabled: false,
      address: "tcp://:9959/metrics",
      buffers: { read: 4096, write: 4096 },
      timeouts: { read: 6000, write: 6000, idle: 30_000 },
    });
  });

  test("has durations in plain seconds too, and a path that goes from its folder", async () => {
    const settings = await load(
      "timeouts: { read: 6 }\nweb_config_file: web/web-config.yml\nopen_metrics: true\npage: off\n",
    );
    expect(settings).toEqual({
      timeouts: { read: 6000 },
      webConfigFile: join(folder, "web/web-config.yml"),
      openMetrics: true,
      page: false,
    });
  });

  test.each([
    ["empty", ""],
    ["of comments alone", "# nothing\n"],
    ["of empty keys", "enabled:\naddress: ~\nbuffers:\ntimeouts: {}\n"],
  ])("and %s sets nothing", async (_, text) => {
    const { buffers = {}, timeouts = {}, ...others } = await load(text);
    expect([...Object.values(buffers), ...Object.values(timeouts)]).toEqual([]);
    expect(Object.values(others).filter((value) => value !== undefined)).toEqual([]);
  });

  test("may have anchors, line ends of Windows, and a byte order mark", async () => {
    const settings = await load("\uFEFFtimeouts:\r\n  read: &time 7s\r\n  write: *time\r\n");
    expect(settings.timeouts).toEqual({ read: 7000, write: 7000 });
  });

  test("sets what the README's says", async () => {
    expect(await load(await readmeBlock("Configuration", "enabled: true"))).toEqual({
      enabled: true,
      address: "tcp://127.0.0.1:9959/metrics",
      buffers: { read: 4096, write: 4096 },
      timeouts: { read: 6000, write: 6000, idle: 90_000 },
    });
  });

  test("switches the server off", async () => {
    const metrics = new Metrics({ address: "tcp://127.0.0.1", families: [] });
    const server = await startMetricsServer(metrics, { config: await load(EXAMPLE) });
    expect(server.listening).toBe(false);
  });

  test("that there is none sets nothing", async () => {
    expect(await loadConfig(undefined)).toEqual({});
  });
});

describe("a faulty file", () => {
  test("tells each fault with its place and the way out, in its order", async () => {
    const text = `enabled: maybe
adress: tcp://:9959
address: "9959"
buffers:
  read: 4k
timeouts:
  read: 6 sec
`;
    expect(await refusalOf(text)).toBe(`the configuration is not valid:

metrics.yml:1:10: enabled is "maybe", which is neither true nor false
  |
1 | enabled: maybe
  |          ^^^^^
2 | adress: tcp://:9959
help: write true or false

metrics.yml:2:1: the configuration has no key "adress"
  |
1 | enabled: maybe
2 | adress: tcp://:9959
  | ^^^^^^
3 | address: "9959"
help: did you mean address?

metrics.yml:3:10: address is "9959", which could be a host, a port or a path
  |
2 | adress: tcp://:9959
3 | address: "9959"
  |          ^^^^^^
4 | buffers:
help: write tcp://:9959 for a port

metrics.yml:5:9: buffers.read is "4k", which is not a whole number
  |
4 | buffers:
5 |   read: 4k
  |         ^^
6 | timeouts:
help: write a whole number of bytes, 512 or more, as 4096

metrics.yml:7:9: timeouts.read is "6 sec", which is no duration
  |
6 | timeouts:
7 |   read: 6 sec
  |         ^^^^^
help: write a whole number and its unit, as 6s, 500ms or 1m30s, or a number of seconds, as 6`);
  });

  test.each<[string, { given: string; want: readonly string[] }]>([
    [
      "a list",
      {
        given: "- enabled\n",
        want: ["1:1: the configuration is a list, not a mapping", "each on a line with"],
      },
    ],
    ["a text", { given: "enabled\n", want: ["1:1: the configuration is one value, not a mapping"] }],
    [
      "a section that is none",
      { given: "timeouts: 6s\n", want: ["1:11: timeouts is one value, not a mapping", "read, write, idle"] },
    ],
    [
      "a value that is none",
      { given: "enabled: [true]\n", want: ["1:10: enabled is a list, not one value", "behind the colon"] },
    ],
    [
      "a buffer that is too small",
      {
        given: "buffers: { write: 511 }\n",
        want: ['1:19: buffers.write is "511", which leaves no room', "512 or more"],
      },
    ],
    [
      "an unknown key of a section",
      { given: "timeouts: { raed: 6s }\n", want: ["1:13: timeouts has no key", "did you mean read?"] },
    ],
    [
      "a key like no other",
      {
        given: "buffers: { colour: 1 }\n",
        want: ['buffers has no key "colour"', "its keys are read, write"],
      },
    ],
    [
      "the section of Authelia's file",
      { given: "telemetry:\n  metrics:\n    enabled: true\n", want: ["1:1:", "at the top of this file"] },
    ],
    ["a port by itself", { given: "port: 9960\n", want: ['no key "port"', "write it into address"] }],
    [
      "a name of the language's",
      { given: "__proto__: 1\n", want: ['1:1: the configuration has no key "__proto__"'] },
    ],
    [
      "a key that is no text",
      { given: "? [a]\n: b\n", want: ["1:3: a key is not a text; write a name here"] },
    ],
    ["a key twice", { given: "enabled: true\nenabled: false\n", want: ["2:1: the key stands twice"] }],
    ["an anchor that there is not", { given: "enabled: *off\n", want: ["1:10: the alias names no anchor"] }],
    ["no YAML", { given: "buffers: {\n  read: 1\n", want: ["this is not valid YAML"] }],
    [
      "two documents",
      { given: "enabled: true\n---\nenabled: false\n", want: ["2:1: a second document begins"] },
    ],
    ["what terminals act upon", { given: "\u009b31m: \u202e1\n", want: ["1 | \uFFFD31m: \uFFFD1\n"] }],
  ])("with %s is refused", async (_, { given, want }) => {
    const refusal = await refusalOf(given);
    for (const part of want) expect(refusal).toContain(part);
  });

  test("shows of a long line what is around the token", async () => {
    const text = `{ web_config_file: ${"a".repeat(200)}, timeouts: { read: ${"x".repeat(300)} } }\n`;
    const [, , place, , line, carets] = (await refusalOf(text)).split("\n");
    expect(place).toMatch(/^metrics\.yml:1:\d+: timeouts\.read is "x{60}"…, which is no duration$/);
    expect(line).toMatch(/^1 \| a+, timeouts: \{ read: x+$/);
    expect(carets).toMatch(/^ {2}\| +\^+$/);
    expect(carets?.indexOf("^")).toBe(line?.indexOf("x"));
    expect(carets?.length).toBe(line?.length);
  });
});

describe("a file that cannot be read", () => {
  test("says so", async () => {
    const missing = join(folder, "none.yml");
    await expect(loadConfig(missing)).rejects.toThrow(
      `the configuration file ${missing} cannot be read: ENOENT: no such file or directory`,
    );
  });

  test("as it has no name, says so", async () => {
    await expect(loadConfig("")).rejects.toThrow("the file of loadConfig is no path; expected one");
  });
});
