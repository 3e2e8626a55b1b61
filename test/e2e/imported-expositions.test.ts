import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCatalog, parseExposition } from "../../generator/index.js";
import { compileRecorders } from "../support/generator/compile-recorders.js";
import { runWith } from "../support/generator/run-command.js";
import { type Exposing, REAL_PROGRAMS } from "../support/programs/real-programs.js";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-imported-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const schemaOf = (name: string) => join(folder, `${name}.schema.yaml`);
const generatedOf = (name: string) => join(folder, name);

describe.each(Object.entries(REAL_PROGRAMS))("what %s exposes", (name, start) => {
  let exposing: Exposing;
  beforeAll(async () => {
    exposing = await start();
  }, 60_000);
  afterAll(() => exposing?.stop());

  test("is imported into a schema that says the same", async () => {
    const url = `${exposing.url}/metrics`;
    const { exitCode, stderr } = await runWith(["import", url, "--out", schemaOf(name)]);
    expect(exitCode, stderr).toBe(0);
    const { catalog, diagnostics } = loadCatalog(schemaOf(name));
    expect(diagnostics).toEqual([]);

    const text = await (await fetch(url)).text();
    const { families } = parseExposition(text, { format: "text" });
    const exposed = families.filter(
      ({ type, name: own }) => SUPPORTED.includes(type) && !OF_CLIENT.test(own),
    );
    const declared = new Map(catalog?.families.map((family) => [family.name, family]));
    expect([...declared.keys()].sort()).toEqual(exposed.map((family) => family.name).sort());
    for (const { name: own, type, help, samples } of exposed) {
      const family = declared.get(own);
      expect(family).toMatchObject({ type, help });
      const labels = samples.map((sample) =>
        sample.labels.map((label) => label.name).filter((label) => label !== "le"),
      );
      for (const names of labels) expect(family?.vectors.map((vector) => vector.label)).toEqual(names);
    }
  });

  test("is generated into recorders", async () => {
    const { exitCode, stderr } = await runWith(["generate", "-s", schemaOf(name), "-o", generatedOf(name)]);
    expect(exitCode, stderr).toBe(0);
    expect(readFileSync(join(generatedOf(name), "recorders.ts"), "utf8")).toContain("export function set");
  });
});

const SUPPORTED: readonly string[] = ["counter", "gauge", "histogram"];
const OF_CLIENT = /^(?:go|process|promhttp)_/;

test("the recorders of all of them compile", async () => {
  const files = Object.keys(REAL_PROGRAMS).map((name) => join(generatedOf(name), "recorders.ts"));
  const { exitCode, stdout } = await compileRecorders(folder, { files, rootDir: folder });
  expect([exitCode, stdout]).toEqual([0, ""]);
}, 120_000);

test("several programs are imported into one schema", async () => {
  const started = await Promise.all(Object.values(REAL_PROGRAMS).map((start) => start()));
  try {
    const urls = started.map(({ url }) => `${url}/metrics`);
    const { exitCode, stderr } = await runWith(["import", ...urls, "--out", schemaOf("all")]);
    expect(exitCode, stderr).toBe(0);
    const single = Object.keys(REAL_PROGRAMS).flatMap(
      (name) => loadCatalog(schemaOf(name)).catalog?.families ?? [],
    );
    const { catalog } = loadCatalog(schemaOf("all"));
    expect(catalog?.families.map(({ name }) => name).sort()).toEqual(single.map(({ name }) => name).sort());
  } finally {
    await Promise.all(started.map((exposing) => exposing.stop()));
  }
}, 60_000);
