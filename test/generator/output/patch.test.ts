import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { patchOf } from "../../../generator/output/output-plan.js";
import { run } from "../../support/run-program.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const LINES = Array.from({ length: 40 }, (_, index) => `line ${index}`);
const TEXT = `${LINES.join("\n")}\n`;
const CHANGED = TEXT.replace("line 3\n", "line three\n").replace("line 30\n", "line 30\n+ more\n- less\n");

interface Case {
  readonly path?: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const CASES: readonly (readonly [string, Case])[] = [
  ["a change in two places", { before: TEXT, after: CHANGED }],
  ["a new file", { before: undefined, after: TEXT }],
  ["a removed file", { before: TEXT, after: undefined }],
  ["a file without a line end", { before: TEXT.trimEnd(), after: TEXT }],
  ["a removed file without a line end", { before: "x", after: undefined }],
  ["a file with CRLF", { before: TEXT.replaceAll("\n", "\r\n"), after: CHANGED }],
  ["lines that look like a patch", { before: "--- a\n+++ b\n====\n", after: "@@ -1 +1 @@\n====\n\\ No\n" }],
  ["text beyond ASCII", { before: "grün\n", after: "grün 😀\n" }],
  ["a path with spaces", { path: "my gen/the recorders.ts", before: TEXT, after: CHANGED }],
  ["a new file with spaces", { path: "my gen/the recorders.ts", before: undefined, after: TEXT }],
  ["a path beyond ASCII", { path: "größe/метрики.ts", before: TEXT, after: CHANGED }],
];

/** git is where a checkout is; patch, which reads the same format, is tried where it is installed. */
const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
  ["git", ["apply", "--whitespace=nowarn", "-"]],
  ...(spawnSync("patch", ["--version"]).error === undefined
    ? [["patch", ["-p1", "--silent", "--binary"]] as const]
    : []),
];

describe.each(PROGRAMS)("%s gives the new text of", (program, args) => {
  test.each(CASES)("%s", async (_name, { path = "generated/recorders.ts", before, after }) => {
    const folder = temporaryFolder();
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    if (before !== undefined) writeFileSync(file, before);
    await run(program, args, { cwd: folder, input: patchOf({ path, before, after }) });
    expect(existsSync(file) ? readFileSync(file, "utf8") : undefined).toBe(after);
  });
});

test("a patch names the file as git does", () => {
  const patch = patchOf({ path: "generated/recorders.ts", before: "a\n", after: "b\n" });
  expect(patch).toBe("--- a/generated/recorders.ts\n+++ b/generated/recorders.ts\n@@ -1,1 +1,1 @@\n-a\n+b\n");
});

test("of a file in which too many lines differ, there is a line with their number, and no patch", () => {
  const path = "generated/recorders.ts";
  const text = (word: string) => Array.from({ length: 3000 }, (_, at) => `${word} ${at}\n}\n`).join("");
  const [before, after] = [text("old"), text("new")];
  expect(patchOf({ path, before, after })).toBe(
    "generated/recorders.ts: 3,000 lines removed, 3,000 added, too many for a patch\n",
  );
  expect(patchOf({ path, before, after: undefined })).toBe(
    "generated/recorders.ts: 6,000 lines removed, 0 added, too many for a patch\n",
  );
  expect(patchOf({ path, before, after: before.replace("old 2", "new 2") })).toMatch(/^--- a/);
});

test("an absolute path has one slash after the prefix", () => {
  expect(patchOf({ path: "/srv/recorders.ts", before: "a\n", after: "b\n" })).toMatch(
    /^--- a\/srv\/recorders\.ts\n\+\+\+ b\/srv\/recorders\.ts\n/,
  );
});
