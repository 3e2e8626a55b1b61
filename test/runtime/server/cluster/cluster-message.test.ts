import { describe, expect, test } from "vitest";
import type { CollectedFamily } from "../../../../runtime/server/cluster/cluster-families.js";
import {
  collectRequest,
  isCollectRequest,
  isWorkerAnswer,
  received,
  toSend,
} from "../../../../runtime/server/cluster/cluster-worker.js";

describe("families that are sent to the primary", () => {
  test.each([
    ["JSON", (value: object) => JSON.parse(JSON.stringify(value))],
    ["structured cloning", (value: object) => structuredClone(value)],
  ])("arrive as they were by %s, numbers that JSON does not have too", (_, send) => {
    const values = [0, 1.5, -3e300, NaN, Infinity, -Infinity].map((value) => ({
      value,
      labels: { le: 0.5 },
    }));
    const family: CollectedFamily = { name: "f", help: "F", type: "gauge", aggregator: "max", values };
    expect(received(send(toSend([family])))).toEqual([family]);
  });
});

describe("messages of others", () => {
  test.each([[undefined], [null], ["metricsmith:collect"], [{}], [{ type: "collect" }], [{ cmd: "NODE_X" }]])(
    "%j is none of ours",
    (message) => {
      expect(isCollectRequest(message)).toBe(false);
      expect(isWorkerAnswer(message)).toBe(false);
    },
  );

  test("a request is one", () => {
    expect(isCollectRequest(collectRequest(3))).toBe(true);
    expect(isWorkerAnswer(collectRequest(3))).toBe(false);
  });
});
