import { describe, expect, test } from "vitest";
import type { CollectedFamily } from "../../../../runtime/server/cluster/cluster-families.js";
import {
  collectRequest,
  decodeFamilies,
  encodeFamilies,
  isCollectRequest,
  isWorkerAnswer,
} from "../../../../runtime/server/cluster/cluster-worker.js";

describe("families that are sent to the primary", () => {
  test.each([
    ["JSON", (value: object) => JSON.parse(JSON.stringify(value))],
    ["structured cloning", (value: object) => structuredClone(value)],
  ])("arrive unchanged by %s, also with numbers that JSON does not have", (_, send) => {
    const values = [0, 1.5, -3e300, NaN, Infinity, -Infinity].map((value) => ({
      value,
      labels: { le: 0.5 },
    }));
    const family: CollectedFamily = { name: "f", help: "F", type: "gauge", aggregator: "max", values };
    expect(decodeFamilies(send(encodeFamilies([family])))).toEqual([family]);
  });
});

describe("a message", () => {
  test.each([[undefined], [null], ["metricsmith:collect"], [{}], [{ type: "collect" }], [{ cmd: "NODE_X" }]])(
    "%j is neither a request nor an answer",
    (message) => {
      expect(isCollectRequest(message)).toBe(false);
      expect(isWorkerAnswer(message)).toBe(false);
    },
  );

  test("of the primary is a request", () => {
    expect(isCollectRequest(collectRequest(3))).toBe(true);
    expect(isWorkerAnswer(collectRequest(3))).toBe(false);
  });
});
