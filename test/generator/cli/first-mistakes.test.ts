import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { messagesDocument } from "../../support/generator/messages.js";
import { runWith, SOUND } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

/** What a newcomer writes wrong on the command line. `PAGE` is the URL of a page, `NOBODY` one where nothing listens. */
type Row = readonly [name: string, args: string, project?: Project];

/** The folder in which a command runs. */
interface Project {
  /** Texts by path; by default, a sound schema. */
  readonly files?: Readonly<Record<string, string>>;
  /** The working directory, in the folder. */
  readonly cwd?: string;
  /** A command before it. */
  readonly after?: string;
  /** The permissions of a file or of a new folder, for a user who is not root. */
  readonly locked?: readonly [path: string, mode: number];
}

const SCHEMA = "metrics.schema.yaml";
const schemaAnd = (files: Readonly<Record<string, string>>): Project => ({
  files: { [SCHEMA]: SOUND, ...files },
});

const ROWS: readonly Row[] = [
  ["a misspelt command", "generat"],
  ["the first letters of a command", "gen"],
  ["new", "new"],
  ["check", "check"],
  ["stats", "stats"],
  ["watch", "watch"],
  ["a misspelt code", "explain unknwon-vector"],
  ["a code that there is not", "explain E0042"],
  ["version", "version"],
  ["another word", "nonsense"],
  ["help of another word", "help nonsense"],
  ["another word with --help", "nonsense --help"],
  ["-v", "-v"],
  ["a misspelt option", "generate --ouput src/generated"],
  ["--out without its value", "generate --out"],
  ["a format that there is not", "generate --format xml"],
  ["the schema as an argument", "generate metrics.schema.yaml"],
  ["the output directory as an argument", "generate src/generated"],
  ["the schema as an argument of verify", "verify metrics.schema.yaml http://localhost:9959/metrics"],
  ["a schema that does not exist", "generate --schema nope.yaml", { files: {} }],
  ["a misspelt schema", "generate --schema metric.schema.yaml"],
  ["a schema that ends in .yml", "generate", { files: { "metrics.schema.yml": SOUND } }],
  ["a folder as the schema", "generate --schema ."],
  ["a folder without a schema", "generate --schema src", schemaAnd({ "src/main.ts": "" })],
  ["a schema without permission", "generate", { locked: [SCHEMA, 0o000] }],
  ["no schema here or above", "generate", { files: { "src/main.ts": "" }, cwd: "src" }],
  ["no schema for diff", "diff git:main", { files: {} }],
  [
    "a folder below the schema",
    "generate",
    { files: { [SCHEMA]: SOUND.replace("request", "requests_total"), "src/main.ts": "" }, cwd: "src" },
  ],
  ["--out is a file", "generate --out notes", schemaAnd({ notes: "" })],
  ["--out is the name of a module", "generate --out src/recorders.ts"],
  ["a file above --out", "generate --out notes/generated", schemaAnd({ notes: "" })],
  ["a forgotten --out", "generate", { after: "generate --out src/generated" }],
  ["a forgotten --out with --check", "generate --check", { after: "generate --out src/generated" }],
  ["a folder that nobody may write to", "generate --out src/generated", { locked: ["src", 0o555] }],
  [
    "a file of another program in the place of an output",
    "generate",
    schemaAnd({ "generated/recorders.ts": "export {};\n" }),
  ],
  ["--check without outputs", "generate --check --out src/generated"],
  ["verify without the scheme of a URL", "verify localhost:9959/metrics"],
  ["verify of a page", "verify PAGE"],
  ["verify where nothing listens", "verify NOBODY"],
  ["verify of a file that is no exposition", "verify package.json", schemaAnd({ "package.json": "{}\n" })],
  ["verify of the schema", "verify metrics.schema.yaml"],
  ["queries in a folder that does not exist", "queries dashboards"],
  ["queries in a folder without queries", "queries src", schemaAnd({ "src/main.ts": "" })],
  ["diff outside of a repository", "diff git:main"],
  ["diff of a file that does not exist", "diff nope.yaml"],
  ["diff of a branch without git:", "diff main"],
];

test("each first mistake on the command line has the message that a newcomer needs", async () => {
  const server = createServer((_, response) => response.end("<!doctype html><title>Shop</title>\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const page = urlOf(server.address() as AddressInfo); // a TCP server has one
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const nobody = urlOf(gone.address() as AddressInfo); // as above
  await new Promise((resolve) => gone.close(resolve));
  const messages: (readonly [string, string])[] = [];
  for (const [name, args, project = {}] of ROWS) {
    const called = args.replace("PAGE", page).replace("NOBODY", nobody);
    const text = await messagesOf(called.split(" "), project);
    messages.push([
      name,
      `$ metricsmith ${args}\n${text.replaceAll(page, "PAGE").replaceAll(nobody, "NOBODY")}`,
    ]);
  }
  await expect(messagesDocument(messages)).toMatchFileSnapshot("../../fixtures/messages/cli.txt");
});

function urlOf({ port }: AddressInfo): string {
  return `http://127.0.0.1:${port}/`;
}

/** What a command prints in a new folder, and its exit code. */
async function messagesOf(args: readonly string[], project: Project): Promise<string> {
  const { files = { [SCHEMA]: SOUND }, cwd = ".", after, locked } = project;
  const folder = temporaryFolder();
  chmodSync(folder, 0o755);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const before = process.cwd();
  process.chdir(join(folder, cwd));
  try {
    if (after !== undefined) await runWith(after.split(" "));
    const { exitCode, stdout, stderr } = await withPermissions(locked, () => runWith(args));
    return `${stdout}${stderr}exit ${exitCode}\n`.replaceAll(folder, "/shop");
  } finally {
    process.chdir(before);
  }
}

/** Runs as a user who is not root: root may read and write everything. */
async function withPermissions<Result>(
  locked: Project["locked"],
  run: () => Promise<Result>,
): Promise<Result> {
  if (locked === undefined) return run();
  const [path, mode] = locked;
  if (!existsSync(path)) mkdirSync(path);
  chmodSync(path, mode);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(path, 0o755);
  }
}
