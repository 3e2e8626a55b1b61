import { describe, expect, test } from "vitest";
import { MetricsServerError } from "../../../../runtime/server/errors.js";
import type { Environment } from "../../../../runtime/server/options.js";
import { resolveSettings } from "../../../../runtime/server/settings.js";

/** The settings of an environment alone. */
function readEnvironment(variables: Environment) {
  const { environment: _, ...settings } = resolveSettings({ environment: variables });
  return settings;
}

const NOTHING = readEnvironment({});

describe("the environment", () => {
  test("sets what its variables say", () => {
    const settings = readEnvironment({
      METRICSMITH_ENABLED: "false",
      METRICSMITH_ADDRESS: "unix:///run/shop.sock?umask=0117",
      METRICSMITH_BUFFERS_READ: "8192",
      METRICSMITH_TIMEOUTS_READ: "6s",
      METRICSMITH_TIMEOUTS_WRITE: "10",
      METRICSMITH_TIMEOUTS_IDLE: "1m30s",
      METRICSMITH_WEB_CONFIG_FILE: "/etc/shop/web-config.yml",
      METRICSMITH_OPEN_METRICS: "true",
      METRICSMITH_PAGE: "false",
    });
    expect(settings).toEqual({
      enabled: false,
      address: "unix:///run/shop.sock?umask=0117",
      buffers: { read: 8192 },
      timeouts: { read: 6000, write: 10_000, idle: 90_000 },
      webConfigFile: "/etc/shop/web-config.yml",
      openMetrics: true,
      page: false,
    });
  });

  test("sets nothing by variables that are empty, or another program's", () => {
    const others = { PATH: "/bin", METRICSMITH: "x", METRICSMITHY_PORT: "1", metricsmith_enabled: "false" };
    expect(readEnvironment({ ...others, METRICSMITH_ENABLED: "", METRICSMITH_ENABELD: "" })).toEqual(NOTHING);
  });

  test("sets nothing by the variables of a service in Kubernetes, whatever it is called", () => {
    const links = {
      METRICSMITH_SERVICE_HOST: "10.0.0.11",
      METRICSMITH_SERVICE_PORT: "9959",
      METRICSMITH_SERVICE_PORT_HTTP_METRICS: "9959",
      METRICSMITH_PORT: "tcp://10.0.0.11:9959",
      METRICSMITH_PORT_9959_TCP: "tcp://10.0.0.11:9959",
      METRICSMITH_PORT_9959_TCP_PROTO: "tcp",
      METRICSMITH_PORT_9959_TCP_PORT: "9959",
      METRICSMITH_PORT_9959_TCP_ADDR: "10.0.0.11",
      METRICSMITH_DEMO_SERVICE_HOST: "10.0.0.12",
      METRICSMITH_DEMO_PORT: "udp://10.0.0.12:53",
    };
    expect(readEnvironment(links)).toEqual(NOTHING);
  });

  test("sets nothing by the variable of the command line", () => {
    expect(readEnvironment({ METRICSMITH_DEBUG: "1" })).toEqual(NOTHING);
  });

  test.each([
    ["true", true],
    ["TRUE", true],
    ["1", true],
    ["yes", true],
    ["on", true],
    ["False", false],
    ["0", false],
    ["no", false],
    ["off", false],
  ])("knows %s for %s", (given, want) => {
    expect(readEnvironment({ METRICSMITH_ENABLED: given }).enabled).toBe(want);
  });

  test.each<[string, { given: Environment; want: string }]>([
    [
      "what is neither true nor false",
      {
        given: { METRICSMITH_ENABLED: "disabled" },
        want: 'METRICSMITH_ENABLED is "disabled", which is neither true nor false; write true or false',
      },
    ],
    [
      "a port for an address",
      {
        given: { METRICSMITH_ADDRESS: "9959" },
        want: 'METRICSMITH_ADDRESS is "9959", which could be a host, a port or a path; write tcp://:9959 for a port',
      },
    ],
    [
      "a size with a unit",
      {
        given: { METRICSMITH_BUFFERS_READ: "4k" },
        want: 'METRICSMITH_BUFFERS_READ is "4k", which is not a whole number; write a whole number of bytes, 512 or more, such as 4096',
      },
    ],
    [
      "a size for no request",
      {
        given: { METRICSMITH_BUFFERS_READ: "511" },
        want: 'METRICSMITH_BUFFERS_READ is "511", which leaves no room for a request; write',
      },
    ],
    [
      "a size without bounds",
      { given: { METRICSMITH_BUFFERS_READ: "9".repeat(400) }, want: '9"…, which is more than 1 GiB; write' },
    ],
    [
      "a text that is not a duration",
      {
        given: { METRICSMITH_TIMEOUTS_READ: "6 sec" },
        want: 'METRICSMITH_TIMEOUTS_READ is "6 sec", which is not a duration; write a whole number and its unit, such as 6s, 500ms or 1m30s, or a number of seconds, such as 6',
      },
    ],
    [
      "no time at all",
      { given: { METRICSMITH_TIMEOUTS_WRITE: "0s" }, want: '"0s", which is too short for anything; write' },
    ],
    [
      "a time that timers take for none",
      {
        given: { METRICSMITH_TIMEOUTS_IDLE: "4w" },
        want: '"4w", which is longer than the longest timer, 24 days; write',
      },
    ],
    [
      "a misspelt variable",
      {
        given: { METRICSMITH_ENABELD: "false" },
        want: '"METRICSMITH_ENABELD" is not a setting; the settings are METRICSMITH_ENABLED, METRICSMITH_ADDRESS, ',
      },
    ],
    [
      "a variable like no other",
      {
        given: { METRICSMITH_COLOUR: "red" },
        want: '"METRICSMITH_COLOUR" is not a setting; the settings are METRICSMITH_ENABLED, METRICSMITH_ADDRESS, METRICSMITH_BUFFERS_READ, METRICSMITH_TIMEOUTS_READ, METRICSMITH_TIMEOUTS_WRITE, METRICSMITH_TIMEOUTS_IDLE, METRICSMITH_WEB_CONFIG_FILE, METRICSMITH_OPEN_METRICS, METRICSMITH_PAGE',
      },
    ],
    [
      "a port by itself",
      {
        given: { METRICSMITH_PORT: "9960" },
        want: '"METRICSMITH_PORT" is not a setting; write it into METRICSMITH_ADDRESS, as in tcp://127.0.0.1:9959/metrics',
      },
    ],
  ])("refuses %s", (_, { given, want }) => {
    expect(() => readEnvironment(given)).toThrow(MetricsServerError);
    expect(() => readEnvironment(given)).toThrow(want);
  });

  test("reports all mistakes at once", () => {
    const environment = { METRICSMITH_OTHER: "x", METRICSMITH_ENABLED: "-", METRICSMITH_ADDRESS: "::1" };
    expect(() => readEnvironment(environment)).toThrow(
      /^the environment is not valid:\nMETRICSMITH_ENABLED .*\nMETRICSMITH_ADDRESS .*\n"METRICSMITH_OTHER" .*$/,
    );
  });
});
