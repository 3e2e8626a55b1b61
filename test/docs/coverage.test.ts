import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documents, ROOT, readDocument } from "../support/documents.js";
import { runWith } from "../support/generator/run-command.js";

const text = documents().map(readDocument).join("\n");

/** Every key that a JSON Schema declares, at any depth. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "properties" in value && typeof value.properties === "object" ? (value.properties ?? {}) : {};
  return [...Object.keys(own), ...Object.values(value).flatMap(keysOf)];
}

test("every key of the schema is documented", () => {
  const schema = JSON.parse(readFileSync(join(ROOT, "generator/dist/schema.json"), "utf8"));
  const keys = [...new Set(keysOf(schema))];
  expect(keys.length).toBeGreaterThan(30);
  expect(keys.filter((key) => !new RegExp(`\\b${key}\\b[^\\n\`]*\``).test(text))).toEqual([]);
});

test("every command and its options are documented", async () => {
  const { stdout } = await runWith(["--help"]);
  const commands = [...stdout.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name = ""]) => name);
  expect(commands.length).toBeGreaterThan(4);
  const listed = readDocument("README.md");
  const missing = commands.filter((command) => !listed.includes(`| \`metricsmith ${command}`));
  for (const command of commands) {
    const help = (await runWith([command, "--help"])).stdout;
    for (const [, option = ""] of help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)) {
      if (option !== "--help" && !text.includes(option)) missing.push(`${command} ${option}`);
    }
  }
  expect(missing).toEqual([]);
});

test("the figures of the README are those of docs/performance.md", () => {
  const [, table = ""] = /## Speed\n\n([\s\S]*?)\n\n/.exec(readDocument("README.md")) ?? [];
  const figures = [...table.matchAll(/\| +([\d.,]+(?: [mµn]s)?) (?=\|)/g)].map(([, figure = ""]) => figure);
  expect(figures.length).toBeGreaterThan(15);
  expect(figures.filter((figure) => !readDocument("docs/performance.md").includes(` ${figure} |`))).toEqual(
    [],
  );
});
