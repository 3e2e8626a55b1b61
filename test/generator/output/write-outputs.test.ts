import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { bannerComment } from "../../../generator/emit/output.js";
import { planOutputs } from "../../../generator/output/output-plan.js";
import { writeOutputs } from "../../../generator/output/write-outputs.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const SCHEMA = "metrics.schema.yaml";
const KNOWN = ["left.ts", "one.ts", "two.ts", "three.ts"];

function generated(body: string): string {
  return `// ${bannerComment({ source: SCHEMA })}\n${body}\n`;
}

/** Writes outputs into a directory as `generate` does. */
function write(directory: string, texts: Readonly<Record<string, string>>): void {
  const outputs = Object.entries(texts).map(([path, text]) => ({ kind: "file", path, text }) as const);
  writeOutputs(
    planOutputs({ directory, schema: SCHEMA, schemaFolder: dirname(directory), known: KNOWN }, outputs),
  );
}

/** A folder as names to texts. */
function contents(directory: string): Readonly<Record<string, string>> {
  const names = readdirSync(directory).filter((name) => statSync(join(directory, name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

describe("outputs are written", () => {
  test("into directories that do not exist yet", () => {
    const directory = join(temporaryFolder(), "a", "b");
    write(directory, { "one.ts": generated("1"), "two.ts": generated("2") });
    expect(contents(directory)).toEqual({ "one.ts": generated("1"), "two.ts": generated("2") });
  });

  test("in place of stale ones, while left-overs are removed and foreign files are not", () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, "one.ts"), generated("old"));
    writeFileSync(join(directory, "left.ts"), generated("left"));
    writeFileSync(join(directory, "mine.ts"), "mine");
    write(directory, { "one.ts": generated("new") });
    expect(contents(directory)).toEqual({ "one.ts": generated("new"), "mine.ts": "mine" });
  });

  test.each([generated("same"), generated("same").replaceAll("\n", "\r\n")])(
    "only if they change: %j is not touched",
    (text) => {
      const directory = temporaryFolder();
      const path = join(directory, "one.ts");
      writeFileSync(path, text);
      utimesSync(path, 1000, 1000);
      const { ino } = statSync(path);
      write(directory, { "one.ts": generated("same") });
      expect(readFileSync(path, "utf8")).toBe(text);
      expect(statSync(path)).toMatchObject({ mtimeMs: 1_000_000, ino });
    },
  );

  test("through a link, which remains a link", () => {
    const folder = temporaryFolder();
    const directory = join(folder, "generated");
    mkdirSync(directory);
    mkdirSync(join(folder, "elsewhere"));
    writeFileSync(join(folder, "elsewhere", "real.ts"), generated("old"));
    symlinkSync("../elsewhere/real.ts", join(directory, "one.ts"));
    write(directory, { "one.ts": generated("new") });
    expect(lstatSync(join(directory, "one.ts")).isSymbolicLink()).toBe(true);
    expect(contents(join(folder, "elsewhere"))).toEqual({ "real.ts": generated("new") });
    expect(readdirSync(directory)).toEqual(["one.ts"]);
  });

  test("with the mode that the file had", () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, "one.ts"), generated("old"));
    chmodSync(join(directory, "one.ts"), 0o640);
    write(directory, { "one.ts": generated("new") });
    expect(statSync(join(directory, "one.ts")).mode & 0o777).toBe(0o640);
  });
});

describe("an error leaves the old outputs as they were, and no other file", () => {
  test("when a text cannot be written", () => {
    const directory = temporaryFolder();
    const before = { "left.ts": generated("left"), "one.ts": generated("old"), file: "mine" };
    for (const [name, text] of Object.entries(before)) writeFileSync(join(directory, name), text);
    const plan = planOutputs({ directory, schema: SCHEMA, schemaFolder: dirname(directory), known: KNOWN }, [
      { kind: "file", path: "one.ts", text: generated("new") },
    ]);
    const unwritable = { path: join(directory, "file", "two.ts"), before: undefined, after: "2" };
    expect(() => writeOutputs({ ...plan, write: [...plan.write, unwritable] })).toThrow();
    expect(contents(directory)).toEqual(before);
  });

  test("when a directory is in the place of the last one", () => {
    const directory = temporaryFolder();
    const before = { "left.ts": generated("left"), "one.ts": generated("old").replaceAll("\n", "\r\n") };
    for (const [name, text] of Object.entries(before)) writeFileSync(join(directory, name), text);
    const plan = planOutputs({ directory, schema: SCHEMA, schemaFolder: dirname(directory), known: KNOWN }, [
      { kind: "file", path: "one.ts", text: generated("new") },
      { kind: "file", path: "two.ts", text: generated("2") },
      { kind: "file", path: "three.ts", text: generated("3") },
    ]);
    mkdirSync(join(directory, "three.ts")); // meanwhile
    expect(() => writeOutputs(plan)).toThrow("EISDIR");
    expect(contents(directory)).toEqual(before);
    expect(readdirSync(directory)).toEqual(["left.ts", "one.ts", "three.ts"]);
  });

  test("when a left-over cannot be moved away", () => {
    const directory = temporaryFolder();
    const before = { "left.ts": generated("left"), "one.ts": generated("old") };
    for (const [name, text] of Object.entries(before)) writeFileSync(join(directory, name), text);
    mkdirSync(join(directory, `.left.ts.${process.pid}.tmp`));
    expect(() => write(directory, { "one.ts": generated("new"), "two.ts": generated("2") })).toThrow();
    rmdirSync(join(directory, `.left.ts.${process.pid}.tmp`));
    expect(contents(directory)).toEqual(before);
  });

  test("when the directory's parent is a file", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "mine");
    const path = join(folder, "file", "generated", "one.ts");
    const plan = { write: [{ path, before: undefined, after: "1" }], remove: [], foreign: [] };
    expect(() => writeOutputs(plan)).toThrow("ENOTDIR");
    expect(contents(folder)).toEqual({ file: "mine" });
  });
});

test("a left-over that another run has removed meanwhile is not an error", () => {
  const directory = temporaryFolder();
  const path = join(directory, "left.ts");
  writeOutputs({ write: [], remove: [{ path, before: generated("left"), after: undefined }], foreign: [] });
  expect(readdirSync(directory)).toEqual([]);
});
