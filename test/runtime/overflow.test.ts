import { describe, expect, test, vi } from "vitest";
import { CounterFamily } from "../../runtime/family/counter.js";
import { GaugeFamily } from "../../runtime/family/gauge.js";
import { closedVector, openVector } from "../../runtime/labels.js";
import { Metrics } from "../../runtime/metrics.js";
import { indexOf } from "../support/runtime/label-set-index.js";

const FOLDED = "metricsmith_folded_label_values_total";

describe("label values that a full vector records as `otherwise`", () => {
  test("are counted by vector, by all families that have it", () => {
    const { record, set, folded } = program();
    for (const tenant of ["a", "b", "c", "a", "other", "d"]) record(tenant);
    set("e");
    set("b");
    expect(folded()).toEqual([`${FOLDED}{vector="tenant"} 3`]);
  });

  test("are warned about once for each vector, with its limit, and again after a reset", () => {
    const { metrics, record, warn } = program();
    for (const tenant of ["a", "b", "c", "d"]) record(tenant);
    expect(warn.mock.calls).toEqual([
      [
        'metricsmith: the vector tenant has as many label values as its max_values allows, 2, so that "c" was ' +
          `recorded as "other". Further ones are counted in ${FOLDED}{vector="tenant"} only.`,
      ],
    ]);
    metrics.reset();
    record("e");
    expect(warn).toHaveBeenCalledTimes(2);
  });

  test("are counted and warned about if they are too long, in a vector with room, too", () => {
    const { metrics, record, warn, folded } = program();
    for (const tenant of ["a", "x".repeat(9), "x".repeat(8), "y".repeat(9)]) record(tenant);
    expect(folded()).toEqual([`${FOLDED}{vector="tenant"} 2`]);
    expect(textOf(metrics)).toContain('c_total{tenant="other"} 2\n');
    expect(textOf(metrics)).toContain('c_total{tenant="xxxxxxxx"} 1\n');
    expect(warn.mock.calls).toEqual([
      [
        "metricsmith: a label value of the vector tenant has 9 characters, more than its max_length allows, " +
          `so that "xxxxxxxxx" was recorded as "other". Further ones are counted in ${FOLDED}{vector="tenant"} only.`,
      ],
    ]);
  });

  test("are counted apart for two vectors of one label", () => {
    const bounds = { maxValues: 1, otherwise: "other" };
    const buyer = openVector({ name: "buyer", label: "tenant" }, bounds);
    const seller = openVector({ name: "seller", label: "tenant" }, bounds);
    const bought = new CounterFamily({ name: "bought_total", help: "h", vectors: [buyer] });
    const sold = new CounterFamily({ name: "sold_total", help: "h", vectors: [seller] });
    const metrics = new Metrics({ address: "", families: [bought, sold] });
    metrics.configure({ warn: vi.fn() });
    for (const tenant of ["a", "b", "c"]) sold.record(indexOf([seller], { tenant }), 1, {});
    bought.record(indexOf([buyer], { tenant: "b" }), 1, {});
    expect(textOf(metrics)).toContain(`\n${FOLDED}{vector="seller"} 2\n`);
    expect(textOf(metrics)).not.toContain(`${FOLDED}{vector="buyer"}`);
    expect(textOf(metrics)).toContain('\nbought_total{tenant="b"} 1\n');
  });

  test("are not rejected samples, and do not throw in strict mode", () => {
    const { metrics, record, folded } = program();
    metrics.configure({ strict: true });
    for (const tenant of ["a", "b", "c"]) record(tenant);
    expect(folded()).toEqual([`${FOLDED}{vector="tenant"} 1`]);
  });

  test("have no counter if no vector is open", () => {
    const method = closedVector("method", ["GET"], "other");
    const counter = new CounterFamily({ name: "c_total", help: "h", vectors: [method] });
    expect(textOf(new Metrics({ address: "", families: [counter] }))).not.toContain(FOLDED);
  });
});

function program() {
  const tenant = openVector("tenant", { maxValues: 2, maxLength: 8, otherwise: "other" });
  const counter = new CounterFamily({ name: "c_total", help: "h", vectors: [tenant] });
  const gauge = new GaugeFamily({ name: "g", help: "h", vectors: [tenant] });
  const metrics = new Metrics({ address: "", families: [counter, gauge] });
  const warn = vi.fn();
  metrics.configure({ warn: (message) => warn(message.replace(/ Called at \S+$/, "")) });
  return {
    metrics,
    warn,
    record: (value: string) => counter.record(indexOf([tenant], { tenant: value }), 1, {}),
    set: (value: string) => gauge.set(indexOf([tenant], { tenant: value }), 1, {}),
    folded: () =>
      textOf(metrics)
        .split("\n")
        .filter((line) => line.startsWith(FOLDED)),
  };
}

function textOf(metrics: Metrics): string {
  return new TextDecoder().decode(metrics.expose());
}

describe("label values that a vector takes, and that are probably a mistake", () => {
  const SOME = ["/orders", "/products/special", "GET"];

  test.each([
    ["one letter more", "/orderss", "/orders"],
    ["exchanged letters", "/ordres", "/orders"],
    ["two letters of a long one", "/prodcts/specail", "/products/special"],
    ["another case", "get", "GET"],
  ])("a misspelt value of a set with `otherwise` is warned about once: %s", (_, value, meant) => {
    const { record, warn, text } = closedProgram();
    for (let times = 0; times < 3; times++) record(value);
    record("/ORDERS");
    expect(text()).toContain('c_total{route="other"} 4\n');
    expect(warn.mock.calls).toEqual([
      [
        `metricsmith: the vector route does not have "${value}", so that it was recorded as "other"; ` +
          `did you mean "${meant}"? Further ones are recorded without a warning.`,
      ],
    ]);
  });

  test.each(["/carts", "PUT", "", "/", "/orders/1", "x".repeat(200)])("another value is not: %j", (value) => {
    const { record, warn } = closedProgram();
    record(value);
    expect(warn).not.toHaveBeenCalled();
  });

  test("values that differ in their digits are not, nor values after the first hundred", () => {
    const versions = closedProgram(["v1.2", "v1.3"]);
    versions.record("v1.4");
    expect(versions.warn).not.toHaveBeenCalled();
    const { record, warn } = closedProgram();
    for (let times = 0; times < 100; times++) record(`/x/${times}`);
    record("/ordres");
    expect(warn).not.toHaveBeenCalled();
  });

  test("an empty value of an open vector is recorded, and warned about once", () => {
    const { record, warn } = program();
    for (const tenant of ["a", "", ""]) record(tenant);
    expect(warn.mock.calls).toEqual([
      [
        "metricsmith: a label value of the vector tenant is empty, and Prometheus takes that for a series without " +
          'the label; record a word in its place, such as "none".',
      ],
    ]);
  });

  function closedProgram(values: readonly string[] = SOME) {
    const route = closedVector("route", values, "other");
    const counter = new CounterFamily({ name: "c_total", help: "h", vectors: [route] });
    const metrics = new Metrics({ address: "", families: [counter] });
    const warn = vi.fn();
    metrics.configure({ warn: (message) => warn(message.replace(/ Called at \S+$/, "")) });
    return {
      warn,
      record: (value: string) => counter.record(indexOf([route], { route: value }), 1, { route: value }),
      text: () => textOf(metrics),
    };
  }
});
