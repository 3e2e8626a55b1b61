import { describe, expect, test } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { Metrics } from "../../runtime/metrics.js";
import { booleanVector } from "../../runtime/vector/boolean-vector.js";

const REJECTED = "metricsmith_rejected_samples_total";
const REJECTED_TEXT = `# HELP ${REJECTED} Samples that were not recorded, by the metric they were meant for and the reason.
# TYPE ${REJECTED} counter
`;

describe("Metrics", () => {
  test("exposes the families in their order, and the rejected samples last", () => {
    const { metrics, requests, users } = program();
    requests.record(1, 2, { ok: true });
    users.set(0, 7, undefined);
    expect(metrics.families.map(({ name }) => name)).toEqual(["requests_total", "users", REJECTED]);
    expect(textOf(metrics)).toBe(
      `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{ok="true"} 2
# HELP users Users.
# TYPE users gauge
users 7
${REJECTED_TEXT}`,
    );
  });

  test("an exposition that was given is not changed by the next", () => {
    const { metrics, users } = program();
    users.set(0, 1, undefined);
    const first = metrics.expose();
    users.set(0, 2, undefined);
    metrics.expose();
    expect(new TextDecoder().decode(first)).toContain("\nusers 1\n");
  });

  test("an exposition that is given back is written over", () => {
    const { metrics, users } = program();
    const first = metrics.expose();
    users.set(0, 12, undefined);
    const second = metrics.expose(first);
    expect(second.buffer).toBe(first.buffer);
    expect(new TextDecoder().decode(second)).toContain("\nusers 12\n");
  });

  test("bytes of somebody else's are left alone", () => {
    const { metrics } = program();
    const pool = new Uint8Array(100_000).fill(7);
    const given = metrics.expose(pool.subarray(10, 20));
    expect(given.buffer).not.toBe(pool.buffer);
    expect(pool.every((byte) => byte === 7)).toBe(true);
  });

  test("reset forgets every series and every callback", () => {
    const { metrics, requests, users } = program();
    const empty = textOf(metrics);
    requests.record(1, 2, { ok: true });
    users.sample(0, () => 3, undefined);
    expect(textOf(metrics)).not.toBe(empty);
    metrics.reset();
    expect(textOf(metrics)).toBe(empty);
  });

  test("keeps the schema's address for the server", () => {
    expect(program().metrics.address).toBe("tcp://:9959/metrics");
  });

  test("without families, exposes the rejected samples alone", () => {
    expect(textOf(new Metrics({ address: "", families: [] }))).toBe(REJECTED_TEXT);
  });
});

function program() {
  const requests = new CounterFamily({
    name: "requests_total",
    help: "Requests.",
    vectors: [booleanVector("ok")],
  });
  const users = new GaugeFamily({ name: "users", help: "Users.", vectors: [] });
  const metrics = new Metrics({ address: "tcp://:9959/metrics", families: [requests, users] });
  return { metrics, requests, users };
}

function textOf(metrics: Metrics): string {
  return new TextDecoder().decode(metrics.expose());
}
