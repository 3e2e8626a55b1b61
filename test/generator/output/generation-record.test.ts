import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  findUnchanged,
  type GenerationKey,
  writeRecord,
} from "../../../generator/output/generation-record.js";
import { fileStateOf, hashOfBytes } from "../../../generator/source/input-files.js";
import { runWith } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const SCHEMA = `version: 1
imports: [shared/vectors.yaml, "npm:acme/orders.yaml"]
counters:
  orders_total: { vectors: [paid], description: Orders placed. }
outputs: { testing: true, reference: { page: README.md } }
`;

const VECTORS = "version: 1\nvectors:\n  paid: { type: boolean }\n";

const PAGE = "# Shop\n\n<!-- metricsmith:begin -->\n<!-- metricsmith:end -->\n";

/** A package with a schema that imports another, and has a page, generated once. */
async function generated(folder = temporaryFolder()) {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  mkdirSync(join(folder, "node_modules"));
  write("package.json", '{ "name": "shop", "version": "1.0.0" }\n');
  write("metrics.schema.yaml", SCHEMA);
  write("shared/vectors.yaml", VECTORS);
  write("node_modules/acme/package.json", '{ "name": "acme", "version": "1.0.0" }\n');
  write("node_modules/acme/orders.yaml", "version: 1\ncounters: { boots_total: { description: Starts. } }\n");
  write("README.md", PAGE);
  const generate = (...options: readonly string[]) =>
    runWith(["generate", "--schema", join(folder, "metrics.schema.yaml"), ...options]);
  expect((await generate()).exitCode).toBe(0);
  const cache = join(folder, "node_modules/.cache/metricsmith");
  const [record = ""] = readdirSync(cache);
  /** Has the record say so, if it is what answers. */
  const mark = () => write(`node_modules/.cache/metricsmith/${record}`, marked(join(cache, record)));
  const isUnchanged = async (...options: readonly string[]) =>
    (await generate(...options)).stderr.includes(MARK);
  return { folder, write, generate, mark, isUnchanged };
}

const MARK = "answered by the record\n";

function marked(record: string): string {
  return JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), summary: MARK });
}

describe("generate with a record", () => {
  test("answers when nothing has changed, and checks alike", async () => {
    const { generate, mark, folder } = await generated();
    mark();
    const upToDate = `${join(folder, "generated")} is up to date\n`;
    expect(await generate()).toEqual({ exitCode: 0, stdout: "", stderr: upToDate + MARK });
    expect(await generate("--check")).toEqual({ exitCode: 0, stdout: "", stderr: upToDate });
    expect((await generate("--check", "--format", "json")).stdout).toMatch(/"diagnostics": \[\]|\[\]/);
  });

  test("answers when git has changed the ends of lines", async () => {
    const { folder, mark, write, isUnchanged } = await generated();
    mark();
    const text = readFileSync(join(folder, "generated/recorders.ts"), "utf8");
    write("generated/recorders.ts", text.replaceAll("\n", "\r\n"));
    expect(await isUnchanged()).toBe(true);
  });

  test("is not written where there are warnings, so that none is lost", async () => {
    const { write, generate } = await generated();
    write("metrics.schema.yaml", "version: 1\n"); // without a metric
    const { stderr } = await generate();
    expect(stderr).toContain("warning");
    expect((await generate()).stderr.match(/warning\[.*/)?.[0]).toBe(stderr.match(/warning\[.*/)?.[0]);
  });

  test("holds for one day if the schema has a date", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "node_modules"));
    const schema = join(folder, "metrics.schema.yaml");
    writeFileSync(schema, "version: 1\n");
    const key = { schema, out: undefined };
    const inputs = { [schema]: fileStateOf(schema) };
    const record = { directory: "generated", summary: "", inputs, outputs: {}, obsolete: [] };
    const [monday, tuesday] = [new Date("2030-01-07"), new Date("2030-01-08")];
    writeRecord(key, record, ["since: 2031-01-01"], monday);
    expect(findUnchanged(key, monday)).toBeDefined();
    expect(findUnchanged(key, tuesday)).toBeUndefined();
    writeRecord(key, record, ["version: 1"], monday);
    expect(findUnchanged(key, tuesday)).toBeDefined();
    expect(fileStateOf(schema)).toContain(hashOfBytes("version: 1\n"));
  });
});

describe("the record", () => {
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
  const backup = mkdtempSync(join(tmpdir(), "metricsmith-"));
  let key: GenerationKey;

  beforeAll(async () => {
    await generated(folder);
    key = { schema: join(folder, "metrics.schema.yaml"), out: undefined };
    cpSync(folder, backup, { recursive: true });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    cpSync(backup, folder, { recursive: true });
  });
  afterAll(() => {
    for (const path of [folder, backup]) rmSync(path, { recursive: true });
  });

  test("answers for what was generated, and not for another output directory", () => {
    expect(findUnchanged(key)?.directory).toBe("generated");
    expect(findUnchanged({ ...key, out: join(folder, "other") })).toBeUndefined();
  });

  test.each<readonly [string, (folder: string) => void]>([
    ["the schema", (folder) => appendFileSync(join(folder, "metrics.schema.yaml"), "# changed\n")],
    ["an import", (folder) => appendFileSync(join(folder, "shared/vectors.yaml"), "# changed\n")],
    [
      "a file of a package",
      (folder) => appendFileSync(join(folder, "node_modules/acme/orders.yaml"), "# changed\n"),
    ],
    ["a package", (folder) => writeFileSync(join(folder, "node_modules/acme/package.json"), "{}")],
    ["an output", (folder) => appendFileSync(join(folder, "generated/recorders.ts"), "// mine\n")],
    ["an output that is gone", (folder) => rmSync(join(folder, "generated/testing.ts"))],
    ["the page", (folder) => appendFileSync(join(folder, "README.md"), "More.\n")],
    ["the package's name", (folder) => writeFileSync(join(folder, "package.json"), '{ "name": "other" }')],
    [
      "a nearer package",
      (folder) => writeFileSync(join(folder, "generated/package.json"), '{ "type": "module" }'),
    ],
    ["the compiler's settings", (folder) => writeFileSync(join(folder, "tsconfig.json"), "{}")],
    ["the root of the repository", (folder) => mkdirSync(join(folder, ".git"))],
    [
      "an output of before",
      (folder) =>
        writeFileSync(
          join(folder, "generated/scrape.yaml"),
          readFileSync(join(folder, "generated/recorders.ts")),
        ),
    ],
  ])("does not answer after a change of %s", (_name, change) => {
    expect(findUnchanged(key)).toBeDefined();
    change(folder);
    expect(findUnchanged(key)).toBeUndefined();
  });
});
