import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../generator/cli/run.js";
import { compileSchema } from "../../generator/schema/load-catalog.js";
import { blocksOf, type CodeBlock, documents, ROOT, readDocument } from "../support/documents.js";

/**
 * Every block of code in the documents is compiled or run. `ts NAME`, `yaml NAME` and `text NAME` are files of the
 * page's folder, in which the `console` blocks run. `ts` without a name is compiled, `ts fails` must not compile: the
 * next block is the error. With `UPDATE_DOCS=1`, what the commands print is written into the documents.
 */
const UPDATE = process.env["UPDATE_DOCS"] === "1";
const FOLDER = join(ROOT, "test/.cache/docs");
const MINUTES = 60_000;
/** Of the examples: without settings of the metrics server that whoever runs the tests has. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith("METRICSMITH_")),
);
const execute = promisify(execFile);

const pages = documents().filter((page) => blocksOf(page).length > 0);
const blocks = pages.flatMap(blocksOf);

function folderOf(page: string): string {
  return join(FOLDER, page.replaceAll("/", "-").replace(/\.md$/, ""));
}

/** Files that a page's commands read and the page does not show. */
function fixturesOf(page: string): string {
  return join(ROOT, "test/fixtures/docs", page.replace(/^docs\/(?!README)/, "").replace(/\.md$/, ""));
}

/** Programs that pages change step by step. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "docs/adopting.md": "examples/shop",
  "docs/init.md": "test/fixtures/docs/init",
};

function writePage(page: string): void {
  const folder = folderOf(page);
  mkdirSync(folder, { recursive: true });
  if (existsSync(fixturesOf(page))) cpSync(fixturesOf(page), folder, { recursive: true });
  const example = EXAMPLES[page];
  if (example !== undefined) cpSync(join(ROOT, example), folder, { recursive: true });
  const typescript: CodeBlock[] = [];
  for (const block of blocksOf(page)) {
    if (block.language === "ts") typescript.push(block);
    else if (block.name !== "") write(join(folder, block.name), block.text);
  }
  if (!hasSchema(page)) {
    if (example === undefined) {
      cpSync(join(ROOT, "metrics.schema.yaml"), join(folder, "metrics.schema.yaml"));
    }
    cpSync(join(ROOT, "generated"), join(folder, "generated"), { recursive: true });
  }
  for (const block of typescript) {
    write(join(folder, fileOf(block)), `${block.text}\nexport {};\n`);
  }
}

/** The folders of a page that have a schema, and code that uses its recorders. */
function generatingFolders(page: string): readonly string[] {
  const blocks = blocksOf(page);
  return blocks
    .filter(({ name }) => basename(name) === "metrics.schema.yaml")
    .map(({ name }) => dirname(name))
    .filter((folder) =>
      blocks.some(
        ({ language, name, text }) =>
          language === "ts" &&
          text.includes("/generated/") &&
          (name === "fails" ? "." : dirname(name)) === folder,
      ),
    );
}

/** Whether a page has a schema of its own. The others use that of the repository. */
function hasSchema(page: string): boolean {
  return blocksOf(page).some(({ name }) => name === "metrics.schema.yaml");
}

function fileOf({ name, line }: CodeBlock): string {
  if (name === "fails") return `fails-${line}.ts`;
  return name === "" ? `line-${line}.ts` : name;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Runs a command line in a page's folder: what a terminal would show. metricsmith runs in this process. */
async function runIn(folder: string, command: string): Promise<string> {
  const [, args] = /^npx metricsmith ([^|&;]*)$/.exec(command.replace(/ +#.*$/, "")) ?? [];
  if (args !== undefined) return runCli(folder, args.split(" "));
  try {
    return (await execute("bash", ["-c", `{ ${command}\n} 2>&1`], { cwd: folder, env: ENVIRONMENT })).stdout;
  } catch (error) {
    return (error as { readonly stdout: string }).stdout; // of `execFile`, whose command did not end with 0
  }
}

async function runCli(folder: string, args: readonly string[]): Promise<string> {
  const before = process.cwd();
  let printed = "";
  const print = (text: string) => {
    printed += text;
  };
  process.chdir(folder);
  try {
    await run(args, { stdout: print, stderr: print, colour: false, documentColour: false });
  } finally {
    process.chdir(before);
  }
  return printed;
}

let compiled = "";

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const page of pages) writePage(page);
  for (const page of pages) {
    for (const folder of generatingFolders(page)) {
      await runIn(join(folderOf(page), folder), "npx metricsmith generate");
    }
  }
  const compilerOptions = {
    noEmit: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    paths: {},
    lib: ["ES2023", "DOM"],
  };
  write(
    join(FOLDER, "tsconfig.json"),
    JSON.stringify({
      extends: "../../../tsconfig.json",
      compilerOptions,
      include: ["."],
      exclude: [],
    }),
  );
  compiled = await runIn(FOLDER, `node ${join(ROOT, "node_modules/typescript/bin/tsc")} -p . --pretty false`);
}, 3 * MINUTES);

test("every block has a language that is checked", () => {
  const languages = ["ts", "yaml", "json", "md", "diff", "text", "sh", "console"];
  expect(blocks.filter(({ language }) => !languages.includes(language))).toEqual([]);
});

describe("TypeScript", () => {
  test("compiles", () => {
    const errors = compiled.split("\n").filter((line) => line !== "" && !/(?:^|\/)fails-\d+\.ts/.test(line));
    expect(errors).toEqual([]);
  });

  const failing = blocks.filter(({ language, name }) => language === "ts" && name === "fails");
  test.each(failing)("$page:$line fails as the page says", (block) => {
    const message = blocks[blocks.indexOf(block) + 1]?.text.trim() ?? "";
    const [error = ""] = compiled.split("\n").filter((line) => line.includes(fileOf(block)));
    expect(error.slice(error.indexOf("error TS"))).toBe(message);
  });
});

const SCHEMA_KEYS =
  /^(?:version|namespace|imports|server|outputs|initialize|series_budget|ignore|counters|gauges|histograms|vectors|recorders):/m;
const schemas = blocks.filter(({ language, text }) => language === "yaml" && SCHEMA_KEYS.test(text));

test.each(schemas)("$page:$line is a schema without a mistake", ({ page, text }) => {
  const whole = /^version:/m.test(text) ? text : `version: 1\nnamespace: shop\n${text}`;
  const readImport = (path: string) => readFileSync(join(ROOT, path), "utf8");
  const { diagnostics } = compileSchema({
    file: "metrics.schema.yaml",
    text: whole,
    readImport,
    findPackageFile: ({ name, path }) =>
      relative(ROOT, join(folderOf(page), "node_modules", name, path)).replaceAll("\\", "/"),
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});

test.each(blocks.filter(({ language }) => language === "json"))("$page:$line is JSON", ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

describe("commands", () => {
  const lines = blocks
    .filter(({ language }) => language === "sh" || language === "console")
    .flatMap(({ page, text }) =>
      text.split("\n").map((line) => ({ page, line: line.replace(/#.*$/, "").trim() })),
    );

  test(
    "of metricsmith exist, with their options",
    async () => {
      const unknown: string[] = [];
      const helps = new Map<string, string>();
      for (const { line } of lines) {
        const [, command, rest = ""] = /^(?:\$ )?npx metricsmith (\w+)(.*)$/.exec(line) ?? [];
        if (command === undefined) continue;
        if (!helps.has(command)) helps.set(command, await runIn(FOLDER, `npx metricsmith ${command} --help`));
        const own = rest.replace(/ -- .*/, ""); // what follows is another program's
        for (const [option] of own.matchAll(/(?<= )--?[a-z][a-z-]*/g)) {
          if (!helps.get(command)?.includes(option)) unknown.push(`${command} ${option}`);
        }
      }
      expect(helps.size).toBeGreaterThan(3);
      expect(unknown).toEqual([]);
    },
    MINUTES,
  );

  test("of npm are scripts of the package", () => {
    const { scripts: own } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const scripts = { ...own, metrics: "", "metrics:check": "" }; // which `init` writes into a project
    const named = lines.flatMap(({ line }) =>
      [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name = ""]) => name),
    );
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  const printing = pages.filter((page) => blocksOf(page).some(({ language }) => language === "console"));
  test.each(printing)(
    "print what %s shows",
    async (page) => {
      for (const { language, text } of blocksOf(page)) {
        if (language !== "console") continue;
        const printed = await printedBy(text, folderOf(page));
        if (UPDATE)
          writeFileSync(
            join(ROOT, page),
            readDocument(page).replace(text, () => printed),
          );
        else expect(text).toBe(printed);
      }
    },
    2 * MINUTES,
  );
});

/** A `console` block as it would be if its commands were run now. */
async function printedBy(block: string, folder: string): Promise<string> {
  let text = "";
  for (const line of block.split("\n")) {
    if (!line.startsWith("$ ")) continue;
    const output = await runIn(folder, line.slice(2));
    text += `${line}\n${output.replaceAll(`${folder}/`, "").trimEnd()}`.trimEnd();
    text += "\n";
  }
  return text;
}
