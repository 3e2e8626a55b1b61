import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { OUTPUT_CODES } from "../../../generator/output/codes.js";
import { findMarkers } from "../../../generator/output/page-section.js";

const BEGIN = "<!-- metricsmith:begin -->";
const END = "<!-- metricsmith:end -->";

/** What stands between the markers of a page, or its findings as `code line:column-endColumn`. */
function between(text: string): string | readonly string[] {
  const found: Diagnostic[] = [];
  const place = findMarkers(
    { file: "docs/page.md", text },
    OUTPUT_CODES.reporter((finding) => found.push(finding)),
  );
  const marks = found.map(({ code, location }) => {
    expect(location?.file).toBe("docs/page.md");
    return `${code} ${location?.line}:${location?.column}-${location?.endColumn}`;
  });
  if (place === undefined) return marks;
  expect(marks).toEqual([]);
  return text.slice(place.start, place.end);
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
      "count behind code in a line, which is no fence",
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

test("where the first marker stands is known", () => {
  const text = `a\nb\n${BEGIN}\nc\n${END}\n`;
  const at = { file: "p.md", line: 3, column: 1, endLine: 3, endColumn: 27 };
  expect(
    findMarkers(
      { file: "p.md", text },
      OUTPUT_CODES.reporter(() => {}),
    )?.begin,
  ).toEqual(at);
});
