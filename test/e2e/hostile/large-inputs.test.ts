import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compiledGenerator } from "../../support/compiled-packages.js";
import { run } from "../../support/run-program.js";

/** Of most inputs, in bytes. */
const SIZE = 10_000_000;

const SCHEMA = "version: 1\nnamespace: shop\ncounters: { orders_total: { description: Orders. } }\n";

const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
afterAll(() => rmSync(folder, { recursive: true }));
let program: Awaited<ReturnType<typeof compiledGenerator>>;

beforeAll(async () => {
  program = await compiledGenerator();
  writeFileSync(join(folder, "schema.yaml"), SCHEMA);
}, 120_000);

/** Runs a command, with too little memory for what grows faster than its input. A minute is enough on a busy machine. */
async function runCommand(...args: readonly string[]): Promise<string> {
  const node = ["--max-old-space-size=512", program.main, ...args];
  const { stderr } = await run(process.execPath, node, { cwd: folder, exitCodes: [1, 2], timeout: 60_000 });
  return stderr;
}

function repeated(text: string, size = SIZE): string {
  return text.repeat(Math.ceil(size / text.length));
}

/** As many lines as the size allows. */
function lines(line: (at: number) => string, size = SIZE): string {
  let text = "";
  for (let at = 0; text.length < size; at++) text += line(at);
  return text;
}

const BY_SCHEMA = ["--schema", "schema.yaml"];
/** The largest that a schema may be. */
const MOST = 4 * 1024 * 1024 - 10;

test.each<readonly [string, readonly string[], string, () => string]>([
  ["generate", ["generate", "--schema", "a.yaml"], "it has more than 4 MB", () => repeated("a")],
  ["generate", ["generate", "--schema", "c.yaml"], "[alias-expansion]", () => bomb()],
  ["diff", ["diff", ...BY_SCHEMA, "d.yaml"], "[nesting-too-deep]", () => repeated("[", MOST)],
  [
    "queries",
    ["queries", ...BY_SCHEMA, "--max-size", "10", "e.json"],
    "[too-much-yaml]",
    () => `[${repeated("1,")}1]`,
  ],
  [
    "queries",
    ["queries", ...BY_SCHEMA, "--max-size", "10", "f.json"],
    "[nesting-too-deep]",
    () => repeated("["),
  ],
  [
    "queries",
    ["queries", ...BY_SCHEMA, "--max-size", "10", "g.promql"],
    "[query-too-large]",
    () => repeated("a+"),
  ],
  ["import", ["import", "j.txt"], "[import-too-large]", () => lines((at) => `m${at} 1\n`, 300_000)],
  ["import", ["import", "k.md"], "it has more than 512 kB", () => repeated("[a](")],
  ["import", ["import", "l.ts"], "it has more than 1 MB", () => repeated("(")],
  ["import", ["import", "m.ts"], "it creates more than 5,000 metrics", () => counters(340_000)],
  ["import", ["import", "n.ts"], "[import-too-large]", () => counters(210_000, (at) => [`a${at}`, `b${at}`])],
])("megabytes for `%s`: %j", async (_, args, want, make) => {
  writeFileSync(join(folder, args.at(-1) ?? ""), make());
  expect(await runCommand(...args)).toContain(want);
});

function counters(size: number, labels = (_at: number) => ["a"]): string {
  const create = (at: number) =>
    `new Counter({ name: "m${at}", help: "h", labelNames: ${JSON.stringify(labels(at))} });\n`;
  return lines(create, size).replace(/^/, 'import { Counter } from "prom-client";\n');
}

function bomb(): string {
  return `a0: &a0 [x]\n${lines((at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`, 10_000)}`;
}

test.each([
  ["generate", ["generate", "--schema"]],
  ["diff", ["diff", ...BY_SCHEMA]],
  ["verify", ["verify", ...BY_SCHEMA]],
  ["queries", ["queries", ...BY_SCHEMA]],
  ["import", ["import"]],
  ["import of source", ["import", "--from", "source"]],
])("no pipe makes `%s` wait", async (name, args) => {
  const pipe = `${name}.ts`.replaceAll(" ", "-");
  execFileSync("mkfifo", [join(folder, pipe)]);
  expect(await runCommand(...args, pipe)).toMatch(/it is a pipe|no regular file/);
});

test("a bomb of gzip over HTTP ends at the bound", async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(Buffer.alloc(100_000_000)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const said = await runCommand("verify", ...BY_SCHEMA, "--max-size", "10", `http://127.0.0.1:${port}/`);
  server.close();
  expect(said).toContain("it has more than 10 MB");
});
