import { describe, expect, test } from "vitest";
import { MetricsServerError } from "../../../../runtime/server/errors.js";
import { resolveSettings } from "../../../../runtime/server/settings.js";

const environment = {
  METRICSMITH_ADDRESS: "tcp://:2",
  METRICSMITH_TIMEOUTS_READ: "2s",
  METRICSMITH_TIMEOUTS_WRITE: "2s",
  METRICSMITH_OPEN_METRICS: "false",
};
const config = {
  enabled: false,
  address: "tcp://:3",
  buffers: { read: 3000 },
  timeouts: { read: 3000, write: 3000, idle: 3000 },
  webConfigFile: "3.yml",
  openMetrics: true,
  page: false,
};

describe("a setting", () => {
  test("comes from the option, or else the environment, or else the configuration", () => {
    const options = { address: "tcp://:1", timeouts: { read: 1000 }, environment, config };
    expect(resolveSettings(options)).toMatchObject({
      enabled: false,
      address: "tcp://:1",
      buffers: { read: 3000 },
      timeouts: { read: 1000, write: 2000, idle: 3000 },
      webConfigFile: "3.yml",
      openMetrics: false,
      page: false,
    });
  });

  test("that only the application can make is not changed", () => {
    const options = { timeouts: { scrape: 1, close: 2 }, limits: { scrapes: 3 }, environment, config };
    expect(resolveSettings(options)).toMatchObject({
      timeouts: { read: 2000, write: 2000, idle: 3000, scrape: 1, close: 2 },
      limits: { scrapes: 3 },
    });
  });

  test("is ignored if it is an undefined option", () => {
    const options = { enabled: undefined, address: undefined, environment: {} };
    expect(resolveSettings(options)).toMatchObject({ enabled: undefined, address: undefined });
  });

  test("comes from the process's environment by default", () => {
    process.env["METRICSMITH_ADDRESS"] = "tcp://:4";
    try {
      expect(resolveSettings({ config }).address).toBe("tcp://:4");
      expect(resolveSettings({ config, environment: {} }).address).toBe("tcp://:3");
    } finally {
      delete process.env["METRICSMITH_ADDRESS"];
    }
  });
});

describe("an untyped application", () => {
  test.each(["false", 0, null])("gets an error if enabled is %j", (enabled) => {
    const options = JSON.parse(JSON.stringify({ enabled, environment: {} }));
    expect(() => resolveSettings(options)).toThrow(MetricsServerError);
    expect(() => resolveSettings(options)).toThrow(/^the option enabled is .*; expected true or false$/);
  });
});
