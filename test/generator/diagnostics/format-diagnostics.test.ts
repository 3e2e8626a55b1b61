import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiagnosticCode, formatDiagnostics } from "../../../generator/codes.js";
import { defineCodes, information, type Report } from "../../../generator/diagnostics/define.js";
import type { Diagnostic, Fix, SourceLocation } from "../../../generator/diagnostics/diagnostic.js";
import { formatGithub, formatSarif } from "../../../generator/diagnostics/format-ci.js";
import { FORMATS } from "../../../generator/diagnostics/format-diagnostics.js";
import { OUTPUT_CODES } from "../../../generator/output/codes.js";
import { SCHEMA_CODES } from "../../../generator/schema/codes.js";

const PLAIN = { colour: false };
const FILE = "metrics.schema.yaml";

function at(line: number, [column, endColumn]: readonly [number, number]): SourceLocation {
  return { file: FILE, line, column, endLine: line, endColumn };
}

/** The diagnostic that a report makes. */
function reported(...args: Parameters<Report<typeof SCHEMA_CODES & typeof OUTPUT_CODES>>): Diagnostic {
  const diagnostics: Diagnostic[] = [];
  const all = defineCodes({ ...SCHEMA_CODES.rules, ...OUTPUT_CODES.rules });
  all.reporter((diagnostic) => diagnostics.push(diagnostic))(...args);
  const [diagnostic] = diagnostics;
  if (diagnostic === undefined) throw new Error("nothing is reported");
  return diagnostic;
}

const unknownVector = (location: SourceLocation | undefined) =>
  reported("unknown-vector", { name: "metod", nearest: "method", all: ["method"] }, location);
/** The same with a repair. */
const repaired = (fix: Fix) => ({ ...unknownVector(at(1, [8, 13])), fix });
const METHOD: Fix = { ...at(1, [8, 13]), text: "method" };

const worthKnowing: Diagnostic = {
  code: "spare-vector",
  severity: "information",
  message: "The vector `code` is spare.",
  help: undefined,
  location: at(3, [1, 5]),
};

const hiddenFamilies = reported("hidden-families", { section: "gauges" }, at(1, [1, 5]));

describe("pretty", () => {
  const CASES: readonly (readonly [
    string,
    { text: string; span: readonly [number, number]; want: string },
  ])[] = [
    ["a token", { text: "  [code, metod]", span: [10, 15], want: "2 |   [code, metod]\n  |          ^^^^^" }],
    ["after tabs", { text: "\t[\tmetod]", span: [4, 9], want: "2 |     [    metod]\n  |          ^^^^^" }],
    [
      "after wide characters",
      { text: "日本: metod", span: [5, 10], want: "2 | 日本: metod\n  |       ^^^^^" },
    ],
    ["after an emoji", { text: "🙂: metod", span: [5, 10], want: "2 | 🙂: metod\n  |     ^^^^^" }],
    [
      "after combining marks",
      { text: "e\u0301: metod", span: [5, 10], want: "2 | e\u0301: metod\n  |    ^^^^^" },
    ],
    ["of no width", { text: "a:", span: [3, 3], want: "2 | a:\n  |   ^" }],
    ["that is a tab", { text: "\t\ta:", span: [2, 3], want: "2 |         a:\n  |     ^" }],
    ["with a carriage return after it", { text: "metod\r", span: [1, 6], want: "2 | metod\n  | ^^^^^" }],
  ];

  test.each(CASES)("the carets stand under the token: %s", (_name, { text, span, want }) => {
    const sources = new Map([[FILE, `first\n${text}\nlast\n`]]);
    const frame = formatDiagnostics([unknownVector(at(2, span))], sources, "pretty", PLAIN);
    expect(frame).toContain(`1 | first\n${want}\n3 | last\n`);
  });

  test("a long line is cut around the token", () => {
    const text = `${"a".repeat(5_000)}metod${"b".repeat(5_000)}`;
    const output = formatDiagnostics(
      [unknownVector(at(1, [5_001, 5_006]))],
      new Map([[FILE, text]]),
      "pretty",
      PLAIN,
    );
    expect(output.split("\n").slice(3, 5)).toEqual([
      `1 | …${"a".repeat(30)}metod${"b".repeat(65)}…`,
      `  | ${" ".repeat(31)}^^^^^`,
    ]);
  });

  test("a token of several lines is underlined to the end of its first", () => {
    const location = { file: FILE, line: 1, column: 4, endLine: 2, endColumn: 3 };
    const output = formatDiagnostics(
      [unknownVector(location)],
      new Map([[FILE, "a: [b,\n  c]\n"]]),
      "pretty",
      PLAIN,
    );
    expect(output).toContain("1 | a: [b,\n  |    ^^^\n2 |   c]\n");
  });

  test("message, place, frame, help and count", () => {
    const sources = new Map([[FILE, "code: metod\n"]]);
    const output = formatDiagnostics(
      [unknownVector(at(1, [7, 12])), hiddenFamilies],
      sources,
      "pretty",
      PLAIN,
    );
    expect(output).toMatchInlineSnapshot(`
      "error[unknown-vector]: There is no vector \`metod\`.
       --> metrics.schema.yaml:1:7
        |
      1 | code: metod
        |       ^^^^^
      help: Did you mean \`method\`?

      warning[hidden-families]: No table of the reference shows the gauges.
       --> metrics.schema.yaml:1:1
        |
      1 | code: metod
        | ^^^^
      help: Add a table with \`families: [gauges]\`, or name them in another's.

      1 error, 1 warning
      "
    `);
  });

  test("a mistake outside of any text has neither place nor frame", () => {
    const params = { file: "generated/recorders.ts", exists: true, command: "metricsmith generate" };
    const stale = reported("stale-output", params, undefined);
    expect(formatDiagnostics([stale], new Map(), "pretty", PLAIN)).toMatchInlineSnapshot(`
      "error[stale-output]: \`generated/recorders.ts\` is not what the schema generates.
      help: Run \`metricsmith generate\`.

      1 error
      "
    `);
  });

  describe("of more than fifty findings", () => {
    const unused = (count: number) =>
      Array.from({ length: count }, (_, at) =>
        reported("hidden-families", { section: `\`w${at}\`` }, undefined),
      );
    const stale = (count: number) =>
      Array.from({ length: count }, (_, at) => reported("foreign-output", { file: `e${at}` }, undefined));
    const pretty = (diagnostics: readonly Diagnostic[]) =>
      formatDiagnostics(diagnostics, new Map(), "pretty", PLAIN).split("\n\n");

    test("fifty are shown, and the rest is counted", () => {
      const blocks = pretty(unused(120));
      expect(blocks).toHaveLength(52);
      expect(blocks.slice(-2)).toEqual([
        "and 70 more findings; `--format json` has all of them",
        "120 warnings\n",
      ]);
      expect(pretty(unused(50))).toHaveLength(51);
    });

    test("errors are shown before warnings, in their order", () => {
      const blocks = pretty([...unused(60), ...stale(3)]);
      expect(blocks[46]).toContain("`w46`");
      expect(blocks.slice(47, 50).map((block) => /`(e\d)`/.exec(block)?.[1])).toEqual(["e0", "e1", "e2"]);
      expect(blocks.slice(50)).toEqual([
        "and 13 more findings; `--format json` has all of them",
        "3 errors, 60 warnings\n",
      ]);
      expect(pretty([...unused(9), ...stale(99)])[0]).toContain("`e0`");
    });

    test.each(["json", "github", "sarif"] as const)("%s has all", (format) => {
      expect(formatDiagnostics(unused(60), new Map(), format, PLAIN)).toContain("`w59`");
    });
  });

  test("information comes last among those that are shown, and in the count", () => {
    const spare = Array.from({ length: 60 }, () => worthKnowing);
    const some = formatDiagnostics([worthKnowing, hiddenFamilies], new Map(), "pretty", PLAIN);
    expect(some).toContain("info[spare-vector]: The vector `code` is spare.\n");
    expect(some).toContain("\n\n1 warning, 1 finding for information\n");
    const blocks = formatDiagnostics([...spare, hiddenFamilies], new Map(), "pretty", PLAIN).split("\n\n");
    expect(blocks[49]).toContain("warning[hidden-families]");
    expect(blocks.at(-1)).toBe("1 warning, 60 findings for information\n");
  });

  test.each<[string, Fix, string | undefined]>([
    ["that the help quotes is not written again", METHOD, undefined],
    ["is written", { ...METHOD, text: "methods" }, "write `methods` instead of `metod`"],
    ["elsewhere has its place", { ...METHOD, column: 7 }, "write `method` instead of `[metod` at 1:7"],
    ["is an insertion", { ...at(1, [7, 7]), text: "get, " }, "insert `get, ` at 1:7"],
    ["is a removal", { ...at(1, [8, 13]), text: "" }, "remove `metod`"],
  ])("a repair %s", (_, fix, want) => {
    const sources = new Map([[FILE, "code: [metod]\n"]]);
    const output = formatDiagnostics([repaired(fix)], sources, "pretty", PLAIN);
    expect(/^fix: (.*)$/m.exec(output)?.[1]).toBe(want);
  });

  test("a text with NULs, which is in another encoding, is not shown", () => {
    const sources = new Map([[FILE, "c\0o\0d\0e\0"]]);
    const output = formatDiagnostics([unknownVector(at(1, [1, 2]))], sources, "pretty", PLAIN);
    expect(output).toContain(` --> ${FILE}:1:1\nhelp:`);
  });

  test("no diagnostics give an empty text", () => {
    expect(formatDiagnostics([], new Map(), "pretty", PLAIN)).toBe("");
  });

  test("colour is written only when asked for", () => {
    const sources = new Map([[FILE, "code: metod\n"]]);
    const format = (colour: boolean) => formatDiagnostics([hiddenFamilies], sources, "pretty", { colour });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins an SGR sequence
    expect(format(true).replace(/\u001B\[[\d;]*m/g, "")).toBe(format(false));
    expect(format(false)).not.toContain("\u001B");
    expect(format(true)).toContain("\u001B[1;33mwarning[hidden-families]");
  });
});

test("json has all properties, and counts", () => {
  const output = formatDiagnostics([unknownVector(at(1, [7, 12])), hiddenFamilies], new Map(), "json", PLAIN);
  expect(JSON.parse(output)).toEqual({
    diagnostics: [
      {
        code: "unknown-vector",
        severity: "error",
        message: "There is no vector `metod`.",
        help: "Did you mean `method`?",
        location: { file: FILE, line: 1, column: 7, endLine: 1, endColumn: 12 },
      },
      expect.objectContaining({ code: "hidden-families", severity: "warning" }),
    ],
    errors: 1,
    warnings: 1,
    information: 0,
  });
});

test("json and sarif have a repair as data", () => {
  const { text, ...place } = METHOD;
  const json = formatDiagnostics([repaired(METHOD)], new Map(), "json", PLAIN);
  expect(JSON.parse(json).diagnostics[0].fix).toEqual({ ...place, text });
  const [result] = JSON.parse(formatDiagnostics([repaired(METHOD)], new Map(), "sarif", PLAIN)).runs[0]
    .results;
  const deletedRegion = { startLine: 1, startColumn: 8, endLine: 1, endColumn: 13 };
  const replacements = [{ deletedRegion, insertedContent: { text } }];
  expect(result.fixes).toEqual([{ artifactChanges: [{ artifactLocation: { uri: FILE }, replacements }] }]);
});

test("other programs get information by their own names", () => {
  const rules = {
    "spare-vector": information({
      title: "spare vector",
      explanation: "x",
      wrong: "a:\n  b",
      right: "c",
      message: () => "",
    }),
  };
  expect(formatGithub([worthKnowing], rules)).toMatch(/^::notice file=/);
  const [run] = JSON.parse(formatSarif([worthKnowing], rules)).runs;
  expect(run.results[0].level).toBe("note");
  expect(run.tool.driver.rules[0]).toMatchObject({
    fullDescription: { text: "x" },
    help: { text: "Wrong:\na:\n  b\n\nRight:\nc" },
    defaultConfiguration: { level: "note" },
  });
});

describe("github", () => {
  test("a diagnostic is one workflow command", () => {
    expect(formatDiagnostics([unknownVector(at(3, [7, 12]))], new Map(), "github", PLAIN)).toBe(
      "::error file=metrics.schema.yaml,line=3,endLine=3,col=7,endColumn=12,title=unknown vector (unknown-vector)" +
        "::There is no vector `metod`.%0ADid you mean `method`?\n",
    );
  });

  test("text that could end a command or a property is escaped", () => {
    const location = { file: "a,b:c%.yaml", line: 1, column: 1, endLine: 2, endColumn: 1 };
    const hostile = reported(
      "import-unreadable",
      { name: "x\r\n::error::50%", file: undefined, reason: "", nearest: undefined },
      location,
    );
    expect(formatDiagnostics([hostile], new Map(), "github", PLAIN)).toMatch(
      /^::error file=a%2Cb%3Ac%25\.yaml,line=1,endLine=2,title=[^:]*::The import `x%0D%0A::error::50%25`/,
    );
  });
});

describe("sarif", () => {
  const log = JSON.parse(
    formatDiagnostics([unknownVector(at(3, [7, 12])), unknownVector(undefined)], new Map(), "sarif", PLAIN),
  );

  test("is a 2.1.0 log whose results name their rule", () => {
    expect(log.version).toBe("2.1.0");
    const [run] = log.runs;
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  test("a result has its region, or no location", () => {
    const [located, free] = log.runs[0].results;
    expect(located.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: FILE },
      region: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 12 },
    });
    expect(free.locations).toEqual([]);
  });
});

/** What controls a terminal, breaks a line, or reorders what is read; but for tabs and the end of a line. */
const UNSAFE = /[^\P{Cc}\n\t]|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;

const hostileText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(..."\u061C\u200E\u200F\u2028\u2029\u202A\u202E\u2066\u2069\uFEFF\uD800\u001B\r\n\t"),
    fc.constantFrom("\u001B[31m", "\u001B]0;x\u0007", "::error::", "%0A", "\r\n", "🙂"),
  ),
  maxLength: 20,
});

test.each(FORMATS)(
  "nothing that a %s output quotes controls a terminal, or reorders what is read",
  (format) => {
    fc.assert(
      fc.property(
        fc.record({
          message: hostileText,
          help: fc.option(hostileText, { nil: undefined }),
          file: hostileText,
          fix: hostileText,
        }),
        hostileText,
        (texts, line) => {
          const code: DiagnosticCode = "unknown-vector";
          const location = { ...at(2, [1, 3]), file: texts.file };
          const fix = { ...location, text: texts.fix };
          const diagnostic: Diagnostic = { ...texts, code, severity: "error", location, fix };
          const sources = new Map([[texts.file, `${line}\n${line}\n${line}`]]);
          const output = formatDiagnostics([diagnostic], sources, format, PLAIN);
          expect(output).not.toMatch(UNSAFE);
          if (format === "json")
            expect(JSON.parse(output).diagnostics[0]).toEqual(JSON.parse(JSON.stringify(diagnostic)));
          if (format === "github") expect(output.match(/\n/g)).toHaveLength(1);
        },
      ),
    );
  },
);

describe("secrets are not shown", () => {
  const HASH = "$2y$10$iIyDOWwnL3aRSTVMcIgoBOQBaMzKJ1K2oMoV0kW0m5DVBiyXBGt8W";
  const KEY = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----";
  test.each([
    ["a hash of bcrypt", `  a: ${HASH}`, "  a: ************************************************************"],
    ["a hash of SHA-512", "a:$6$saltsaltsalt$ab/CdefGHijkl.", `a:${"*".repeat(30)}`],
    ["a hash of Argon2", "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "*".repeat(44)],
    ["a key of a Secret", `tls.key: ${btoa(KEY)}`, `tls.key: ${btoa(KEY).replace(/[^=]/g, "*")}`],
  ])("%s", (_, line, want) => {
    for (const format of FORMATS) {
      const sources = new Map([[FILE, `x\n${line}\n`]]);
      const output = formatDiagnostics([unknownVector(at(2, [1, 3]))], sources, format, PLAIN);
      if (format === "pretty") expect(output).toContain(`2 | ${want}\n`);
      const quoting = reported("unknown-vector", { name: line, nearest: line, all: [] }, undefined);
      const quoted = formatDiagnostics([quoting], sources, format, PLAIN);
      expect(quoted).toContain(want.trim());
    }
  });

  test.each([1, 2, 3])("a private key, at its line %i", (line) => {
    const sources = new Map([[FILE, `key: ${KEY}\n`]]);
    const output = formatDiagnostics([unknownVector(at(line, [1, 3]))], sources, "pretty", PLAIN);
    expect(output).not.toContain("MIGH");
    if (line > 1) expect(output).toContain("2 | ************\n");
    expect(
      reported("unknown-vector", { name: KEY, nearest: undefined, all: [] }, undefined).message,
    ).not.toContain("MIGH");
  });

  test("a certificate is no secret, nor is a price", () => {
    const text =
      "-----BEGIN CERTIFICATE-----\nMIIB costs $2 or $100,000,000,000,000\n-----END CERTIFICATE-----\n";
    const output = formatDiagnostics(
      [unknownVector(at(2, [1, 3]))],
      new Map([[FILE, text]]),
      "pretty",
      PLAIN,
    );
    expect(output).toContain("2 | MIIB costs $2 or $100,000,000,000,000\n");
  });
});
