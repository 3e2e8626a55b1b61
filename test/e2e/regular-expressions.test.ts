import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "recheck";
import { Project, SyntaxKind } from "ts-morph";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Why a regular expression is not checked; by its file and how it begins. */
const EXCEPTIONS: readonly string[] = [
  // A number has at most 309 digits.
  "generator/text/words.ts \\B(?=",
  // Reads from a dollar sign or a bracket to the next one.
  "generator/queries/grafana-variables.ts \\$([A-Za-z_]",
  // Reads 5,000 characters at most.
  "generator/queries/pattern-outline.ts \\\\Q",
  // Reads to the next hyphen.
  "runtime/server/web-config/certificates.ts -----BEGIN",
];

/** Files that build regular expressions, from classes of characters and constant words. */
const BUILDERS = [
  "generator/emit/markdown.ts",
  "generator/emit/output.ts",
  "generator/emit/scrape-config.ts",
  "generator/emit/typescript.ts",
  "generator/import/schema-text.ts",
  "generator/import/source/clients.ts",
  "generator/init/application.ts",
  "generator/lint/rules/repeated-names.ts",
  "generator/text/terminal.ts",
];

interface Found {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

const files = execFileSync("git", ["ls-files", "generator", "runtime", "page"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(?:ts|js)$/.test(file) && !file.endsWith(".d.ts"));
const project = new Project({
  skipFileDependencyResolution: true,
  compilerOptions: { allowJs: true, noLib: true },
});
const sources = files.map((file) => [file, project.addSourceFileAtPath(join(ROOT, file))] as const);

const literals = sources.flatMap(([file, source]) =>
  source.getDescendantsOfKind(SyntaxKind.RegularExpressionLiteral).map((literal): Found => {
    const text = literal.getText();
    const end = text.lastIndexOf("/");
    return { file, source: text.slice(1, end), flags: text.slice(end + 1) };
  }),
);

const named = literals.map((literal) => [`${literal.file} ${literal.source}`, literal] as const);
const isException = (name: string) => EXCEPTIONS.some((start) => name.startsWith(start));

describe("the time that a regular expression takes grows no faster than the text", () => {
  test.each(named.filter(([name]) => !isException(name)))("%s", async (_name, { source, flags }) => {
    expect(await check(source, flags, { timeout: 30_000 })).toMatchObject({
      status: "safe",
      complexity: { type: expect.stringMatching(/^(?:safe|linear)$/) },
    });
  });
});

test("each exception is needed", () => {
  for (const start of EXCEPTIONS) expect(named.filter(([name]) => name.startsWith(start))).toHaveLength(1);
});

test("no other file builds a regular expression", () => {
  const builders = sources.filter(([, source]) =>
    source
      .getDescendantsOfKind(SyntaxKind.NewExpression)
      .some((made) => made.getExpression().getText() === "RegExp"),
  );
  expect(builders.map(([file]) => file)).toEqual(BUILDERS);
});
