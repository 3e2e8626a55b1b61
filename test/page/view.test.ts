import { describe, expect, test } from "vitest";
import type { ScrapedType } from "../../page/exposition.js";
import { scrapeInterval } from "../../page/scrape.js";
import { matchesFilter } from "../../page/view/family-list.js";
import { formatRate, formatTimeTick, formatValue } from "../../page/view/format.js";
import { readAddress, writeAddress } from "../../page/view/toolbar.js";
import { chartUnit, type Unit, unitOf } from "../../page/view/unit.js";

/** The unit that a schema gives to a counter. */
function unitNamed(unit: string | undefined): Unit {
  return unitOf({ name: "a", type: "counter", unit, history: undefined });
}

describe("formatValue", () => {
  test.each([
    [0, undefined, "0"],
    [1234, undefined, "1,234"],
    [999_999, undefined, "999,999"],
    [12_345_678, undefined, "12.3 M"],
    [0.123456, undefined, "0.123"],
    [0.0000123, undefined, "1.23e-5"],
    [-1234.6, undefined, "-1,235"],
    [9.9e17, undefined, "990 P"],
    [-1e21, undefined, "-1.00e+21"],
    [Number.NaN, undefined, "–"],
    [Infinity, undefined, "+Inf"],
    [21.5, "celsius", "21.5"],
    [0.0125, "seconds", "12.5 ms"],
    [0.00002, "seconds", "20 µs"],
    [90, "seconds", "90 s"],
    [4000, "seconds", "66.7 min"],
    [4000, "milliseconds", "4 s"],
    [3, "ms", "3 ms"],
    [2, "hours", "2 h"],
    [1536, "bytes", "1.5 KiB"],
    [5e9, "bytes", "4.66 GiB"],
    [3, "kib", "3 KiB"],
    [1e300, "bytes", "8.88e+284 PiB"],
    [0.4218, "ratio", "42.2 %"],
    [0, "ratio", "0 %"],
    [99.5, "percent", "99.5 %"],
    [-Infinity, "ratio", "-Inf"],
    [1_700_000_000, "timestamp", "2023-11-14 22:13:20"],
    [1_700_000_000_000, "timestamp_milliseconds", "2023-11-14 22:13:20"],
    [Number.NaN, "timestamp", "–"],
    [1e300, "timestamp", "1.00e+300"],
    [-5, "timestamp", "-5"],
  ] as const)("%d in %s is %s", (value, unit, want) => {
    expect(formatValue(value, unitNamed(unit))).toBe(want);
  });

  test("a rate is per second", () => {
    const rates = [
      [2.5, undefined],
      [2048, "bytes"],
      [0.5, "seconds"],
      [250, "milliseconds"],
      [0.1, "ratio"],
    ] as const;
    expect(rates.map(([value, unit]) => formatRate(value, unitNamed(unit)))).toEqual([
      "2.5/s",
      "2 KiB/s",
      "500 ms/s",
      "250 ms/s",
      "0.1/s",
    ]);
  });

  test.each([
    [86_400, "2023-11-14"],
    [3600, "11-14 22:13"],
    [1, "22:13:20"],
  ])("a time on an axis with steps of %d s is %s", (step, want) => {
    expect(formatTimeTick(1_700_000_000, step)).toBe(want);
  });
});

describe("the unit", () => {
  const unitFor = (name: string, type: ScrapedType, unit: string | undefined, values: readonly number[]) =>
    unitOf({ name, type, unit, history: { samples: values.map((latest) => ({ latest })) } });

  test.each([
    ["http_request_duration_seconds", "histogram", undefined, "duration"],
    ["process_cpu_seconds_total", "counter", undefined, "duration"],
    ["sent_bytes_total", "counter", undefined, "bytes"],
    ["orders_total", "counter", undefined, "number"],
    ["heat_min", "gauge", undefined, "number"],
    ["hit_ratio", "gauge", undefined, "ratio"],
    ["authelia_request_duration", "histogram", "seconds", "duration"],
    ["sent", "counter", "bytes", "bytes"],
    ["load", "gauge", "ratio", "ratio"],
    ["wait_seconds", "gauge", "bytes", "bytes"],
    ["memory_bytes", "gauge", "ratio", "ratio"],
    ["fill_ratio", "gauge", "seconds", "duration"],
    ["ends_timestamp_seconds", "gauge", "celsius", "number"],
    ["wait", "gauge", "timestamps", "timestamp"],
  ] as const)("of %s, a %s in %s by the schema, is a %s", (name, type, unit, want) => {
    expect(unitFor(name, type, unit, [1]).kind).toBe(want);
  });

  test.each([
    ["process_start_time_seconds", "gauge", undefined, [1.7e9], "timestamp"],
    ["process_start_time_seconds", "gauge", "seconds", [1.7e9], "timestamp"],
    ["last_run", "gauge", "seconds", [0, 1.7e9], "timestamp"],
    ["last_run", "gauge", "milliseconds", [1.7e12], "timestamp"],
    ["last_run", "gauge", "milliseconds", [1.7e9], "duration"],
    ["last_run_timestamp", "gauge", undefined, [1.7e9], "timestamp"],
    ["last_run_timestamp_seconds", "gauge", "seconds", [0], "timestamp"],
    ["last_run_timestamp_seconds", "gauge", "seconds", [12], "duration"],
    ["timestamp_lag_seconds", "gauge", "seconds", [0], "duration"],
    ["response_time_seconds", "gauge", "seconds", [0.2], "duration"],
    ["response_time_seconds", "histogram", "seconds", [1.7e9], "duration"],
    ["work_time_seconds_total", "counter", undefined, [1.7e9], "duration"],
    ["items", "gauge", undefined, [1.7e9], "number"],
  ] as const)("of %s, a %s in %s of the values %j, is a %s", (name, type, unit, values, want) => {
    expect(unitFor(name, type, unit, values).kind).toBe(want);
  });

  test.each([
    ["counter", "bytes", "bytes per second"],
    ["counter", undefined, "per second"],
    ["gauge", "milliseconds", "milliseconds"],
    ["gauge", "kilowatt_hours", "kilowatt hours"],
    ["gauge", undefined, ""],
    ["histogram", "ratio", "ratio"],
    ["gauge", "timestamp", "date and time, UTC"],
  ] as const)("of the chart of a %s in %s is %j", (type, unit, want) => {
    expect(chartUnit(type, unitNamed(unit))).toBe(want);
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
