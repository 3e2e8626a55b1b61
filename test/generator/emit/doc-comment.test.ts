import { Project } from "ts-morph";
import { describe, expect, test } from "vitest";
import { docText, sentence } from "../../../generator/emit/typescript.js";

const TEXTS: readonly (readonly [string, { readonly given: string; readonly want: string }])[] = [
  ["plain text", { given: "All *Requests* / a|b `c` $d", want: "All *Requests* / a|b `c` $d" }],
  ["the end of a comment", { given: "a */ b **/ c", want: "a *\\/ b **\\/ c" }],
  ["a carriage return within the end of a comment", { given: "*\r/", want: "*\n/" }],
  ["line ends of all kinds", { given: "a\r\nb\rc\u2028d\u2029e", want: "a\nb\nc\nd\ne" }],
  ["a tag", { given: "@deprecated", want: "\\@deprecated" }],
  ["a tag in a later line", { given: "a\n  @b", want: "a\n  \\@b" }],
  ["a tag in the middle of a line", { given: "a @b @c", want: "a \\@b \\@c" }],
  ["a tag after a space that has no width", { given: "\u200B@a", want: "\u200B\\@a" }],
  ["an inline tag without end", { given: "{@link a", want: "{\\@link a" }],
  ["a mail address", { given: "me@example.org", want: "me@example.org" }],
  ["control characters", { given: "a\0\u001B\u0085\tb", want: "a\uFFFD\uFFFD\uFFFD\tb" }],
  ["an override of the direction", { given: "a\u202Eb", want: "a\uFFFDb" }],
  ["a lone surrogate", { given: "a\uD800b 😀", want: "a\uFFFDb 😀" }],
];

describe("the text of a doc comment", () => {
  test.each(TEXTS)("%s", (_name, { given, want }) => {
    expect(docText(given)).toBe(want);
  });

  test.each(TEXTS)("%s neither ends the comment, nor adds a tag, nor hides one", (_name, { given }) => {
    const lines = `${docText(given)}\n@deprecated yes`.split("\n").map((line) => ` * ${line}`);
    const source = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true }).createSourceFile(
      "documented.ts",
      `/**\n${lines.join("\n")}\n */\nexport function documented(): void {}\n`,
    );
    expect(source.getStatements()).toHaveLength(1);
    const tags = source
      .getFunctionOrThrow("documented")
      .getJsDocs()
      .flatMap((doc) => doc.getTags());
    expect(tags.map((tag) => [tag.getTagName(), tag.getCommentText()])).toEqual([["deprecated", "yes"]]);
  });
});

describe("a sentence ends with one mark", () => {
  test.each<readonly [string, { readonly given: string; readonly want: string }]>([
    ["no mark", { given: "All Requests", want: "All Requests." }],
    ["a full stop", { given: "All Requests.", want: "All Requests." }],
    ["another mark", { given: "All Requests?", want: "All Requests?" }],
    ["white space around it", { given: "  All Requests\n", want: "All Requests." }],
    ["a closing bracket", { given: "Requests (1FA)", want: "Requests (1FA)." }],
  ])("%s", (_name, { given, want }) => {
    expect(sentence(given)).toBe(want);
  });
});
