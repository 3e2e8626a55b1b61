import { describe, expect, test } from "vitest";
import * as yaml from "yaml";
import { readYaml, valueOfDocument } from "../../../runtime/input.js";

const OPTIONS = { format: { merge: true, prettyErrors: false }, mostTokens: 100_000 } as const;

/** The value of each document, its faults in its place, or why the text is refused. */
function read(text: string): unknown {
  const documents = readYaml(yaml, text, OPTIONS);
  if ("reason" in documents) return `${documents.reason} ${documents.offset}`;
  return documents.map((one) => {
    const faults = one.faults.map(({ kind, node }) => `${kind} ${node.range?.[0]}`);
    return faults.length > 0 ? faults : valueOfDocument(yaml, one);
  });
}

/** A document of as many lines as are wanted, each of which may name the one before. */
function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

describe("a text is refused", () => {
  test.each([
    ["for a character", { given: "a: \0", want: "character 3" }],
    ["for what is not UTF-8", { given: "a: \uFFFD", want: "character 3" }],
    ["for lists in lists", { given: "[".repeat(100_000), want: "nesting 64" }],
    ["for lists on one line", { given: "- ".repeat(100_000), want: "nesting 128" }],
    ["for mappings in mappings", { given: lines(1000, (at) => `${" ".repeat(at)}a:`), want: "nesting 2272" }],
    ["for keys in keys", { given: "? ".repeat(100_000), want: "nesting 128" }],
    ["for its tokens", { given: `[${"1,".repeat(100_000)}]`, want: "tokens 66666" }],
    ["for its directives", { given: "%A\n".repeat(3000), want: "documents 6002" }],
    ["for its documents", { given: "--- a\n".repeat(3000), want: "documents 12009" }],
  ])("%s", (_, { given, want }) => {
    expect(read(given)).toEqual(want);
  });
});

describe("a document has", () => {
  test.each([
    ["values as they are written", { given: "a: [1, x, null]\nb: {}\n", want: { a: [1, "x", null], b: {} } }],
    ["the value of an alias", { given: "a: &a [1]\nb: *a\n", want: { a: [1], b: [1] } }],
    ["the latest anchor of a name", { given: "[&a 1, &a 2, *a]", want: [1, 2, 2] }],
    [
      "the keys of a merged mapping, but for its own",
      {
        given: "a: &a { x: 1, y: 1 }\nb: &b { y: 2, z: 2 }\nc: { <<: [*a, *b], x: 3 }\n",
        want: { a: { x: 1, y: 1 }, b: { y: 2, z: 2 }, c: { x: 3, y: 1, z: 2 } },
      },
    ],
    ["a key `__proto__` of its own", { given: "__proto__: 1", want: JSON.parse('{ "__proto__": 1 }') }],
    ["aliases within limits", { given: `- &a [1, 2]\n${"- *a\n".repeat(20_000)}`, want: expect.any(Array) }],
  ])("%s", (_, { given, want }) => {
    expect(read(given)).toEqual([want]);
  });

  test.each([
    ["a key twice", { given: "a: 1\na: 2\na: 3\n", want: ["duplicate key 5", "duplicate key 10"] }],
    ["an alias without an anchor", { given: "[*a, &a 1]", want: ["no anchor 1"] }],
    ["an alias of itself", { given: "&a [*a]", want: ["alias of itself 4"] }],
    ["a mapping that merges itself", { given: "&a { <<: *a }", want: ["alias of itself 9"] }],
    ["a merge of a text", { given: "<<: x", want: ["merge of no mapping 0"] }],
    [
      "aliases that double",
      {
        given: `a0: &a0 [x]\n${lines(40, (at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`)}`,
        want: ["alias of too much 359"],
      },
    ],
    [
      "aliases that nest",
      {
        given: `a0: &a0 [x]\n${lines(400, (at) => `a${at + 1}: &a${at + 1} [*a${at}]`)}`,
        want: ["alias of too much 1049"],
      },
    ],
    [
      "merges of all before",
      {
        given: `a0: &a0 { x: 1 }\n${lines(400, (at) => `a${at + 1}: &a${at + 1} { <<: *a${at}, y${at}: 1 }`)}`,
        want: ["alias of too much 1917"],
      },
    ],
  ])("a fault: %s", (_, { given, want }) => {
    expect(read(given)).toEqual([want]);
  });

  test("fifty faults at most: those that are read, and one more", () => {
    expect(read(lines(5000, (at) => `- *a${at}`))).toEqual([expect.objectContaining({ length: 50 })]);
    expect(read("a: 1\n".repeat(5000))).toEqual([expect.objectContaining({ length: 50 })]);
    expect(read("<<: 1\n".repeat(5000))).toEqual([expect.objectContaining({ length: 50 })]);
  });

  test("fifty errors at most, and none less for those of the document before", () => {
    const wrong = `"${"\\q".repeat(5000)}"\n`;
    const documents = readYaml(yaml, `${wrong}---\n${wrong}---\n"\\q"\n---\na: 1\n`, OPTIONS);
    if ("reason" in documents) throw new Error(documents.reason);
    expect(documents.map(({ document }) => document.errors.length)).toEqual([50, 50, 1, 0]);
  });
});
