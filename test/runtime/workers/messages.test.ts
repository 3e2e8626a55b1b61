import { setEnvironmentData } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { CounterFamily } from "../../../runtime/family/counter.js";
import { openVector, type Vector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { publishedProgram, publishProgram } from "../../../runtime/workers/messages.js";

afterEach(() => setEnvironmentData("metricsmith", undefined));

function tenant(name: string): Vector {
  return openVector({ name, label: "tenant" }, { maxValues: 2, otherwise: "other" });
}

function program(vectors: readonly Vector[]): Metrics {
  const families = vectors.map((vector, at) => {
    return new CounterFamily({ name: `c${at}_total`, help: "h", vectors: [vector] });
  });
  return new Metrics({ address: "", families });
}

test("programs with the same labels differ if their families share vectors differently", () => {
  const shared = tenant("tenant");
  publishProgram(program([shared, shared]), {
    channel: "x",
    sent: new Int32Array(1),
    dropped: new Int32Array(1),
  });
  expect(publishedProgram(program([tenant("buyer"), tenant("seller")]))).toBeUndefined();
  const alike = tenant("tenant");
  expect(publishedProgram(program([alike, alike]))?.channel).toBe("x");
});
