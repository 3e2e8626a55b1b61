import type { Exemplar } from "@metricsmith/runtime";
import { beforeEach, describe, expect, test } from "vitest";
import {
  bindOneValue,
  bindPartlyLabelled,
  bindRequest,
  metrics,
  recordBoots,
  recordNoValue,
  recordOneValue,
  recordPause,
  recordRequestDuration,
  recordSeveralValues,
  recordUnlabelled,
  recordUnlabelledTimer,
  recordUnlabelledValues,
  startOneValueTimer,
  startPauseTimer,
  startRequestDurationTimer,
} from "../../fixtures/golden/composites/recorders.js";

const EXEMPLAR: Exemplar = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const LABELS = { code: 200, method: "GET" } as const;

beforeEach(() => {
  metrics.reset();
});

describe("an exemplar reaches every counter and histogram that is recorded", () => {
  test.each<readonly [string, { readonly record: () => void; readonly want: readonly string[] }]>([
    ["by a counter's recorder", { record: () => recordBoots(1, EXEMPLAR), want: ["boots"] }],
    ["by a bound counter", { record: () => bindRequest(LABELS).record(1, EXEMPLAR), want: ["request"] }],
    [
      "by a histogram's recorder",
      { record: () => recordRequestDuration(LABELS, 2, EXEMPLAR), want: ["request_duration"] },
    ],
    ["without labels", { record: () => recordPause(2, EXEMPLAR), want: ["pause"] }],
    [
      "by a timer's stop",
      { record: () => startRequestDurationTimer()(LABELS, EXEMPLAR), want: ["request_duration"] },
    ],
    ["by a timer's stop without labels", { record: () => startPauseTimer()(EXEMPLAR), want: ["pause"] }],
    [
      "by a recorder of counters",
      { record: () => recordNoValue(LABELS, EXEMPLAR), want: ["request", "retry"] },
    ],
    ["by one without labels", { record: () => recordUnlabelled(EXEMPLAR), want: ["boots", "ticks"] }],
    [
      "by one with a value",
      { record: () => recordOneValue(LABELS, 2, EXEMPLAR), want: ["request", "request_duration"] },
    ],
    [
      "by its timer",
      { record: () => startOneValueTimer()(LABELS, EXEMPLAR), want: ["request", "request_duration"] },
    ],
    [
      "by its bound form",
      { record: () => bindOneValue(LABELS).record(2, EXEMPLAR), want: ["request", "request_duration"] },
    ],
    [
      "by one with several values",
      {
        record: () =>
          recordSeveralValues(LABELS, { requestDuration: 1, responseSize: 2, lastSize: 3 }, EXEMPLAR),
        want: ["request", "request_duration", "response_size"],
      },
    ],
    [
      "by a bound form of which some have no labels",
      {
        record: () => bindPartlyLabelled(LABELS).record({ requestDuration: 1, temperature: 2 }, EXEMPLAR),
        want: ["boots", "request_duration"],
      },
    ],
    [
      "by one with a value and no labels",
      { record: () => recordUnlabelledTimer(2, EXEMPLAR), want: ["boots", "pause"] },
    ],
    [
      "by one with several values and no labels",
      { record: () => recordUnlabelledValues({ pause: 1, temperature: 2 }, EXEMPLAR), want: ["pause"] },
    ],
  ])("%s", (_, { record, want }) => {
    record();
    const having = metrics.families.filter(({ exemplars }) => (exemplars?.size ?? 0) > 0);
    expect(having.map(({ name }) => name).sort()).toEqual(want.map((key) => `shop_${key}`));
  });
});
