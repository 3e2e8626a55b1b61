import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runWith } from "../support/generator/run-command.js";
import { debianTree } from "../support/programs/debian-packages.js";

/** A line of the command, and the word that completes its last one. */
const ROWS: readonly (readonly [string, string])[] = [
  ["ge", "generate"],
  ["--quiet que", "queries"],
  ["generate --che", "--check"],
  ["stats --qu", "--quiet"],
  ["diff --format m", "markdown"],
  ["diff --format=m", "--format=markdown"],
  ["stats --schema sh", "shop.yaml"],
  ["stats --schema=sh", "--schema=shop.yaml"],
  ["generate --out ou", "out/"],
  ["help bud", "budgets"],
  ["explain unknown-v", "unknown-vector"],
  ["completion z", "zsh"],
];

const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  mkdirSync(join(folder, "out"));
  writeFileSync(join(folder, "shop.yaml"), "");
});

describe("fish completes", () => {
  let root = "";
  beforeAll(async () => {
    root = await debianTree("fish");
    writeFileSync(join(folder, "completion.fish"), (await runWith(["completion", "fish"])).stdout);
  });

  test.each(ROWS)("%s", (line, want) => {
    const program = `source completion.fish; complete -C 'metricsmith ${line}'`;
    const env = { ...process.env, HOME: folder };
    const text = execFileSync(join(root, "usr/bin/fish"), ["-N", "-c", program], { cwd: folder, env });
    const words = String(text)
      .trimEnd()
      .split("\n")
      .map((offered) => offered.replace(/\t.*/, ""));
    expect(words).toEqual([want]);
  });
});

describe("zsh completes", () => {
  let root = "";
  beforeAll(async () => {
    root = await debianTree("zsh");
    writeFileSync(join(folder, "completion.zsh"), (await runWith(["completion", "zsh"])).stdout);
  });

  /** What zsh makes of a line when the tabulator is pressed at its end, on a terminal. */
  function completed(line: string): string {
    const zsh = ["usr/bin/zsh", "bin/zsh"].map((one) => join(root, one)).find(existsSync) ?? "zsh";
    const functions = [root, "/"].map((one) => join(one, "usr/share/zsh/functions")).find(existsSync) ?? "";
    const folders = readdirSync(functions, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    const modules = execFileSync("find", [root, "-path", "*/zsh/*", "-name", "zpty.so"], {
      encoding: "utf8",
    });
    const env = {
      ...process.env,
      FPATH: folders.join(":"),
      MODULE_PATH: modules.trim().replace(/\/zsh\/zpty\.so$/, ""),
      PROGRAM: zsh,
    };
    const program = `zmodload zsh/zpty
zpty shell "$PROGRAM -f -i"
zpty -w shell 'stty -echo; PS1=; autoload -Uz compinit; compinit -u -D; source completion.zsh'
zpty -w shell 'metricsmith() { print -r -- "[$*]" }; print READ""Y'
zpty -r shell text '*READY*'
zpty -w -n shell $'metricsmith ${line}\\t\\n'
zpty -r shell text '*\\[*\\]*'
print -r -- $text
zpty -d shell`;
    const options = { cwd: folder, env, encoding: "utf8", timeout: 30_000 } as const;
    const shown = execFileSync(zsh, ["-f", "-c", program], options);
    return /\[(--?.*|\w.*)\]/.exec(shown)?.[1] ?? shown;
  }

  test.each(ROWS)("%s", (line, want) => {
    const word = want.replace(/\/$/, ""); // a slash that it has added goes again at the end of the line
    expect(completed(line)).toBe(line.replace(/\S+$/, word));
  });
});
