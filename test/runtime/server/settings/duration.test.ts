import { describe, expect, test } from "vitest";
import { resolveSettings } from "../../../../runtime/server/settings.js";

/** A time-out that a variable sets, in milliseconds. */
function readDuration(text: string): number | undefined {
  return resolveSettings({ environment: { METRICSMITH_TIMEOUTS_READ: text } }).timeouts?.read;
}

describe("a duration", () => {
  test.each([
    ["6", 6000],
    ["6s", 6000],
    ["500ms", 500],
    ["5m", 300_000],
    ["1h30m", 5_400_000],
    ["1m30s250ms", 90_250],
    ["2d", 172_800_000],
    ["1w", 604_800_000],
  ])("%s is %d ms", (given, want) => expect(readDuration(given)).toBe(want));

  test.each(["0", "0s", "0h0ms"])("%s is understood, and too short", (given) => {
    expect(() => readDuration(given)).toThrow(`"${given}", which is too short for anything`);
  });

  test.each([
    " 6s",
    "6 s",
    "-6s",
    "+6",
    "1.5s",
    "6sec",
    "6S",
    "s",
    "6s5",
    "1e3",
    "0x10",
    "١s",
    "6s\n",
    "1y",
    "1M",
  ])("is not %j", (given) => expect(() => readDuration(given)).toThrow("which is not a duration"));
});
