import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { compileText } from "../../support/generator/compile-schema.js";
import { type Ran, runWith } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const EXPOSITION =
  "# HELP shop_orders_total Orders.\n# TYPE shop_orders_total counter\nshop_orders_total 1\n";
const PAGE = "# Counters\n\n| Name | Description |\n|------|-------------|\n| orders_total | Orders. |\n";
const NAME = "orders_total"; // of the only counter of both

/** A folder with files, in which nothing is imported yet. */
function folderWith(files: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  for (const [name, text] of Object.entries(files)) writeFileSync(path(name), text);
  return { path, run: (...args: readonly string[]) => runWith(["import", ...args]) };
}

test("the schema is written to standard output, and the next steps to standard error", async () => {
  const { path, run } = folderWith({ "a.txt": EXPOSITION });
  const { exitCode, stdout, stderr } = await run(path("a.txt"));
  expect([exitCode, stderr]).toEqual([
    0,
    "imported 1 counter; read its comments, decide, and run `metricsmith generate`\n",
  ]);
  expect(compileText(stdout).catalog?.families).toMatchObject([
    { name: "shop_orders_total", help: "Orders." },
  ]);
});

test("the schema is written to the file of --out, and generate accepts it", async () => {
  const { path, run } = folderWith({ "a.txt": EXPOSITION });
  const out = path("metrics.schema.yaml");
  const { exitCode, stdout, stderr } = await run(path("a.txt"), "--out", out);
  expect([exitCode, stdout, stderr]).toEqual([
    0,
    "",
    expect.stringContaining(`created ${out} with 1 counter;`),
  ]);
  const generated = await runWith(["generate", "--schema", out, "--out", path("generated")]);
  expect(generated.exitCode).toBe(0);
  expect(readFileSync(path("generated/recorders.ts"), "utf8")).toContain("recordShopOrdersTotal");
});

describe("an existing file", () => {
  test("is not overwritten", async () => {
    const { path, run } = folderWith({ "a.txt": EXPOSITION, "own.yaml": "mine\n" });
    const { exitCode, stderr } = await run(path("a.txt"), "--out", path("own.yaml"));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("exists already; name another file")]);
    expect(readFileSync(path("own.yaml"), "utf8")).toBe("mine\n");
  });

  test("that is imported is not replaced, even with --force", async () => {
    const { path, run } = folderWith({ "a.txt": EXPOSITION });
    const { exitCode, stderr } = await run(path("a.txt"), "--out", path("a.txt"), "--force");
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("is what is imported")]);
    expect(readFileSync(path("a.txt"), "utf8")).toBe(EXPOSITION);
  });

  test("is replaced with --force", async () => {
    const { path, run } = folderWith({ "a.txt": EXPOSITION, "own.yaml": "mine\n" });
    expect((await run(path("a.txt"), "--out", path("own.yaml"), "--force")).exitCode).toBe(0);
    expect(readFileSync(path("own.yaml"), "utf8")).toContain(NAME);
  });

  test("is not changed if there is nothing to import", async () => {
    const { path, run } = folderWith({ "a.txt": "x{\n", "own.yaml": "mine\n" });
    expect((await run(path("a.txt"), "--out", path("own.yaml"), "--force")).exitCode).toBe(1);
    expect(readFileSync(path("own.yaml"), "utf8")).toBe("mine\n");
  });
});

describe("the kind of a source", () => {
  test.each<readonly [string, { readonly given: readonly [string, string]; readonly want: string }]>([
    ["is known from its extension", { given: ["a.md", PAGE], want: NAME }],
    ["is known from a table in it", { given: ["reference", PAGE], want: NAME }],
    ["is an exposition otherwise", { given: ["metrics", EXPOSITION], want: `shop_${NAME}` }],
  ])("%s", async (_name, { given: [name, text], want }) => {
    const { path, run } = folderWith({ [name]: text });
    const { exitCode, stdout } = await run(path(name));
    expect(exitCode).toBe(0);
    expect(compileText(stdout).catalog?.families[0]?.name).toBe(want);
  });

  test("can be set by --from", async () => {
    const { path, run } = folderWith({ "a.md": EXPOSITION });
    expect((await run(path("a.md"), "--from", "exposition")).exitCode).toBe(0);
    expect((await run(path("a.md"))).exitCode).toBe(1);
  });

  test("is the same for all sources", async () => {
    const { path, run } = folderWith({ "a.md": PAGE, "b.txt": EXPOSITION });
    const { exitCode, stderr } = await run(path("a.md"), path("b.txt"));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `${path("a.md")} is a Markdown reference, and ${path("b.txt")} is an exposition`,
    );
  });
});

test("several expositions are merged", async () => {
  const { path, run } = folderWith({
    "a.txt": EXPOSITION,
    "b.txt": EXPOSITION.replaceAll("orders", "returns"),
  });
  const { stdout } = await run(path("a.txt"), path("b.txt"));
  const { catalog } = compileText(stdout);
  expect(catalog).toMatchObject({ namespace: "shop", families: [{ key: NAME }, { key: "returns_total" }] });
});

test("the namespace can be chosen", async () => {
  const { path, run } = folderWith({ "a.md": PAGE });
  const { stdout } = await run(path("a.md"), "--namespace", "shop");
  expect(compileText(stdout).catalog?.families[0]?.name).toBe(`shop_${NAME}`);
});

describe("findings", () => {
  test("in an exposition are shown with their lines, and nothing is written", async () => {
    const { path, run } = folderWith({ "a.txt": `${EXPOSITION}x{a=1} 1\n` });
    const { exitCode, stdout, stderr } = await run(path("a.txt"), "--out", path("out.yaml"));
    expect([exitCode, stdout, existsSync(path("out.yaml"))]).toEqual([1, "", false]);
    expect(stderr).toContain(`--> ${path("a.txt")}:4:3`);
    expect(stderr).toContain("4 | x{a=1} 1");
  });

  test("about what a schema cannot declare name the family and its line", async () => {
    const { path, run } = folderWith({
      "a.txt": `${EXPOSITION}# TYPE a gauge\na{le="1"} 1\n`,
    });
    const { exitCode, stderr } = await run(path("a.txt"));
    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning[import-left-out]: `a` is left out. The label name `le` is reserved");
    expect(stderr).toContain(`--> ${path("a.txt")}:4:1`);
    expect(stderr).toContain("4 | # TYPE a gauge");
  });

  test("are an error if nothing is left to write", async () => {
    const { path, run } = folderWith({ "a.txt": '# TYPE a gauge\na{le="1"} 1\n' });
    const { exitCode, stdout, stderr } = await run(path("a.txt"), "--out", path("out.yaml"));
    expect([exitCode, stdout, existsSync(path("out.yaml"))]).toEqual([1, "", false]);
    expect(stderr).toContain("error[import-nothing]");
  });

  test("can be printed as JSON beside the schema", async () => {
    const { path, run } = folderWith({ "a.txt": `${EXPOSITION}y 1\n` });
    const { exitCode, stdout } = await run(path("a.txt"), "--out", path("out.yaml"), "--format", "json");
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      warnings: 1,
      information: 0,
      diagnostics: [{ code: "import-families-left-out" }],
    });
    expect(existsSync(path("out.yaml"))).toBe(true);
  });
});

describe("what is larger than a schema, or means harm, is refused:", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
  test.each<readonly [string, string, string, number, string]>([
    [
      "families",
      "m.txt",
      numbers(5001)
        .map((at) => `m${at} 1\n`)
        .join(""),
      1,
      "There are more than 5,000 metric families in",
    ],
    [
      "labels",
      "m.txt",
      `m{${numbers(501).map((at) => `a${at}="b"`)}} 1\n`,
      1,
      "There are more than 500 label names in",
    ],
    ["a page", "m.md", `${PAGE}${"x".repeat(512 * 1024)}`, 2, "it has more than 512 kB"],
    ["a page of brackets", "m.md", "[a](".repeat(20_001), 2, "it has more than 20,000 brackets"],
    ["a source file", "m.ts", `//${"x".repeat(1024 * 1024)}`, 2, "it has more than 1 MB"],
    ["source that nests", "m.ts", "(".repeat(500_000), 2, "it nests too deeply"],
  ])("%s", async (_, name, text, code, want) => {
    const { path, run } = folderWith({ [name]: text });
    const { exitCode, stdout, stderr } = await run(path(name));
    expect([exitCode, stdout]).toEqual([code, ""]);
    expect(stderr).toContain(want);
  });

  test("an option raises the size of a page", async () => {
    const { path, run } = folderWith({ "m.md": `${PAGE}\n${"<!-- -->\n".repeat(60_000)}` });
    expect((await run(path("m.md"), "--max-size", "1")).exitCode).toBe(0);
  });
});

describe("wrong usage exits with 2 and says what to write instead", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: string }]>([
    ["no source", { given: [], want: "missing required argument 'source'" }],
    ["a file that is not there", { given: ["no.txt"], want: "cannot read no.txt: there is no such file" }],
    ["standard input twice", { given: ["-", "-"], want: "name it once" }],
    [
      "an unknown kind",
      { given: ["x", "--from", "html"], want: "Allowed choices are source, markdown, exposition" },
    ],
    ["an invalid namespace", { given: ["x", "-n", "a-b"], want: "letters, digits and underscores" }],
    [
      "findings and a schema in one stream",
      { given: ["x", "-f", "json"], want: "name a file for that with --out" },
    ],
    ["an empty --out", { given: ["x", "--out", ""], want: "--out is empty" }],
    ["an invalid header", { given: ["x", "-H", "a"], want: "--header 'Name: value'" }],
  ])("%s", async (_name, { given, want }) => {
    const { exitCode, stdout, stderr } = await runWith(["import", ...given]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(want);
  });

  test("a place that cannot be written to", async () => {
    const { path, run } = folderWith({ "a.txt": EXPOSITION });
    const { exitCode, stderr } = await run(path("a.txt"), "--out", path("a.txt/out.yaml"));
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringMatching(/cannot write .*: .*file, not a directory/),
    ]);
  });
});

describe("a URL", () => {
  let close: (() => void) | undefined;
  afterEach(() => {
    close?.();
    close = undefined;
    vi.unstubAllEnvs();
  });

  async function served(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<string> {
    const server = createServer(answer).listen(0, "127.0.0.1");
    close = () => server.close();
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo; // it listens on TCP
    return `http://127.0.0.1:${port}`;
  }

  function importedFrom(url: string, ...args: readonly string[]): Promise<Ran> {
    return runWith(["import", url, ...args]);
  }

  test("is requested with the headers and the user of the options", async () => {
    vi.stubEnv("METRICSMITH_PASSWORD", "secret");
    const url = await served(({ headers }, response) => {
      const sound = headers["x-scope"] === "a" && headers.authorization === `Basic ${btoa("ann:secret")}`;
      response.writeHead(sound ? 200 : 401, { "content-type": "text/plain; version=0.0.4" }).end(EXPOSITION);
    });
    const { exitCode, stdout } = await importedFrom(`${url}/metrics`, "-H", "X-Scope: a", "-u", "ann");
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`# Imported from ${url}/metrics.`);
    expect((await importedFrom(`${url}/metrics`)).stderr).toContain("answered 401");
  });

  test("is named without its credentials", async () => {
    const url = await served((_, response) => {
      response.setHeader("content-type", "text/plain").end('# TYPE a gauge\na{le="1"} 1\n');
    });
    const { exitCode, stdout, stderr } = await importedFrom(url.replace("//", "//ann:secret@"));
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`There are no metrics to import in ${url}/.`);
    expect(stderr).not.toContain("secret");
  });

  test("can be a Markdown reference", async () => {
    const url = await served((_, response) => response.setHeader("content-type", "text/markdown").end(PAGE));
    expect((await importedFrom(`${url}/reference.md`)).stdout).toContain(NAME);
  });

  test("with another content type is refused", async () => {
    const url = await served((_, response) => response.setHeader("content-type", "text/html").end("<p>"));
    const { exitCode, stderr } = await importedFrom(url);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('"text/html", which is not an exposition'),
    ]);
  });
});
