import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { generateOutputs } from "../../../generator/emit/emit.js";
import { compileSchema } from "../../../generator/schema/load-catalog.js";
import { compileRecorders } from "../../support/generator/compile-recorders.js";

const FOLDER = fileURLToPath(new URL("../../fixtures/golden/", import.meta.url));
const NAMES = readdirSync(FOLDER).sort();

interface Golden {
  readonly path: string;
  readonly text: string;
}

/** Set, the goldens are written anew: review them with `git diff`. */
const UPDATE = process.env["UPDATE_GOLDENS"] === "1";

/** The texts of a schema's outputs; a section's golden is its page as it would be if there was nothing else in it. */
async function outputsOf(name: string, file = "metrics.schema.yaml"): Promise<readonly Golden[]> {
  const text = readFileSync(join(FOLDER, name, "metrics.schema.yaml"), "utf8");
  const { catalog, diagnostics } = compileSchema({
    file,
    text,
    readImport: () => undefined,
    origin: { package: "goldens", path: `${name}/metrics.schema.yaml` }, // tests load several in one process
  });
  if (catalog === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return (await generateOutputs(catalog)).map((output) =>
    output.kind === "file" ? output : { path: output.page, text: output.text },
  );
}

describe("the outputs of a schema are, byte for byte, its goldens", () => {
  test.each(NAMES)("%s", async (name) => {
    const outputs = await outputsOf(name);
    for (const { path, text } of outputs) {
      const golden = join(FOLDER, name, path);
      if (UPDATE) writeFileSync(golden, text);
      expect(text).toBe(readFileSync(golden, "utf8"));
    }
    const files = ["metrics.schema.yaml", ...outputs.map(({ path }) => path)];
    expect(readdirSync(join(FOLDER, name)).sort()).toEqual(files.sort());
  });
});

function isJavaScript(name: string): boolean {
  return existsSync(join(FOLDER, name, "recorders.js"));
}

test("all goldens compile under the strictest options of TypeScript", async () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-goldens-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = NAMES.flatMap((name) => {
    const extension = isJavaScript(name) ? ".d.ts" : ".ts";
    const modules = ["recorders", "client", "testing"].map((module) =>
      join(FOLDER, name, module + extension),
    );
    return modules.filter((file) => existsSync(file));
  });
  expect(await compileRecorders(folder, { files, rootDir: FOLDER })).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "",
  });
});

test("the text depends neither on the working directory nor on how the schema's path is written", async () => {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  const want = await outputsOf("scrape");
  expect(want.map(({ path }) => path)).toEqual(["recorders.ts", "scrape.yaml"]);
  expect(await outputsOf("scrape", "./somewhere/../else/metrics.schema.yaml")).toEqual(want);
  process.chdir(tmpdir());
  expect(await outputsOf("scrape", "/abroad/metrics.schema.yaml")).toEqual(want);
});
