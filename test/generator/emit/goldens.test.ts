import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { emitOutputs } from "../../../generator/emit/emitters.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";
import { compileRecorders } from "./compile-recorders.js";

const FOLDER = fileURLToPath(new URL("../../fixtures/golden/", import.meta.url));
const NAMES = readdirSync(FOLDER).sort();

/** Set, the goldens are written anew: review them with `git diff`. */
const UPDATE = process.env["UPDATE_GOLDENS"] === "1";

function recordersOf(name: string, file = "metrics.schema.yaml"): string {
  const text = readFileSync(join(FOLDER, name, "metrics.schema.yaml"), "utf8");
  const { catalog, diagnostics } = compileSchema({ file, text, readImport: () => undefined });
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  const [recorders, ...others] = emitOutputs(catalog);
  expect(others).toEqual([]);
  expect(recorders?.path).toBe("recorders.ts");
  return recorders?.text ?? "";
}

describe("the recorders of a schema are, byte for byte, those of its golden", () => {
  test.each(NAMES)("%s", (name) => {
    const golden = join(FOLDER, name, "recorders.ts");
    const recorders = recordersOf(name);
    if (UPDATE) writeFileSync(golden, recorders);
    expect(recorders).toBe(readFileSync(golden, "utf8"));
  });
});

test("all goldens compile under the strictest options of TypeScript", async () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-goldens-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = NAMES.map((name) => join(FOLDER, name, "recorders.ts"));
  expect(await compileRecorders(folder, { files, rootDir: FOLDER })).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "",
  });
});

test("the text depends neither on the working directory nor on how the schema's path is written", () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  const want = recordersOf("counters");
  expect(recordersOf("counters", "./somewhere/../else/metrics.schema.yaml")).toBe(want);
  process.chdir(tmpdir());
  expect(recordersOf("counters", "/abroad/metrics.schema.yaml")).toBe(want);
});
