import { describe, expect, test } from "vitest";
import { scrapeInterval } from "../../page/scrape.js";
import { matchesFilter } from "../../page/view/family-list.js";
import { formatRate, formatValue, unitOf } from "../../page/view/format.js";
import { readAddress, writeAddress } from "../../page/view/toolbar.js";

describe("formatValue", () => {
  test.each([
    [0, "none", "0"],
    [1234, "none", "1,234"],
    [999_999, "none", "999,999"],
    [12_345_678, "none", "12.3 M"],
    [0.123456, "none", "0.123"],
    [0.0000123, "none", "1.23e-5"],
    [-1234.6, "none", "-1,235"],
    [Number.NaN, "none", "–"],
    [Infinity, "none", "+Inf"],
    [0.0125, "seconds", "12.5 ms"],
    [0.00002, "seconds", "20 µs"],
    [90, "seconds", "90 s"],
    [4000, "seconds", "66.7 min"],
    [1536, "bytes", "1.5 KiB"],
    [5e9, "bytes", "4.66 GiB"],
    [1_700_000_000, "time", "2023-11-14 22:13:20"],
  ] as const)("%d in %s is %s", (value, unit, want) => {
    expect(formatValue(value, unit)).toBe(want);
  });

  test.each([
    ["http_request_duration_seconds", undefined, "seconds"],
    ["process_cpu_seconds_total", undefined, "seconds"],
    ["process_start_time_seconds", undefined, "time"],
    ["process_start_time_seconds", "seconds", "time"],
    ["last_run_timestamp", "seconds", "seconds"],
    ["sent_bytes_total", undefined, "bytes"],
    ["orders_total", undefined, "none"],
    ["authelia_request_duration", "seconds", "seconds"],
    ["sent", "bytes", "bytes"],
    ["load", "ratio", "none"],
  ] as const)("the unit of %s, in %s by the schema, is %s", (name, unit, want) => {
    expect(unitOf({ name, unit })).toBe(want);
  });

  test("a rate is per second", () => {
    expect([formatRate(2.5, "none"), formatRate(2048, "bytes"), formatRate(0.5, "seconds")]).toEqual([
      "2.5/s",
      "2 KiB/s",
      "0.5/s",
    ]);
  });
});

test("the address has the filter and the open families", () => {
  const state = { filter: { words: "a&b #c", type: "gauge" }, open: ["x", "y_total"] };
  expect(readAddress(writeAddress(state))).toEqual(state);
  const nothing = { filter: { words: "", type: "" }, open: [] };
  expect(writeAddress(nothing)).toBe("");
  expect(readAddress("")).toEqual(nothing);
});

test.each([
  ["", "", true],
  ["HTTP requests", "", true],
  ["code http", "", true],
  ["grpc", "", false],
  ["http", "gauge", false],
])("the filter %j with type %j", (words, type, want) => {
  const family = {
    name: "http_total",
    help: "Requests.",
    labels: ["code"],
    unit: undefined,
    labelSets: 5,
    history: undefined,
  } as const;
  expect(matchesFilter({ ...family, type: "counter" }, { words, type })).toBe(want);
});

describe("scrapeInterval", () => {
  test.each([
    ["a quick scrape", { failures: 0, duration: 50 }, 2000],
    ["a slow one", { failures: 0, duration: 1000 }, 5000],
    ["a failure", { failures: 1, duration: 50 }, 4000],
    ["several", { failures: 3, duration: 50 }, 16_000],
    ["many", { failures: 50, duration: 50 }, 60_000],
    ["a very slow one", { failures: 0, duration: 25_000 }, 60_000],
  ])("after %s", (_, effort, want) => {
    expect(scrapeInterval(effort)).toBe(want);
  });
});
