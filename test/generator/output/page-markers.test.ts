import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { OUTPUT_CODES } from "../../../generator/output/codes.js";
import { type PlannedSection, planSection } from "../../../generator/output/page-section.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const BEGIN = "<!-- metricsmith:begin -->";
const END = "<!-- metricsmith:end -->";

/** A text that is in no page of these tests. */
const NEW = "\0new";

/** Plans the section `NEW` in a page with this text. */
function planIn(text: string): PlannedSection & { readonly found: readonly Diagnostic[] } {
  const file = join(temporaryFolder(), "page.md");
  writeFileSync(file, text);
  const found: Diagnostic[] = [];
  const section = { kind: "section", page: "page.md", text: `${NEW}\n` } as const;
  const report = OUTPUT_CODES.reporter((finding) => found.push(finding));
  return { ...planSection(section, join(dirname(file), "metrics.schema.yaml"), report), found };
}

/** The text between the markers of a page, or its findings as `code line:column-endColumn`. */
function between(text: string): string | readonly string[] {
  const { file, stale, found } = planIn(text);
  const marks = found.map(({ code, location }) => {
    expect(location?.file).toBe(file);
    return `${code} ${location?.line}:${location?.column}-${location?.endColumn}`;
  });
  if (stale === undefined) return marks;
  expect(marks).toEqual([]);
  const [before, after] = stale.after?.split(/\0new\r?\n\r?\n/) ?? [];
  expect([before, after]).toEqual([expect.any(String), expect.any(String)]);
  expect(text.startsWith(before ?? "") && text.endsWith(after ?? "")).toBe(true);
  return text.slice(before?.length, text.length - (after?.length ?? 0));
}

describe("the markers of a page", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string | readonly string[] }]>([
    ["are lines of their own", { given: `a\n${BEGIN}\nb\n${END}\nc\n`, want: "b\n" }],
    ["may have nothing between them", { given: `${BEGIN}\n${END}`, want: "" }],
    ["may stand at the start and the end", { given: `${BEGIN}\n\n${END}`, want: "\n" }],
    ["may follow a byte order mark", { given: `\uFEFF${BEGIN}\nb\n${END}\n`, want: "b\n" }],
    ["may have CRLF behind them", { given: `a\r\n${BEGIN}\r\nb\r\n${END}\r\n`, want: "b\r\n" }],
    [
      "may have other blanks",
      { given: `<!--metricsmith:begin-->  \nb\n<!--\tmetricsmith:end -->\n`, want: "b\n" },
    ],
    ["do not count in a line of text", { given: `see ${BEGIN}\n${BEGIN}\nb\n${END}\n`, want: "b\n" }],
    ["do not count where they are indented", { given: `    ${BEGIN}\n${BEGIN}\nb\n${END}\n`, want: "b\n" }],
    [
      "do not count in fenced code",
      { given: `\`\`\`md\n${BEGIN}\n${END}\n\`\`\`\n${BEGIN}\nb\n${END}\n`, want: "b\n" },
    ],
    [
      "do not count in fenced code with shorter and other fences in it",
      { given: `  ~~~~\n~~~\n${END}\n\`\`\`\`\n${END}\n~~~~~\n${BEGIN}\nb\n${END}\n`, want: "b\n" },
    ],
    [
      "count behind code in a line, which is not a fence",
      { given: `\`\`\`a\`\`\` b\n${BEGIN}\nb\n${END}\n`, want: "b\n" },
    ],
    [
      "count for nothing in a fence that does not end",
      { given: `\`\`\`\n${BEGIN}\nb\n${END}\n`, want: ["page-marker-missing 1:1-1"] },
    ],
    ["are missing", { given: "a\n", want: ["page-marker-missing 1:1-1"] }],
    ["are missing from an empty page", { given: "", want: ["page-marker-missing 1:1-1"] }],
    ["lack the second", { given: `${BEGIN}\n`, want: ["page-marker-missing 1:1-1"] }],
    ["lack the first", { given: `${END}\n`, want: ["page-marker-missing 1:1-1"] }],
    ["have another spelling", { given: "<!-- Metricsmith:begin -->\n", want: ["page-marker-missing 1:1-1"] }],
    ["stand in reverse order", { given: `${END}\na\n${BEGIN}\n`, want: ["page-markers-reversed 1:1-25"] }],
    ["are two firsts", { given: `${BEGIN}\n${BEGIN}\n${END}\n`, want: ["page-marker-twice 2:1-27"] }],
    [
      "are two of each",
      {
        given: `${BEGIN}\n${END}\r\n${BEGIN}\n${END}\r\n`,
        want: ["page-marker-twice 3:1-27", "page-marker-twice 4:1-25"],
      },
    ],
    [
      "are two seconds without a first",
      { given: `${END}\n${END}\n`, want: ["page-marker-missing 1:1-1", "page-marker-twice 2:1-25"] },
    ],
  ])("%s", (_name, { given, want }) => {
    expect(between(given)).toEqual(want);
  });
});

test("diagnostics about the section have the place of the first marker", () => {
  const { file, at } = planIn(`a\nb\n${BEGIN}\nc\n${END}\n`);
  expect(at).toEqual({ file, line: 3, column: 1, endLine: 3, endColumn: 27 });
});

test.each(["page-marker-missing", "page-marker-twice", "page-markers-reversed"] as const)(
  "%s is found in its wrong example, and not in its right one",
  (code) => {
    const { wrong = "", right = "" } = OUTPUT_CODES.rules[code];
    expect(planIn(wrong).found.map((finding) => finding.code)).toContain(code);
    expect(planIn(right).found).toEqual([]);
  },
);
