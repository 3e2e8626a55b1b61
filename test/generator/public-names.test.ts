import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readDocument } from "../support/documents.js";

interface Exported {
  readonly name: string;
  readonly isType: boolean;
  /** The file that the entry has it from. */
  readonly file: string;
}

/** What an entry exports: it is a list of names alone. */
function exportsOf(entry: string): readonly Exported[] {
  const text = readFileSync(join(ROOT, entry), "utf8");
  return [...text.matchAll(/export (type )?\{([^}]*)\} from "([^"]+)"/g)].flatMap(
    ([, allTypes, names = "", from = ""]) =>
      names
        .split(",")
        .map((name) => name.trim())
        .filter((name) => name !== "")
        .map((name) => ({
          name: name.replace(/^type /, "").replace(/^.* as /, ""),
          isType: allTypes !== undefined || name.startsWith("type "),
          file: join(dirname(entry), from.replace(/\.js$/, ".ts")),
        })),
  );
}

/** Whether the declaration of a name follows the end of a doc comment. */
function isDocumented({ name, file }: Exported): boolean {
  const text = readFileSync(join(ROOT, file), "utf8");
  const declared = new RegExp(
    String.raw`(\*/\n)?^export (?:declare )?(?:async )?(?:abstract )?(?:interface|type|class|const|function) ${name}\b`,
    "m",
  ).exec(text);
  if (declared !== null) return declared[1] !== undefined;
  const moved = new RegExp(String.raw`export (?:type )?\{[^}]*\b${name}\b[^}]*\} from "([^"]+)"`).exec(text);
  const [, from] =
    moved ?? new RegExp(String.raw`import [^;]*\b${name}\b[^;]*from "([^"]+)"`).exec(text) ?? [];
  if (from === undefined) throw new Error(`${file} does not declare ${name}`);
  return isDocumented({ name, isType: true, file: join(dirname(file), from.replace(/\.js$/, ".ts")) });
}

describe.each([
  ["metricsmith", "generator/index.ts"],
  ["metricsmith-runtime", "runtime/index.ts"],
])("%s", (name, entry) => {
  const exported = exportsOf(entry);

  test("has the public names that are listed, and no others", async () => {
    const lines = exported.map((one) => `${one.isType ? "type " : ""}${one.name}\n`).sort();
    await expect(lines.join("")).toMatchFileSnapshot(`../fixtures/public-names/${name}.txt`);
  });

  test("says of each name what it is", () => {
    expect(exported.filter((one) => !isDocumented(one)).map((one) => one.name)).toEqual([]);
  });
});

test("the page about the library names everything that programs can call", () => {
  const page = readDocument("docs/library.md");
  const values = exportsOf("generator/index.ts").filter(({ isType }) => !isType);
  expect(values.length).toBeGreaterThan(8);
  expect(values.filter(({ name }) => !page.includes(`\`${name}`)).map(({ name }) => name)).toEqual([]);
});
