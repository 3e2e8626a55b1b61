import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installedTools } from "../support/bundlers/installed-tools.js";
import { ROOT } from "../support/documents.js";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly uri?: string;
    readonly diagnostics?: readonly Marked[];
    readonly items?: unknown[];
  };
  readonly result?: unknown;
}

interface Marked {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** The language server behind YAML in VS Code, Neovim and others, over its standard input and output. */
class LanguageServer {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #marks = new Map<string, (diagnostics: readonly Marked[]) => void>();
  #read = Buffer.alloc(0);
  #requests = 0;
  #documents = 0;

  constructor(tools: string) {
    this.#folder = pathToFileURL(tools).href;
    const program = join(tools, "node_modules/yaml-language-server/bin/yaml-language-server");
    this.#process = spawn(process.execPath, [program, "--stdio"], { cwd: tools });
    this.#process.stdout.on("data", (data: Buffer) => {
      this.#read = Buffer.concat([this.#read, data]);
      for (let message = this.#next(); message !== undefined; message = this.#next()) this.#take(message);
    });
  }

  async start(): Promise<void> {
    const textDocument = { hover: { contentFormat: ["plaintext"] }, completion: {} };
    await this.#ask("initialize", {
      processId: process.pid,
      rootUri: this.#folder,
      capabilities: { textDocument, workspace: { configuration: true } },
    });
    this.#send({ method: "initialized", params: {} });
  }

  stop(): void {
    this.#process.kill();
  }

  /** What the server offers at the `|` of a schema. */
  async complete(text: string): Promise<readonly string[]> {
    const { items } = (await this.#askAt("textDocument/completion", text)) as { items: { label: string }[] };
    return items.map(({ label }) => label);
  }

  /** What the server says of the word at the `|` of a schema. */
  async hover(text: string): Promise<string> {
    const { contents } = (await this.#askAt("textDocument/hover", text)) as { contents: { value: string } };
    return contents.value;
  }

  /** What the server marks, as `line:column message`, in the lines of the text. */
  async marked(text: string): Promise<readonly string[]> {
    const { diagnostics } = await this.#open(text);
    return diagnostics.map(
      ({ message, range: { start } }) => `${start.line}:${start.character + 1} ${message}`,
    );
  }

  async #askAt(method: string, marked: string): Promise<unknown> {
    const before = marked.slice(0, marked.indexOf("|")).split("\n");
    const { uri } = await this.#open(marked.replace("|", ""));
    const position = { line: before.length, character: before.at(-1)?.length ?? 0 };
    return this.#ask(method, { textDocument: { uri }, position });
  }

  async #open(schema: string): Promise<{ uri: string; diagnostics: readonly Marked[] }> {
    this.#documents += 1;
    const uri = `${this.#folder}/schema-${this.#documents}.yaml`;
    const text = `# yaml-language-server: $schema=./schema.json\n${schema}`;
    const diagnostics = new Promise<readonly Marked[]>((resolve) => {
      this.#marks.set(uri, resolve);
    });
    const textDocument = { uri, languageId: "yaml", version: 1, text };
    this.#send({ method: "textDocument/didOpen", params: { textDocument } });
    return { uri, diagnostics: await diagnostics };
  }

  #ask(method: string, params: object): Promise<unknown> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #next(): Message | undefined {
    const end = this.#read.indexOf("\r\n\r\n");
    const length = Number(/Content-Length: (\d+)/.exec(this.#read.subarray(0, end).toString())?.[1]);
    if (end === -1 || this.#read.length < end + 4 + length) return undefined;
    const message: Message = JSON.parse(this.#read.subarray(end + 4, end + 4 + length).toString());
    this.#read = this.#read.subarray(end + 4 + length);
    return message;
  }

  #take({ id, method, params, result }: Message): void {
    if (method === "textDocument/publishDiagnostics") {
      this.#marks.get(params?.uri ?? "")?.(params?.diagnostics ?? []);
    } else if (method !== undefined && id !== undefined) {
      const settings = { hover: true, completion: true, validate: true, schemaStore: { enable: false } };
      this.#send({ id, result: params?.items?.map(() => settings) ?? null });
    } else if (id !== undefined) {
      this.#answers.get(id)?.(result);
    }
  }
}

let server: LanguageServer;

beforeAll(async () => {
  const tools = await installedTools("yaml-language-server", { "yaml-language-server": "^2.0.0" });
  cpSync(join(ROOT, "generator/dist/schema.json"), join(tools, "schema.json"));
  server = new LanguageServer(tools);
  await server.start();
});

afterAll(() => server.stop());

describe("an editor completes", () => {
  test.each([
    [
      "the sections",
      "version: 1\n|\n",
      ["namespace", "imports", "counters", "gauges", "histograms", "vectors"],
    ],
    [
      "keys of a counter",
      "version: 1\ncounters:\n  a_total:\n    description: x\n    |\n",
      ["vectors", "unit"],
    ],
    ["keys of a vector", "version: 1\nvectors:\n  code:\n    |\n", ["values", "type", "otherwise"]],
    [
      "types of vectors",
      "version: 1\nvectors:\n  code:\n    type: |\n",
      ["boolean", "http_status", "string"],
    ],
    ["units", "version: 1\ngauges:\n  a:\n    description: x\n    unit: |\n", ["seconds", "bytes"]],
    ["keys of an import", "version: 1\nimports:\n  - from: a.yaml\n    |\n", ["only", "prefix", "override"]],
    ["severities of a rule", "version: 1\nlint:\n  rules:\n    lint-unit-suffix: |\n", ["error", "warning"]],
  ])("%s", async (_name, text, labels) => {
    expect(await server.complete(text)).toEqual(expect.arrayContaining(labels));
  });
});

test("an editor explains a key, with its values or an example", async () => {
  expect(await server.hover("version: 1\nvectors:\n  code:\n    ty|pe: http_status\n")).toMatch(
    /A set without a list[\s\S]*http_method/,
  );
  expect(await server.hover("version: 1\nname|space: shop\n")).toContain("Prefix of every metric name");
});

describe("an editor marks", () => {
  test.each([
    ["an unknown section", "version: 1\ncountres: {}\n", ["2:1 Property countres is not allowed."]],
    [
      "an unknown key of a counter",
      "version: 1\ncounters:\n  a: { description: x, unti: s }\n",
      ["3:24 Property unti is not allowed."],
    ],
    ["no version", "counters: {}\n", ['1:1 Missing property "version".']],
    [
      "a text in place of a number",
      'version: 1\nhistograms: { a: { description: x, buckets: ["1"] } }\n',
      ['2:46 Incorrect type. Expected "number".'],
    ],
    ["nothing in a sound schema", "version: 1\ncounters: { a_total: { description: x } }\n", []],
    ["no name that is not declared", "version: 1\ncounters: { a: { description: x, vectors: [b] } }\n", []],
  ])("%s", async (_name, text, marks) => {
    expect(await server.marked(text)).toEqual(marks);
  });

  test("an unknown value, with those that there are", async () => {
    expect(await server.marked("version: 1\nvectors: { a: { type: http_stats } }\n")).toEqual([
      expect.stringMatching(/^2:23 Value is not accepted\. Valid values: .*"http_status"/),
    ]);
  });
});
