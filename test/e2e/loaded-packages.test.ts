import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { FAULTY, SOUND } from "../support/generator/run-command.js";
import { run } from "../support/run-program.js";

describe("a run loads ts-morph", () => {
  let program: Awaited<ReturnType<typeof compiledGenerator>>;
  const folder = mkdtempSync(join(tmpdir(), "metricsmith-"));

  beforeAll(async () => {
    program = await compiledGenerator();
    writeFileSync(join(folder, "sound.yaml"), SOUND);
    writeFileSync(join(folder, "faulty.yaml"), FAULTY);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The names of the packages that Node loads. */
  async function packagesOf(args: readonly string[]): Promise<readonly string[]> {
    const { stderr } = await run(process.execPath, ["--import", WATCH, ...args], {
      cwd: folder,
      exitCodes: [1, 2],
    });
    const names = stderr.match(/^loads .*\/node_modules\/(?:@[^/]+\/)?[^/]+/gm) ?? [];
    return [...new Set(names.map((name) => name.replace(/^.*\/node_modules\//, "")))];
  }

  test.each<readonly [string, { readonly given: readonly string[]; readonly want: boolean }]>([
    ["not for help", { given: ["--help"], want: false }],
    ["not for the version", { given: ["--version"], want: false }],
    ["not for a mistyped command", { given: ["generat"], want: false }],
    ["not for a schema with an error", { given: ["generate", "-s", "faulty.yaml"], want: false }],
    ["for a sound schema", { given: ["generate", "-s", "sound.yaml"], want: true }],
  ])("%s", async (_name, { given, want }) => {
    const packages = await packagesOf([program.main, ...given]);
    if (want) expect(packages).toContain("ts-morph");
    else expect(packages).toEqual([]); // the others are in the program
  });

  test("and the program has the licences of the packages that are in it", () => {
    const directory = join(program.dist, "program");
    const code = readdirSync(directory).map((file) => readFileSync(join(directory, file), "utf8"));
    const packages = code.flatMap((text) => text.match(/^\/\/ node_modules\/(?:@[^/]+\/)?[^/]+/gm) ?? []);
    const names = [...new Set(packages.map((comment) => comment.replace("// node_modules/", "")))];
    expect(names).toEqual(expect.arrayContaining(["commander", "yaml", "zod"]));
    const licences = readFileSync(join(directory, "LICENSES.txt"), "utf8").split(/\n\n-+\n\n/);
    expect(licences).toHaveLength(names.length);
    for (const name of names) {
      const notice = licences.find((text) => text.replace(/^The .*\n\n/, "").startsWith(`${name} `));
      expect(notice, name).toMatch(/copyright/i);
    }
  });

  test("not for the library", async () => {
    const library = pathToFileURL(join(program.dist, "index.js")).href;
    const packages = await packagesOf(["--input-type=module", "--eval", `await import("${library}");`]);
    expect(packages).toContain("zod");
    expect(packages).not.toContain("ts-morph");
  });
});

/** Has Node say on standard error what it loads. */
const WATCH = dataUrl(`
  import { register } from "node:module";
  register(${JSON.stringify(
    dataUrl(`
      import { writeSync } from "node:fs";
      export async function resolve(specifier, context, next) {
        const resolved = await next(specifier, context);
        writeSync(2, "loads " + resolved.url + "\\n");
        return resolved;
      }
    `),
  )});
`);

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
