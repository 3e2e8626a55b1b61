import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COMMANDS } from "../../../generator/cli/commands.js";
import { TOPICS } from "../../../generator/cli/help-topics.js";
import { compileText } from "../../support/generator/compile-schema.js";
import { runWith } from "../../support/generator/run-command.js";

const topics = TOPICS.map((topic) => [topic.name, topic] as const);

describe("help TOPIC", () => {
  test.each(topics)("%s is one screen, and names pages that exist", async (name, { synonyms, pages }) => {
    const { exitCode, stdout, stderr } = await runWith(["help", name]);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 90)).toEqual([]);
    for (const page of pages) {
      expect(stdout).toContain(`docs/${page}.md`);
      expect(existsSync(new URL(`../../../docs/${page}.md`, import.meta.url))).toBe(true);
    }
    for (const synonym of synonyms) expect((await runWith(["help", synonym])).stdout).toBe(stdout);
  });

  test("no name or synonym stands for two topics, or for a command", () => {
    const names = [
      ...COMMANDS.map(({ name }) => name),
      ...TOPICS.flatMap(({ name, synonyms }) => [name, ...synonyms]),
    ];
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test("all are in the help of the program", async () => {
    const { stdout } = await runWith(["--help"]);
    for (const [name, { subject }] of topics)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${subject}$`, "m"));
  });

  test("commands in them exist, with their options", async () => {
    for (const [, { text }] of topics) {
      for (const [, command = "", rest = ""] of text.matchAll(/metricsmith ([a-z]+)([^`\n]*)/g)) {
        const { exitCode, stdout } = await runWith([command, "--help"]);
        expect([command, exitCode]).toEqual([command, 0]);
        for (const [option] of rest.matchAll(/--[a-z-]+/g)) expect(stdout).toContain(option);
      }
    }
  });

  test("schemas in them have no mistake", () => {
    const blocks = TOPICS.flatMap(({ text }) => text.split("\n\n")).filter((block) =>
      /^ +\w+: /m.test(block),
    );
    const vectors = blocks.find((block) => /^ +payment: .*only these/m.test(block)) ?? "";
    const used = [...vectors.matchAll(/^ *(\w+):/gm)].map(([, name]) => name);
    const families = used.map((name) => `  ${name}_total: { vectors: [${name}], description: Uses it. }`);
    const schemas = [
      blocks.find((block) => block.includes("namespace:")) ?? "",
      `version: 1\ncounters:\n${families.join("\n")}\nvectors:\n${vectors.replace(/\} {2,}.*$/gm, "}")}`,
      `${blocks.find((block) => block.includes("series_budget:"))}
  vectors: { route: { values: [a] }, code: { type: http_status } }
  version: 1`,
    ];
    for (const text of schemas) {
      const { diagnostics, catalog } = compileText(text);
      expect([text, diagnostics.map(({ message }) => message)]).toEqual([text, []]);
      expect(catalog?.families.length).toBeGreaterThan(0);
    }
  });

  test.each([
    ["exit-code", "exit-codes"],
    ["formt", "format"],
    ["verfy", "verify"],
  ])("%s, which is nearly one, is answered with %s", async (given, want) => {
    const { stdout, stderr } = await runWith(["help", given]);
    expect(stdout + stderr).toMatch(
      stdout === "" ? `Did you mean \`metricsmith help ${want}\`?` : /findings/,
    );
  });
});
