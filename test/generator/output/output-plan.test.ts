import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bannerComment, type OutputFile } from "../../../generator/emit/output.js";
import { type OutputPlan, planOutputs } from "../../../generator/output/output-plan.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const SCHEMA = "metrics.schema.yaml";
const KNOWN = [
  "recorders.ts",
  "crlf.ts",
  "testing.ts",
  "by-another-schema.ts",
  "by-hand.ts",
  "folder",
  "gone.ts",
];

function generated(body: string, schema = SCHEMA): string {
  return `// ${bannerComment({ source: schema })}\n${body}\n`;
}

const OUTPUT: OutputFile = { kind: "file", path: "recorders.ts", text: generated("new") };

function planIn(directory: string): OutputPlan {
  return planOutputs({ directory, schema: SCHEMA, schemaFolder: directory, known: KNOWN }, [OUTPUT]);
}

/** The plan's paths, by what is to be done. */
function summary({ write, remove, foreign }: OutputPlan) {
  return { write: write.map(({ path }) => path), remove: remove.map(({ path }) => path), foreign };
}

const NOTHING = { write: [], remove: [], foreign: [] };

describe("a file in the place of an output", () => {
  const cases: readonly (readonly [
    string,
    { readonly given: string; readonly want: "kept" | "write" | "foreign" },
  ])[] = [
    ["is kept if it has the text", { given: OUTPUT.text, want: "kept" }],
    ["is kept if it has the text with CRLF", { given: OUTPUT.text.replaceAll("\n", "\r\n"), want: "kept" }],
    ["is replaced if it has another text", { given: generated("old"), want: "write" }],
    ["is replaced if it only lacks the last line feed", { given: OUTPUT.text.trimEnd(), want: "write" }],
    ["is foreign if metricsmith did not write it", { given: "my own\n", want: "foreign" }],
    ["is foreign if it is empty", { given: "", want: "foreign" }],
    ["is foreign if it only mentions the banner", { given: `x\n${generated("x")}`, want: "foreign" }],
  ];
  test.each(cases)("%s", (_name, { given, want }) => {
    const directory = temporaryFolder();
    const path = join(directory, OUTPUT.path);
    writeFileSync(path, given);
    const expected = {
      kept: {},
      write: { write: [path] },
      foreign: { foreign: [{ path, schema: undefined }] },
    };
    expect(summary(planIn(directory))).toEqual({ ...NOTHING, ...expected[want] });
  });

  test("is foreign if it was generated from another schema, which is named", () => {
    const directory = temporaryFolder();
    const path = join(directory, OUTPUT.path);
    writeFileSync(path, generated("x", "b.schema.yaml"));
    expect(summary(planIn(directory))).toEqual({ ...NOTHING, foreign: [{ path, schema: "b.schema.yaml" }] });
  });
});

test("an output is created where there is no file, even without the directory", () => {
  const directory = join(temporaryFolder(), "not", "yet");
  const path = join(directory, OUTPUT.path);
  expect(planIn(directory)).toEqual({
    write: [{ path, before: undefined, after: OUTPUT.text }],
    remove: [],
    foreign: [],
  });
});

test("other files are removed if they are earlier outputs of this schema", () => {
  const directory = temporaryFolder();
  const files: readonly (readonly [string, string])[] = [
    ["recorders.ts", OUTPUT.text],
    ["testing.ts", generated("left over")],
    ["crlf.ts", generated("left over").replaceAll("\n", "\r\n")],
    ["by-another-schema.ts", generated("x", "b.schema.yaml")],
    ["by-hand.ts", "export {};\n"],
    ["a-copy.ts", generated("of a name that no output has")],
    ["empty", ""],
    [".recorders.ts.123.tmp", generated("of a run that is under way")],
  ];
  for (const [name, text] of files) writeFileSync(join(directory, name), text);
  mkdirSync(join(directory, "folder"));
  writeFileSync(join(directory, "folder", "deep.ts"), generated("of another directory"));
  const plan = planIn(directory);
  expect(summary(plan)).toEqual({
    ...NOTHING,
    remove: [join(directory, "crlf.ts"), join(directory, "testing.ts")],
  });
  expect(plan.remove[1]).toEqual({
    path: join(directory, "testing.ts"),
    before: generated("left over"),
    after: undefined,
  });
});

describe("what no output is is not read, and not replaced", () => {
  test.each<readonly [string, (path: string) => void]>([
    ["a directory", (path) => mkdirSync(path)],
    ["a pipe", (path) => execFileSync("mkfifo", [path])],
    ["a link to a directory", (path) => symlinkSync(".", path)],
    ["a link to a device", (path) => symlinkSync("/dev/null", path)],
    ["a link to nowhere", (path) => symlinkSync("nowhere", path)],
    ["a file of a gigabyte", (path) => largeFile(path)],
  ])("%s", (_name, make) => {
    const directory = temporaryFolder();
    const path = join(directory, OUTPUT.path);
    make(path);
    expect(summary(planIn(directory))).toEqual({ ...NOTHING, foreign: [{ path, schema: undefined }] });
  });
});

/** A file without blocks on the disk. */
function largeFile(path: string): void {
  writeFileSync(path, generated("x"));
  truncateSync(path, 2 ** 30);
}

test("a link in the place of an output counts as the file that it leads to", () => {
  const directory = temporaryFolder();
  writeFileSync(join(directory, "real.txt"), "my own\n");
  symlinkSync("real.txt", join(directory, OUTPUT.path));
  expect(summary(planIn(directory))).toEqual({
    ...NOTHING,
    foreign: [{ path: join(directory, OUTPUT.path), schema: undefined }],
  });
});

test.each<readonly [string, string, "write" | "foreign"]>([
  ["outside of the schema's folder is not followed", "elsewhere", "foreign"],
  ["within it is", "schema/docs", "write"],
])("a link to an output of the schema %s", (_name, target, want) => {
  const folder = temporaryFolder();
  const schemaFolder = join(folder, "schema");
  const directory = join(schemaFolder, "generated");
  for (const made of [directory, join(folder, target)]) mkdirSync(made, { recursive: true });
  writeFileSync(join(folder, target, "real.txt"), generated("old"));
  symlinkSync(join(folder, target, "real.txt"), join(directory, OUTPUT.path));
  const plan = planOutputs({ directory, schema: SCHEMA, schemaFolder, known: KNOWN }, [OUTPUT]);
  expect(plan[want].map(({ path }) => path)).toEqual([join(directory, OUTPUT.path)]);
});

test("an output directory that is a file is an error of the system", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(() => planIn(file)).toThrow("ENOTDIR");
});
