import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  FAULTY,
  GROWN,
  project,
  runWith,
  SCRAPED,
  SOUND,
  WARNED,
} from "../../support/generator/run-command.js";

describe("generate", () => {
  test("writes the outputs, reports it on standard error, and exits with 0", async () => {
    const { generate, recorders } = project(SOUND.replace("request", "requests_total"));
    expect(await generate()).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `created ${recorders}\n1 family, at most 2 series\n`,
    });
    expect(readFileSync(recorders, "utf8")).toContain("export function recordRequestsTotal(");
  });

  test("says nothing of style, which is the subject of `lint`", async () => {
    const { generate } = project(GROWN.replace("request:", "_request:"));
    expect(await generate()).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining("warning") });
  });

  test("writes to the schema's `outputs.directory`, from its folder, unless --out names another", async () => {
    const { file, out } = project(`${SOUND}outputs: { directory: src/made }\n`);
    const made = join(dirname(file), "src/made/recorders.ts");
    expect((await runWith(["generate", "--schema", file])).stderr).toContain(`created ${made}\n`);
    expect(existsSync(made)).toBe(true);
    expect((await runWith(["generate", "--check", "--schema", file])).exitCode).toBe(0);
    expect(existsSync(out)).toBe(false);
    await runWith(["generate", "--schema", file, "--out", out]);
    expect(existsSync(join(out, "recorders.ts"))).toBe(true);
  });

  test("warns about a schema without metrics, and writes all the same", async () => {
    const { generate, recorders } = project("version: 1\n");
    const { exitCode, stderr } = await generate();
    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning[no-families]: The schema declares no metric");
    expect(existsSync(recorders)).toBe(true);
  });

  test("does not touch outputs that are up to date", async () => {
    const { generate, recorders, out } = project(SOUND);
    await generate();
    utimesSync(recorders, 1000, 1000);
    expect((await generate()).stderr).toBe(`${out} is up to date\n1 family, at most 2 series\n`);
    expect(statSync(recorders).mtimeMs).toBe(1_000_000);
  });

  test("updates stale outputs, and removes those that it no longer writes", async () => {
    const [sound, grown] = [SOUND, GROWN].map((schema) => schema.replace(/request|boots/g, "$&_total"));
    const { generate, file, recorders, out } = project(sound ?? "");
    await generate();
    const [banner] = readFileSync(recorders, "utf8").split("\n");
    writeFileSync(join(out, "metrics.md"), `${banner}\n`);
    writeFileSync(file, grown ?? "");
    expect(await generate()).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `updated ${recorders}\nremoved ${join(out, "metrics.md")}\n2 families, at most 3 series\n`,
    });
    expect(readdirSync(out)).toEqual(["recorders.ts"]);
    expect(readFileSync(recorders, "utf8")).toContain("export function recordBootsTotal(");
  });

  test("writes, checks and removes the outputs that the schema switches on and off", async () => {
    const { generate, file, out } = project(`${SOUND}${SCRAPED}`);
    const scrape = join(out, "scrape.yaml");
    expect((await generate()).stderr).toContain(`created ${scrape}\n`);
    expect((await generate("--check")).exitCode).toBe(0);
    const written = readFileSync(scrape, "utf8");
    writeFileSync(scrape, written.replace("shop", "another"));
    const { exitCode, stdout } = await generate("--check");
    expect(exitCode).toBe(1);
    expect(stdout).toContain('\n-  - job_name: "another"\n+  - job_name: "shop"\n');
    await generate();
    expect(readFileSync(scrape, "utf8")).toBe(written);
    writeFileSync(file, SOUND);
    expect((await generate("--check")).stdout).toMatch(/^--- a\/.*scrape\.yaml\n\+\+\+ \/dev\/null\n/);
    expect((await generate()).stderr).toContain(`removed ${scrape}\n`);
    expect(readdirSync(out)).toEqual(["recorders.ts"]);
  });

  test("writes JavaScript in the format of the program, and removes the TypeScript of before", async () => {
    const { generate, folder, file, out } = project(SOUND);
    await generate();
    writeFileSync(file, `${SOUND}outputs: { language: javascript }\n`);
    await generate();
    expect(readdirSync(out).sort()).toEqual(["recorders.d.ts", "recorders.js"]);
    expect(readFileSync(join(out, "recorders.js"), "utf8")).toContain(" = require(");
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    expect((await generate()).stderr).toContain(`updated ${join(out, "recorders.js")}\n`);
    expect(readFileSync(join(out, "recorders.js"), "utf8")).toContain("export function recordRequest(");
    writeFileSync(file, SOUND);
    await generate();
    expect(readdirSync(out)).toEqual(["recorders.ts"]);
  });

  test("with an error in the schema, keeps the old outputs and exits with 1", async () => {
    const { generate, file, recorders } = project(SOUND);
    await generate();
    const before = readFileSync(recorders, "utf8");
    writeFileSync(file, FAULTY);
    const { exitCode, stdout, stderr } = await generate();
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("error[unknown-vector]");
    expect(stderr).toContain(`${file}:5:15`);
    expect(stderr).toContain("Did you mean `success`?");
    expect(readFileSync(recorders, "utf8")).toBe(before);
  });

  test("with only a warning, writes and exits with 0", async () => {
    const { generate, recorders } = project(WARNED);
    const { exitCode, stderr } = await generate();
    expect(exitCode).toBe(0);
    expect(stderr).toContain("warning[hidden-families]");
    expect(existsSync(recorders)).toBe(true);
  });

  test("with a foreign file in the place of an output, writes nothing and exits with 1", async () => {
    const { generate, recorders, out } = project(SOUND);
    await generate();
    const leftOver = readFileSync(recorders, "utf8");
    writeFileSync(join(out, "testing.ts"), leftOver);
    writeFileSync(recorders, "my own\n");
    const { exitCode, stdout, stderr } = await generate();
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("error[foreign-output]");
    expect(stderr).not.toMatch(/created|removed/);
    expect(readFileSync(recorders, "utf8")).toBe("my own\n");
    expect(readFileSync(join(out, "testing.ts"), "utf8")).toBe(leftOver);
  });
});

describe("generate --check writes nothing", () => {
  test("and exits with 0 when all is up to date", async () => {
    const { generate, out } = project(SOUND);
    await generate();
    expect(await generate("--check")).toEqual({ exitCode: 0, stdout: "", stderr: `${out} is up to date\n` });
  });

  test("and exits with 0 when git has changed the line endings", async () => {
    const { generate, recorders } = project(SOUND);
    await generate();
    writeFileSync(recorders, readFileSync(recorders, "utf8").replaceAll("\n", "\r\n"));
    expect((await generate("--check")).exitCode).toBe(0);
  });

  test("and exits with 1 and a patch on standard output when something is stale", async () => {
    const { generate, file, recorders } = project(SOUND);
    await generate();
    const before = readFileSync(recorders, "utf8");
    writeFileSync(file, GROWN);
    const { exitCode, stdout, stderr } = await generate("--check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^--- a\/.*recorders\.ts\n\+\+\+ b\/.*recorders\.ts\n@@ /);
    expect(stdout).toContain("\n+export function recordBoots(");
    expect(stderr).toContain("error[stale-output]");
    expect(readFileSync(recorders, "utf8")).toBe(before);
  });

  test("and exits with 1, without a patch of whole files, when there are no outputs yet", async () => {
    const { generate, file, out, recorders } = project(SOUND);
    const { exitCode, stdout, stderr } = await generate("--check");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`error[stale-output]: There is no \`${recorders}\``);
    expect(stderr).toContain(`help: Run \`metricsmith generate --schema ${file} --out ${out}\`.`);
    expect(existsSync(out)).toBe(false);
  });

  test("and exits with 1 and a patch when something is left over", async () => {
    const { generate, recorders, out } = project(SOUND);
    await generate();
    const [banner] = readFileSync(recorders, "utf8").split("\n");
    writeFileSync(join(out, "testing.ts"), `${banner}\n`);
    const { exitCode, stdout } = await generate("--check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^--- a\/.*testing\.ts\n\+\+\+ \/dev\/null\n/);
    expect(existsSync(join(out, "testing.ts"))).toBe(true);
  });

  test("and exits with 1 when a foreign file is in the place of an output", async () => {
    const { generate, recorders, out } = project(SOUND);
    mkdirSync(out);
    writeFileSync(recorders, "my own\n");
    const { exitCode, stderr } = await generate("--check");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error[foreign-output]");
    expect(stderr).not.toContain("up to date");
  });
});

describe("generate writes a section of a page", () => {
  const BEGIN = "<!-- metricsmith:begin -->";
  const END = "<!-- metricsmith:end -->";

  /** A project whose reference stands in a page with these contents. */
  function withPage(contents: string) {
    const made = project(`${SOUND}outputs: { reference: { page: docs/telemetry.md } }\n`);
    const page = join(made.folder, "docs", "telemetry.md");
    mkdirSync(join(made.folder, "docs"));
    writeFileSync(page, contents);
    return { ...made, page };
  }

  test("and does not change the rest of the page, and `--check` then succeeds", async () => {
    const { generate, page, out } = withPage(`# Mine\r\n\r\n${BEGIN}\r\n${END}\r\n \r\nthe end`);
    const { exitCode, stderr } = await generate();
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`updated ${page}\n`)]);
    const text = readFileSync(page, "utf8");
    expect(text).toMatch(/^# Mine\r\n\r\n<!-- metricsmith:begin -->\r\n<!-- Generated by metricsmith from /);
    expect(text).toContain("\r\n| Name      | Labels    | Description  |\r\n");
    expect(text).toMatch(/\r\n\r\n<!-- metricsmith:end -->\r\n \r\nthe end$/);
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    expect(readdirSync(out)).toEqual(["recorders.ts"]);
    expect((await generate("--check")).exitCode).toBe(0);
    utimesSync(page, 1000, 1000);
    await generate();
    expect(statSync(page).mtimeMs).toBe(1_000_000);
  });

  test("and with `--check` prints a patch of the section, and writes nothing", async () => {
    const { generate, file, page } = withPage(`# Mine\n${BEGIN}\n${END}\n`);
    await generate();
    const before = readFileSync(page, "utf8");
    writeFileSync(file, readFileSync(file, "utf8").replace("All Requests", "Requests"));
    const { exitCode, stdout, stderr } = await generate("--check");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^--- a\/.*docs\/telemetry\.md\n\+\+\+ b\/.*docs\/telemetry\.md\n@@ /m);
    expect(stdout).toContain("\n-| `request` | `success` | All Requests |\n");
    expect(stdout).toContain("\n+| `request` | `success` | Requests    |\n");
    expect(stderr).toContain(`error[stale-output]: \`${page}\` is not what the schema generates.`);
    expect(stderr).toContain(`${page}:2:1\n  |\n1 | # Mine\n2 | ${BEGIN}\n`);
    expect(readFileSync(page, "utf8")).toBe(before);
  });

  test.each<readonly [string, { readonly given: string; readonly want: readonly string[] }]>([
    ["without its markers", { given: "# Mine\n", want: ["error[page-marker-missing]", "telemetry.md:1:1"] }],
    [
      "with a marker twice",
      {
        given: `${BEGIN}\n${END}\n${END}\n`,
        want: ["error[page-marker-twice]", "telemetry.md:3:1", `3 | ${END}\n  | ^^^^^`],
      },
    ],
    [
      "with markers in reverse order",
      { given: `${END}\n${BEGIN}\n`, want: ["error[page-markers-reversed]", "telemetry.md:1:1"] },
    ],
  ])("and nothing at all if it is one %s", async (_name, { given, want }) => {
    const { generate, page, out } = withPage(given);
    for (const options of [[], ["--check"]]) {
      const { exitCode, stderr } = await generate(...options);
      expect(exitCode).toBe(1);
      for (const part of want) expect(stderr).toContain(part);
      expect(stderr).not.toMatch(/created|updated|up to date/);
    }
    expect(existsSync(out)).toBe(false);
    expect(readFileSync(page, "utf8")).toBe(given);
  });

  test("and nothing if there is no such page", async () => {
    const { generate, out } = project(`${SOUND}outputs: { reference: { page: telemetry.md } }\n`);
    const { exitCode, stderr } = await generate();
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /error\[page-unreadable\]: .*telemetry\.md` cannot be read: there is no such file\./,
    );
    expect(existsSync(out)).toBe(false);
  });

  test("and nothing if the place of another output is taken", async () => {
    const { generate, page, recorders, out } = withPage(`${BEGIN}\n${END}\n`);
    mkdirSync(out);
    writeFileSync(recorders, "my own\n");
    expect((await generate()).exitCode).toBe(1);
    expect(readFileSync(page, "utf8")).toBe(`${BEGIN}\n${END}\n`);
  });

  test("and nothing, with exit code 2, if the page cannot be written", async () => {
    const { generate, page, recorders, out } = withPage(`${BEGIN}\n${END}\n`);
    mkdirSync(join(dirname(page), `.telemetry.md.${process.pid}.tmp`)); // where it is staged
    const { exitCode, stderr } = await generate();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`error: cannot write to the output directory ${out} or ${page}: `);
    expect(stderr).toMatch(/; nothing was changed\n$/);
    expect(existsSync(recorders)).toBe(false);
    expect(readFileSync(page, "utf8")).toBe(`${BEGIN}\n${END}\n`);
  });

  test("in place of its earlier separate page, which is removed", async () => {
    const { generate, file, page, out } = withPage(`${BEGIN}\n${END}\n`);
    const schema = readFileSync(file, "utf8");
    writeFileSync(file, schema.replace("{ page: docs/telemetry.md }", "{}"));
    expect((await generate()).stderr).toContain(`created ${join(out, "metrics.md")}\n`);
    writeFileSync(file, schema);
    expect((await generate()).stderr).toContain(`updated ${page}\nremoved ${join(out, "metrics.md")}\n`);
  });

  test("even of that earlier page, if it has markers", async () => {
    const { generate, file, out } = project(`${SOUND}outputs: { reference: {} }\n`);
    await generate();
    const page = join(out, "metrics.md");
    const written = readFileSync(page, "utf8");
    writeFileSync(page, `${written}\n${BEGIN}\n${END}\n`);
    writeFileSync(file, `${SOUND}outputs: { reference: { page: generated/metrics.md } }\n`);
    expect((await generate()).stderr).toContain(`updated ${page}\n`);
    expect(readFileSync(page, "utf8").startsWith(`${written}\n${BEGIN}\n<!-- Generated`)).toBe(true);
  });
});

describe("what cannot be read or written exits with 2", () => {
  test("a schema that does not exist", async () => {
    const { folder } = project(SOUND);
    const { exitCode, stdout, stderr } = await runWith(["generate", "-s", join(folder, "no.yaml")]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(
      /^error: The schema `.*no\.yaml` cannot be read: there is no such file\.\nhelp: .*\n$/,
    );
  });

  test("a directory as the schema", async () => {
    const { folder } = project(SOUND);
    const { exitCode, stderr } = await runWith(["generate", "-s", folder, "--format", "json"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: The schema `.*` cannot be read: it is a directory\.\nhelp: .*\n$/);
  });

  test.each([[], ["--check"]])("an output directory that is a file %s", async (...options) => {
    const { generate, out } = project(SOUND);
    writeFileSync(out, "my own\n");
    const { exitCode, stdout, stderr } = await generate(...options);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: --out names the file `.*generated`, .*\nhelp: .*\n$/);
    expect(readFileSync(out, "utf8")).toBe("my own\n");
  });
});

describe("hostile schemas", () => {
  test.each(["a b.yaml", "größe 😀.yaml", "--check.yaml", "$(x)`y`'z'\".yaml", "line\nbreak.yaml"])(
    "a schema named %j is read, and its outputs are known again",
    async (name) => {
      const { generate, recorders } = project(SOUND, name);
      expect((await generate()).exitCode).toBe(0);
      expect(readFileSync(recorders, "utf8").split("\n")[2]).toBe("/* eslint-disable */");
      expect((await generate("--check")).exitCode).toBe(0);
      expect((await generate("--check", "--format", "github")).stdout).toBe("");
    },
  );

  test.each<readonly [string, { readonly given: string | Uint8Array; readonly want: string }]>([
    ["an empty file", { given: "", want: "wrong-type" }],
    [
      "a binary file",
      { given: Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256), want: "illegal-character" },
    ],
    ["a file of zeroes", { given: new Uint8Array(4096), want: "illegal-character" }],
    ["a file in UTF-16", { given: Buffer.from(`\uFEFF${SOUND}`, "utf16le"), want: "illegal-character" }],
  ])("%s is a finding", async (_name, { given, want }) => {
    const { file, generate, out } = project("");
    writeFileSync(file, given);
    const { exitCode, stdout, stderr } = await generate();
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(`error[${want}]`);
    expect(existsSync(out)).toBe(false);
  });
});
