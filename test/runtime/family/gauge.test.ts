import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { clientMetric } from "../../../runtime/client/client-metric.js";
import { GaugeFamily } from "../../../runtime/family/gauge.js";
import { quoted, type RejectedSample } from "../../../runtime/family/rejection.js";
import { closedVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { HOSTILE_VALUES } from "../../support/runtime/hostile-values.js";

const queue = closedVector("queue", ["mail", "audit"]);
const MAIL = { queue: "mail" };
const AUDIT = { queue: "audit" };

describe("GaugeFamily", () => {
  test("sets, and adds up and down from 0", () => {
    const { family } = watched();
    family.set(0, 7, MAIL);
    family.add(0, -2.5, MAIL);
    family.add(1, -1, AUDIT);
    expect(seriesOf(family)).toEqual([
      [0, 4.5],
      [1, -1],
    ]);
  });

  test.each([0, -0, Infinity, -Infinity, Number.NaN])("can be set to %d", (value) => {
    const { family, rejected } = watched();
    family.set(0, value, MAIL);
    expect(seriesOf(family)).toEqual([[0, value + 0]]);
    expect(rejected).toEqual([]);
  });

  test("can be increased by Infinity, but not by NaN", () => {
    const { family, rejected } = watched();
    family.add(0, Infinity, MAIL);
    family.add(0, Number.NaN, MAIL);
    expect(seriesOf(family)).toEqual([[0, Infinity]]);
    expect(rejected.map(({ reason }) => reason)).toEqual(["not_a_number"]);
  });

  test.each(HOSTILE_VALUES)("%s is rejected unless it is a number", (_, value) => {
    const { family, rejected } = watched();
    family.set(0, value as number, MAIL); // an untyped caller can pass anything
    family.add(1, value as number, AUDIT);
    const want = typeof value === "number" ? (Number.isNaN(value) ? 1 : 0) : 2;
    expect(rejected.map(({ reason }) => reason)).toEqual(new Array(want).fill("not_a_number"));
  });

  test("a bad label set is rejected by every operation", () => {
    const { family, rejected } = watched();
    const bad = { queue: "print" };
    family.set(-1, 1, bad);
    family.add(-1, 1, bad);
    family.sample(-1, () => 1, bad);
    family.bind(-1, bad).set(1);
    family.bind(-1, bad).add();
    expect(rejected.map(({ reason }) => reason)).toEqual(new Array(5).fill("unknown_label_value"));
    expect(seriesOf(family)).toEqual([]);
  });

  test("a bound series is the same series", () => {
    const { family } = watched();
    const bound = family.bind(0, MAIL);
    bound.set(5);
    bound.add();
    bound.add(-2);
    expect(seriesOf(family)).toEqual([[0, 4]]);
  });

  test("reset removes the series; without labels, it starts again at 0", () => {
    const { family } = watched();
    family.set(0, 1, MAIL);
    family.reset();
    expect(seriesOf(family)).toEqual([]);
    const plain = new GaugeFamily({ name: "m", help: "h", vectors: [] });
    plain.set(0, 5, undefined);
    plain.reset();
    expect(seriesOf(plain)).toEqual([[0, 0]]);
  });
});

describe("a sampled series", () => {
  test("is read at each refresh, by its last callback, and not when it is visited", () => {
    const { family } = watched();
    let length = 1;
    family.sample(0, () => expect.unreachable("the first callback was replaced"), MAIL);
    family.sample(0, () => length++, MAIL);
    expect(seriesOf(family)).toEqual([]);
    expect([refreshed(family), refreshed(family), seriesOf(family)]).toEqual([[[0, 1]], [[0, 2]], [[0, 2]]]);
  });

  test.each([
    ["throws an error", { read: () => refuse(new Error("gone")), says: "threw: gone" }],
    ["throws a string", { read: () => refuse("gone"), says: 'threw: "gone"' }],
    ["throws undefined", { read: () => refuse(undefined), says: "threw: undefined" }],
    [
      "throws an error that cannot be read",
      { read: () => refuse(unreadable()), says: "threw: an error without a message" },
    ],
    ["returns a string", { read: () => "3", says: 'gave "3"; expected a number' }],
    ["returns an error", { read: () => new Error("gone"), says: "gave an object; expected a number" }],
    ["returns nothing", { read: () => {}, says: "gave undefined; expected a number" }],
    ["returns a promise", { read: async () => 3, says: "gave a promise, for which expose()" }],
    [
      "returns a promise that is rejected",
      { read: async () => refuse("gone"), says: "gave a promise, for which expose()" },
    ],
  ])("that %s is left out, and is a rejected sample", async (_, { read, says }) => {
    const { family, rejected } = watched();
    family.set(0, 3, MAIL);
    family.sample(0, read as unknown as () => number, MAIL); // an untyped callback can give anything
    family.sample(1, () => 8, AUDIT);
    expect(refreshed(family)).toEqual([[1, 8]]);
    const detail = expect.stringContaining(`the callback of a sampled series ${says}`);
    expect(rejected).toMatchObject([{ reason: "sample_failed", detail }]);
    await setImmediate(); // a promise left unhandled would fail the test by now
  });

  test.each(HOSTILE_VALUES.filter(([, value]) => typeof value !== "function"))(
    "%s for a callback is rejected at once, and the previous one remains",
    (_, value) => {
      const { family, rejected } = watched();
      family.sample(0, () => 1, MAIL);
      family.sample(0, value as () => number, MAIL); // an untyped caller can pass anything
      expect(rejected).toMatchObject([
        { reason: "sample_failed", detail: `the callback is ${quoted(value)}; expected a function` },
      ]);
      expect(refreshed(family)).toEqual([[0, 1]]);
    },
  );

  test("with a bad label set and without a callback is rejected for its label set", () => {
    const { family, rejected } = watched();
    family.sample(-1, 3 as unknown as () => number, { queue: "print" }); // an untyped caller can pass anything
    expect(rejected.map(({ reason }) => reason)).toEqual(["unknown_label_value"]);
  });

  test("is removed by reset until it is read again", () => {
    const { family } = watched();
    let length = 1;
    family.sample(0, () => length++, MAIL);
    family.set(1, 9, AUDIT);
    expect(refreshed(family)).toEqual([
      [0, 1],
      [1, 9],
    ]);
    family.reset();
    expect(seriesOf(family)).toEqual([]);
    expect(refreshed(family)).toEqual([[0, 2]]);
  });
});

describe("a sampled series that cannot be read", () => {
  test("has no value until it is read again, also if it is exposed from the start", () => {
    const plain = new GaugeFamily({ name: "up", help: "h", vectors: [] });
    const labelled = new GaugeFamily({ name: "depth", help: "h", vectors: [queue] });
    const initialized = new GaugeFamily({ name: "zero", help: "h", vectors: [queue], initialize: true });
    const metrics = new Metrics({ address: "", families: [plain, labelled, initialized] });
    metrics.configure({ warn: () => {} });
    let value: unknown = 5;
    for (const family of [plain, labelled, initialized]) family.sample(0, () => value as number, undefined);
    const want = ["up 5", 'depth{queue="mail"} 5', 'zero{queue="mail"} 5', 'zero{queue="audit"} 0'];
    expect(samplesOf(metrics)).toEqual(want);
    value = "gone";
    for (let time = 0; time < 2; time++) expect(samplesOf(metrics)).toEqual(['zero{queue="audit"} 0']);
    value = 5;
    for (let time = 0; time < 2; time++) expect(samplesOf(metrics)).toEqual(want);
  });
});

describe("an asynchronous callback", () => {
  const sampledBy = (...reads: readonly (() => number | PromiseLike<number>)[]) => {
    const family = new GaugeFamily({ name: "depth", help: "h", vectors: [queue] });
    const metrics = new Metrics({ address: "", families: [family] });
    const warnings: string[] = [];
    metrics.configure({ warn: (message) => warnings.push(message) });
    reads.forEach((read, index) => {
      family.sample(index, read, undefined);
    });
    return {
      metrics,
      family,
      warnings,
      exposed: async (timeout?: number) => samplesOf(metrics, await metrics.exposeAsync("text", timeout)),
    };
  };

  test("is waited for by `exposeAsync`, beside others", async () => {
    const { exposed, warnings } = sampledBy(
      async () => 3,
      () => 4,
    );
    expect(await exposed()).toEqual(['depth{queue="mail"} 3', 'depth{queue="audit"} 4']);
    expect(warnings).toEqual([]);
  });

  test("is left out by `expose` and `slices`, with a warning", async () => {
    const { metrics, exposed, warnings } = sampledBy(
      async () => 3,
      () => 4,
    );
    expect(await exposed()).toHaveLength(2);
    expect(samplesOf(metrics)).toEqual(['depth{queue="audit"} 4']);
    expect(samplesOf(metrics, Buffer.concat([...metrics.slices()]))).toEqual(['depth{queue="audit"} 4']);
    expect(warnings).toEqual([expect.stringContaining("call exposeAsync()")]);
  });

  test("that is rejected is left out", async () => {
    const { exposed, warnings } = sampledBy(
      async () => refuse(new Error("gone")),
      () => 4,
    );
    expect(await exposed()).toEqual(['depth{queue="audit"} 4']);
    expect(warnings).toEqual([expect.stringContaining("the callback of a sampled series threw: gone")]);
  });

  test("that never settles is left out at the deadline, and later expositions do not wait for it", async () => {
    let calls = 0;
    const never = () => {
      calls += 1;
      return new Promise<number>(() => {});
    };
    const { exposed, warnings } = sampledBy(never, async () => 4);
    expect(await exposed(1)).toEqual(['depth{queue="audit"} 4']);
    expect(await exposed(2 ** 30)).toEqual(['depth{queue="audit"} 4']);
    expect([calls, warnings]).toEqual([1, [expect.stringContaining("did not settle within 0.001 s")]]);
  });

  test("is called once for expositions that overlap", async () => {
    let calls = 0;
    let settle = (_: number) => {};
    const { exposed } = sampledBy(() => {
      calls += 1;
      return new Promise((resolve) => {
        settle = resolve;
      });
    });
    const both = Promise.all([exposed(), exposed()]);
    settle(7);
    expect(await both).toEqual([['depth{queue="mail"} 7'], ['depth{queue="mail"} 7']]);
    expect(calls).toBe(1);
  });

  test("that another exposition calls again meanwhile has its value in both", async () => {
    const settles: ((value: number) => void)[] = [];
    const read = () => new Promise<number>((resolve) => settles.push(resolve));
    const { exposed, warnings } = sampledBy(read, read);
    const first = exposed();
    settles[0]?.(1);
    await setImmediate();
    const second = exposed(); // the first waits for the other callback
    settles[1]?.(2);
    expect(await first).toEqual(['depth{queue="mail"} 1', 'depth{queue="audit"} 2']);
    settles[2]?.(3);
    expect(await second).toEqual(['depth{queue="mail"} 3', 'depth{queue="audit"} 2']);
    expect(warnings).toEqual([]);
  });

  test("is waited for by a client's metric", async () => {
    const { family } = sampledBy(async () => 3);
    expect((await clientMetric(family).get()).values).toEqual([{ value: 3, labels: { queue: "mail" } }]);
  });
});

/** The samples of an exposition, without those about metrics. */
function samplesOf(metrics: Metrics, bytes: Uint8Array = metrics.expose()): readonly string[] {
  const lines = new TextDecoder().decode(bytes).split("\n");
  return lines.filter((line) => line !== "" && !/^(?:#|metricsmith_)/.test(line));
}

function refuse(reason: unknown): never {
  throw reason;
}

function unreadable(): Error {
  const error = new Error("gone");
  Object.defineProperty(error, "message", { get: () => refuse(new Error("its message was read")) });
  return error;
}

function watched(): { readonly family: GaugeFamily; readonly rejected: readonly RejectedSample[] } {
  const family = new GaugeFamily({ name: "depth", help: "h", vectors: [queue] });
  const rejected: RejectedSample[] = [];
  family.onReject((sample) => rejected.push(sample));
  return { family, rejected };
}

function refreshed(family: GaugeFamily): [number, number][] {
  family.refresh();
  return seriesOf(family);
}

function seriesOf(family: GaugeFamily): [number, number][] {
  const series: [number, number][] = [];
  family.forEach((index, value) => {
    series.push([index, value]);
  });
  return series;
}
