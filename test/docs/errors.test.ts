import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Explanation, SUBJECTS, type Subject } from "../../generator/explain/explanations.js";
import { printable } from "../../generator/text/terminal.js";
import { ROOT, readDocument } from "../support/documents.js";
import { EXAMPLE_SCHEMA } from "../support/generator/example-schema.js";

/** With `UPDATE_DOCS=1`, the pages are written. */
const UPDATE = process.env["UPDATE_DOCS"] === "1";
const FOLDER = "docs/errors";

/** The most lines of a page: a subject with more has several. */
const LONGEST_PAGE = 250;

/** What a reader of the examples has to know, by the command that finds the codes. */
const ABOUT_EXAMPLES: Readonly<Record<string, string>> = {
  generate: "Most examples leave out the first line of a schema, `version: 1`.",
  lint: "The examples leave out the first line of a schema, `version: 1`.",
  diff: "The examples show the schema before a change (`-`), and after it (`+`).",
  queries:
    "The examples are about a shop: counters `shop_requests_total` (labels `code`, `method`) and `shop_logins` (`success`,\n`factor`), gauges `shop_queue_length` (`queue`) and `shop_version_info` (`version`), and histograms\n`shop_request_duration_seconds` (`method`) and `shop_upload_bytes`, whose last bucket ends at a megabyte.",
};

/** The subjects whose examples are about one schema. */
const WITH_SCHEMA: readonly string[] = ["verify", "verify-values"];

const pages = new Map(SUBJECTS.flatMap(pagesOf));
const written = new Map([["README.md", indexPage()], ...pages]);

if (UPDATE) {
  rmSync(join(ROOT, FOLDER), { recursive: true, force: true });
  mkdirSync(join(ROOT, FOLDER));
  for (const [page, text] of written) writeFileSync(join(ROOT, FOLDER, page), text);
}

test("docs/errors has a page for each subject, and no other", () => {
  expect(readdirSync(join(ROOT, FOLDER)).toSorted()).toEqual([...written.keys()].toSorted());
});

test.each([...written])("docs/errors/%s has the words of all codes of its subject", (page, text) => {
  expect(readDocument(`${FOLDER}/${page}`)).toBe(text);
});

/** The pages of a subject by name: `lint.md`, and `lint-2.md` if there is more than one page has room for. */
function pagesOf(subject: Subject): readonly (readonly [name: string, text: string])[] {
  const pages: string[] = [];
  let page = headOf(subject);
  for (const explanation of subject.explanations) {
    const section = sectionOf(explanation);
    if (`${page}\n${section}`.split("\n").length > LONGEST_PAGE) {
      pages.push(page);
      page = headOf(subject);
    }
    page += `\n${section}`;
  }
  return [...pages, page].map((text, at) => [`${subject.name}${at === 0 ? "" : `-${at + 1}`}.md`, text]);
}

function headOf({ name, title, command }: Subject): string {
  const about = ABOUT_EXAMPLES[command];
  const schema = WITH_SCHEMA.includes(name)
    ? `\nThe examples are about this schema:\n\n\`\`\`yaml\n${EXAMPLE_SCHEMA}\`\`\`\n`
    : "";
  return `# ${title}\n\nWhat \`metricsmith ${command}\` finds, by code: [all codes](README.md).${about === undefined ? "" : `\n${about}`}\n${schema}`;
}

function sectionOf({
  code,
  severity,
  title,
  explanation,
  examples,
  withoutExample = "",
}: Explanation): string {
  const head = `## ${code}\n\n**${severity}: ${title}.** ${explanation}`;
  if (examples.length === 0) return `${head} ${withoutExample}\n`;
  const [wrong = "", right = ""] = examples.map(({ text }) => text);
  return `${head}\n\n\`\`\`diff\n${differenceOf(wrong, right)}\`\`\`\n`;
}

/** The lines that both have at their start and at their end, and the others between them. */
function differenceOf(wrong: string, right: string): string {
  const [before, after] = [wrong, right].map((text) => text.split("\n").map(printable));
  if (before === undefined || after === undefined) throw new Error("there are two texts");
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end++;
  const marked = (mark: string, lines: readonly string[]) => lines.map((line) => `${mark} ${line}`.trimEnd());
  return [
    ...marked(" ", before.slice(0, start)),
    ...marked("-", before.slice(start, before.length - end)),
    ...marked("+", after.slice(start, after.length - end)),
    ...marked(" ", before.slice(before.length - end)),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function indexPage(): string {
  const subjects = SUBJECTS.map((subject) => {
    const links = pagesOf(subject).map(([page], at) => `[${at === 0 ? subject.title : at + 1}](${page})`);
    const codes = subject.explanations.map(({ code }) => `\`${code}\``);
    return `- ${links.join(", ")} (\`metricsmith ${subject.command}\`): ${codes.join(", ")}\n`;
  });
  return `# Codes of findings\n\n\`metricsmith explain CODE\` prints the same on a terminal.\n\n${subjects.join("")}`;
}
