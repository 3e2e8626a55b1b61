import { describe, expect, test } from "vitest";
import { ALL_CODES } from "../../../generator/codes.js";
import { FAULTY, project, runWith } from "../../support/generator/run-command.js";

test("explain says what a code means, which command finds it, and shows a wrong and a right example", async () => {
  const { exitCode, stdout, stderr } = await runWith(["explain", "query-rate-of-gauge"]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(
    /^query-rate-of-gauge: rate of a gauge\nerror, found by `metricsmith queries`\n\n`rate`/,
  );
  expect(stdout).toContain("\nwrong:\n    rate(shop_queue_length[5m])\n");
  expect(stdout).toContain("\nright:\n    deriv(shop_queue_length[5m])\n");
});

test("a code can be written as a finding shows it", async () => {
  const want = await runWith(["explain", "unknown-vector"]);
  expect(want.stdout).toMatch(/^unknown-vector: /);
  for (const code of ["error[unknown-vector]:", "[unknown-vector]", "Unknown-Vector"])
    expect(await runWith(["explain", code])).toEqual(want);
});

test("as JSON, it is data", async () => {
  const { exitCode, stdout } = await runWith(["explain", "query-rate-of-gauge", "--format", "json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toEqual([
    {
      code: "query-rate-of-gauge",
      subject: expect.any(String),
      command: "queries",
      severity: "error",
      title: "rate of a gauge",
      explanation: expect.stringMatching(/\.$/),
      examples: [
        { label: "wrong", text: "rate(shop_queue_length[5m])" },
        { label: "right", text: "deriv(shop_queue_length[5m])" },
      ],
    },
  ]);
});

test("without a code, all codes are listed, and those of a subject with their titles", async () => {
  const { exitCode, stdout } = await runWith(["explain"]);
  expect(exitCode).toBe(0);
  const words = new Set(stdout.split(/[\s,]+/));
  expect(Object.keys(ALL_CODES.rules).filter((code) => !words.has(code))).toEqual([]);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  const subjects = [...stdout.matchAll(/^.+ \(([a-z-]+)\)$/gm)].map(([, name = ""]) => name);
  expect(subjects.length).toBeGreaterThan(7);
  for (const subject of subjects) {
    const listed = await runWith(["explain", subject]);
    expect([subject, listed.exitCode]).toEqual([subject, 0]);
    expect(listed.stdout).toMatch(/^[A-Z].*\n( {2}[a-z0-9-]+ +\S.*\n)+$/);
  }
});

describe("findings for people name the command once, at their end", () => {
  test.each([
    ["with the code that all have", FAULTY, "\n1 error; `metricsmith explain unknown-vector` says more\n"],
    [
      "without a code if they have several",
      FAULTY.replace("All Requests", '""'),
      "\n2 errors; `metricsmith explain CODE` says more\n",
    ],
  ])("%s", async (_name, schema, end) => {
    const { stderr } = await project(schema).generate();
    expect(stderr.endsWith(end)).toBe(true);
    expect(stderr.split("explain")).toHaveLength(2);
  });

  test("not in formats for programs", async () => {
    for (const format of ["json", "github"]) {
      const { stdout, stderr } = await project(FAULTY).generate("--format", format);
      expect(stdout + stderr).not.toContain("explain");
    }
  });
});

describe("an unknown code exits with 2", () => {
  test.each([
    ["unknwon-vector", "Did you mean `metricsmith explain unknown-vector`?"],
    ["E0042", "`metricsmith explain` lists all codes"],
  ])("%s", async (code, help) => {
    const { exitCode, stdout, stderr } = await runWith(["explain", code]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`there is no code \`${code}\``);
    expect(stderr).toContain(help);
  });
});
