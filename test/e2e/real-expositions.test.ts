import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseExposition } from "../../generator/index.js";
import { pythonExposition } from "../support/programs/exposition-readers.js";
import { type Exposing, REAL_PROGRAMS } from "../support/programs/real-programs.js";

describe.each(Object.entries(REAL_PROGRAMS))("what %s exposes", (_name, start) => {
  let exposing: Exposing;
  beforeAll(async () => {
    exposing = await start();
  }, 60_000);
  afterAll(() => exposing?.stop());

  test("is read without a finding", async () => {
    const text = await (await fetch(`${exposing.url}/metrics`)).text();
    const { families, errors, warnings } = parseExposition(text, { format: "text" });
    expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
    const samples = families.flatMap((family) => family.samples);
    expect(samples.length).toBe(text.split("\n").filter((line) => /^[^#]/.test(line)).length);
    const goroutines = families.find(({ name }) => name === "go_goroutines");
    expect(goroutines).toMatchObject({ type: "gauge", help: expect.stringContaining("goroutines") });
    expect(goroutines?.samples[0]?.value).toBeGreaterThan(0);
  });
});

test("what Python's client writes as OpenMetrics is read without a finding", async () => {
  const { families, errors, warnings } = parseExposition(await pythonExposition(), { format: "openmetrics" });
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  const types = families.filter(({ name }) => name.startsWith("own_")).map(({ name, type }) => [name, type]);
  expect(types).toEqual([
    ["own_jobs", "counter"],
    ["own_seconds", "histogram"],
    ["own_size", "summary"],
    ["own_level", "gauge"],
    ["own_build", "info"],
    ["own_state", "stateset"],
  ]);
  const [jobs] = families.find(({ name }) => name === "own_jobs")?.samples ?? [];
  expect(jobs).toMatchObject({
    name: "own_jobs_total",
    labels: [{ name: "queue", value: 'a "b" \\ \n é' }],
    value: 2.5,
    exemplar: { labels: [{ name: "trace_id", value: "abc" }], value: 2.5 },
  });
});
