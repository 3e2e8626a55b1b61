import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { compiledGenerator } from "../support/compiled-packages.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const SCHEMA = `version: 1
counters:
  orders_total: { description: Orders placed. }
`;

const schemaWith = (description: string) => SCHEMA.replace("Orders placed", description);

/** `metricsmith generate --watch` in a folder, once it has generated. */
async function watching(files: Readonly<Record<string, string>>) {
  const { main } = await compiledGenerator();
  const folder = temporaryFolder();
  const path = (file: string) => join(folder, file);
  const write = (file: string, text: string) => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
  };
  for (const [file, text] of Object.entries(files)) write(file, text);
  const program = spawn(process.execPath, [main, "generate", "--watch"], { cwd: folder });
  onTestFinished(() => void program.kill("SIGKILL"));
  let text = "";
  program.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  let seen = 0;
  /** The line of the next change. There is one for each. */
  const nextLine = async () => {
    for (let waited = 0; waited < 30_000; waited += 10) {
      const lines = text.split("\n").slice(0, -1);
      if (lines.length > seen) return lines[seen++] ?? "";
      await setTimeout(10);
    }
    throw new Error(`no line after these:\n${text}`);
  };
  const recorders = () => readFileSync(path("generated/recorders.ts"), "utf8");
  const first = await nextLine();
  return { path, write, nextLine, recorders, first, program, lines: () => text.split("\n").length - 1 };
}

async function stop(program: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  program.kill(signal);
  const [code] = await once(program, "exit");
  return code;
}

test("generates after each way to save, keeps the outputs while the schema is broken, and stops", async () => {
  const { path, write, nextLine, recorders, first, program, lines } = await watching({
    "metrics.schema.yaml": SCHEMA,
  });
  const schema = path("metrics.schema.yaml");
  expect(first).toMatch(/^created generated\/recorders\.ts, 1 family, at most 1 series \(\d+ ms\)$/);

  const saves: readonly (readonly [string, (text: string) => void])[] = [
    ["in place", (text) => writeFileSync(schema, text)],
    [
      "by renaming a new file", // JetBrains, and Git
      (text) => {
        writeFileSync(`${schema}.tmp`, text);
        renameSync(`${schema}.tmp`, schema);
      },
    ],
    [
      "by renaming the old file", // vim
      (text) => {
        renameSync(schema, `${schema}~`);
        writeFileSync(schema, text);
        rmSync(`${schema}~`);
      },
    ],
    [
      "after removing the old file",
      (text) => {
        rmSync(schema);
        writeFileSync(schema, text);
      },
    ],
    [
      "in the place that it leads to",
      (text) => {
        write("elsewhere/real.yaml", text);
        rmSync(schema);
        symlinkSync(path("elsewhere/real.yaml"), schema);
      },
    ],
    ["in another folder", (text) => writeFileSync(path("elsewhere/real.yaml"), text)],
  ];
  for (const [way, save] of saves) {
    save(schemaWith(`Saved ${way}`));
    expect(await nextLine()).toContain("updated generated/recorders.ts");
    expect(recorders()).toContain(`Saved ${way}.`);
  }

  renameSync(schema, `${schema}.gone`);
  await setTimeout(60);
  renameSync(`${schema}.gone`, schema);
  const sound = recorders();
  appendFileSync(schema, "{{");
  expect(await nextLine()).toMatch(
    /^metrics\.schema\.yaml:4:3: error\[yaml-syntax\]: .*[^.]; the outputs stay as they are$/,
  );
  expect(recorders()).toBe(sound);
  writeFileSync(schema, schemaWith("Mended"));
  expect(await nextLine()).toMatch(/^no error any more; updated generated\/recorders\.ts/);
  rmSync(schema);
  expect(await nextLine()).toContain("cannot be read: there is no such file");
  writeFileSync(schema, schemaWith("Mended"));
  expect(await nextLine()).toMatch(/^no error any more; generated is up to date/);

  const before = lines();
  expect(await stop(program, "SIGINT")).toBe(0);
  expect(lines()).toBe(before);
  expect(readdirSync(path("generated"))).toEqual(["recorders.ts"]);
});

test("follows imports and pages, and does not react to what it writes", async () => {
  const page = "<!-- metricsmith:begin -->\n<!-- metricsmith:end -->\n";
  const { path, write, nextLine, recorders, lines, program } = await watching({
    "metrics.schema.yaml": SCHEMA,
    "one.yaml": "version: 1\ncounters: { one_total: { description: One. } }\n",
  });
  const importing = `imports: [one.yaml, sub/two.yaml]\n${SCHEMA}`;
  write("metrics.schema.yaml", importing);
  expect(await nextLine()).toContain("error[import-unreadable]");
  write("sub/two.yaml", "version: 1\ncounters: { two_total: { description: Two. } }\n");
  expect(await nextLine()).toContain("no error any more; updated generated/recorders.ts, 3 families");
  write("sub/two.yaml", "version: 1\ncounters: { zwei_total: { description: Two. } }\n");
  await nextLine();
  expect(recorders()).toContain("recordZweiTotal");

  write("README.md", "# Shop\n");
  write("metrics.schema.yaml", `${SCHEMA}outputs: { reference: { page: README.md } }\n`);
  expect(await nextLine()).toContain("README.md:1:1: error[page-marker-missing]");
  write("one.yaml", "no schema at all"); // it is not imported any more, but was by the last sound schema
  await setTimeout(100);
  write("README.md", page);
  const mended = await nextLine();
  expect(mended.includes("page-marker") ? await nextLine() : mended).toContain("updated README.md");
  const seen = lines();
  write("sub/two.yaml", "not imported any more");
  appendFileSync(path("generated/recorders.ts"), "// edited\n");
  write("README.md", readFileSync(path("README.md"), "utf8"));
  await setTimeout(700); // longer than files are looked at without an event
  expect(lines()).toBe(seen);
  write("README.md", page);
  expect(await nextLine()).toContain("updated generated/recorders.ts, updated README.md");
  write("package.json", '{ "name": "shop" }');
  expect(await nextLine()).toContain("updated generated/recorders.ts");
  expect(await stop(program, "SIGTERM")).toBe(0);
});
