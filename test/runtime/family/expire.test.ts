import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientMetric } from "../../../runtime/client/client-metric.js";
import { type BoundCounter, CounterFamily } from "../../../runtime/family/counter.js";
import { type BoundGauge, GaugeFamily } from "../../../runtime/family/gauge.js";
import { type BoundHistogram, HistogramFamily } from "../../../runtime/family/histogram.js";
import { integerVector, openVector } from "../../../runtime/labels.js";
import { Metrics } from "../../../runtime/metrics.js";
import { indexOf } from "../../support/runtime/label-set-index.js";

const AFTER = 15;
let clock = 0;

beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, "now").mockImplementation(() => clock);
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Families whose series expire, all with the same vector; `shards` makes them dense or sparse. */
function program(maxValues: number, shards: number) {
  const tenant = openVector("tenant", { maxValues, otherwise: "other", expireAfter: AFTER });
  const vectors = [tenant, integerVector("shard", { min: 1, max: shards })];
  const families = {
    c: new CounterFamily({ name: "c", help: "h", vectors }),
    g: new GaugeFamily({ name: "g", help: "h", vectors }),
    h: new HistogramFamily({ name: "h", help: "h", vectors, buckets: [5] }),
  };
  const metrics = new Metrics({ address: "", families: Object.values(families) });
  metrics.configure({ warn: () => {} });
  return { families, metrics };
}

type Name = keyof ReturnType<typeof program>["families"];

function record({ families }: ReturnType<typeof program>, name: Name, tenant: string, value = 1): void {
  const labels = { tenant, shard: 1 };
  const family = families[name];
  const index = indexOf(family.vectors, labels);
  if (family.type === "gauge") family.set(index, value, labels);
  else family.record(index, value, labels);
}

function bind({ families }: ReturnType<typeof program>, name: Name, tenant: string) {
  const labels = { tenant, shard: 1 };
  return families[name].bind(indexOf(families[name].vectors, labels), labels);
}

function recordBound(bound: BoundCounter | BoundGauge | BoundHistogram, value: number): void {
  if ("set" in bound) bound.set(value);
  else bound.record(value);
}

/** The samples of the families, without buckets and sums: `c a 1`. */
function exposed(metrics: Metrics): readonly string[] {
  const lines = new TextDecoder().decode(metrics.expose()).split("\n");
  return lines
    .flatMap((line) => /^([cgh])(?:_count)?\{tenant="(\w+)",shard="1"\} (\S+)$/.exec(line)?.slice(1) ?? [])
    .flatMap((_, at, all) => (at % 3 === 0 ? [all.slice(at, at + 3).join(" ")] : []))
    .sort();
}

/** What is to be exposed, by the sentences of docs/schema.md. */
class Model {
  readonly #maxValues: number;
  readonly #series = new Map<string, { value: number; time: number | "since" }>();
  #places = new Set<string>();

  constructor(maxValues: number) {
    this.#maxValues = maxValues;
  }

  /** The label value as which a tenant is recorded. */
  resolve(tenant: string): string {
    if (tenant !== "other" && !this.#places.has(tenant) && this.#places.size < this.#maxValues) {
      this.#places.add(tenant);
    }
    return this.#places.has(tenant) ? tenant : "other";
  }

  record(name: Name, tenant: string, value: number): void {
    const key = `${name} ${this.resolve(tenant)}`;
    const before = this.#series.get(key)?.value ?? 0;
    this.#series.set(key, {
      value: name === "g" ? value : before + (name === "c" ? value : 1),
      time: "since",
    });
  }

  remove(name: Name, tenant: string): void {
    this.#series.delete(`${name} ${tenant}`);
  }

  clear(name: Name): void {
    for (const key of [...this.#series.keys()]) if (key.startsWith(name)) this.#series.delete(key);
  }

  scrape(): readonly string[] {
    for (const name of ["c", "g", "h"]) {
      let hasExpired = false;
      for (const [key, series] of [...this.#series]) {
        if (!key.startsWith(name)) continue;
        if (series.time === "since") series.time = clock;
        else if (clock - series.time >= AFTER) hasExpired = this.#series.delete(key);
      }
      if (!hasExpired && this.#places.size < this.#maxValues) continue;
      const living = new Set([...this.#series.keys()].map((key) => key.slice(2)));
      this.#places = new Set([...this.#places].filter((tenant) => living.has(tenant)));
    }
    return [...this.#series].map(([key, { value }]) => `${key} ${value}`).sort();
  }
}

const step = fc.record({
  kind: fc.constantFrom(
    "record",
    "record",
    "bind",
    "bound",
    "bound",
    "remove",
    "clear",
    "wait",
    "scrape",
    "scrape",
  ),
  name: fc.constantFrom<Name>("c", "g", "h"),
  tenant: fc.constantFrom("a", "b", "c", "d", "other"),
  value: fc.integer({ min: 1, max: 9 }),
});

describe.each([
  ["dense", { shards: 1 }],
  ["sparse", { shards: 1_000_000 }],
] as const)("series of %s families with `expire_after`", (_, { shards }) => {
  test("are those of the model, whatever is recorded, removed and scraped in whatever order", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 3 }), (steps, maxValues) => {
        clock = 0;
        const actual = program(maxValues, shards);
        const model = new Model(maxValues);
        const bounds = new Map<string, { bound: ReturnType<typeof bind>; tenant: string }>();
        for (const { kind, name, tenant, value } of steps) {
          const bound = bounds.get(`${name} ${tenant}`);
          if (kind === "record") {
            record(actual, name, tenant, value);
            model.record(name, tenant, value);
          } else if (kind === "bind") {
            bounds.set(`${name} ${tenant}`, {
              bound: bind(actual, name, tenant),
              tenant: model.resolve(tenant),
            });
          } else if (kind === "bound" && bound !== undefined) {
            recordBound(bound.bound, value);
            model.record(name, bound.tenant, value);
          } else if (kind === "remove") {
            actual.families[name].remove({ tenant, shard: 1 });
            model.remove(name, tenant);
          } else if (kind === "clear") {
            actual.families[name].clear();
            model.clear(name);
          } else if (kind === "wait") clock += value;
          else if (kind === "scrape") expect(exposed(actual.metrics)).toEqual(model.scrape());
        }
        expect(exposed(actual.metrics)).toEqual(model.scrape());
      }),
      { numRuns: 100 },
    );
  });
});

describe("a series with `expire_after`", () => {
  test("is dropped at a scrape when nobody has recorded it for so long, and its place is free", () => {
    const actual = program(1, 1);
    record(actual, "c", "a");
    expect(exposed(actual.metrics)).toEqual(["c a 1"]);
    clock += AFTER - 1;
    record(actual, "c", "b");
    expect(exposed(actual.metrics)).toEqual(["c a 1", "c other 1"]);
    clock += 1;
    expect(exposed(actual.metrics)).toEqual(["c other 1"]);
    record(actual, "c", "b", 5);
    expect(exposed(actual.metrics)).toEqual(["c b 5", "c other 1"]);
  });

  test("stays if it was recorded since the last scrape, however long ago", () => {
    const actual = program(1, 1);
    record(actual, "c", "a");
    exposed(actual.metrics);
    record(actual, "c", "a");
    clock += 100 * AFTER;
    expect(exposed(actual.metrics)).toEqual(["c a 2"]);
  });

  test("is dropped although samples of it were rejected", () => {
    const actual = program(1, 1);
    for (const name of ["c", "g", "h"] as const) record(actual, name, "a");
    expect(exposed(actual.metrics)).toEqual(["c a 1", "g a 1", "h a 1"]);
    const { c, g, h } = actual.families;
    const index = indexOf(c.vectors, { tenant: "a", shard: 1 });
    clock += AFTER;
    c.record(index, -1, undefined);
    c.record(index, Infinity, undefined);
    g.add(index, Number.NaN, undefined);
    g.set(index, "1" as never, undefined);
    h.record(index, Infinity, undefined);
    for (const name of ["c", "h"] as const) recordBound(bind(actual, name, "a"), Number.NaN);
    expect(exposed(actual.metrics)).toEqual([]);
  });

  test("that is read by a callback stays, and so does its label value while the callback fails", () => {
    const actual = program(1, 1);
    const { c, g } = actual.families;
    let value: unknown = 1;
    g.sample(indexOf(g.vectors, { tenant: "a", shard: 1 }), () => value as number, undefined);
    for (let time = 0; time < 3; time++) {
      clock += AFTER;
      expect(exposed(actual.metrics)).toEqual(["g a 1"]);
    }
    value = "gone";
    expect(exposed(actual.metrics)).toEqual([]);
    clock += AFTER;
    exposed(actual.metrics);
    record(actual, "c", "b");
    value = 2;
    expect(exposed(actual.metrics)).toEqual(["c other 1", "g a 2"]);
    expect(c.remove({ tenant: "other", shard: 1 })).toBe(true);
  });

  test("is dropped by a client's metric, too", async () => {
    const actual = program(1, 1);
    for (const name of ["c", "g", "h"] as const) {
      record(actual, name, "a");
      const metric = clientMetric(actual.families[name]);
      expect((await metric.get()).values.length).toBeGreaterThan(0);
      clock += AFTER;
      expect((await metric.get()).values).toEqual([]);
    }
  });

  test("is dropped from slices, and from a text that was cached", () => {
    const actual = program(9, 1);
    const sliced = () => Buffer.concat([...actual.metrics.slices()]).toString();
    record(actual, "g", "a");
    record(actual, "g", "b");
    for (let time = 0; time < 3; time++) {
      clock += AFTER;
      record(actual, "g", "b");
      expect(sliced().includes('g{tenant="a"')).toBe(time === 0);
    }
  });

  test("has an exemplar source as others do", () => {
    const { families, metrics } = program(1, 1);
    const exemplar = { traceId: "1".repeat(32), spanId: "2".repeat(16) };
    families.h.takeExemplarsFrom(() => exemplar);
    families.h.record(indexOf(families.h.vectors, { tenant: "a", shard: 1 }), 1, undefined);
    const text = () => new TextDecoder().decode(metrics.expose(undefined, "openmetrics"));
    expect(text()).toContain("trace_id");
    clock += AFTER;
    expect(text()).not.toContain("trace_id");
  });
});

test("a family without `expire_after` records with the methods of its class", () => {
  const vectors = [openVector("tenant", { maxValues: 1, otherwise: "other" })];
  const family = new CounterFamily({ name: "c", help: "h", vectors });
  expect([family.expiry, Object.hasOwn(family, "record")]).toEqual([undefined, false]);
});
