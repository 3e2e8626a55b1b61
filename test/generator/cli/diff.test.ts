import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { FAULTY, GROWN, type Ran, runWith, SOUND, WARNED } from "../../support/generator/run-command.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const BASE = "test/fixtures/diff/base.yaml";
const HEAD = "test/fixtures/diff/head.yaml";

const REMOVED = SOUND.replace("request", "reply")
  .replace("All Requests", "Answers")
  .replace("[success]", "[]");

/** Files of one folder, and `metricsmith diff` with names in it. */
function files(texts: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return {
    folder,
    diff: (base: string, head: string, ...options: readonly string[]) =>
      runWith(["diff", join(folder, base), join(folder, head), ...options]),
  };
}

/** Texts by the files' names. A file without a text is not there. */
type Files = Readonly<Record<string, string | undefined>>;

/** A repository of git with a commit for each set of files, and what was last committed in its folder. */
function repository(...commits: readonly Files[]) {
  return repositoryIn(temporaryFolder(), commits);
}

function repositoryIn(folder: string, commits: readonly Files[]): string {
  git(folder, "init", "--quiet", "--initial-branch=main");
  for (const [at, texts] of commits.entries()) {
    for (const [name, text] of Object.entries(texts)) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      if (text === undefined) rmSync(file);
      else writeFileSync(file, text);
    }
    git(folder, "add", "--all");
    git(folder, "commit", "--quiet", "--allow-empty", "--message", `commit ${at}`);
    git(folder, "tag", `v${at}`);
  }
  return folder;
}

function git(folder: string, ...args: readonly string[]): void {
  const identity = [
    "-c",
    "user.name=Tester",
    "-c",
    "user.email=tester@example.com",
    "-c",
    "commit.gpgsign=false",
  ];
  const { status, stderr } = spawnSync("git", [...identity, ...args], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}

/** Runs `metricsmith diff` in a folder. */
function diffIn(folder: string, ...args: readonly string[]): Promise<Ran> {
  const before = process.cwd();
  onTestFinished(() => process.chdir(before));
  process.chdir(folder);
  return runWith(["diff", ...args]);
}

/** Each change as `class kind`. */
function kinds({ stdout }: Ran): readonly string[] {
  return JSON.parse(stdout).changes.map((change: Readonly<Record<string, unknown>>) => {
    return `${change["class"]} ${change["kind"]}`;
  });
}

describe("the results read as their golden file does", () => {
  test.each([
    ["as text", "pretty", "txt"],
    ["as JSON", "json", "json"],
    ["as Markdown", "markdown", "md"],
    ["as workflow commands of GitHub", "github", "github"],
  ])("%s", async (_name, format, ending) => {
    const { exitCode, stdout } = await runWith(["diff", BASE, HEAD, "--format", format]);
    expect(exitCode).toBe(1);
    await expect(stdout).toMatchFileSnapshot(`../../fixtures/diff/diff.${ending}`);
  });
});

describe("as Markdown, no text of a schema", () => {
  const rows = async () => {
    const { stdout } = await runWith(["diff", BASE, HEAD, "--format", "markdown"]);
    return stdout.split("\n").filter((line) => line.startsWith("| "));
  };

  test("has a row another number of cells", async () => {
    const counts = (await rows()).map((row) => row.match(/(?<!\\)\|/g)?.length);
    expect(counts.length).toBeGreaterThan(12);
    expect(new Set(counts)).toEqual(new Set([6]));
  });

  test("is markup, a link or a mention", async () => {
    for (const row of await rows()) {
      const outside = row.replaceAll(/`[^`]*`/g, "").replaceAll(/<\/?code>/g, "");
      expect(outside).not.toMatch(/[<@[\]`\\\p{Cc}]/u);
    }
  });
});

test("as JSON, each change has six keys, and `null` for what is not there", async () => {
  const { diff } = files({ "a.yaml": SOUND, "b.yaml": GROWN });
  const { stdout, stderr } = await diff("a.yaml", "b.yaml", "--format", "json");
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    verdict: "minor",
    changes: [
      {
        class: "safe",
        kind: "family-added",
        path: "counters.boots",
        before: null,
        after: "boots",
        message: "The counter `boots` is new.",
      },
    ],
    otherSafeChanges: 0,
  });
});

test("as SARIF, breaking and risky changes have their places", async () => {
  const { stdout } = await runWith(["diff", BASE, HEAD, "--format", "sarif"]);
  const results: readonly SarifResult[] = JSON.parse(stdout).runs[0].results;
  const marks = results.flatMap(({ ruleId, locations }) =>
    locations.map(({ physicalLocation: { artifactLocation, region } }) => {
      return `${ruleId} ${artifactLocation.uri}:${region.startLine}`;
    }),
  );
  expect(marks).toContain(`breaking-change ${BASE}:13`);
  expect(marks).toContain(`risky-change ${HEAD}:8`);
  expect(marks.some((mark) => mark.startsWith("safe"))).toBe(false);
});

interface SarifResult {
  readonly ruleId: string;
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: { readonly startLine: number };
    };
  }[];
}

describe("safe changes that no dashboard sees are counted", () => {
  const REWORDED = SOUND.replace("All Requests", "all requests.");

  test.each<readonly [string, { readonly given: string; readonly format: string; readonly want: string }]>([
    [
      "as text, alone",
      {
        given: REWORDED,
        format: "pretty",
        want: "1 safe change that no dashboard sees\n\npatch: 1 change (1 safe) from",
      },
    ],
    [
      "as text, after the others",
      {
        given: GROWN.replace("All Requests", "all requests."),
        format: "pretty",
        want: "\nand 1 safe change that no dashboard sees\n\nminor: 2 changes (2 safe) from",
      },
    ],
    ["as text, if there are any", { given: SOUND, format: "pretty", want: "patch: no change from" }],
    [
      "as Markdown",
      {
        given: REWORDED,
        format: "markdown",
        want: "### Metrics schema: patch\n\n1 safe change that no dashboard sees.\n",
      },
    ],
    [
      "as Markdown, if there are any",
      { given: SOUND, format: "markdown", want: "### Metrics schema: patch\n\nNo change.\n" },
    ],
    ["as JSON", { given: REWORDED, format: "json", want: '"changes": [],\n  "otherSafeChanges": 1\n' }],
  ])("%s", async (_name, { given, format, want }) => {
    const { diff } = files({ "a.yaml": SOUND, "b.yaml": given });
    expect((await diff("a.yaml", "b.yaml", "--format", format)).stdout).toContain(want);
  });
});

describe("the exit code is", () => {
  test.each<readonly [string, { readonly given: readonly string[]; readonly want: number }]>([
    ["0 for no change", { given: ["a.yaml", "a.yaml"], want: 0 }],
    ["0 for safe changes", { given: ["a.yaml", "grown.yaml"], want: 0 }],
    ["1 for breaking ones", { given: ["grown.yaml", "a.yaml"], want: 1 }],
    [
      "0 for breaking ones that are allowed",
      { given: ["grown.yaml", "a.yaml", "--allow", "breaking"], want: 0 },
    ],
    ["1 for a schema with an error", { given: ["a.yaml", "faulty.yaml"], want: 1 }],
    [
      "1 for a schema with an error, whatever is allowed",
      { given: ["faulty.yaml", "a.yaml", "--allow", "breaking"], want: 1 },
    ],
    ["0 for a schema with a warning", { given: ["a.yaml", "warned.yaml"], want: 0 }],
    ["2 for a schema that is not there", { given: ["a.yaml", "no.yaml"], want: 2 }],
  ])("%s", async (_name, { given: [base = "", head = "", ...options], want }) => {
    const { diff } = files({
      "a.yaml": SOUND,
      "grown.yaml": GROWN,
      "faulty.yaml": FAULTY,
      "warned.yaml": WARNED,
    });
    expect((await diff(base, head, ...options)).exitCode).toBe(want);
  });

  test("explained if it is 1, with the way to make it 0", async () => {
    const { diff } = files({ "a.yaml": SOUND, "grown.yaml": GROWN });
    expect((await diff("grown.yaml", "a.yaml")).stdout).toMatch(
      /\nhelp: `--allow breaking` exits with 0 all the same\.\n$/,
    );
    expect((await diff("grown.yaml", "a.yaml", "--allow", "breaking")).stdout).not.toContain("help:");
  });
});

test("a change is shown in the file that declares it, be it an imported one", async () => {
  const entry = SOUND.replace("counters:", "imports: [shared.yaml]\ncounters:").replace(
    /vectors:\n {2}.*\n$/,
    "",
  );
  const shared = "version: 1\nvectors:\n  success: { type: boolean }\n";
  const { folder, diff } = files({ "a.yaml": entry, "shared.yaml": shared });
  writeFileSync(join(folder, "b.yaml"), entry.replace("shared.yaml", "other.yaml"));
  writeFileSync(join(folder, "other.yaml"), shared.replace("boolean", "string, max_values: 3"));
  const { stdout } = await diff("a.yaml", "b.yaml");
  expect(stdout).toContain("risky[vector-opened]: vectors.success boolean → string\n");
  expect(stdout).toContain(`  --> ${join(folder, "other.yaml")}:3:3\n`);
});

test("a removed field is shown at its former place", async () => {
  const unit = SOUND.replace("    vectors:", "    unit: requests\n    vectors:");
  const { folder, diff } = files({ "a.yaml": unit, "b.yaml": SOUND });
  const { stdout } = await diff("a.yaml", "b.yaml");
  expect(stdout).toContain("breaking[unit-changed]: counters.request.unit - requests\n");
  expect(stdout).toContain(`  --> ${join(folder, "a.yaml")}:5:5\n`);
});

describe("colour", () => {
  test("is only in the text for people, if it is enabled", async () => {
    const { folder } = files({ "a.yaml": SOUND, "b.yaml": GROWN });
    const args = ["diff", join(folder, "a.yaml"), join(folder, "b.yaml")];
    expect((await runWith(args, true)).stdout).toContain("\u001B[");
    expect((await runWith(args, false)).stdout).not.toContain("\u001B[");
    for (const format of ["json", "markdown", "github", "sarif"]) {
      expect((await runWith([...args, "--format", format], true)).stdout).not.toContain("\u001B[");
    }
  });
});

describe("with --queries", () => {
  const DASHBOARD = JSON.stringify(
    {
      panels: [
        {
          title: "Requests of `x` | y",
          targets: [
            { refId: "A", expr: "rate(request[5m])" },
            { refId: "B", expr: "up" },
          ],
        },
      ],
    },
    undefined,
    2,
  );
  const RULES = `groups:
  - name: g
    rules:
      - alert: Silence
        expr: absent(request)
      - alert: Down
        expr: up == 0
`;

  /** What `diff` says of the removal of `request`, to one that reads it. */
  async function removal(...options: readonly string[]) {
    const { folder, diff } = files({
      "a.yaml": SOUND,
      "b.yaml": REMOVED,
      "dashboard.json": DASHBOARD,
      "rules.yaml": RULES,
      "broken.json": '{ "panels": [',
      "empty.yaml": "groups: []\n",
    });
    const paths = options.map((option) => (/^[a-z]+\.[a-z]+$/.test(option) ? join(folder, option) : option));
    return { folder, ...(await diff("a.yaml", "b.yaml", ...paths)) };
  }

  test("names the panels and alerts that each change breaks, with their places", async () => {
    const { folder, exitCode, stdout } = await removal("--queries", "dashboard.json", "rules.yaml");
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      `  breaks panel \`Requests of \\u0060x\\u0060 | y\`, query A (${join(folder, "dashboard.json")}:8)\n` +
        `  breaks alert \`Silence\` (${join(folder, "rules.yaml")}:5)\n`,
    );
    expect(stdout).not.toContain("Down");
    expect(stdout).toMatch(/\n4 queries: breaks 2, may break 0\nhelp: .*\n$/);
  });

  test.each(["json", "markdown", "github", "sarif"])(
    "names them at the end of messages as %s",
    async (format) => {
      const { stdout } = await removal("--queries", "rules.yaml", "--format", format);
      const text = format === "json" ? JSON.parse(stdout).changes[0].message : stdout;
      expect(text).toMatch(/ Breaks alert `Silence` \(.*rules\.yaml:5\)\./);
    },
  );

  describe("what breaks a query decides the verdict and the exit code:", () => {
    const SCRAPE =
      "outputs: { scrape: { job_name: a, static_configs: [{ targets: [a], labels: { s: b } }] } }\n";
    const RENAMED = SOUND.replace("request:", "call:\n    renamed_from: request");

    test.each<
      readonly [string, readonly [head: string, query: string, ...string[]], readonly [string, number]]
    >([
      ["a declared rename", [RENAMED, "request"], ["major", 1]],
      ["a declared rename, allowed", [RENAMED, "request", "--allow", "breaking"], ["major", 0]],
      ["a declared rename that the query follows", [RENAMED, "call or request"], ["minor", 0]],
      ["a declared rename of what no query reads", [RENAMED, "up"], ["minor", 0]],
      ["another name of the job", [SCRAPE.replace("name: a", "name: c"), 'up{job="a"}'], ["major", 1]],
      [
        "another name of the job that no query selects",
        [SCRAPE.replace("name: a", "name: c"), "request"],
        ["minor", 0],
      ],
      ["another label of targets", [SCRAPE.replace("s: b", "t: b"), 'request{s="b"}'], ["major", 1]],
      ["a query that may break", [SOUND.replace("All Requests", "Answers"), "request"], ["minor", 0]],
    ])("%s", async (_name, [head, query, ...options], want) => {
      const { folder, diff } = files({
        "a.yaml": `${SCRAPE}${SOUND}`,
        "b.yaml": head.startsWith("outputs") ? `${head}${SOUND}` : `${SCRAPE}${head}`,
        "q.promql": query,
      });
      const ran = await diff(
        "a.yaml",
        "b.yaml",
        "--format",
        "json",
        ...options,
        "--queries",
        join(folder, "q.promql"),
      );
      const { verdict, changes } = JSON.parse(ran.stdout);
      expect([verdict, ran.exitCode]).toEqual(want);
      expect(changes[0].class).toBe(want[0] === "major" ? "breaking" : "risky");
    });

    test("breaking changes stand first, and the help says that the queries are to be changed", async () => {
      const { folder, diff } = files({
        "a.yaml": SOUND,
        "b.yaml": RENAMED.replace("version: 1", "version: 1\nserver: { address: tcp://:1 }").replace(
          "[success]",
          "[]",
        ),
        "q.promql": "request",
      });
      const { stdout } = await diff("a.yaml", "b.yaml", "--queries", join(folder, "q.promql"));
      expect(stdout.match(/^\w+(?=\[)/gm)).toEqual(["breaking", "breaking", "risky"]);
      expect(stdout).toContain(
        "\nhelp: change the queries that break; `--allow breaking` exits with 0 all the same.\n",
      );
    });
  });

  test("does not change the shape of the JSON", async () => {
    const { stdout } = await removal("--queries", "rules.yaml", "--format", "json");
    const { changes, ...others } = JSON.parse(stdout);
    expect(Object.keys(others)).toEqual(["verdict", "otherSafeChanges"]);
    expect(Object.keys(changes[0])).toEqual(["class", "kind", "path", "before", "after", "message"]);
  });

  test.each<readonly [string, { readonly given: string; readonly exitCode: number; readonly want: string }]>([
    ["that is no JSON exits with 1", { given: "broken.json", exitCode: 1, want: "error[json-syntax]" }],
    ["without a query exits with 1", { given: "empty.yaml", exitCode: 1, want: "[no-queries]" }],
    ["that is not there exits with 2", { given: "no.json", exitCode: 2, want: "there is no such file" }],
  ])("and a file %s", async (_name, { given, exitCode, want }) => {
    const ran = await removal("--queries", given);
    expect([ran.exitCode, ran.stdout]).toEqual([exitCode, ""]);
    expect(ran.stderr).toContain(want);
  });
});

describe("a schema of git", () => {
  const SCHEMA = "metrics.schema.yaml";

  test("is compared with the working one", async () => {
    const folder = repository({ [SCHEMA]: SOUND });
    writeFileSync(join(folder, SCHEMA), GROWN);
    expect(kinds(await diffIn(folder, "git:HEAD", "--format", "json"))).toEqual(["safe family-added"]);
  });

  test("is compared with that of another revision", async () => {
    const folder = repository({ [SCHEMA]: SOUND }, { [SCHEMA]: GROWN });
    writeFileSync(join(folder, SCHEMA), REMOVED);
    const { stdout } = await diffIn(folder, "git:v1", "git:v0");
    expect(stdout).toContain("breaking[family-removed]: counters.boots - boots\n");
    expect(stdout).toContain(`  --> git:v1:${SCHEMA}:6:3\n`);
    expect(stdout).toMatch(/^major: 1 change \(1 breaking\) from git:v1 to git:v0$/m);
  });

  test("is found at a revision, however it is named", async () => {
    const folder = repository({ [SCHEMA]: SOUND }, { [SCHEMA]: GROWN });
    for (const revision of [
      "HEAD~1",
      "main~1",
      "v0",
      "main@{1}",
      "HEAD^{/commit 0}",
      "main@{2999-01-01 12:00}~1",
    ]) {
      const ran = await diffIn(folder, `git:${revision}`, "--format", "json");
      expect([revision, ...kinds(ran)]).toEqual([revision, "safe family-added"]);
    }
  });

  test("is read with its imports of that time, even from files that were removed", async () => {
    const shared = "version: 1\nvectors:\n  success: { type: boolean }\n";
    const entry = SOUND.replace("counters:", "imports: [shared/vectors.yaml]\ncounters:").replace(
      "vectors:\n  success: { type: boolean }\n",
      "",
    );
    const folder = repository(
      { [`a/${SCHEMA}`]: entry, "a/shared/vectors.yaml": shared },
      { [`a/${SCHEMA}`]: undefined, "a/shared/vectors.yaml": undefined, [SCHEMA]: REMOVED },
    );
    rmSync(join(folder, "a"), { recursive: true });
    const ran = await diffIn(folder, `git:v0:a/${SCHEMA}`, "--format", "json");
    expect(kinds(ran)).toEqual(["breaking family-removed", "safe family-added"]);
  });

  test("is named relative to the working directory, or to nothing", async () => {
    const folder = repository({ [`a/b/${SCHEMA}`]: SOUND }, { [`a/b/${SCHEMA}`]: GROWN });
    const below = join(folder, "a", "b");
    expect(kinds(await diffIn(below, "git:v0", "--format", "json"))).toEqual(["safe family-added"]);
    const above = await diffIn(join(folder, "a"), "git:v0", "--schema", `b/${SCHEMA}`, "--format", "json");
    expect(kinds(above)).toEqual(["safe family-added"]);
    const abroad = await diffIn(temporaryFolder(), "git:v0", "-s", join(below, SCHEMA), "--format", "json");
    expect(kinds(abroad)).toEqual(["safe family-added"]);
  });

  test("with an error is named by its place in git", async () => {
    const folder = repository({ [SCHEMA]: FAULTY });
    writeFileSync(join(folder, SCHEMA), SOUND);
    const { exitCode, stdout, stderr } = await diffIn(folder, "git:HEAD");
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("error[unknown-vector]");
    expect(stderr).toContain(` --> git:HEAD:${SCHEMA}:5:15\n`);
    expect(stderr).toContain("5 |     vectors: [sucess]");
  });

  describe("that git does not have exits with 2 and is named", () => {
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "metricsmith-"));
      repositoryIn(folder, [{ [SCHEMA]: SOUND, "folder/x": "" }]);
      git(folder, "branch", "release-candidate");
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test.each<readonly [string, { readonly given: string; readonly want: string }]>([
      [
        "for a revision that is not there",
        {
          given: "git:no-such",
          want: "cannot read `git:no-such`: the repository has no revision `no-such`; fetch it",
        },
      ],
      [
        "for a revision that is misspelt",
        { given: "git:release-candidat", want: "did you mean `release-candidate`?" },
      ],
      [
        "for a revision that looks like an option",
        { given: "git:--output=x", want: "the repository has no revision `--output=x`" },
      ],
      ["for no revision", { given: "git:", want: "`git:` names no revision; write `git:REV` or" }],
      ["for no file", { given: "git:HEAD:", want: "`git:HEAD:` names no file; write `git:REV` or" }],
      [
        "for a file that is not there",
        {
          given: "git:HEAD:no.yaml",
          want: "cannot read `git:HEAD:no.yaml`: there is no file `no.yaml` at `HEAD`; name another with `git:HEAD:FILE`",
        },
      ],
      ["for a folder", { given: "git:HEAD:folder", want: "`folder` at that revision: it is a directory" }],
      [
        "for a file outside of the repository",
        { given: "git:HEAD:../x.yaml", want: "is not in a git repository" },
      ],
      [
        "for a revision that is given as a file",
        {
          given: "main",
          want: "cannot read the schema `main`: there is no such file; for a revision of git, write",
        },
      ],
    ])("%s", async (_name, { given, want }) => {
      const { exitCode, stdout, stderr } = await diffIn(folder, given);
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(/^error: .*\n$/);
      expect(stderr).toContain(want);
    });

    test("for a folder without a repository", async () => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, SCHEMA), SOUND);
      const { exitCode, stderr } = await diffIn(folder, "git:main");
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^error: cannot read `git:main`: the folder .* is not in a git repository\n$/);
    });

    test("for a system without git", async () => {
      const path = process.env["PATH"];
      onTestFinished(() => {
        process.env["PATH"] = path;
      });
      const folder = repository({ [SCHEMA]: SOUND });
      process.env["PATH"] = folder;
      const { exitCode, stderr } = await diffIn(folder, "git:main");
      expect([exitCode, stderr]).toEqual([
        2,
        "error: cannot read `git:main`: the program `git` is not installed\n",
      ]);
    });
  });
});

test("of more than fifty changes, people are shown the first, and programs all", async () => {
  const counters = (count: number) =>
    Array.from({ length: count }, (_, at) => `  c${at}: { description: x }\n`);
  const { diff } = files({
    "base.yaml": `version: 1\ncounters:\n${counters(60).join("")}`,
    "head.yaml": "version: 1\ncounters:\n  c59: { description: x }\n  d: { description: x }\n",
  });
  const { stdout, exitCode } = await diff("base.yaml", "head.yaml");
  expect(exitCode).toBe(1);
  expect(stdout.match(/^breaking\[/gm)).toHaveLength(50);
  expect(stdout).toContain("\nand 10 more changes; `--format json` has all of them\n");
  expect(stdout).toContain("major: 60 changes (59 breaking, 1 safe)");
  expect(kinds(await diff("base.yaml", "head.yaml", "--format", "json"))).toHaveLength(60);
});

test("a package of the workspace is read at the revision, and another as it is installed", async () => {
  const shared = "version: 1\ncounters: { a: { description: x } }\n";
  const entry = 'version: 1\nimports: ["@acme/shared/a.yaml", "npm:other/b.yaml"]\n';
  const folder = repository({
    ".gitignore": "node_modules\n",
    "metrics.schema.yaml": entry,
    "packages/shared/package.json": '{ "exports": { "./a.yaml": "./old.yaml" } }',
    "packages/shared/old.yaml": shared,
  });
  mkdirSync(join(folder, "node_modules/@acme"), { recursive: true });
  mkdirSync(join(folder, "node_modules/other"));
  symlinkSync("../../packages/shared", join(folder, "node_modules/@acme/shared"));
  writeFileSync(join(folder, "node_modules/other/package.json"), "{}");
  writeFileSync(join(folder, "node_modules/other/b.yaml"), shared.replace(" a:", " b:"));
  writeFileSync(join(folder, "packages/shared/package.json"), "{}");
  writeFileSync(join(folder, "packages/shared/a.yaml"), shared.replace(" a:", " c:"));
  const { stdout } = await runWith(["diff", "git:HEAD", "--schema", join(folder, "metrics.schema.yaml")]);
  expect(stdout).toContain("breaking[family-removed]: counters.a - a");
  expect(stdout).toContain("safe[family-added]: counters.c + c");
  expect(stdout).toContain("is read with `other` as installed today");
  expect(stdout).not.toContain("counters.b");
});

test("a version that is not installed is wrong usage, which says how to install it", async () => {
  const { exitCode, stderr } = await runWith(["diff", "npm:@acme/not-installed@1.2.0", BASE]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("cannot read `npm:@acme/not-installed@1.2.0`: the package");
  expect(stderr).toContain("npm install --no-save @acme/not-installed@1.2.0");
});
