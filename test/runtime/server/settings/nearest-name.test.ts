import { expect, test } from "vitest";
import { nearestName } from "../../../../runtime/server/settings/nearest-name.js";

const NAMES = ["enabled", "address", "buffers", "timeouts", "web_config_file", "read", "write"];

test.each([
  ["enabeld", "enabled"],
  ["Enabled", "enabled"],
  ["adress", "address"],
  ["timeout", "timeouts"],
  ["webConfigFile", "web_config_file"],
  ["raed", "read"],
  ["rite", "write"],
])("%s means %s", (given, want) => expect(nearestName(given, NAMES)).toBe(want));

test.each(["", "_", "port", "x", "telemetry", "a".repeat(10_000)])("%.20s means none of them", (given) =>
  expect(nearestName(given, NAMES)).toBeUndefined(),
);
