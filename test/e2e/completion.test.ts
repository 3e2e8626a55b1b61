import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { runWith } from "../support/generator/run-command.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let script = "";

beforeAll(async () => {
  script = (await runWith(["completion", "bash"])).stdout;
});

/** What bash offers for the last word of a line. */
function completed(words: readonly string[]): readonly string[] {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "my dashboards"));
  writeFileSync(join(folder, "shop.yaml"), "");
  const line = [
    `COMP_WORDS=(${["metricsmith", ...words].map((word) => `'${word}'`).join(" ")})`,
    `COMP_CWORD=${words.length}`,
    "_metricsmith",
    'for reply in "$'.concat('{COMPREPLY[@]}"; do echo "$reply"; done'),
  ];
  const text = execFileSync("bash", ["-c", `${script}\n${line.join("\n")}`], {
    cwd: folder,
    encoding: "utf8",
  });
  return text.trimEnd().split("\n");
}

test.each<readonly [string, { readonly given: readonly string[]; readonly want: readonly string[] }]>([
  ["commands", { given: ["ge"], want: ["generate"] }],
  ["commands behind options of all commands", { given: ["--quiet", "que"], want: ["queries"] }],
  ["choices of options of all commands", { given: ["--color", "a"], want: ["auto", "always"] }],
  ["options", { given: ["generate", "--ch"], want: ["--check"] }],
  ["options of all commands", { given: ["stats", "--qu"], want: ["--quiet"] }],
  ["choices", { given: ["diff", "--format", "m"], want: ["markdown"] }],
  ["choices behind an equals sign", { given: ["diff", "--format", "=", "m"], want: ["markdown"] }],
  ["files", { given: ["stats", "--schema", "sh"], want: ["shop.yaml"] }],
  ["files with spaces", { given: ["queries", "my"], want: ["my dashboards"] }],
  ["codes", { given: ["explain", "unknown-v"], want: ["unknown-vector"] }],
  ["topics of help", { given: ["help", "bud"], want: ["budgets"] }],
])("bash completes %s", (_, { given, want }) => {
  expect(completed(given)).toEqual(want);
});
