import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../../generator/diagnostics/diagnostic.js";
import { bannerComment, type PageSection } from "../../../generator/emit/output.js";
import { OUTPUT_CODES } from "../../../generator/output/codes.js";
import { type PlannedSection, planSection } from "../../../generator/output/page-section.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const BEGIN = "<!-- metricsmith:begin -->";
const END = "<!-- metricsmith:end -->";
const TEXT = `${bannerOf("metrics.schema.yaml")}\n\n# Metrics\n\n- a\n`;
const SECTION: PageSection = { kind: "section", page: "docs/page.md", text: TEXT };

function bannerOf(schema: string): string {
  return `<!-- ${bannerComment({ source: schema })} -->`;
}

/** Plans the section of a page with these contents; `undefined` for none. */
function planned(
  contents: string | Uint8Array | undefined,
): PlannedSection & { found: readonly Diagnostic[] } {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "docs"));
  if (contents !== undefined) writeFileSync(join(folder, "docs", "page.md"), contents);
  return plannedIn(folder);
}

function plannedIn(folder: string): PlannedSection & { found: readonly Diagnostic[] } {
  const found: Diagnostic[] = [];
  const plan = planSection(
    SECTION,
    join(folder, "metrics.schema.yaml"),
    OUTPUT_CODES.reporter((finding) => found.push(finding)),
  );
  expect(plan.file).toBe(join(folder, "docs", "page.md"));
  return { ...plan, found };
}

describe("a section replaces the text between the markers, and nothing else of the page", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string | undefined }]>([
    ["nothing", { given: `${BEGIN}\n${END}\n`, want: `${BEGIN}\n${TEXT}\n${END}\n` }],
    [
      "an older one",
      { given: `a\n${BEGIN}\n${TEXT}- b\n\n${END}\nc`, want: `a\n${BEGIN}\n${TEXT}\n${END}\nc` },
    ],
    [
      "something that was written by hand",
      { given: `${BEGIN}\nx${END}\n${END}`, want: `${BEGIN}\n${TEXT}\n${END}` },
    ],
    ["the same", { given: `a\n${BEGIN}\n${TEXT}\n${END}\nc`, want: undefined }],
    [
      "the same with other line ends",
      { given: `${BEGIN}\n${TEXT.replaceAll("\n", "\r\n")}\r\n${END}\n`, want: undefined },
    ],
    [
      "nothing, in a page whose line ends are CRLF",
      {
        given: `\uFEFFa \r\n${BEGIN}\r\n${END}\r\nc`,
        want: `\uFEFFa \r\n${BEGIN}\r\n${TEXT.replaceAll("\n", "\r\n")}\r\n${END}\r\nc`,
      },
    ],
    [
      "nothing, in a page of mixed line ends",
      {
        given: `a\r\n\t\0\u2028é\n${BEGIN}\n${END}\r\n\n\n`,
        want: `a\r\n\t\0\u2028é\n${BEGIN}\n${TEXT}\n${END}\r\n\n\n`,
      },
    ],
  ])("%s", (_name, { given, want }) => {
    const { file, text, stale, found } = planned(given);
    expect(found).toEqual([]);
    expect(text).toBe(given);
    expect(stale).toEqual(want === undefined ? undefined : { path: file, before: given, after: want });
  });
});

describe("a page that cannot have the section is reported", () => {
  test.each<readonly [string, { readonly given: string | Uint8Array | undefined; readonly want: string }]>([
    ["because there is none", { given: undefined, want: "cannot be read: there is no such file" }],
    ["because it is not text", { given: Uint8Array.of(0x61, 0xe9, 0x0a), want: "it is not text in UTF-8" }],
    ["because it has no markers", { given: "a\n", want: `has no line \`${BEGIN}\` and no line \`${END}\`` }],
    [
      "because its section is another schema's",
      {
        given: `${BEGIN}\n${bannerOf("other.schema.yaml")}\n${END}\n`,
        want: "generated from another schema, `other.schema.yaml`",
      },
    ],
  ])("%s", (_name, { given, want }) => {
    const { stale, found } = planned(given);
    expect(stale).toBeUndefined();
    expect(found.map(({ message }) => message)).toEqual([expect.stringContaining(want)]);
  });

  test.each<readonly [string, (page: string) => void]>([
    ["a directory", (page) => mkdirSync(page)],
    ["a pipe", (page) => execFileSync("mkfifo", [page])],
    ["a link to a device", (page) => symlinkSync("/dev/zero", page)],
  ])("because it is %s", (name, make) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "docs"));
    make(join(folder, "docs", "page.md"));
    expect(plannedIn(folder).found.map(({ message }) => message)).toEqual([
      expect.stringContaining(`it is ${name.replace("a link to ", "")}`),
    ]);
  });

  test.each<readonly [string, string]>([
    ["the page", "docs/page.md"],
    ["its folder", "docs"],
  ])("because %s is a link that leads out of the schema's folder", (_name, link) => {
    const folder = temporaryFolder();
    const schemaFolder = join(folder, "schema");
    mkdirSync(join(folder, "docs"));
    mkdirSync(dirname(join(schemaFolder, link)), { recursive: true });
    writeFileSync(join(folder, "docs", "page.md"), `${BEGIN}\n${END}\n`);
    symlinkSync(join(folder, link), join(schemaFolder, link));
    const { found, stale } = plannedIn(schemaFolder);
    expect(stale).toBeUndefined();
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        `it is a link to \`${realpathSync(join(folder, "docs", "page.md"))}\`, outside of the schema's folder`,
      ),
    ]);
  });

  test("if another schema's section begins there", () => {
    const { found } = planned(`a\n${BEGIN}\r\n${bannerOf("b.yaml")}\r\n${END}\n`);
    expect(found[0]?.location).toMatchObject({
      line: 3,
      column: 1,
      endLine: 3,
      endColumn: 1 + bannerOf("b.yaml").length,
    });
  });
});
